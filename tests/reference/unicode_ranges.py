"""Writes chapters/01-tokenizer/src/unicode_ranges.rs: what CPython's own Unicode
database (14.0 in 3.11) says of every code point, as the places where the answer changes.
"""

import sys
import unicodedata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "chapters/01-tokenizer/src/unicode_ranges.rs"

HEADER = """\
//! Unicode {version}, as far as scanning needs it. Written by
//! `tests/reference/unicode_ranges.py` from CPython's own database; not to be edited.
//!
//! Each entry is a code point and, in its low byte, the properties that hold from there up
//! to the next entry: 1 begins an identifier, 2 continues one, 4 is alphanumeric, 8 is
//! printable.

#[rustfmt::skip]
pub(crate) static BOUNDARIES: [u32; {count}] = [
"""


def properties(code_point):
    character = chr(code_point)
    return (
        character.isidentifier()
        | ("a" + character).isidentifier() << 1
        | character.isalnum() << 2
        | character.isprintable() << 3
    )


def boundaries():
    previous = None
    for code_point in range(sys.maxunicode + 1):
        current = properties(code_point)
        if current != previous:
            yield code_point << 8 | current
            previous = current


def main():
    entries = list(boundaries())
    lines = [HEADER.format(version=unicodedata.unidata_version, count=len(entries))]
    for start in range(0, len(entries), 9):
        lines.append("    " + " ".join(f"{e:#x}," for e in entries[start : start + 9]) + "\n")
    lines.append("];\n")
    TARGET.write_text("".join(lines))


if __name__ == "__main__":
    main()
