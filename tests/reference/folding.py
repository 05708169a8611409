"""What CPython's AST optimizer makes of a tree, as text that can be compared.

No Python function shows it in 3.11. But `_PyAST_Optimize` is in the interpreter, and the
symbols of the file say where, unless they were stripped: `nm` reads them.
"""

import ast
import ctypes
import functools
import re
import struct
import subprocess
import warnings

from recording import PROGRAMS, programs


class State(ctypes.Structure):
    """`_PyASTOptimizeState` in Include/internal/pycore_compile.h."""

    _fields_ = [(name, ctypes.c_int)
                for name in ("optimize", "ff_features", "recursion_depth", "recursion_limit")]


@functools.cache
def interpreter():
    """The functions of the interpreter that nobody may call."""
    arena_new = ctypes.cast(ctypes.pythonapi._PyArena_New, ctypes.c_void_p).value
    with open("/proc/self/maps") as maps:
        for line in maps:
            first, last = (int(end, 16) for end in line.split()[0].split("-"))
            if first <= arena_new < last:
                file = line.split()[-1]
    listing = subprocess.run(["nm", file], capture_output=True, text=True, check=True).stdout
    places = {name: int(place, 16)
              for place, name in re.findall(r"^([0-9a-f]+) [tT] (\S+)$", listing, re.M)}
    base = arena_new - places["_PyArena_New"]
    pointer, integer = ctypes.c_void_p, ctypes.c_int

    def function(name, result, *arguments):
        return ctypes.PYFUNCTYPE(result, *arguments)(base + places[name])

    return (
        function("_PyArena_New", pointer),
        function("_PyArena_Free", None, pointer),
        function("PyAST_obj2mod", pointer, ctypes.py_object, pointer, integer),
        function("PyAST_mod2obj", ctypes.py_object, pointer),
        function("_PyAST_Optimize", integer, pointer, pointer, ctypes.POINTER(State)),
    )


def folded(tree, optimize, features):
    arena_new, arena_free, from_object, to_object, fold = interpreter()
    arena = arena_new()
    try:
        module = from_object(tree, arena, 0)
        fold(module, arena, State(optimize, features, 0, 0))
        return to_object(module)
    finally:
        arena_free(arena)


def folding_view(source, optimize=0):
    """The folded tree; `not parsed` where the parser finds an error before."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            tree = compile(source, "<program>", "exec", ast.PyCF_ONLY_AST)
        except RecursionError:
            return too_deep(source)
        except (SyntaxError, MemoryError, ValueError, OverflowError):
            return b"not parsed\n"
        try:
            return b"".join(dump(folded(tree, optimize, features(tree)))) + b"\n"
        except RecursionError as error:
            return f"RecursionError: {error}\n".encode()


def too_deep(source):
    """What is said of a tree that is too deep to be shown; folding is the first to go down."""
    try:
        compile(source, "<program>", "exec")
    except RecursionError as error:
        return f"RecursionError: {error}\n".encode()
    return b"too deep to be shown\n"


def features(tree):
    """The bit of the one future statement that folding heeds."""
    text = any(isinstance(node, ast.ImportFrom) and node.module == "__future__"
               and any(alias.name == "annotations" for alias in node.names)
               for node in tree.body)
    return 0x1000000 if text else 0


def dump(node, indent=b"\n"):
    if isinstance(node, ast.AST):
        yield type(node).__name__.encode()
        if hasattr(node, "lineno"):
            yield (f" {node.lineno},{node.col_offset}"
                   f"-{node.end_lineno},{node.end_col_offset}").encode()
        indent += b" "
        for name in node._fields:
            yield indent + name.encode() + b"="
            field = getattr(node, name, None)
            is_constant = name == "value" and isinstance(node, (ast.Constant, ast.MatchSingleton))
            yield from [constant(field)] if is_constant else dump(field, indent)
    elif isinstance(node, list):
        yield f"{len(node)} items".encode()
        indent += b" "
        for item in node:
            yield indent
            yield from dump(item, indent)
    else:
        yield constant(node)


def constant(value):
    match value:
        case None | True | False:
            return str(value).encode()
        case int():
            return hex(value).encode()
        case float():
            return b"float " + struct.pack(">d", value).hex().encode()
        case complex():
            return b"complex " + struct.pack(">dd", value.real, value.imag).hex().encode()
        case str():
            text = value.replace("\\", "\\\\").replace("\n", "\\n")
            return b"'" + text.encode("utf-8", "backslashreplace") + b"'"
        case bytes():
            return b"bytes " + value.hex().encode()
        case tuple():
            return b"(" + b" ".join(map(constant, value)) + b")"
        case frozenset():
            return b"{" + b" ".join(sorted(map(constant, value))) + b"}"
    return b"..."


def record(recorder):
    for name, path in programs("folding"):
        file = str(path.relative_to(PROGRAMS / "folding"))
        for optimize in 0, 1:
            text = folding_view(path.read_bytes(), optimize).decode()
            recorder.write(f"{name}.{optimize}", f"the folded tree of {file}", text)
