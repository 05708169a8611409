"""What CPython's two tokenizers say about a source, as text that can be compared.

A view is a function of a file's name and bytes. `answer.py` computes views for the tests
that compare whole libraries, `tokenizer.py` records them for programs of our own.
"""

import ast
import codeop
import contextlib
import ctypes
import io
import os
import re
import sys
import tempfile
import token
import tokenize
import traceback
import warnings
from _tokenize import TokenizerIter


# -- Lib/tokenize.py ---------------------------------------------------------------------

class NamedBytes(io.BytesIO):
    """An open file that isn't one: `tokenize` asks for its name when it words an error."""

    def __init__(self, name, source):
        super().__init__(source)
        self.name = name


def tokenize_view(name, source, exact):
    """What `python -m tokenize [-e] NAME` writes, and its exit status.

    Of a traceback only the last line is kept: the others name lines of the library.
    """
    out, err = io.StringIO(), io.StringIO()
    arguments = ["tokenize", *(["-e"] if exact else []), name]
    with replaced(sys, "argv", arguments), \
            replaced(tokenize, "_builtin_open", lambda *_: NamedBytes(name, source)), \
            replaced(tokenize, "tokenize", remembered(tokenize.tokenize, source)), \
            contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = 0
        try:
            tokenize.main()
        except SystemExit as exit:
            status = exit.code
        except BaseException as error:
            status = 1
            err.write("".join(traceback.format_exception_only(error)).splitlines()[-1] + "\n")
    text = out.getvalue() + err.getvalue() + f"exit status {status}\n"
    return text.encode("utf-8", "surrogatepass")


def remembered(tokens_of, source):
    """`tokens_of` that remembers what came of the last source.

    The two outputs for one file come one after the other, and the scan is what takes long.
    """
    def replay(readline):
        if replay.memory is None or replay.memory[0] != source:
            tokens, error = [], None
            try:
                tokens.extend(tokens_of(readline))
            except Exception as raised:
                error = raised
            remembered.memory = replay.memory = source, tokens, error
        yield from replay.memory[1]
        if replay.memory[2] is not None:
            raise replay.memory[2]
    replay.memory = remembered.memory
    return replay


remembered.memory = None


@contextlib.contextmanager
def replaced(owner, name, value):
    before = getattr(owner, name)
    setattr(owner, name, value)
    try:
        yield
    finally:
        setattr(owner, name, before)


# -- Parser/tokenizer.c ------------------------------------------------------------------

def parser_view(name, source):
    """The C tokenizer's tokens, and what is wrong with the source read as bytes and as a file.

    Three texts: the tokens, `None` where the bytes can't be decoded beforehand; then for
    each way of reading the error, `ok`, or `None` where the parser found an error of its own
    first, which hides the tokenizer's.
    """
    text, raised = decoded(source), None
    tokens = None
    if text is not None and "\0" not in text:
        tokens, raised = scanned(text)
    as_bytes = verdict(lambda: compile(source, name, "exec", ast.PyCF_ONLY_AST), raised)
    if as_bytes is None and raised is not None:
        as_bytes = describe(raised)
    as_file = verdict(lambda: compile_file(name, source), raised)
    return tokens, as_bytes, as_file


def decoded(source):
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(source).readline)
        return source.decode(encoding)
    except (SyntaxError, LookupError, ValueError):
        return None


def scanned(text):
    """A line for each token and each warning, and the error that ended them."""
    lines, raised = [], None
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        try:
            for string, kind, line, end_line, column, end_column, _ in TokenizerIter(text):
                place = f"{line},{column}-{end_line},{end_column}:"
                lines.append(f"{place:<20}{token.tok_name[kind]:<15}{escaped(string)}".rstrip())
        except SyntaxError as error:
            raised = error
    for warning in warned:
        lines.append(f"{warning.category.__name__}: {warning.message} (line {warning.lineno})")
    return "".join(line + "\n" for line in lines), raised


def escaped(text):
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")


