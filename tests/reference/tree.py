"""Records what CPython writes of trees: `python -m ast` and `ast.unparse` for our programs
in `programs/tree`, `repr` of constants, and both functions for trees that no source has.

`chapters/02-parser/tests/program.rs` runs our program with the same arguments;
`tests/tests/tree` builds the same trees by the same names.
"""

import __future__
import ast
import re
import struct
import subprocess
import sys
import warnings

from recording import PROGRAMS, programs
from views import shown

FOLDER = PROGRAMS / "tree"


def record(recorder):
    for name, path in programs("tree"):
        file = str(path.relative_to(FOLDER))
        mode = name.partition(".")[0] if "." in name else "exec"
        is_error, is_deep = mode == "errors", name.startswith("deep_")
        # In a deep tree, indentation would be nearly all that is recorded.
        options = [] if mode in ("exec", "errors") else ["-m", mode]
        options += ["-i", "0"] if is_deep else ["-a"]
        command = " ".join(["-m ast", *options, file])
        recorder.write(f"{name}.dump", f"python3.11 {command}", program(*options, file))
        if not is_error and not is_deep:
            text = unparsed(path.read_bytes(), file, mode)
            recorder.write(f"{name}.unparse", f"ast.unparse() of {file}", text)
    recorder.write("annotations", "expressions as annotations", "".join(annotations()))
    recorder.write("arguments", "python3.11 -m ast with other arguments", "".join(arguments()))
    recorder.write("reprs", "repr() of constants", "".join(map(repr_line, constants())))
    for name, tree in built().items():
        recorder.write(f"built.{name}", f"ast.dump() and ast.unparse() of the tree {name}", texts(tree))


# -- sources -----------------------------------------------------------------------------

def program(*arguments):
    """What `python -m ast` prints, and its exit status."""
    ended = run(*arguments)
    text = ended.stdout + last_lines(ended.stderr, arguments[-1])
    return f"{text}exit status {ended.returncode}\n"


def run(*arguments):
    command = [sys.executable, "-m", "ast", *arguments]
    return subprocess.run(command, cwd=FOLDER, capture_output=True, encoding="utf-8", input="x\n")


def last_lines(error, file):
    """The end of a traceback: from where the source is shown on, or the message."""
    lines = error.splitlines(keepends=True)
    shown = [i for i, line in enumerate(lines) if line.startswith(f'  File "{file}"')]
    return "".join(lines[shown[0] if shown else -1:])


def unparsed(source, file, mode):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.unparse(ast.parse(source, file, mode, type_comments=True)) + "\n"
        except Exception as error:
            return shown(error)


def annotations():
    """A line for each expression that is a statement of a module: its program, and the text
    that it is as an annotation, or `-` where it can't be one.
    """
    for name, path in programs("tree"):
        if "." in name or name.startswith("deep_"):
            continue
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(path.read_bytes())
        for statement in tree.body:
            if isinstance(statement, ast.Expr):
                yield f"{name} {annotation(statement.value)}\n"


def annotation(expression):
    statement = ast.AnnAssign(ast.Name("x", ast.Store()), expression, None, 1)
    module = ast.Module([ast.fix_missing_locations(statement)], [])
    names = {}
    try:
        flags = __future__.annotations.compiler_flag
        exec(compile(module, "x.py", "exec", flags), names)
    except SyntaxError:
        return "-"
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return names["__annotations__"]["x"]


def arguments():
    """A line for each list of arguments: those, the status, and what was printed."""
    file = "single/statement.py"
    for line in (
        f"{file}", f"-i 0 {file}", f"-i 1 {file}", f"-i -1 {file}", f"--indent=2 {file}",
        f"-i2 {file}", f"-ai2 {file}", f"-m eval {file}", f"-msingle {file}", f"-m=single {file}",
        f"--mode single {file}", f"--mo single {file}", f"--no {file}", f"--inc {file}",
        f"{file} -i 1", f"-- {file}", "", "-", "-i 1 -", "--i 1", "--in 1", "-i", "-i x", "-i -a",
        "-m", "-m foo", "-m ''", "-x", "--foo", "nowhere.py", "nowhere.py other.py",
        f"{file} other.py another.py", "single", "-i 1.5",
    ):
        ended = run(*line.replace("''", "").split(" ")) if line else run()
        error = ended.stderr.splitlines()[-1:] or [""]
        # The program has another name here.
        message = error[0].removeprefix("python -m ast: ")
        stdout = ended.stdout.replace("\n", "\\n")
        yield f"{line}\t{ended.returncode}\t{stdout}\t{message}\n"


# -- constants ---------------------------------------------------------------------------

def constants():
    """Values at the edges of what their `repr` decides."""
    yield from floats()
    yield from complexes()
    yield from (0, 7, 2**64 - 1, 2**64, 10**27, 10**27 - 1, 2**30 * 10**18, 3**400, 16**80)
    yield from (10**4299, 10**4300 - 1, 10**4300, 16**4000, 2**20000)
    yield from texts_with_quotes()
    yield from (b"", b"plain", b"'", b'"', b"'\"", b"\\\t\n\r\0\x1f ~\x7f\x80\xff")


