"""Arithmetic of int, float and complex, their texts, and format specifications.

A line is a task and what CPython makes of it, tab-separated: an operation, its operands, the
result or the error. Tasks are drawn from a seed. As a script it draws others:
`arithmetic.py SEED COUNT` prints COUNT tasks of each family.

Operands are written so that nothing is lost: an integer in hexadecimal, or as `SEED~BITS` a long
one that both sides make themselves; a float as `float.hex`, a complex number as two; text with
Python's escapes. A long result is shown by its length and digest.
"""

import hashlib
import math
import operator
import random
import struct
import sys

# How many tasks of each family are recorded.
RECORDED = 330
LONGEST = 120


# Operands, as text and back.


def long_integer(seed, bits):
    """Reproducible bits: the upper halves of a linear congruential generator."""
    words = []
    for _ in range(0, bits, 32):
        seed = (seed * 6364136223846793005 + 1442695040888963407) % 2**64
        words.append(seed >> 32)
    value = int.from_bytes(b"".join(word.to_bytes(4, "little") for word in words), "little")
    return value % 2**bits | 1 << bits - 1


def read_int(text):
    if "~" in text:
        seed, bits = text.lstrip("-").split("~")
        value = long_integer(int(seed), int(bits))
        return -value if text.startswith("-") else value
    return int(text, 16)


def read_complex(text):
    real, imag = text.split(",")
    return complex(read_float(real), read_float(imag))


def read_float(text):
    return float.fromhex(text)


def read_text(text):
    return text.encode("ascii").decode("unicode_escape")


def show_text(text):
    return text.encode("unicode_escape").decode("ascii")


def show(value):
    match value:
        case bool() | None:
            return str(value)
        case int():
            return f"{value:x}"
        case float():
            return show_float(value)
        case complex():
            return f"{show_float(value.real)},{show_float(value.imag)}"
        case bytes():
            return value.hex()
        case tuple():
            return " ".join(map(show, value))
        case str():
            return show_text(value)


def show_float(value):
    # The sign of a calculated NaN is the processor's.
    return "nan" if math.isnan(value) else value.hex()


def shortened(text):
    if len(text) <= LONGEST:
        return text
    return f"#{len(text)} {hashlib.sha256(text.encode()).hexdigest()[:32]}"


# Operations: how their operands are read, and what they do.


def with_limit(limit, function):
    before = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(limit)
    try:
        return function()
    finally:
        sys.set_int_max_str_digits(before)


def compare(left, right):
    return (left < right, left == right, left > right)


def format_like(left, spec):
    return format(left, spec)


I, F, C, T, N = read_int, read_float, read_complex, read_text, int

OPERATIONS = {
    "int +": ((I, I), operator.add),
    "int -": ((I, I), operator.sub),
    "int *": ((I, I), operator.mul),
    "int square": ((I,), lambda value: value * value),
    "int //": ((I, I), operator.floordiv),
    "int %": ((I, I), operator.mod),
    "int divmod": ((I, I), divmod),
    "int /": ((I, I), operator.truediv),
    "int **": ((I, I), operator.pow),
    "int pow": ((I, I, I), pow),
    "int <<": ((I, I), operator.lshift),
    "int >>": ((I, I), operator.rshift),
    "int &": ((I, I), operator.and_),
    "int |": ((I, I), operator.or_),
    "int ^": ((I, I), operator.xor),
    "int ~": ((I,), operator.invert),
    "int compare": ((I, I), compare),
    "int gcd": ((I, I), math.gcd),
    "int isqrt": ((I,), math.isqrt),
    "int bit_length": ((I,), int.bit_length),
    "int bit_count": ((I,), int.bit_count),
    "int hash": ((I,), hash),
    "int float": ((I,), float),
    "int frexp": ((I,), lambda value: math.frexp(value)),
    "int round": ((I, I), round),
    "int to_bytes": (
        (I, N, T, N),
        lambda value, length, order, signed: value.to_bytes(length, order, signed=bool(signed)),
    ),
    "int from_bytes": (
        (bytes.fromhex, T, N),
        lambda value, order, signed: int.from_bytes(value, order, signed=bool(signed)),
    ),
    "int str": ((I, N), lambda value, limit: with_limit(limit, lambda: str(value))),
    "int bin": ((I,), bin),
    "int oct": ((I,), oct),
    "int hex": ((I,), hex),
    "int parse": (
        (T, N, N),
        lambda text, base, limit: with_limit(limit, lambda: int(text, base)),
    ),
    # The text of a long number, made by both sides.
    "int parse str": (
        (I, N),
        lambda value, limit: with_limit(limit, lambda: int(with_limit(0, lambda: str(value)))),
    ),
    "float /": ((F, F), operator.truediv),
    "float //": ((F, F), operator.floordiv),
    "float %": ((F, F), operator.mod),
    "float divmod": ((F, F), divmod),
    "float **": ((F, F), operator.pow),
    "float repr": ((F,), repr),
    "float parse": ((T,), float),
    "float hex": ((F,), float.hex),
    "float fromhex": ((T,), float.fromhex),
    "float ratio": ((F,), float.as_integer_ratio),
    "float is_integer": ((F,), float.is_integer),
    "float round": ((F, N), round),
    "float int": ((F,), int),
    "float nearest": ((F,), round),
    "float floor": ((F,), math.floor),
    "float ceil": ((F,), math.ceil),
    "float hash": ((F,), hash),
    "float compare int": ((F, I), compare),
    "complex *": ((C, C), operator.mul),
    "complex /": ((C, C), operator.truediv),
    "complex **": ((C, C), operator.pow),
    "complex abs": ((C,), abs),
    "complex hash": ((C,), hash),
    "complex repr": ((C,), repr),
    "complex parse": ((T,), complex),
    "format int": ((I, T), format_like),
    "format float": ((F, T), format_like),
    "format complex": ((C, T), format_like),
    "format str": ((T, T), format_like),
}