# What the parser says when the tokenizer gave it an error code instead of an exception
# (`tokenizer_error` in Parser/pegen_errors.c), and what is said of bytes that don't decode.
CODES = re.compile(
    r"unindent does not match any outer indentation level"
    r"|inconsistent use of tabs and spaces in indentation"
    r"|too many levels of indentation"
    r"|unexpected character after line continuation character"
    r"|unexpected EOF while parsing"
    r"|unknown encoding"
    r"|encoding problem"
    r"|Non-UTF-8 code"
    r"|source code .*null bytes"
    r"|'.*' codec can't decode"
    r"|'.*' is not a text encoding"
)


def verdict(parse, raised):
    """The tokenizer's error among what `parse` raises; `raised` is what the scan raised."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            parse()
    except SyntaxError as error:
        same = raised is not None and (raised.msg, raised.lineno) == (error.msg, error.lineno)
        return describe(error) if same or is_code(error) else None
    except (RecursionError, MemoryError, ValueError, OverflowError):
        return None
    return "ok"


def is_code(error):
    if str(error.msg).startswith("(unicode error)"):
        # Of a name the tokenizer says so, and knows no end; of a string the parser.
        return error.end_offset == -1
    return CODES.match(str(error.msg))


def describe(error):
    """A SyntaxError's class, message and attributes."""
    lines = [f"{type(error).__name__}: {error.msg}"]
    for name in "lineno", "offset", "end_lineno", "end_offset":
        lines.append(f"  {name} {getattr(error, name)}")
    text = "None" if error.text is None else f"[{escaped(error.text)}]"
    return "\n".join([*lines, f"  text {text}"])


# -- Parser/pegen.c ----------------------------------------------------------------------

def syntax_view(name, source, mode="exec", flags=0, minor=-1, fatal=None, show=None):
    """`ok`, or what the parser raises; and before that, what it warns of.

    `minor` is the feature version, `fatal` the category of the warnings that are errors;
    `show` makes the text of a tree.
    """
    lines = []
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        if fatal is not None:
            warnings.simplefilter("error", fatal)
        try:
            flags |= ast.PyCF_ONLY_AST
            tree = compile(source, name, mode, flags, _feature_version=minor)
            outcome = "ok" if show is None else show(tree)
        except SyntaxError as error:
            outcome = describe(error)
        except RecursionError:
            # The tree was made, and is too deep to be shown to Python.
            outcome = "ok"
        except (MemoryError, ValueError) as error:
            outcome = type(error).__name__
    for warning in warned:
        lines.append(f"{warning.category.__name__}: {warning.message} (line {warning.lineno})")
    return "\n".join([*lines, outcome])


def in_file_view(source):
    """The same of a source that is also a file, from which CPython takes an error's line."""
    with tempfile.NamedTemporaryFile(suffix=".py") as file:
        file.write(source)
        file.flush()
        return syntax_view(file.name, source)


def fatal_view(source):
    """The same with a filter that makes errors of warnings: of all, and of each kind."""
    return "\n".join(
        f"{category.__name__}:\n" + syntax_view("<source>", source, fatal=category)
        for category in (Warning, SyntaxWarning, DeprecationWarning)
    )


def feature_versions_view(source):
    """The same for each version that the grammar tells from others, and the oldest."""
    return "\n".join(
        f"3.{minor}: " + syntax_view("<source>", source, minor=minor) for minor in range(3, 12)
    )


def typed_view(text):
    """What a prompt is to do after each line: what `codeop` finds out by compiling."""
    outcomes = []
    lines = text.removesuffix("\n").split("\n")
    for count in range(1, len(lines) + 1):
        outcome = continuation("\n".join(lines[:count]))
        outcomes.append(f"{count}: {outcome}")
    return "\n".join(outcomes)


