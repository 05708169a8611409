"""Writes what the exercises' checks know of CPython: `cpython.rs` beside each `checks.rs`.

Each file is one Rust expression, which the checks take in with `include!`. With `--check`
nothing is written, and a file that CPython would not write today is an error.
"""

import io
import keyword
import logging
import platform
import sys
import token
import tokenize
import warnings
from pathlib import Path

import compiler_exercises
import recording

FOLDER = Path(__file__).resolve().parents[2] / "chapters"
HEADER = f"// Recorded from CPython {recording.VERSION} by tests/reference/exercises.py.\n"


def literal(text):
    """A Rust string literal."""
    escapes = {"\n": "\\n", "\t": "\\t", "\\": "\\\\", '"': '\\"', "\r": "\\r"}
    shown = (escapes.get(c) or (c if c.isprintable() else f"\\u{{{ord(c):x}}}") for c in text)
    return f'"{"".join(shown)}"'


def row(*cells):
    """A row of a table; text becomes a literal, everything else is written as it is."""
    written = [cell if isinstance(cell, Code) else literal(cell) for cell in cells]
    return f"    ({', '.join(written)}),"


class Code(str):
    """Rust, not a text to be quoted."""


def table(rows):
    return "[\n" + "\n".join(rows) + "\n]\n"


def tokens(source):
    return tokenize.generate_tokens(io.StringIO(source).readline)


def operators():
    """The operators that a run of operator characters is split into."""
    runs = ["|>", "|>=", "||", "|=", "...", "..", "....", "**=", "***", "//=", "///", "<<=>>="]
    runs += ["->", "-->", ":=", "::=", "==", "===", "!=", "<=>", "@=", "@@", "~~", "&&=", "^=%="]
    for run in runs:
        parts = [t.string for t in tokens(run) if t.type == token.OP]
        yield row(run, Code(f"&[{', '.join(map(literal, parts))}]"))


def blocks():
    """What lines that begin in these columns are to `tokenize`: `>` and `<` for INDENT and
    DEDENT, `x` for the line, `!` where the unindent matches no level.
    """
    signs = {token.INDENT: ">", token.DEDENT: "<", token.NAME: "x"}
    samples = [[], [0], [0, 0], [0, 4], [0, 4, 4, 0], [0, 4, 8, 0], [0, 4, 8, 4], [0, 1, 9, 1]]
    samples += [[0, 4, 2], [0, 8, 4, 8], [0, 4, 8, 2], [0, 4, 8, 6], [3], [3, 0], [3, 1]]
    for columns in samples:
        marks = ""
        try:
            for t in tokens("".join(" " * column + "x\n" for column in columns)):
                marks += signs.get(t.type, "")
        except IndentationError as error:
            assert error.msg == "unindent does not match any outer indentation level"
            marks += "!"
        yield row(Code(f"&{columns}"), marks)


def keywords():
    return f"({words(keyword.kwlist)}, {words(keyword.softkwlist)})\n"


def words(names):
    return f"&[{', '.join(map(literal, names))}]"


def octals():
    """What `2to3` makes of the numbers of Python 2."""
    logging.disable()
    warnings.simplefilter("ignore", DeprecationWarning)
    from lib2to3.refactor import RefactoringTool

    tool = RefactoringTool(["lib2to3.fixes.fix_numliterals"])
    lines = ["mode = 0777", "mode = 00777", "chmod(path, 0644)", "x = 01+02-03", "a[07:010]"]
    lines += ["x = 0", "x = 00", "x = 0 # 0777", "x = 0777.5", "x = 0777e1", "x = 0777j"]
    lines += ["x = 1.0777", "x = .0777", "x = 0x0777", "x = 0xe0777", "x = 10777", "x0777 = 1"]
    lines += ["x = '0777'", "x = '''\n0777\n''', 0777", "if x: return 0777", "x = [\n  01,\n  02]"]
    lines += ["é = 0777", "x = 'é', 0777, 'ü', 0644", "x = 07 # é 07"]
    for line in lines:
        yield row(line + "\n", str(tool.refactor_string(line + "\n", "example.py")))


