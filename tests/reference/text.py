"""Records what the methods of `str` and `bytes`, the parsers of format strings and the built-in
codecs make of drawn text and of broken input.

A case is a line: an operation, its arguments, and behind `=` what came of it. Text is written
as `unicode_escape` has it, bytes as the text of their Latin-1, several things with `¦` between
them, nothing as `~`, an exception as `!` and its message.

`python3.11 tests/reference/text.py SEED COUNT` prints cases drawn afresh.
"""

import _string
import codecs
import random
import sys
import warnings

ASCII = list("abcABC 01_-+'\"\\\t\n\r\x1c\x0b\x00\x7f.ab ab")
LATIN = list("éßÿµ\xa0\xad\x85ÀªÞ²×")
WIDE = list("ΣσςǅŉΩıİѣ日\u2028\u3000\u0345ẞﬁ٣ⅷ\ud800\udcff\udc80\u200b̈\ufffe")
FULL = list("\U0001f600𝐀𐐨\U0001d7ce\U000e0041𐀀\U0010ffff")
ALPHABETS = [ASCII, ASCII + LATIN, ASCII + LATIN + WIDE, ASCII + WIDE + FULL, list("ab"), WIDE]
CASES = "upper lower title capitalize swapcase casefold".split()
PREDICATES = """isalpha isalnum isdecimal isdigit isnumeric isspace isupper islower istitle
isprintable isidentifier isascii""".split()
BYTE_PREDICATES = "isalpha isalnum isdigit isspace isupper islower istitle isascii".split()
HANDLERS = """strict ignore replace backslashreplace surrogateescape surrogatepass
glass.next""".split()
ENCODE_ONLY = ["xmlcharrefreplace", "namereplace", "glass.bytes", "glass.wide"]
DECODERS = """utf_8 utf_16 utf_16_le utf_16_be utf_32 utf_32_le utf_32_be utf_7 ascii
unicode_escape raw_unicode_escape charmap""".split()
ENCODERS = [*DECODERS, "latin_1"]
# Undefined are 0xFE, by U+FFFE, and 0xFF, by the end.
TABLE = "".join(map(chr, range(128))) + "".join(map(chr, range(0x400, 0x47E))) + "\ufffe"
TABLE_MAP = {ord(c): i for i, c in enumerate(TABLE) if c != "\ufffe"}

codecs.register_error("glass.next", lambda error: ("<?>", error.start + 1))
codecs.register_error("glass.bytes", lambda error: (b"\x80\x81\x82\x83", error.end))
codecs.register_error("glass.wide", lambda error: ("\u0416", error.end))


def write(thing):
    if thing is None:
        return "~"
    if isinstance(thing, bytes):
        thing = thing.decode("latin-1")
    if isinstance(thing, str):
        return thing.encode("unicode_escape").decode()
    if isinstance(thing, (list, tuple)):
        return "¦".join(map(write, thing)) if thing else "()"
    return str(int(thing))


def case(operation, *arguments, of):
    try:
        outcome = write(of(*arguments))
    except UnicodeError as error:
        place = f"{error.encoding} {error.start} {error.end} {error.reason}"
        outcome = "!" + write(place)
    except (ValueError, TypeError, OverflowError, IndexError) as error:
        outcome = "!" + write(str(error))
    return "\t".join([operation, *map(write, arguments)]) + "\t=" + outcome


def text(draw, most=14):
    alphabet = draw.choice(ALPHABETS)
    return "".join(draw.choice(alphabet) for _ in range(draw.randrange(most)))


def part(draw, whole):
    """A piece of a text, more often than not."""
    if draw.random() < 0.6 and whole:
        start = draw.randrange(len(whole))
        return whole[start : start + draw.choice([1, 1, 2, 3])]
    return text(draw, 4)


def flat(result):
    return list(result)


def searching(draw):
    whole = text(draw, 24)
    some, other = part(draw, whole), text(draw, 4)
    low, high = draw.randrange(-20, 20), draw.randrange(-20, 20)
    for name in "find rfind count startswith endswith".split():
        yield case(name, whole, some, low, high, of=lambda s, p, a, b: getattr(s, name)(p, a, b))
    most = draw.choice([-1, -1, 0, 1, 2, 5])
    yield case("replace", whole, some, other, most, of=str.replace)
    for name in "removeprefix removesuffix".split():
        yield case(name, whole, some, of=getattr(str, name))
    if some:
        for name in "partition rpartition split rsplit".split():
            call = getattr(str, name)
            more = (most,) if "split" in name else ()
            yield case(name, whole, some, *more, of=lambda *given: flat(call(*given)))
    yield case("split_spaces", whole, most, of=lambda s, n: s.split(None, n))
    yield case("rsplit_spaces", whole, most, of=lambda s, n: s.rsplit(None, n))
    yield case("splitlines", whole, most > 0, of=str.splitlines)
    for name in "strip lstrip rstrip".split():
        yield case(name, whole, of=getattr(str, name))
        yield case(name + "_set", whole, some, of=getattr(str, name))


