"""What CPython says of code objects, as parts that `answer.py` sends."""

import contextlib
import dis
import io
import marshal
import os
import re
import resource
import types
import warnings

import views


def compiled(name, source):
    """The code object of a source as `py_compile` would write it; no part if there is none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            code = compile(source, name, "exec", dont_inherit=True)
    except (SyntaxError, ValueError, OverflowError, RecursionError, MemoryError):
        return [None]
    return [marshal.dumps(code)]


def compilation(name, source, optimize, with_dis):
    """What the compiler says of a source: warnings and error; then of the code object the
    fields, the bytes that `py_compile` writes behind the header, and `dis`."""
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        code, lines = None, []
        try:
            code = compile(source, name, "exec", dont_inherit=True, optimize=optimize)
        except SyntaxError as error:
            lines = [views.describe(error)]
        except RecursionError as error:
            lines = [f"{type(error).__name__}: {error}"]
        except (ValueError, OverflowError, MemoryError) as error:
            lines = [type(error).__name__]
    said = [f"{warning.category.__name__}: {warning.message} (line {warning.lineno})"
            for warning in warned]
    said = encoded("".join(line + "\n" for line in said + lines))
    if code is None:
        return [said, b"", b"", b""]
    dis_text = b""
    if with_dis:
        dis_text = None
        if not any(has_none_in_set(each.co_consts) for each in nested(code)):
            dis_text = encoded(next(dis_texts(code)))
    return [said, encoded(fields(code)), marshal.dumps(code), dis_text]


def fields(code):
    """Every field of a code object and those inside, with the constants' types."""
    lines = []
    for each in nested(code):
        lines.append(f"code {each.co_name} {each.co_qualname} {each.co_filename}")
        for name in ("co_argcount", "co_posonlyargcount", "co_kwonlyargcount", "co_nlocals",
                     "co_stacksize", "co_flags", "co_firstlineno"):
            lines.append(f"  {name} {getattr(each, name)}")
        for name in "co_names", "co_varnames", "co_cellvars", "co_freevars":
            lines.append(f"  {name} {' '.join(getattr(each, name))}")
        lines.append("  co_consts")
        lines += [f"    {shown(constant)}" for constant in each.co_consts]
        for name in "co_code", "co_linetable", "co_exceptiontable":
            lines.append(f"  {name} {getattr(each, name).hex()}")
    return "".join(line + "\n" for line in lines)


def shown(constant):
    kind = type(constant).__name__
    if isinstance(constant, types.CodeType):
        return f"{kind} {constant.co_qualname}"
    if isinstance(constant, tuple):
        return f"{kind} ({'; '.join(map(shown, constant))})"
    if isinstance(constant, frozenset):
        return f"{kind} ({'; '.join(sorted(map(shown, constant)))})"
    return f"{kind} {constant!r}"


def code(name, source):
    """Of a marshalled code object: the bytes, what follows from its fields, and `dis`."""
    code = marshal.loads(source)
    texts = [None, None, None]
    if not any(has_none_in_set(each.co_consts) for each in nested(code)):
        texts = map(encoded, dis_texts(code))
    return [source, encoded(facts(code)), *texts]


def has_none_in_set(constants):
    """Whether a set is shown in an order that an address decides: `None` has it for a hash."""
    return any(
        isinstance(constant, frozenset) and None in constant
        or isinstance(constant, tuple) and has_none_in_set(constant)
        for constant in constants
    )


def encoded(text):
    return text.encode("utf-8", "surrogatepass")


def nested(code):
    yield code
    for constant in code.co_consts:
        if hasattr(constant, "co_code"):
            yield from nested(constant)


def facts(code):
    lines = []
    for each in nested(code):
        lines.append(without_addresses(repr(each)))
        for names in each.co_varnames, each.co_cellvars, each.co_freevars:
            lines.append(" ".join(names))
        lines.append(f"{each.co_nlocals} {each.co_lnotab.hex()}")
        lines.append(" ".join(f"{start}-{end}:{line}" for start, end, line in each.co_lines()))
        lines.append(" ".join(":".join(map(str, place)) for place in each.co_positions()))
        entries = dis._parse_exception_table(each)
        lines.append(" ".join(":".join(map(str, map(int, entry))) for entry in entries))
    return "".join(line + "\n" for line in lines)


def dis_texts(code):
    """`dis`, `dis` with caches, and `code_info` of all code objects."""
    for caches in False, True:
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            dis.dis(code, show_caches=caches)
        yield without_addresses(out.getvalue())
    yield without_addresses("".join(dis.code_info(each) + "\n" for each in nested(code)))


def without_addresses(text):
    """`text` with `0x0` for the address of each code object."""
    return re.sub(r" at 0x[0-9a-f]+, file ", " at 0x0, file ", text)


def loads(name, source):
    """What `marshal.loads` makes of bytes: an error, or the value in version 2.

    That version has no reference flags, which tell more of this process than of the value.
    No part where CPython ran out of memory or crashed, or the value contains itself.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reading)
            # CPython asks for as much memory as the bytes say; they may say anything.
            resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            with open(writing, "wb") as answer:
                answer.write(loaded(source))
            os._exit(0)
        finally:
            os._exit(1)
    os.close(writing)
    with open(reading, "rb") as answer:
        part = answer.read()
    _, status = os.waitpid(child, 0)
    return [part if status == 0 else None]


def loaded(source):
    try:
        value = marshal.loads(source)
    except (EOFError, ValueError, TypeError, SystemError) as error:
        return encoded(f"{type(error).__name__}: {error}")
    return marshal.dumps(value, 2)


MOST_MEMORY = 1 << 30
