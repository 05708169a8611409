"""Writes chapters/06-object-model/src/unicode/tables.rs: what CPython's own `str` and the
functions of its C interface (Objects/unicodectype.c) say of every code point.

The table has two stages. The code points are cut into blocks of 128; `BLOCKS` says for each
which of the different blocks it is, `CLASSES` says for each place in a block which record
holds there. A new property is a field more in `record`: the stages are made of whatever the
records are.
"""

import collections
import ctypes
import hashlib
import sys
import unicodedata
from fractions import Fraction
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "chapters/06-object-model/src/unicode/tables.rs"

BLOCK_BITS = 7
BLOCK = 1 << BLOCK_BITS

FLAGS = """ALPHA DECIMAL DIGIT LOWER LINEBREAK SPACE TITLE UPPER XID_START XID_CONTINUE PRINTABLE
NUMERIC CASE_IGNORABLE CASED SPECIAL_CASE ASSIGNED""".split()

C = ctypes.pythonapi
C._PyUnicode_ToNumeric.restype = ctypes.c_double
SIMPLE = [getattr(C, "_PyUnicode_" + name) for name in ("ToLowercase", "ToTitlecase", "ToUppercase")]
for function in SIMPLE:
    function.restype = ctypes.c_uint32
    function.argtypes = [ctypes.c_uint32]
FULL = [
    getattr(C, f"_PyUnicode_{name}Full") for name in ("ToLower", "ToTitle", "ToUpper", "ToFolded")
]
MAPPED = (ctypes.c_uint32 * 3)()
for function in FULL:
    function.argtypes = [ctypes.c_uint32, type(MAPPED)]
ASKED = "IsLinebreak IsTitlecase IsUppercase IsCaseIgnorable IsCased IsXidStart ToDigit".split()
ASK = {name: getattr(C, "_PyUnicode_" + name) for name in ASKED}
for function in [*ASK.values(), C._PyUnicode_ToNumeric]:
    function.argtypes = [ctypes.c_uint32]

HEADER = """\
//! Unicode {version} as `str` needs it. Written by `tests/reference/unicode_types.py` from
//! CPython's own database; not to be edited, and longer than other files.
//!
//! `BLOCKS[c >> {bits}]` is the number of the block in which the code point `c` stands,
//! `CLASSES[block << {bits} | c & {mask:#x}]` the number of its record. Blocks that are the same
//! are kept once.

use super::{{Record, SpecialCase}};

/// How many low bits of a code point say its place in a block.
pub(super) const BLOCK_BITS: u32 = {bits};

"""


def full(function, code):
    """The characters that a code point is mapped to."""
    return tuple(MAPPED[: function(code, MAPPED)])


def properties(code):
    """All that is known of a code point: flags, digit, simple mappings, full mappings."""
    character = chr(code)
    simple = tuple(function(code) for function in SIMPLE)
    mapped = tuple(full(function, code) for function in FULL)
    special = mapped != tuple((to,) for to in (*simple, simple[0]))
    answers = (
        character.isalpha(),
        character.isdecimal(),
        character.isdigit(),
        character.islower(),
        bool(ASK["IsLinebreak"](code)),
        character.isspace(),
        bool(ASK["IsTitlecase"](code)),
        bool(ASK["IsUppercase"](code)),
        character.isidentifier(),
        ("a" + character).isidentifier(),
        character.isprintable(),
        character.isnumeric(),
        bool(ASK["IsCaseIgnorable"](code)),
        bool(ASK["IsCased"](code)),
        special,
        unicodedata.category(character) != "Cn",
    )
    # '_' begins an identifier, but is no XID_Start.
    answers = (*answers[:8], bool(ASK["IsXidStart"](code)), *answers[9:])
    flags = sum(answer << place for place, answer in enumerate(answers))
    digit = ASK["ToDigit"](code) if character.isdigit() else 0
    deltas = tuple(to - code for to in simple)
    return (flags, digit, *deltas), mapped if special else None


