"""What the checks of the compiler's exercises know of CPython, as rows of Rust."""

import dis
import importlib._bootstrap_external as external
import symtable


def hexadecimal(data):
    return f'"{data.hex(" ")}"'


def stack_sizes():
    """Code without jumps: its bytes, and the greatest height of its stack."""
    sources = ["x", "x + y", "(a, (b, (c, d)))", "f(x, 1)", "a.b.c[0]", "[a, b, c][d]",
               "f'{a}{b:>{c}}'", "a.m(b, c, k=d)", "{a: b, c: d}", "-a ** b @ c", "(*a, *b)",
               "f(*a, **b)", "a[b:c:d]", "lambda x=a, *, y=b: 1"]
    for source in sources:
        code = compile(source, "source", "eval")
        yield f'    ("{source}", {hexadecimal(code.co_code)}, {code.co_stacksize}),'


def exception_tables():
    """The rows of exception tables, as numbers of code units, and their bytes."""
    sources = [
        "try: a\nexcept b: c\n",
        "with a:\n with b:\n  c\n",
        "try:\n try: a\n finally: b\nfinally: c\n",
        "for a in b:\n try: c\n except d as e: continue\n",
        "try:\n" + " a.b(c)\n" * 400 + "finally: b\n",
        "try: a\nexcept* b: c\n",
        "a\n",
    ]
    for source in sources:
        code = compile(source, "source", "exec")
        rows = [(e.start // 2, (e.end - e.start) // 2 , e.target // 2, e.depth, e.lasti)
                for e in dis._parse_exception_table(code)]
        shown = ", ".join(f"({s}, {n}, {t}, {d}, {'true' if l else 'false'})"
                          for s, n, t, d, l in rows)
        yield f"    (&[{shown}], {hexadecimal(code.co_exceptiontable)}),"


def variables():
    """Blocks inside each other, and whose variable each name of the innermost is."""
    sources = [
        "x = 1\ndef f():\n print(x)\n",
        "x = 1\ndef f():\n print(x)\n x = 2\n",
        "def f(x):\n def g():\n  return x\n",
        "def f():\n x = 1\n class C:\n  x = 2\n  def m(self):\n   return x, self\n",
        "class C:\n x = 2\n def m(self):\n  return x\n",
        "def f():\n global x\n x = 1\n def g():\n  return x\n",
        "def f():\n x = 1\n def g():\n  global x\n  def h():\n   return x\n",
        "def f(x):\n def g():\n  nonlocal x\n  x += 1\n",
        "def f(x):\n def g():\n  def h():\n   return x, f\n",
        "def f():\n x = 1\n def g():\n  global x\n  x = 2\n",
        "def f(x):\n class C:\n  y = x\n",
    ]
    for source in sources:
        block = symtable.symtable(source, "source", "exec")
        chain = []
        while True:
            names = block.get_symbols()
            chain.append((block, names))
            if not block.get_children():
                break
            [block] = block.get_children()
        blocks = []
        for block, names in chain:
            kind = block.get_type().capitalize()
            sets = [
                [s.get_name() for s in names if s.is_assigned() or s.is_parameter()],
                [s.get_name() for s in names if s.is_declared_global()],
                [s.get_name() for s in names if s.is_nonlocal()],
            ]
            # A variable that is declared elsewhere is assigned to, but not bound here.
            sets[0] = [name for name in sets[0] if name not in sets[1] + sets[2]]
            texts = ("&[" + ", ".join(f'"{name}"' for name in sorted(part)) + "]" for part in sets)
            blocks.append(f"(Kind::{kind}, {', '.join(texts)})")
        answers = [(s.get_name(), "Global" if s.is_global() else "Free" if s.is_free() else "Local")
                   for s in sorted(chain[-1][1], key=lambda s: s.get_name())]
        shown = ", ".join(f'("{name}", Whose::{answer})' for name, answer in answers)
        yield f"    (&[{', '.join(blocks)}], &[{shown}]),"


def line_tables():
    """`co_lnotab`, the first line, and the offsets at which lines begin."""
    sources = ["a\nb\n\n\nc\n", "a\n" + "\n" * 300 + "b\n", "x = (1 +\n  f(2,\n  3))\n",
               "while a:\n b\n c\n", "if a: b\nelse: c\n", "a" + " + a" * 200 + "\nb\n", "\n\na\n"]
    for source in sources:
        code = compile(source, "source", "exec")
        starts = ", ".join(f"({start}, {line})" for start, line in dis.findlinestarts(code))
        yield (f"    ({hexadecimal(code.co_lnotab)}, {code.co_firstlineno}, "
               f"{len(code.co_code)}, &[{starts}]),")


def stale_files():
    """Headers of `.pyc` files with a source and its time, and what importlib makes of them."""
    source = b"x = 1\n"
    magic = external.MAGIC_NUMBER
    hash_ = __import__("_imp").source_hash(external._RAW_MAGIC_NUMBER, source)

    def word(number):
        return external._pack_uint32(number)

    other = bytes([magic[0] + 1]) + magic[1:]
    headers = [
        magic + word(0) + word(1000) + word(6),
        magic + word(0) + word(999) + word(6),
        magic + word(0) + word(1000) + word(7),
        magic + word(3) + hash_,
        magic + word(3) + bytes(8),
        magic + word(1) + bytes(8),
        magic + word(4) + word(1000) + word(6),
        magic + word(0) + word(1000),
        other + word(0) + word(1000) + word(6),
        b"",
    ]
    for header in headers:
        details = {"name": "m", "path": "m.py"}
        try:
            flags = external._classify_pyc(header, "m", details)
            if not flags & 1:
                external._validate_timestamp_pyc(header, 1000, len(source), "m", details)
            elif flags & 2:
                external._validate_hash_pyc(header, hash_, "m", details)
            verdict = "Verdict::Fresh"
        except (ImportError, EOFError) as error:
            outdated = "stale" in str(error) or "doesn't match" in str(error)
            verdict = "Verdict::Stale" if outdated else "Verdict::Unusable"
        yield f"    ({hexadecimal(header)}, {verdict}),"


def rows(make):
    return lambda: "[\n" + "\n".join(make()) + "\n]\n"


EXERCISES = {
    "03-compiler/exercises/ex01": rows(stack_sizes),
    "03-compiler/exercises/ex02": rows(exception_tables),
    "03-compiler/exercises/ex03": rows(variables),
    "03-compiler/exercises/ex04": rows(line_tables),
    "03-compiler/exercises/ex05": rows(stale_files),
}