def answer(task):
    """The result of a task, or its error."""
    operation, *operands = task
    readers, function = OPERATIONS[operation]
    try:
        result = function(*(read(text) for read, text in zip(readers, operands, strict=True)))
    except (ArithmeticError, ValueError, MemoryError) as error:
        message = str(error)
        # Whose repr follows is the object layer's.
        for quoting in ("invalid literal for int() with base ", "could not convert string to "):
            if message.startswith(quoting):
                message = message[: message.index(":") + 2]
        return f"{type(error).__name__}: {show_text(message)}"
    return shortened(show(result))


# Drawing.


def draw_bits(rng):
    return rng.choice([rng.randrange(1, 70), rng.randrange(1, 400), rng.choice([30, 60, 61, 64, 90])])


def draw_int(rng):
    kind = rng.randrange(10)
    if kind < 2:
        return rng.randrange(-10, 11)
    bits = draw_bits(rng)
    value = rng.getrandbits(bits)
    if kind == 2:
        value = 2**bits + rng.randrange(-1, 2)
    elif kind == 3:
        value <<= rng.randrange(200)
    return -value if rng.random() < 0.4 else value


def draw_long(rng, decimal_digits):
    bits = int(rng.uniform(0.01, 1) * decimal_digits * math.log2(10)) + 1
    sign = "-" if rng.random() < 0.4 else ""
    return f"{sign}{rng.getrandbits(32)}~{bits}"


def draw_float(rng):
    kind = rng.randrange(12)
    if kind == 0:
        return rng.choice([0.0, -0.0, math.inf, -math.inf, math.nan, 1.0, -1.0, 0.5, 5e-324])
    if kind == 1:
        return float(rng.randrange(-1000, 1000)) / 2
    if kind < 5:
        return float(rng.randrange(-10**6, 10**6)) / 10 ** rng.randrange(8)
    if kind < 7:
        return rng.choice([-1, 1]) * float(10 ** rng.randrange(24)) + rng.choice([0, 1, 0.5])
    if kind < 8:
        return rng.uniform(-1, 1) * 2.0 ** rng.randrange(-1074, -1010)
    if kind < 10:
        return rng.gauss(0, 1e3)
    return struct.unpack("d", rng.randbytes(8))[0]


def draw_complex(rng):
    part = lambda: draw_float(rng) if rng.random() < 0.6 else float(rng.randrange(-9, 10))
    return complex(part(), part())


def task(operation, *operands):
    return (operation, *(operand if isinstance(operand, str) else show(operand) for operand in operands))


