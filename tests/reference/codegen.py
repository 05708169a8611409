"""What CPython's compiler makes of a source: warnings, then an error or instructions.

Recorded for our programs in `programs/codegen`; the folder of a program says how it is
compiled.
"""

import ast
import contextlib
import dis
import io
import marshal
import warnings

import code_views
import views
from recording import PROGRAMS, programs

# How the programs of a folder are compiled, if not as modules.
MODES = {"single": "single"}
OPTIMIZE = {"optimized": 2}
FLAGS = {"awaiting": ast.PyCF_ALLOW_TOP_LEVEL_AWAIT}
# Where warnings are raised.
RAISED = "raised"


def compiled(source, mode="exec", flags=0, optimize=0, raised=False):
    """A text with warnings and error, and the code object if there is one; `not parsed` where
    the parser finds an error before."""
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        try:
            compile(source, "<program>", mode, ast.PyCF_ONLY_AST | flags, dont_inherit=True)
        except RecursionError:
            pass  # The tree was made, and is too deep to be shown to Python.
        except (SyntaxError, ValueError, MemoryError, OverflowError):
            return "not parsed\n", None
        while_parsing = len(warned)
        if raised:
            warnings.simplefilter("error")
        code, outcome = None, ""
        try:
            code = compile(
                source, "<program>", mode, flags, dont_inherit=True, optimize=optimize)
        except SyntaxError as error:
            outcome = views.describe(error) + "\n"
        except (RecursionError, ValueError, MemoryError, SystemError) as error:
            outcome = f"{type(error).__name__}: {error}\n"
    # The source was parsed twice.
    lines = [f"{warning.lineno}: {warning.category.__name__}: {warning.message}\n"
             for warning in warned[2 * while_parsing:]]
    return "".join([*lines, outcome]), code


def codegen_view(source, mode="exec", flags=0, optimize=0):
    """The text, and the code object as marshal writes it."""
    text, code = compiled(source, mode, flags, optimize)
    code = b"" if code is None else marshal.dumps(code, 2)
    return [text.encode("utf-8", "surrogatepass"), code]


def snippets_view(source):
    """What becomes of every string in a source, and of every example in those."""
    parts = []
    for text in views.strings_of(ast.parse(source)):
        if any("\ud800" <= character <= "\udfff" for character in text) or "\0" in text:
            continue
        parts += codegen_view(text)
        parts += codegen_view(text, flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, optimize=2)
        for code in views.examples(text):
            parts += codegen_view(code, "single")
    return [b"\n".join(parts)]


def record(recorder):
    for name, path in programs("codegen"):
        file = path.relative_to(PROGRAMS / "codegen")
        kind = file.parts[0]
        text, code = compiled(
            path.read_bytes(), MODES.get(kind, "exec"), FLAGS.get(kind, 0),
            OPTIMIZE.get(kind, 0), kind == RAISED)
        out = io.StringIO()
        if code is not None:
            with contextlib.redirect_stdout(out):
                dis.dis(code)
        text += code_views.without_addresses(out.getvalue())
        recorder.write(name, f"what {file} is compiled to", text)