def shaping(draw):
    whole, other = text(draw), text(draw)
    width = draw.randrange(20)
    for name in CASES:
        yield case(name, whole, of=getattr(str, name))
    yield case("is", whole, of=lambda s: "".join(str(int(getattr(s, n)())) for n in PREDICATES))
    fill = (text(draw) + " ")[0]
    for name in "center ljust rjust".split():
        yield case(name, whole, width, fill, of=getattr(str, name))
    yield case("zfill", whole, width, of=str.zfill)
    yield case("expandtabs", whole, width % 9, of=str.expandtabs)
    yield case("compare", whole, other, of=lambda a, b: (a > b) - (a < b))
    yield case("repr", whole, of=repr)
    yield case("ascii", whole, of=ascii)
    yield case("join", other, whole, part(draw, whole), of=lambda s, *p: s.join(p))
    yield case("times", whole, width % 5, of=lambda s, n: s * n)
    start, stop, step = (draw.choice([*range(-15, 15)]) for _ in range(3))
    yield case("slice", whole, start, stop, step or 1, of=lambda s, a, b, c: s[a:b:c])


def bytes_methods(draw):
    whole = text(draw, 24).encode("utf-8", "surrogatepass")
    some = part(draw, whole) if draw.random() < 0.5 and whole else b"ab"
    some = some if isinstance(some, bytes) else some.encode("utf-8", "surrogatepass")
    most, width = draw.choice([-1, -1, 0, 1, 3]), draw.randrange(30)
    for name in CASES[:5]:
        yield case("b." + name, whole, of=getattr(bytes, name))
    yield case("b.is", whole, of=lambda b: "".join(str(int(getattr(b, n)())) for n in BYTE_PREDICATES))
    yield case("b.repr", whole, of=repr)
    yield case("b.hex", whole, width - 15, of=lambda b, n: b.hex(":", n))
    digits = whole.hex(" ")
    place = draw.randrange(len(digits) + 1)
    digits = digits[:place] + draw.choice(["", "", " ", "\t", "g", "é", "1", "\x1c"]) + digits[place:]
    yield case("b.fromhex", digits, of=bytes.fromhex)
    yield case("b.replace", whole, some, b"<>", most, of=bytes.replace)
    yield case("b.split_spaces", whole, most, of=lambda b, n: b.split(None, n))
    yield case("b.rsplit_spaces", whole, most, of=lambda b, n: b.rsplit(None, n))
    yield case("b.splitlines", whole, most > 0, of=bytes.splitlines)
    yield case("b.strip", whole, of=bytes.strip)
    yield case("b.zfill", whole, width, of=bytes.zfill)
    yield case("b.center", whole, width, of=lambda b, n: b.center(n, b"*"))
    yield case("b.expandtabs", whole, width % 9, of=bytes.expandtabs)
    yield case("b.translate", whole, some, of=lambda b, d: b.translate(bytes(range(255, -1, -1)), d))


def markup(draw):
    pieces = ["{", "}", "{{", "}}", "[", "]", ".", ":", "!", "!r", "0", "12", "name", "é", "٣", " ",
              "{}", "{0}", "{a.b[c]}", "9" * 20]
    whole = "".join(draw.choice(pieces) for _ in range(draw.randrange(9)))
    yield case("markup", whole, of=lambda s: [part for row in _string.formatter_parser(s) for part in row])

    def split(name):
        first, rest = _string.formatter_field_name_split(name)
        shown = [f"{type(value).__name__[0]}{value}" for _, value in rest]
        kinds = [str(int(is_attribute)) for is_attribute, _ in _string.formatter_field_name_split(name)[1]]
        return [f"{type(first).__name__[0]}{first}", *(k + v for k, v in zip(kinds, shown))]

    yield case("field", whole.replace("{", "").replace("}", ""), of=split)

    def automatic(form):
        class Anything:
            def __getattr__(self, name):
                return self

            def __getitem__(self, key):
                return self

            def __format__(self, spec):
                return spec

        class Arguments(dict):
            def __missing__(self, key):
                return Anything()

        form.format(*[Anything()] * 30, **{})
        return None

    numbered = "".join(draw.choice(["{}", "{0}", "{1:{}}", "{:{0}}", "a", "{:{:{}}}"]) for _ in range(3))
    yield case("numbered", numbered, of=automatic)