def draw_integers(rng):
    operation = rng.choice(
        "+ - * // % divmod / << >> & | ^ ** pow compare gcd ~ isqrt bit_length bit_count hash "
        "float round to_bytes from_bytes frexp".split()
    )
    left, right = draw_int(rng), draw_int(rng)
    match operation:
        case "<<" | ">>":
            right = rng.choice([rng.randrange(500), 0, -1, 2**70 if operation == ">>" else 90])
        case "**":
            right = rng.randrange(12)
        case "pow":
            return task("int pow", left, right, draw_int(rng))
        case "~" | "isqrt" | "bit_length" | "bit_count" | "hash" | "float":
            if operation == "float" and rng.random() < 0.3:
                left <<= 900 + rng.randrange(130)
            return task(f"int {operation}", left)
        case "frexp":
            return task("int frexp", left)
        case "/":
            left <<= rng.choice([0, 0, rng.randrange(1100)])
            right <<= rng.choice([0, 0, rng.randrange(1200)])
        case "round":
            right = rng.choice([-rng.randrange(1, 30), -1, -200])
        case "to_bytes":
            length = max(0, (left.bit_length() + 7) // 8 + rng.choice([-1, 0, 0, 0, 1, 3]))
            order = rng.choice(["big", "little"])
            return task("int to_bytes", left, str(length), order, str(rng.randrange(2)))
        case "from_bytes":
            data = rng.choice([b"", b"\0", b"\xff"]) + rng.randbytes(rng.randrange(30))
            order = rng.choice(["big", "little"])
            return task("int from_bytes", data, order, str(rng.randrange(2)))
    return task(f"int {operation}", left, right)


def draw_long_integers(rng):
    operation = rng.choice(
        "+ - * * square // % divmod / gcd << >> & | ^ pow ** isqrt hash str hex oct".split()
        + ["parse str"]
    )
    length = rng.choice([500, 3000, 10000])
    if operation in ("*", "square", "divmod", "+", "str", "parse str", "hash", "hex") and rng.random() < 0.3:
        length = 100000
    left, right = draw_long(rng, length), draw_long(rng, length)
    match operation:
        case "<<" | ">>":
            return task(f"int {operation}", left, rng.randrange(20000))
        case "pow":
            modulus = draw_long(rng, 200)
            return task("int pow", draw_long(rng, 200), draw_long(rng, 200).lstrip("-"), modulus)
        case "**":
            return task("int **", draw_long(rng, 60), rng.randrange(300))
        case "square" | "isqrt" | "hash" | "hex" | "oct":
            return task(f"int {operation}", left)
        case "str" | "parse str":
            limit = rng.choice([0, 0, 0, 4300, 640, 5000])
            return task(f"int {operation}", left, str(limit))
        case "gcd":
            left, right = draw_long(rng, 3000), draw_long(rng, 3000)
    return task(f"int {operation}", left, right)


ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"


def mangle(rng, text):
    """The text, or something near it."""
    if rng.random() < 0.5:
        return text
    at = rng.randrange(len(text) + 1)
    change = rng.choice(["_", "_", " ", "\t", "+", "-", ".", "e", "0", "9", "__", "x", "\v", "j", "(", "\0"])
    return text[:at] + change + text[at + rng.randrange(2) :]


def draw_integer_texts(rng):
    kind = rng.randrange(10)
    if kind < 2:
        return task("int str", draw_int(rng), str(rng.choice([0, 640, 4300])))
    if kind == 2:
        return task(f"int {rng.choice(['bin', 'oct', 'hex'])}", draw_int(rng))
    base = rng.choice([0, 0, 2, 8, 10, 10, 10, 16, 3, 7, 32, 36, rng.randrange(2, 37), 1, 37])
    written = min(max(base, 2), 36) if base else rng.choice([2, 8, 10, 16])
    prefix = {2: "0b", 8: "0o", 16: "0x"}.get(written, "") if base == 0 or rng.random() < 0.3 else ""
    digits = "".join(rng.choice(ALPHABET[:written]) for _ in range(rng.randrange(1, 30)))
    if kind == 3:
        length = rng.choice([640, 641, 4300, 4301, 700])
        return task("int parse", show_text(f"{rng.choice('123')}" * length), str(base or 10), str(rng.choice([640, 4300, 0])))
    text = rng.choice(["", "", "-", "+", " ", "\n-"]) + prefix + digits + rng.choice(["", "", " "])
    if rng.random() < 0.3:
        text = text.upper()
    return task("int parse", show_text(mangle(rng, text)), str(base), "4300")


def draw_floats(rng):
    operation = rng.choice(
        "/ // % divmod ** hash ratio is_integer round round int nearest floor ceil hex".split()
        + ["compare int"]
    )
    left, right = draw_float(rng), draw_float(rng)
    match operation:
        case "/" | "//" | "%" | "divmod" | "**":
            if operation == "**" and left < 0:
                right = float(rng.randrange(-9, 9))
            return task(f"float {operation}", left, right)
        case "round":
            digits = rng.choice([rng.randrange(0, 8), rng.randrange(-20, 20), rng.randrange(-330, 330)])
            return task("float round", left, str(digits))
        case "compare int":
            near = int(left) + rng.randrange(-1, 2) if math.isfinite(left) else draw_int(rng)
            return task("float compare int", left, near)
        case "hash":
            left = 0.5 if math.isnan(left) else left
    return task(f"float {operation}", left)


def draw_decimal(rng):
    digits = lambda most: "".join(rng.choice("0123456789") for _ in range(rng.randrange(most)))
    text = rng.choice(["", "", "-", "+", " "]) + digits(25)
    text += rng.choice(["", ".", "." + digits(30), "." + digits(800) if rng.random() < 0.05 else ""])
    text += rng.choice(["", "", "e", "E"]) + rng.choice(["", "", "-", "+"]) + digits(4)
    return rng.choice([text, text, text, "inf", "-Infinity", "nan", "+nan", "infinit", "1e400", "0x10"])


def draw_float_texts(rng):
    kind = rng.randrange(6)
    if kind == 0:
        return task("float repr", draw_float(rng))
    if kind < 3:
        return task("float parse", show_text(mangle(rng, draw_decimal(rng))))
    if kind == 3:
        # Halfway between two doubles, or a little beside it.
        value = abs(rng.gauss(0, 1e6)) or 1.0
        middle = (int(math.nextafter(value, math.inf) * 2**80) + int(value * 2**80)) // 2
        text = str(middle * 5**80)
        text = (text[:-80] or "0") + "." + text[-80:].rjust(80, "0") + rng.choice(["", "0", "1"])
        return task("float parse", text)
    digits = "".join(rng.choice("0123456789abcdefABCDEF") for _ in range(rng.randrange(25)))
    text = rng.choice(["0x", "0X", "", "-0x", "+0x"]) + digits + rng.choice(["", ".", ".8", ".00000000000000001"])
    text += rng.choice(["", f"p{rng.randrange(-1100, 1050)}", f"P+{rng.randrange(9)}", "p", "p99999999999999999999"])
    return task("float fromhex", show_text(mangle(rng, text)))


def draw_complexes(rng):
    operation = rng.choice("* / ** ** abs hash repr parse parse".split())
    left, right = draw_complex(rng), draw_complex(rng)
    match operation:
        case "parse":
            text = rng.choice([repr(left), repr(left).upper(), "j", "-j", "1+j", "(2)", " ( 1-j ) "])
            return task("complex parse", show_text(mangle(rng, text)))
        case "**":
            right = rng.choice([right, complex(rng.randrange(-5, 6)), complex(0.5), 1j, complex(101)])
        case "hash" | "abs":
            # A NaN is hashed by its address; its `abs` depends on an errno left over from before.
            left = complex(*(0.0 if math.isnan(part) else part for part in (left.real, left.imag)))
            return task(f"complex {operation}", left)
        case "*" | "/":
            pass
        case _:
            return task(f"complex {operation}", left)
    return task(f"complex {operation}", left, right)


def draw_spec(rng, codes):
    maybe = lambda chance, *choices: rng.choice(choices) if rng.random() < chance else ""
    return "".join([
        maybe(0.5, *"<>=^", "*<", "0>", "x=", "\u00e9^", "{="),
        maybe(0.3, *"+- "),
        maybe(0.15, "z"),
        maybe(0.2, "#"),
        maybe(0.2, "0"),
        maybe(0.5, *map(str, [1, 5, 12, 20, 33])),
        maybe(0.3, ",", "_", ",,", "_,", ",_"),
        maybe(0.4, ".0", ".1", ".2", ".3", ".10", ".17", ".25", "."),
        maybe(0.8, *codes),
        maybe(0.02, "d", "q", "\u00e9", "\x1f"),
    ])


def draw_formats(rng):
    kind = rng.randrange(10)
    if kind < 3:
        value = rng.choice([draw_int(rng), rng.randrange(300), rng.randrange(-(10**7), 10**7)])
        return task("format int", value, show_text(draw_spec(rng, "bcdoxXneEfFgG%s")))
    if kind < 7:
        return task("format float", draw_float(rng), show_text(draw_spec(rng, "eEfFgGn%eEfFgGn%dr")))
    if kind < 9:
        return task("format complex", draw_complex(rng), show_text(draw_spec(rng, "eEfFgGn%")))
    text = rng.choice(["", "snake", "gl\u00e4serne Schlange", "\U0001f40d"])
    return task("format str", show_text(text), show_text(draw_spec(rng, "sssd")))


FAMILIES = {
    "integers": draw_integers,
    "long_integers": draw_long_integers,
    "integer_texts": draw_integer_texts,
    "floats": draw_floats,
    "float_texts": draw_float_texts,
    "complexes": draw_complexes,
    "formats": draw_formats,
}


def lines(family, seed, count):
    """So many tasks of a family with their results."""
    rng = random.Random(f"{family} {seed}")
    sys.set_int_max_str_digits(0)
    for _ in range(count):
        drawn = FAMILIES[family](rng)
        yield "\t".join([*drawn, answer(drawn)])


def record(recorder):
    limit = sys.get_int_max_str_digits()
    for family in FAMILIES:
        content = "\n".join(lines(family, 0, RECORDED)) + "\n"
        recorder.write(family, f"{RECORDED} drawn tasks and their results", content)
    sys.set_int_max_str_digits(limit)


def main():
    seed, count = sys.argv[1:]
    for family in FAMILIES:
        for line in lines(family, seed, int(count)):
            print(line)


if __name__ == "__main__":
    main()
