"""Records what the methods of `str`, `bytes` and `bytearray` answer, for
chapters/06-object-model/src/types/text_outcomes.txt.

A line is a call and its outcome: object TAB method TAB arguments TAB outcome. Objects and
arguments are written by `code`, an outcome as `ascii` or, for an error, as type and message.
"""

from pathlib import Path

TARGET = Path(__file__).resolve().parents[2] / "chapters/06-object-model/src/types"

TEXTS = ["", "a", "Hello World", "ab\tc\r\nd", "stra\xdfe \xe9", "\u03a3\u0391\u03a3 x", "a\U0001f600b",
         " \u3000x ", "aXbXc", "123", "\u0663", "-42", "it's", "\ud800", "x" * 12]
BYTES = [b"", b"a", b"Hello World", b"ab\tc\r\nd", b"\xff\x00\xe9", b" x ", b"aXbXc", b"123", b"-42",
         b"it's", b"x" * 12]


def code(value):
    match value:
        case None:
            return "N"
        case bool():
            return "T" if value else "F"
        case int():
            return f"i{value}"
        case str():
            return "s" + ",".join(f"{ord(c):x}" for c in value)
        case bytes():
            return "b" + value.hex()
        case bytearray():
            return "a" + bytes(value).hex()
        case tuple():
            return "t" + ";".join(map(code, value))


def outcome(this, method, arguments):
    try:
        return ascii(getattr(this, method)(*arguments))
    except Exception as error:
        return f"{type(error).__name__}: {ascii(str(error))}"


def calls(kind):
    """Methods with their arguments, for `str` or for bytes."""
    def t(text):
        return text if kind is str else text.encode()
    for name in dir(kind):
        if name.startswith("is") or name in ("upper", "lower", "title", "capitalize", "swapcase",
                                             "casefold", "split", "rsplit", "strip", "lstrip", "rstrip",
                                             "splitlines", "expandtabs", "__repr__", "hex", "__len__",
                                             "encode", "decode", "copy", "__iter__"[:0]):
            yield name, ()
    for name in ("find", "rfind", "index", "rindex", "count"):
        for arguments in [(t("X"),), (t(""),), (t("l"), 3), (t("l"), -4, -1), (t("x"), None, 99),
                          (t("x"), 5, 2), (1.5 if 0 else None,), (), (t("a"), t("b"))]:
            yield name, arguments
    for name in ("startswith", "endswith"):
        for arguments in [(t("a"),), ((t("H"), t("d")),), (t(""), 99), (5,), ((t("q"), 5),), ((),)]:
            yield name, arguments
    for name in ("split", "rsplit"):
        for arguments in [(t("X"),), (t("X"), 1), (None, 1), (t(""),), (5,), (t("l"), 0)]:
            yield name, arguments
    for name in ("partition", "rpartition"):
        for arguments in [(t("X"),), (t(""),), (t("lo"),), (5,)]:
            yield name, arguments
    for name in ("center", "ljust", "rjust"):
        for arguments in [(6,), (7, t("*")), (-1,), (9, t("ab")), (9, 5), (2**70,), (t("a"),)]:
            yield name, arguments
    for name in ("strip", "lstrip", "rstrip"):
        for arguments in [(t(" xa"),), (None,), (5,)]:
            yield name, arguments
    for name, lists in {
        "zfill": [(0,), (6,), (t("a"),)], "expandtabs": [(4,), (0,), (2**40,)],
        "replace": [(t("X"), t("yy")), (t(""), t("-")), (t("l"), t(""), 2), (5, t("a")), (t("x"), t("\x7f"))],
        "splitlines": [(True,)], "removeprefix": [(t("a"),), (t("Hello"),), (5,)],
        "removesuffix": [(t("c"),), (t(""),), (5,)],
        "join": [((t("p"), t("q"), t("")),), ((),), ((t("p"),),), ((t("p"), 5),), (5,)],
        "__add__": [(t("z"),), (t(""),), (5,)], "__mul__": [(0,), (1,), (3,), (-2,)],
        "__contains__": [(t("X"),), (t(""),), (None,)],
        "__getitem__": [(0,), (-1,), (99,), (None,)],
        "__eq__": [(t("a"),), (5,)], "__lt__": [(t("b"),), (5,)], "__ge__": [(t("Hello"),)],
    }.items():
        for arguments in lists:
            yield name, arguments
    if kind is str:
        for encoding in ("utf-8", "ASCII", "latin-1", "utf-16", "UTF32", "nonsense"):
            for errors in ("strict", "replace", "backslashreplace", "surrogatepass", "nobody"):
                yield "encode", (encoding, errors)
        yield from [("__format__", (s,)) for s in ("", ">5", "*^9", "=5", "d", ".2", "+", "5.1s", "\xe9<14")]
        yield from [("replace", ("l", "\u20ac")), ("join", (("\xe9", "\u20ac"),)), ("center", (15, "\u20ac"))]
    else:
        for encoding in ("utf-8", "ascii", "latin-1", "utf-16", "nonsense"):
            for errors in ("strict", "replace", "ignore", "backslashreplace", "surrogateescape", "nobody"):
                yield "decode", (encoding, errors)
        yield from [("hex", (":",)), ("hex", ("-", 2)), ("hex", ("ab",)), ("find", (88,)), ("find", (256,)),
                    ("translate", (None, b"l")), ("translate", (b"x",)), ("__contains__", (300,)),
                    ("__contains__", (88,)), ("fromhex", ("61 62",)), ("fromhex", ("6 1",)), ("fromhex", (5,))]


FORMATS = [("{}-{}", ("b", "a")), ("{0}{0!r:>5}", ("x",)), ("{", ()), ("}", ()), ("{}{0}", ("o",)), ("{1}", ("o",)),
           ("{:{}}|", ("a", "*^5")), ("{:{:{}}}", ("o", "p", "q")), ("{!x}", ("o",)), ("{a}", ()), ("{{}}", ()),
           ("{0.nothing}", ("s",)), ("{0[0]}", ("abc",)), ("{0[}", ("o",)), ("\u20ac{!a}", ("\xe9",))]


def rows():
    for kind, objects in [(str, TEXTS), (bytes, BYTES), (bytearray, map(bytearray, BYTES))]:
        methods = list(calls(kind))
        for this in objects:
            for method, arguments in methods:
                if hasattr(this, method):
                    yield this, method, arguments
    for text, arguments in FORMATS:
        yield text, "format", arguments
    for method, arguments in [("pop", ()), ("pop", (0,)), ("pop", (9,)), ("append", (300,)), ("remove", (1,)),
                              ("insert", (1, 300)), ("extend", ("x",)), ("append", ("x",)), ("extend", ((1, 2),))]:
        yield bytearray(b"ab"), method, arguments


def main():
    with open(TARGET / "text_outcomes.txt", "w", newline="\n") as file:
        for this, method, arguments in rows():
            said = code(this)
            print(said, method, code(arguments), outcome(this, method, arguments), sep="\t", file=file)


if __name__ == "__main__":
    main()