class Values(dict):
    def __missing__(self, key):
        return f"<{key}>"


def percent(draw):
    pieces = ["%", "(", ")", "-", "+", " ", "#", "0", "7", "12", ".", "s", "s", "h", "l", "é", "%s",
              "%(a)s", "%(b(c))5.2s", "%%", "99999999999", "9999999999999999999999"]
    whole = "".join(draw.choice(pieces) for _ in range(draw.randrange(1, 9)))
    if "999" in whole and "s" in whole:
        whole = whole.replace("9" * 11, "9")
    yield case("percent", whole, of=lambda s: s % Values())


def broken(draw, codec):
    """Bytes that a codec may have written, with a few changed, doubled or gone."""
    whole = text(draw, 10)
    if codec == "charmap":
        code = bytes(draw.choice([65, 66, 200, 253, 254, 255]) for _ in range(draw.randrange(8)))
    elif codec.endswith("_escape"):
        pieces = [rb"\x41", rb"\u00e9", rb"\ud83d", rb"\U0001f600", rb"\n", rb"\N{LATIN SMALL LETTER A}",
                  rb"\N{nothing}", rb"\N{", rb"\N", b"\\", rb"\777", rb"\8", rb"\q", b"\xe9", b"4", b"{}",
                  rb"\U00110000", b"\\\n", rb"\x4", rb"\u12"]
        code = b"".join(draw.choice(pieces) for _ in range(draw.randrange(5)))
    elif codec == "utf_7":
        pieces = [b"+", b"-", b"AOk-", b"+2D3cBA-", b"x", b"+ZeU", b"/", b"+2D0", b"\xe9", b"~", b"A"]
        code = b"".join(draw.choice(pieces) for _ in range(draw.randrange(6)))
    else:
        code = whole.encode(codec, "surrogatepass" if codec != "ascii" else "replace")
    code = bytearray(code)
    for _ in range(draw.randrange(3)):
        if code:
            place = draw.randrange(len(code))
            code[place : place + draw.choice([0, 1, 1])] = draw.choice(
                [b"", b"\x80", b"\xff", b"\xc3", b"\xed\xa0", b"\xf0\x9f", b"\xd8", b"a", b"\x00"])
    return bytes(code)


def decoders(draw):
    codec = draw.choice(DECODERS)
    code, errors = broken(draw, codec), draw.choice(HANDLERS)
    final = draw.random() < 0.6
    if codec == "ascii":
        of = lambda _, e, b, f: codecs.ascii_decode(b, e)
    elif codec == "charmap":
        of = lambda _, e, b, f: codecs.charmap_decode(b, e, TABLE)
    else:
        of = lambda _, e, b, f: getattr(codecs, codec + "_decode")(b, e, f)
    yield case("decode", codec, errors, code, final, of=of)
    handler = draw.choice(["strict", "replace", "ignore", "other"])
    yield case("escape_decode", handler, broken(draw, "x_escape"), of=lambda e, b: codecs.escape_decode(b, e)[0])


def encoders(draw):
    codec = draw.choice(ENCODERS)
    whole, errors = text(draw, 10), draw.choice(HANDLERS + ENCODE_ONLY)
    more = (TABLE_MAP,) if codec == "charmap" else ()
    yield case("encode", codec, errors, whole,
               of=lambda c, e, s: getattr(codecs, c + "_encode")(s, e, *more)[0])


def cases(seed, count, *families):
    draw = random.Random(seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for _ in range(count):
            for family in families:
                yield from family(draw)


FAMILIES = {
    "searching": (30, searching),
    "shaping": (40, shaping),
    "bytes": (22, bytes_methods),
    "formats": (150, markup, percent),
    "decoders": (400, decoders),
    "encoders": (450, encoders),
}


def record(recorder):
    for name, (count, *families) in FAMILIES.items():
        lines = cases(name, count, *families)
        description = f"what CPython makes of drawn {name} cases"
        recorder.write(name, description, "".join(line + "\n" for line in lines))


def main():
    _, seed, count = sys.argv
    families = [family for _, *families in FAMILIES.values() for family in families]
    for line in cases(seed, int(count), *families):
        sys.stdout.buffer.write(line.encode() + b"\n")


if __name__ == "__main__":
    main()