def floats():
    yield from (0.0, -0.0, 1.0, -1.5, 0.1, 1 / 3, 100.0, 123456789.125, 1e15, 1e16, 1e17)
    yield from (9999999999999998.0, 1e22, 1e23, 1.5e300, 1e100, 1e-4, 1e-5, 0.00012345, 1.25e-7)
    # As near to one shortest text as to another.
    yield from (2182844599568494.25, 236008529632724.125, 868497978672373.25, 9990501691807.5625)
    yield from (5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, 9007199254740993.0)
    yield from (2.0**power for power in range(-1074, 1024, 61))
    yield from (float("inf"), float("-inf"), float("nan"))


def complexes():
    edges = (0.0, -0.0, 1.0, -2.5, 1e16, float("inf"), float("-inf"), float("nan"))
    for real in edges:
        for imag in edges:
            yield complex(real, imag)


def texts_with_quotes():
    yield from ("", "plain", "'", '"', "'\"", "\\", "\t\n\r\0\x1f\x7f", "\xa0\xad\xe9", "\u2028€")
    yield from ("\ud800", "a\udfff'", "🐍", "\U000e0001", "\u0378", "\ufeff", "\U0010ffff")


def repr_line(value):
    """The class, the bits of the value, and its `repr` or the error."""
    try:
        shown = repr(value)
    except ValueError as error:
        shown = f"ValueError: {error}"
    return f"{type(value).__name__} {bits(value)} {shown}\n"


def bits(value):
    match value:
        case int():
            return f"{value:x}"
        case float():
            return struct.pack(">d", value).hex()
        case complex():
            return struct.pack(">dd", value.real, value.imag).hex()
        case str():
            return value.encode("utf-8", "surrogatepass").hex()
        case bytes():
            return value.hex()


# -- trees -------------------------------------------------------------------------------

def built():
    a, b = ast.Name("a", ast.Load()), ast.Name("b", ast.Load())
    one = ast.Constant(1)
    two_patterns = [ast.MatchAs(), ast.MatchAs(None, "a")]
    infinity = float("inf")
    return {
        "interactive": ast.Interactive([ast.Pass(), ast.Expr(a)]),
        "interactive_empty": ast.Interactive([]),
        "expression": ast.Expression(ast.Tuple([a], ast.Load())),
        "function_type": ast.FunctionType([a, ast.Starred(b, ast.Load())], one),
        "operators_deep_in_one": ast.BoolOp(ast.And(), [
            a, ast.Compare(a, [ast.Lt()], [b]), ast.Compare(a, [ast.Lt()], [b]),
        ]),
        "tuple": ast.Constant((1, "a", infinity, ...)),
        "tuple_of_one": ast.Constant((1,)),
        "tuple_of_none": ast.Constant(()),
        "tuple_of_tuples": ast.Constant(((infinity,), ())),
        "frozenset": ast.Constant(frozenset({1})),
        "frozenset_empty": ast.Constant(frozenset()),
        "kind_of_an_int": ast.Constant(1, "u"),
        "attribute_of_a_bool": ast.Attribute(ast.Constant(True), "real", ast.Load()),
        "set_empty": ast.Set([]),
        "replacement_field_alone": ast.FormattedValue(
            a, ord("r"), ast.JoinedStr([ast.Constant(">{")])
        ),
        "replacement_field_surrogates": ast.JoinedStr([
            ast.FormattedValue(a, -1, ast.JoinedStr([ast.Constant("\ud800")])),
        ]),
        "f_string_in_f_string": ast.JoinedStr([ast.JoinedStr([ast.Constant("'"), ast.FormattedValue(a, -1)])]),
        "name_in_f_string": ast.JoinedStr([ast.Tuple([], ast.Load())]),
        "conversion_out_of_range": ast.JoinedStr([ast.FormattedValue(a, -2)]),
        "cause_without_exception": ast.Raise(None, a),
        "mapping_too_few": ast.MatchMapping([one, one], two_patterns[:1]),
        "mapping_too_many": ast.MatchMapping([one], two_patterns),
        "class_too_few": ast.MatchClass(a, [], ["x", "y"], two_patterns[:1]),
        "class_too_many": ast.MatchClass(a, [], ["x"], two_patterns),
        "wildcard_with_pattern": ast.MatchAs(ast.MatchSingleton(None), None),
        "alias_without_name": ast.Import([ast.alias("a", "")]),
        "import_from_nowhere": ast.ImportFrom(None, [ast.alias("a")], 0),
        "type_ignore": ast.TypeIgnore(3, "[x]"),
        "handler_alone": ast.ExceptHandler(a, "b", [ast.Pass()]),
        "comprehension_alone": ast.comprehension(a, ast.Lambda(no_arguments(), b), [], 1),
        "keyword_alone": ast.keyword(None, a),
    }


def no_arguments():
    return ast.arguments([], [], None, [], [], None, [])


def texts(tree):
    sections = []
    for function in ast.dump, ast.unparse:
        try:
            text = function(tree)
        except Exception as error:
            text = f"{type(error).__name__}: {error}"
        # Where an object lies is no fact about the tree.
        text = re.sub(" at 0x[0-9a-f]+", "", text)
        sections.append(f"-- {function.__name__}\n{text}\n")
    return "".join(sections)
