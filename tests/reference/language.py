"""What a program of `programs/language` prints, and what it is compiled to.

The programs are run as `running.py` does it. The bytecode is that of `python3.11 -m dis`,
which names no path.
"""

import dis
import contextlib
import io
import re

from recording import programs
from running import output


def disassembly(path):
    code = compile(path.read_bytes(), path.name, "exec", dont_inherit=True)
    with contextlib.redirect_stdout(io.StringIO()) as text:
        dis.dis(code)
    return re.sub(r"0x[0-9a-f]{6,}", "0x…", text.getvalue())


def record(recorder):
    for name, path in programs("language"):
        recorder.write(f"{name}.output", f"python3.11 {path.name}", output(path))
        recorder.write(f"{name}.dis", f"python3.11 -m dis {path.name}", disassembly(path))
