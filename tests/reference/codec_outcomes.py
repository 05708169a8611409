"""Records what CPython's codecs make of bytes, for chapters/01-tokenizer/src/source/codec/tests.

digests.txt   codec TAB ranges TAB SHA-256: over all sequences with a byte of each range, in
              order, what `outcome` says of each, with a line break behind it
outcomes.txt  codec TAB bytes TAB outcome: broken input, and some drawn at random
names.txt     name TAB module: spellings of names, and where they lead
"""

import codecs
import encodings
import hashlib
import itertools
import pkgutil
import random
import warnings
from encodings.aliases import aliases
from pathlib import Path

TARGET = Path(__file__).resolve().parents[2] / "chapters/01-tokenizer/src/source/codec/tests"

# For host names, and no codec of ours.
OTHERS = {"aliases", "idna", "mbcs", "oem", "punycode"}
WIDE = ["utf_16", "utf_16_le", "utf_16_be", "utf_32", "utf_32_le", "utf_32_be"]
DOUBLE = """
    big5 big5hkscs cp932 cp949 cp950 euc_jis_2004 euc_jisx0213 euc_jp euc_kr gb18030 gb2312 gbk
    hz johab shift_jis shift_jis_2004 shift_jisx0213
    utf_7 utf_8 unicode_escape raw_unicode_escape
""".split() + WIDE
ISO_2022 = ["iso2022_kr", "iso2022_jp", "iso2022_jp_1", "iso2022_jp_2", "iso2022_jp_2004",
            "iso2022_jp_3", "iso2022_jp_ext"]

RANGES = {
    "euc_jp": ["8f 80-ff 80-ff"],
    "euc_jis_2004": ["8f 80-ff 80-ff"],
    "euc_jisx0213": ["8f 80-ff 80-ff"],
    "euc_kr": ["a4 d4 a4 a0-bf a4 be-d4 a4 a0-d5", "a4 d4 a3-a5 a1 a3-a5 bf a3-a5 d4"],
    "gb18030": ["81-85 30-39 7f-ff 2f-3a", "8f-90 30-39 7f-ff 2f-3a", "e2-e4 30-39 7f-ff 2f-3a",
                "80-ff 2f-3a 80-83 30-31"],
    "hz": ["7e 00-ff 20-7f", "7e 7b 00-ff 00-ff", "7e 7b 7e 00-ff 20-7f"],
    "utf_8": ["e0-f5 7f-c0 7f-c0", "ef-f5 80-c0 7f-80 bf-c0"],
    "utf_16_le": ["00-01 d7-e0 00-01 d7-e0"],
    "utf_16_be": ["d7-e0 00-01 d7-e0 00-01"],
    "utf_16": ["fe-ff fe-ff d7-e0 d7-e0 d7-e0 d7-e0"],
    "utf_32_le": ["00-01 00-ff 00-11 00-01"],
    "utf_32_be": ["00-01 00-11 00-ff 00-01"],
    "utf_32": ["fe-ff fe-ff 00-01 00 00-01 00 00-11 00-01",
               "00 00 fe-ff fe-ff 00-01 10-11 00-ff 00"],
    "utf_7": ["2b 20-7f 20-7f", "2b 32 41-44 30-39 2a-7b", "2b 32 41-44 30-39 33 2c-7b 2c-7b 2d"],
    "unicode_escape": ["5c 00-ff 2f-3a 2f-3a", "5c 75 64-65 37-39 30 30-67", "5c 4e 7b-7d 7b-7d"],
    "raw_unicode_escape": ["5c 74-76 64-65 37-39 30 30-67", "5c 5c 75 30 30 30 30"],
}
DESIGNATIONS = ["24 40", "24 42", "24 28 41", "24 41", "24 28 43", "24 28 44", "24 28 4f",
                "24 28 50", "24 28 51", "26 40 1b 24 42"]
for name in ISO_2022:
    RANGES[name] = [
        "00-ff 00-ff", "1b 00-ff 00-ff", "1b 24 00-ff 21-7f", "1b 24 28 30-60 21-22 20-7f",
        "1b 24 29 43 0e 00-ff 00-ff", "1b 28 30-60 00-ff", "1b 29 30-60 0d-0f 00-ff",
        "1b 2e 41-46 1b 4e 00-ff", *(f"1b {mark} 00-ff 00-ff" for mark in DESIGNATIONS),
    ]


