"""Records what a program asks CPython's allocator for.

    python3.11 tests/reference/pymalloc_trace.py

Needs a C compiler: a small library, loaded in front of CPython, puts itself around the
allocators of the domains "mem" and "obj" before anything is allocated, and writes down each
call. The program is tests/programs/pymalloc/words.py, from the start of the interpreter to
its end; the result is written to chapters/04-pymalloc/tests/recorded/words.trace.

The file is a sequence of numbers, each in groups of seven bits, lowest first, the high bit
saying that more follows. The low two bits are the call:

    0  malloc, the rest is the size
    1  free, the rest says how many blocks were allocated since that one, itself included
    2  realloc, the same, and a number with the new size follows
    3  calloc, the rest is the size
"""

import os
import pathlib
import struct
import subprocess
import sys
import sysconfig
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = ROOT / "tests/programs/pymalloc/words.py"
RESULT = ROOT / "chapters/04-pymalloc/tests/recorded/words.trace"

# Four words a call: which, the size, the block that goes in, the block that comes out.
SHIM = r"""
#include <Python.h>
#include <stdio.h>

static FILE *calls;
static PyMemAllocatorEx inner[2];

static void note(size_t call, size_t size, void *in, void *out) {
    size_t words[4] = {call, size, (size_t)in, (size_t)out};
    fwrite(words, sizeof words, 1, calls);
}

static void *note_malloc(void *context, size_t size) {
    PyMemAllocatorEx *a = context;
    void *block = a->malloc(a->ctx, size);
    note(0, size, NULL, block);
    return block;
}

static void *note_calloc(void *context, size_t count, size_t size) {
    PyMemAllocatorEx *a = context;
    void *block = a->calloc(a->ctx, count, size);
    note(3, count * size, NULL, block);
    return block;
}

static void *note_realloc(void *context, void *in, size_t size) {
    PyMemAllocatorEx *a = context;
    void *block = a->realloc(a->ctx, in, size);
    note(in ? 2 : 0, size, in, block);
    return block;
}

static void note_free(void *context, void *block) {
    PyMemAllocatorEx *a = context;
    if (block) note(1, 0, block, NULL);
    a->free(a->ctx, block);
}

__attribute__((constructor)) static void start(void) {
    PyMemAllocatorDomain domains[2] = {PYMEM_DOMAIN_MEM, PYMEM_DOMAIN_OBJ};
    calls = fopen(getenv("PYMALLOC_CALLS"), "wb");
    for (int i = 0; i < 2; i++) {
        PyMem_GetAllocator(domains[i], &inner[i]);
        PyMemAllocatorEx outer = {&inner[i], note_malloc, note_calloc, note_realloc, note_free};
        PyMem_SetAllocator(domains[i], &outer);
    }
}

__attribute__((destructor)) static void stop(void) { fclose(calls); }
"""


def calls(folder):
    """Runs the program and gives its calls."""
    source, library, log = folder / "shim.c", folder / "shim.so", folder / "calls"
    source.write_text(SHIM)
    include = sysconfig.get_path("include")
    compiler = os.environ.get("CC", "cc")
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", f"-I{include}", source, "-o", library], check=True)
    environment = {"LD_PRELOAD": str(library), "PYMALLOC_CALLS": str(log), "PYTHONHASHSEED": "0"}
    # The program behind a launcher script, if `python3.11` is one.
    python = os.path.realpath(sys.executable)
    subprocess.run([python, "-I", "-S", "-B", PROGRAM], env=environment, check=True, stdout=sys.stderr)
    return struct.iter_unpack("4N", log.read_bytes())


def number(value):
    groups = bytearray()
    while value > 127:
        groups.append(value & 127 | 128)
        value >>= 7
    groups.append(value)
    return bytes(groups)


def encode(calls):
    """The calls, with blocks named by their order instead of their addresses."""
    trace, live, count = bytearray(), {}, 0
    for call, size, before, after in calls:
        if call in (1, 2) and before in live:
            born = live.pop(before)
            trace += number((count - born) << 2 | call)
            if call == 2:
                trace += number(size)
                live[after] = born
        elif call in (0, 3):
            trace += number(size << 2 | call)
            live[after] = count
            count += 1
    return bytes(trace)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        RESULT.write_bytes(encode(calls(pathlib.Path(name))))
    print(f"{RESULT.stat().st_size} bytes in {RESULT.relative_to(ROOT)}")