def numeric_runs():
    """The numbers that are no digits: (first code point, count, numerator, denominator, step)."""
    runs = []
    for code in range(sys.maxunicode + 1):
        if not chr(code).isnumeric() or chr(code).isdigit():
            continue
        value = Fraction(C._PyUnicode_ToNumeric(code)).limit_denominator(1000)
        assert float(value) == C._PyUnicode_ToNumeric(code)
        if runs and runs[-1][0] + runs[-1][1] == code and value.denominator == 1:
            first, count, numerator, denominator, step = runs[-1]
            difference = value.numerator - numerator - step * (count - 1)
            if denominator == 1 and (count == 1 or difference == step):
                runs[-1] = (first, count + 1, numerator, 1, difference)
                continue
        runs.append((code, 1, value.numerator, value.denominator, 0))
    return runs


def table(name, kind, entries, text, comment, between=" "):
    """A static array, as many entries to a line as fit."""
    lines = [f"/// {comment}\n#[rustfmt::skip]\n"]
    lines.append(f"pub(super) static {name}: [{kind}; {len(entries)}] = [\n")
    line = ""
    for entry in entries:
        piece = f"{text(entry)},{between}"
        if len(line) + len(piece) > 96:
            lines.append(f"    {line.rstrip()}\n")
            line = ""
        line += piece
    lines.append(f"    {line.rstrip()}\n];\n\n")
    return "".join(lines)


def three(points):
    return "[" + ", ".join(f"{point:#x}" if point else "0" for point in (*points, 0, 0)[:3]) + "]"


def digest(answers):
    """Of a line a code point: its record, its full mappings, its number."""
    hash = hashlib.sha256()
    for code, (record, mapped) in enumerate(answers):
        mapped = mapped or ((code + record[2],), (code + record[3],), (code + record[4],),
                            (code + record[2],))
        number = C._PyUnicode_ToNumeric(code)
        bits = ctypes.c_uint64.from_buffer_copy(ctypes.c_double(number)).value
        words = [*record, *(" ".join(map(str, to)) for to in mapped), bits]
        hash.update((",".join(map(str, words)) + "\n").encode())
    return hash.hexdigest()


def main():
    answers = [properties(code) for code in range(sys.maxunicode + 1)]
    if "--digest" in sys.argv:
        print(digest(answers))
        return
    specials = [(code, *mapped) for code, (_, mapped) in enumerate(answers) if mapped]
    blocks, numbers = {}, []
    for start in range(0, len(answers), BLOCK):
        block = tuple(record for record, _ in answers[start : start + BLOCK])
        numbers.append(blocks.setdefault(block, len(blocks)))
    # The most frequent first: short numbers, a short table.
    frequent = collections.Counter(record for block in blocks for record in block)
    records = {record: place for place, (record, _) in enumerate(frequent.most_common())}
    parts = [HEADER.format(version=unicodedata.unidata_version, bits=BLOCK_BITS, mask=BLOCK - 1)]
    for place, name in enumerate(FLAGS):
        parts.append(f"pub(super) const {name}: u16 = 1 << {place};\n")
    parts.append("\n/// The SHA-256 of CPython's answers, a line a code point.\n")
    parts.append("#[cfg(test)]\n#[rustfmt::skip]\n")
    parts.append(f'pub(super) const DIGEST: &str = "{digest(answers)}";\n\n')
    parts.append(table("RECORDS", "Record", list(records), lambda r: "Record::new({:#x}, {}, {}, {}, {})".format(*r),
                       "What characters have in common: flags, digit, the ways to lower, title and upper case."))
    parts.append(table("SPECIAL_CASES", "SpecialCase", specials,
                       lambda s: f"({s[0]:#x}, [{', '.join(map(three, s[1:]))}])",
                       "Full mappings that differ from the simple ones: lower, title, upper, folded."))
    parts.append(table("NUMBERS", "(u32, u32, i64, i64, i64)", numeric_runs(),
                       lambda n: f"({n[0]:#x}, {n[1]}, {n[2]}, {n[3]}, {n[4]})",
                       "Numbers that are no digits: first code point, count, numerator, denominator, step."))
    parts.append(table("BLOCKS", "u16", numbers, str, "Which block a code point is in.", between=""))
    parts.append(table("CLASSES", "u16", [records[record] for block in blocks for record in block], str,
                       "Which record holds at each place of each block.", between=""))
    TARGET.write_text("".join(parts).rstrip("\n") + "\n")
    print(len(records), len(specials), len(blocks), TARGET.stat().st_size)


if __name__ == "__main__":
    main()
