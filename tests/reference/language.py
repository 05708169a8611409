"""What a program of `programs/language` prints, and what it is compiled to.

Each program runs in a process of its own: `python3.11 NAME.py` in its folder, under a
fixed hash seed. Standard output is recorded, and standard error and the exit status where
there are any. The bytecode is that of `python3.11 -m dis`, which names no path.
"""

import dis
import contextlib
import io
import os
import re
import subprocess
import sys

from recording import programs

HASH_SEED = "0"


def output(path):
    environment = {"PYTHONHASHSEED": HASH_SEED, "PATH": os.environ.get("PATH", "")}
    done = subprocess.run([sys.executable, path.name], cwd=path.parent, env=environment,
                          capture_output=True, text=True, encoding="utf-8")
    text = done.stdout
    if done.stderr:
        text += f"\n-- standard error --\n{done.stderr}"
    if done.returncode:
        text += f"\n-- exit status {done.returncode} --\n"
    return text


def disassembly(path):
    code = compile(path.read_bytes(), path.name, "exec", dont_inherit=True)
    with contextlib.redirect_stdout(io.StringIO()) as text:
        dis.dis(code)
    return re.sub(r"0x[0-9a-f]{6,}", "0x…", text.getvalue())


def record(recorder):
    for name, path in programs("language"):
        recorder.write(f"{name}.output", f"python3.11 {path.name}", output(path))
        recorder.write(f"{name}.dis", f"python3.11 -m dis {path.name}", disassembly(path))
