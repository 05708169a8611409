"""What CPython's symbol table says of a source, as text that can be compared.

The `symtable` module shows the names; the flags that it doesn't show are read from the C
structure of the entries. Recorded for our programs in `programs/symbols`.
"""

import _symtable
import ast
import ctypes
import sys
import warnings

import views
from recording import PROGRAMS, programs

KINDS = ["function", "class", "module", "annotation"]
COMPREHENSIONS = ["", "list", "dict", "set", "generator"]
FREE = 4 << _symtable.SCOPE_OFF


class Entry(ctypes.Structure):
    """`PySTEntryObject` in Include/internal/pycore_symtable.h."""

    _fields_ = [
        ("ob_refcnt", ctypes.c_ssize_t),
        ("ob_type", ctypes.c_void_p),
        *((name, ctypes.c_void_p)
          for name in ("id", "symbols", "name", "varnames", "children", "directives")),
        ("type", ctypes.c_int),
        ("nested", ctypes.c_int),
        *((name, ctypes.c_uint, 1) for name in ("free", "child_free", "generator", "coroutine")),
        ("comprehension", ctypes.c_int),
        *((name, ctypes.c_uint, 1)
          for name in ("varargs", "varkeywords", "returns_value", "needs_class_closure",
                       "comp_iter_target")),
        ("comp_iter_expr", ctypes.c_int),
        *((name, ctypes.c_int)
          for name in ("lineno", "col_offset", "end_lineno", "end_col_offset")),
    ]


FLAGS = ["nested", "free", "child_free", "generator", "coroutine", "varargs", "varkeywords",
         "returns_value", "needs_class_closure"]


def symbols_view(source, mode="exec"):
    """The blocks with their names, or the error of the symbol table; `not parsed` where the
    parser finds one before."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return "".join(lines(_symtable.symtable(source, "<program>", mode), ""))
        except SyntaxError as error:
            return views.describe(error) + "\n" if is_parsed(source, mode) else "not parsed\n"
        except RecursionError as error:
            return f"RecursionError: {error}\n"
        except (MemoryError, ValueError, OverflowError):
            return "not parsed\n"


def is_parsed(source, mode):
    try:
        compile(source, "<program>", mode, ast.PyCF_ONLY_AST)
    except SyntaxError:
        return False
    return True


def lines(table, indent):
    entry = Entry.from_address(id(table))
    kind = " ".join(filter(None, [COMPREHENSIONS[entry.comprehension], KINDS[entry.type]]))
    place = f"{entry.lineno},{entry.col_offset}-{entry.end_lineno},{entry.end_col_offset}"
    flags = "".join(" " + name for name in FLAGS if getattr(entry, name))
    yield f"{indent}{table.name}: {kind} {place}{flags}\n"
    indent += "  "
    if table.varnames:
        yield f"{indent}parameters: {' '.join(table.varnames)}\n"
    # Names that only inner blocks use come out of a set, last and in the order of hashes.
    own = [name for name, bits in table.symbols.items() if bits != FREE]
    passed_on = sorted(name for name, bits in table.symbols.items() if bits == FREE)
    assert list(table.symbols)[:len(own)] == own
    for name in [*own, *passed_on]:
        yield f"{indent}{name} {table.symbols[name]}\n"
    for child in table.children:
        yield from lines(child, indent)


def snippets_view(source):
    """What the symbol table says of every string in a source, and of every example in those."""
    outcomes = []
    for text in views.strings_of(ast.parse(source)):
        if any("\ud800" <= character <= "\udfff" for character in text) or "\0" in text:
            continue
        outcomes.append(symbols_view(text))
        outcomes.extend(symbols_view(code, "single") for code in views.examples(text))
    return "\n".join(outcomes)


def deepest(frames):
    """How many `-` may stand in front of a name, with so many frames on the stack."""
    if frames:
        return deepest(frames - 1)
    accepted, refused = 1, 6000
    while refused - accepted > 1:
        middle = (accepted + refused) // 2
        # The parser nests less deep for a chain that goes to the left.
        outcome = symbols_view("a" + "+a" * middle)
        if outcome.startswith("RecursionError"):
            refused = middle
        else:
            accepted = middle
    return accepted


def record(recorder):
    for name, path in programs("symbols"):
        file = str(path.relative_to(PROGRAMS / "symbols"))
        text = symbols_view(path.read_bytes())
        recorder.write(name, f"the symbol table of {file}", text)
    near, far = deepest(0), deepest(100)
    text = f"recursion limit {sys.getrecursionlimit()}\n100 frames take {near - far} nodes\n"
    recorder.write("depth", "how deep a tree may be", text)