def outcome(code, codec):
    """`=` and the text that UTF-8 has for the bytes, or `!` and CPython's complaint."""
    try:
        # Encoding shows whether the text has surrogates.
        return "=" + code.decode(codec).encode().decode()
    except UnicodeError as error:
        return f"!{error}"
    except RuntimeError as error:
        return f"!{error}"


def modules():
    """All codecs that make text of bytes."""
    for module in sorted(info.name for info in pkgutil.iter_modules(encodings.__path__)):
        if module not in OTHERS and codecs.lookup(module)._is_text_encoding:
            yield module


def sequences(ranges):
    choices = []
    for part in ranges.split():
        first, _, last = part.partition("-")
        choices.append(range(int(first, 16), int(last or first, 16) + 1))
    return map(bytes, itertools.product(*choices))


def digests():
    for codec in modules():
        families = ["00-ff"] + (["00-ff 00-ff"] if codec in DOUBLE else [])
        for ranges in families + RANGES.get(codec, []):
            hash = hashlib.sha256()
            for code in sequences(ranges):
                hash.update(outcome(code, codec).encode() + b"\n")
            yield f"{codec}\t{ranges}\t{hash.hexdigest()}\n"


def likely(codec, draw):
    """A few bytes that `codec` is not unlikely to have, or nearly."""
    if codec in ISO_2022 and draw.random() < 0.3:
        mark = draw.choice([*DESIGNATIONS, "24 29 43", "28 42", "28 4a", "28 49", "2e 41", "2e 46"])
        return b"\x1b" + bytes.fromhex(mark)
    if codec in ISO_2022 + ["hz"] and draw.random() < 0.4:
        return draw.choice([b"\x0e", b"\x0f", b"\n", b"~{", b"~}", b"~~", b"\x1bN!", b"a"])
    if codec == "utf_7":
        return draw.choice([b"+", b"-", b"AOk-", b"+2D3cBA-", b"x", b"+ZeU", b"/"])
    if codec.endswith("_escape"):
        return draw.choice([b"\\", b"\\x41", b"\\u00e9", b"\\ud83d", b"\\U0001f600", b"\\n", b"1",
                            b"\xe9", b"\\U00110000"])
    if codec == "undefined":
        return b"x"
    text = draw.choice(["abc", "日本", "中文", "한국", "ｱ", "é", "Ж", "\U00020021", "か\u309a"])
    return text.encode(codec, "ignore") if draw.random() < 0.8 else draw.randbytes(1)


def outcomes():
    draw = random.Random(311)
    for codec in modules():
        # Its mark is read before any codec is asked; the rest is UTF-8's.
        if codec == "utf_8_sig":
            continue
        count = 60 if codec in DOUBLE + ISO_2022 else 2
        for _ in range(count):
            code = b"".join(likely(codec, draw) for _ in range(draw.randrange(1, 12)))
            # As UTF-8 may have it, but in one line.
            text = outcome(code, codec).encode("unicode_escape").decode()
            yield f"{codec}\t{code.hex()}\t{text}\n"


def spellings():
    names = {*aliases, *aliases.values()}
    names |= {info.name for info in pkgutil.iter_modules(encodings.__path__)}
    for name in sorted(names):
        yield from {name, name.upper(), name.title(), name.replace("_", "-"),
                    name.replace("_", " "), name.replace("_", "."), name.replace("_", "--"),
                    name.replace("_", ""), f" {name} ", f"_{name}_", f"{name}.", f"{name}é"}
    yield from ["", "-", ".", "utf8_sig", "UTF-8-SIG", "utf\t8", "no such", "latin\u0131",
                "x" * 300]


def names():
    for name in sorted(set(spellings())):
        try:
            module = codecs.lookup(name).incrementaldecoder.__module__.removeprefix("encodings.")
        except LookupError:
            module = "unknown"
        yield f"{name.encode('unicode_escape').decode()}\t{module}\n"


def main():
    TARGET.mkdir(exist_ok=True)
    warnings.simplefilter("ignore")
    for name, lines in ("digests", digests()), ("outcomes", outcomes()), ("names", names()):
        (TARGET / f"{name}.txt").write_text("".join(lines))


if __name__ == "__main__":
    main()