def indentations():
    """What `compile` says of lines that begin with these blanks."""
    samples = [
        ["", "\t", "        "],
        ["", "        ", "\t"],
        ["", "\t", "\t"],
        ["", " \t", "\t"],
        ["", "\t", "\t "],
        ["", "\t", "\t ", "\t"],
        ["", "\t", "         "],
        ["", "    ", "\t"],
        ["", "    ", "\t", "    "],
        ["", "    ", "    \t", "    "],
        ["", "    ", "    \t", "\t"],
        ["", "  ", " "],
        ["", "\t\t", "\t"],
        ["", "\t\t", "        "],
        ["", " ", "\t\t", "        "],
        ["", "\f", "\t\f"],
        ["", "\t", "\f\t"],
        ["", "\t", " \f        "],
    ]
    for blanks in samples:
        # A line is the head of a block where the next is deeper with tabs of eight.
        columns = [len(blank.rpartition("\f")[2].expandtabs(8)) for blank in blanks] + [0]
        heads = [after > here for here, after in zip(columns, columns[1:])]
        source = "".join(f"{b}{'if x:' if head else 'x'}\n" for b, head in zip(blanks, heads))
        expected = "None"
        try:
            compile(source, "example.py", "exec")
        except TabError as error:
            expected = f"Some(({error.lineno}, Mistake::Tabs))"
        except IndentationError as error:
            assert error.msg == "unindent does not match any outer indentation level"
            expected = f"Some(({error.lineno}, Mistake::Unindent))"
        yield row(Code(f"&[{', '.join(map(literal, blanks))}]"), Code(expected))


def untokenized():
    """Sources, and what `untokenize` makes of their tokens."""
    sources = [
        "x = 1\n",
        "x  =   1   # one\n",
        "x = 1",
        "",
        "\n\n# only a comment\n",
        "if x:\n    y\nz\n",
        "if x:\n  if y:\n       z\n  w\n",
        "if x:\n\ty\n\tz = 1\n",
        "if x:\n\tif y:\n\t\tz\n\tw\n",
        "if x:\n    y\n# at the edge\n    z\n",
        "if x:\n    y\n\n    z\n\nw\n",
        "f(a,\n  b,  # two\n\n  c)\n",
        'x = """one\n  two\n""" + y\n',
        "é = 'ü' +  ß\n",
        "def f():\r\n    pass\r\n",
        "x = $ ?\n",
        "x = (1 +\\\n    2)\n",
        "x = 1 + \\\n    2\n",
        "assert x,\\\n\\\n  y\n",
        "x\t=\t1\n",
        "if x:\n    y  \n",
        "if x:\n\ty\n # less deep\n\tz\n",
    ]
    for source in sources:
        yield row(source, tokenize.untokenize(tokens(source)))


EXERCISES = {
    "01-tokenizer/exercises/ex01": lambda: table(operators()),
    "01-tokenizer/exercises/ex02": lambda: table(blocks()),
    "01-tokenizer/exercises/ex03": keywords,
    "01-tokenizer/exercises/ex04": lambda: table(octals()),
    "01-tokenizer/exercises/ex05": lambda: table(indentations()),
    "01-tokenizer/exercises/ex06": lambda: table(untokenized()),
} | compiler_exercises.EXERCISES


def main():
    if platform.python_version() != recording.VERSION:
        sys.exit(f"the reference is CPython {recording.VERSION}, this is {sys.version}")
    for folder, facts in EXERCISES.items():
        path = FOLDER / folder / "cpython.rs"
        text = HEADER + facts()
        if "--check" not in sys.argv[1:]:
            path.write_text(text, encoding="utf-8")
        elif path.read_text(encoding="utf-8") != text:
            sys.exit(f"{path} is not what CPython says")


if __name__ == "__main__":
    main()