def continuation(text):
    """`complete`, `incomplete` or the error. `codeop` compiles, and here that is parsing."""
    def parse(source, filename, symbol, incomplete_input=True):
        hidden = codeop.PyCF_ALLOW_INCOMPLETE_INPUT | codeop.PyCF_DONT_IMPLY_DEDENT
        flags = ast.PyCF_ONLY_AST | (hidden if incomplete_input else 0)
        return compile(source, filename, symbol, flags)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = codeop._maybe_compile(parse, text, "<typed>", "single")
    except SyntaxError as error:
        return describe(error)
    return "incomplete" if tree is None else "complete"


def snippets_view(source):
    """What the parser says of every string in a source, and of every example in those.

    CPython's tests of its parser hold most of their sources in strings.
    """
    outcomes = []
    for text in strings_of(ast.parse(source)):
        # A source that isn't text, or isn't wanted as such, is for the tokenizer's tests.
        if any("\ud800" <= character <= "\udfff" for character in text) or "\0" in text:
            continue
        outcomes.append(syntax_view("<snippet>", text))
        outcomes.extend(syntax_view("<example>", code, "single") for code in examples(text))
    return "\n\n".join(outcomes)


def strings_of(node):
    """The values of string constants, in the order of the fields."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    for child in ast.iter_child_nodes(node):
        yield from strings_of(child)


def examples(text):
    """The sources of doctest examples: what stands behind `>>> ` and `... `."""
    example = None
    for line in text.split("\n"):
        line = line.lstrip(" ")
        if line.startswith(">>> "):
            if example is not None:
                yield example
            example = line[4:] + "\n"
        elif example is not None and line.startswith("..."):
            example += line[4:] + "\n"
        elif example is not None:
            yield example
            example = None
    if example is not None:
        yield example


# -- Lib/ast.py --------------------------------------------------------------------------

def tree_view(name, source):
    """What `python -m ast -a -i 0 NAME` prints, then what `ast.unparse` makes of the tree.

    Both are of one parse; without a tree, the text is the error as it is shown.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(source, name, type_comments=True)
        text = ast.dump(tree, include_attributes=True, indent=0) + "\n"
    except Exception as error:
        return shown(error)
    try:
        return text + ast.unparse(tree) + "\n"
    except Exception as error:
        return text + shown(error)


def shown(error):
    """The end of the traceback that a program prints which doesn't catch the error."""
    text = io.StringIO()
    with contextlib.redirect_stderr(text):
        sys.__excepthook__(type(error), error.with_traceback(None), None)
    return text.getvalue()


# -- A file that is run ------------------------------------------------------------------

class Compiled(BaseException):
    """The file was compiled, and is not to be run."""


def compile_file(name, source):
    """Compiles as `python NAME` would, from a C stream and line by line.

    Only `PyRun_FileExFlags` reads that way. It goes on to run the code, which an audit hook
    prevents: the `exec` event comes before the first instruction.
    """
    libc = ctypes.CDLL(None)
    libc.fdopen.restype = ctypes.c_void_p
    run = ctypes.pythonapi.PyRun_FileExFlags
    run.restype = ctypes.py_object
    run.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int, ctypes.py_object,
                    ctypes.py_object, ctypes.c_int, ctypes.c_void_p]
    # With a cookie CPython reads by the descriptor, so a stream over memory won't do.
    descriptor = os.memfd_create("source")
    os.write(descriptor, source)
    os.lseek(descriptor, 0, os.SEEK_SET)
    stream = libc.fdopen(descriptor, b"r")
    names = {"__builtins__": {}}
    install_hook()
    compile_file.forbids = True
    try:
        file_input, close = 257, 1
        run(stream, name.encode(), file_input, names, names, close, None)
    except Compiled:
        pass
    finally:
        compile_file.forbids = False


compile_file.forbids = False
compile_file.hooked = False


def install_hook():
    """Once a process: an audit hook can't be removed."""
    def hook(event, _):
        if event == "exec" and compile_file.forbids:
            raise Compiled
    if not compile_file.hooked:
        sys.addaudithook(hook)
        compile_file.hooked = True
