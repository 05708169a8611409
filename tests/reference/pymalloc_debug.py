"""Records what `PYTHONMALLOC=debug` says of damaged blocks.

Each case runs in a process of its own, since CPython stops it. Addresses differ from run to
run: the block's is written as P, the one behind its data as T. Of the fatal error only the
first line is kept.
"""

import os
import re
import subprocess
import sys

# name: size, bytes that are written (offset from the block), what is done then
CASES = {
    "behind": (19, {19 + 2: 0x78}, "PyObject_Free"),
    "all_behind": (5, {5 + at: at for at in range(8)}, "PyObject_Free"),
    "before": (19, {-3: 0x78, -7: 0}, "PyObject_Free"),
    "both": (40, {-1: 1, 40: 2, 0: 0x11, 39: 0x99}, "PyObject_Free"),
    "domain": (16, {}, "PyMem_Free"),
    "no_data": (0, {0: 1}, "PyObject_Free"),
    "eight": (8, {8: 1, 0: 0x61}, "PyObject_Free"),
    "seventeen": (17, {17: 1, 0: 0x61, 8: 0x62, 16: 0x63}, "PyObject_Free"),
    "realloc": (600, {607: 0}, "PyObject_Realloc"),
}


def damage(size, writes, function):
    import ctypes

    api = ctypes.pythonapi
    api.PyObject_Malloc.restype = ctypes.c_void_p
    api.PyObject_Malloc.argtypes = [ctypes.c_size_t]
    block = api.PyObject_Malloc(size)
    for offset, byte in writes.items():
        ctypes.c_ubyte.from_address(block + offset).value = byte
    end = getattr(api, function)
    end.argtypes = [ctypes.c_void_p, ctypes.c_size_t][: 1 + (function == "PyObject_Realloc")]
    end(*[block, 1000][: len(end.argtypes)])


def report(name):
    """What CPython prints for one case, after a line that describes it."""
    environment = {**os.environ, "PYTHONMALLOC": "debug"}
    run = subprocess.run(
        [sys.executable, __file__, name], env=environment, stderr=subprocess.PIPE, text=True
    )
    assert run.returncode != 0
    text = run.stderr
    text = re.sub(r"address p=0x[0-9a-f]+", "address p=P", text)
    text = re.sub(r"tail=0x[0-9a-f]+", "tail=T", text)
    report, rest = text.split("Enable tracemalloc", 1)
    fatal = re.search(r"^Fatal Python error: (.*)$", rest, re.MULTILINE).group(1)
    size, writes, function = CASES[name]
    written = ",".join(f"{offset}={byte}" for offset, byte in writes.items())
    return f"case {name} {size} {function} {written}\n{report}{fatal}\n"


def record():
    """The recording of all cases."""
    return "".join(map(report, CASES))


if __name__ == "__main__":
    damage(*CASES[sys.argv[1]])
