"""Writes what the tokenizer knows of CPython's encodings, under chapters/01-tokenizer/src:

source/aliases.txt        the names that lead to a codec
source/charmaps.txt       the encodings of one byte a character
source/codec/tables/*.txt the characters of two bytes, a file for each character set
source/codec/tables/gb18030_ranges.txt
                          the characters of four bytes: the first code of a run of
                          consecutive ones, and its code point, or none where all are refused

A table holds what its codec adds to the tables below it, in the order of codes:

    a1a1 TAB characters   the code of the first; the others follow, each one code on
    a4f7=characters       a code for several characters
    aea1-aea2             codes that the tables below have and this codec refuses

Codes of the sets with 94 rows of 94 cells are written as in EUC: both bytes from a1 to fe.
"""

import codecs
import encodings
import pkgutil
from encodings.aliases import aliases
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "chapters/01-tokenizer/src/source"


def charmap(name):
    """The code point of each byte, None where it has none; None if this is no charmap."""
    if not codecs.lookup(name)._is_text_encoding:
        return None
    points = []
    for byte in range(256):
        try:
            text = bytes([byte]).decode(name)
        except UnicodeDecodeError as error:
            if error.encoding != "charmap":
                return None
            points.append(None)
            continue
        except UnicodeError:
            return None
        if len(text) != 1:
            return None
        points.append(ord(text))
    return points


def charmaps():
    for module in sorted(info.name for info in pkgutil.iter_modules(encodings.__path__)):
        if module in {"aliases", "mbcs", "oem", "undefined", "ascii", "latin_1"}:
            continue
        if module.startswith(("utf_", "raw_unicode", "unicode_", "idna", "punycode")):
            continue
        points = charmap(module)
        if points:
            yield module, points


def decoded(code, codec):
    """The text of one code, None where the codec refuses it."""
    try:
        return code.decode(codec)
    except UnicodeDecodeError:
        return None


def all_codes(codec):
    """Every two bytes that `codec` takes for one code."""
    for lead in range(0x80, 0x100):
        if decoded(bytes([lead]), codec) is None:
            for trail in range(0x100):
                text = decoded(bytes([lead, trail]), codec)
                if text is not None:
                    yield lead << 8 | trail, text


def cells(codec, before=b"", mask=0):
    """A set of 94 rows as EUC writes it (`mask` 0), or 7 bits wide behind an escape."""
    for row in range(0xA1, 0xFF):
        for cell in range(0xA1, 0xFF):
            text = decoded(before + bytes([row ^ mask, cell ^ mask]), codec)
            if text is not None:
                yield row << 8 | cell, text


def single_shifted(codec, designation):
    """A set of 96 single bytes, of which `ESC N` takes one."""
    for byte in range(0x20, 0x80):
        text = decoded(designation + b"\x1bN" + bytes([byte]), codec)
        if text is not None:
            yield byte, text


def shifted(codec):
    """A set of 94 rows as Shift JIS folds it: two rows a lead byte."""
    for row in range(94):
        for cell in range(94):
            lead, place = row >> 1, cell + 94 * (row & 1)
            lead += 0x81 if lead < 0x1F else 0xC1
            place += 0x40 if place < 0x3F else 0x41
            text = decoded(bytes([lead, place]), codec)
            if text is not None:
                yield (row + 0xA1) << 8 | cell + 0xA1, text


# A table, its codes, and the tables below it.
TABLES = [
    ("big5", all_codes("big5"), []),
    ("cp950", all_codes("cp950"), ["big5"]),
    ("big5hkscs", all_codes("big5hkscs"), ["big5"]),
    ("gb2312", cells("gb2312"), []),
    ("gbk", all_codes("gbk"), ["gb2312"]),
    ("gb18030", all_codes("gb18030"), ["gbk", "gb2312"]),
    # EUC-KR has one code less, with which it begins a syllable that is spelled.
    ("ksx1001", cells("iso2022_kr", b"\x1b$)C\x0e", 0x80), []),
    ("cp949", all_codes("cp949"), ["ksx1001"]),
    ("jisx0208", cells("euc_jp"), []),
    ("jisx0212", cells("euc_jp", b"\x8f"), []),
    # From f040 on come code points that are not recorded but counted.
    ("cp932", (pair for pair in all_codes("cp932") if not 0xF000 <= pair[0] < 0xFA00),
     ["shift_jis"]),
    ("jisx0213_1", cells("euc_jis_2004"), ["jisx0208"]),
    ("jisx0213_1_2000", cells("euc_jisx0213"), ["jisx0213_1", "jisx0208"]),
    ("jisx0213_1_iso2022", cells("iso2022_jp_2004", b"\x1b$(Q", 0x80),
     ["jisx0213_1", "jisx0208"]),
    ("jisx0213_1_shifted", shifted("shift_jis_2004"), ["jisx0213_1", "jisx0208"]),
    ("jisx0213_2", cells("iso2022_jp_2004", b"\x1b$(P", 0x80), []),
    ("iso8859_7_g2", single_shifted("iso2022_jp_2", b"\x1b.F"), []),
    ("jisx0213_2_2000", cells("euc_jisx0213", b"\x8f"), ["jisx0213_2", "jisx0212"]),
]


def lines_of(codes, below):
    """What `codes` says other than `below`, in the lines of a table."""
    added = {code: text for code, text in codes.items() if below.get(code) != text}
    refused = [code for code in below if code not in codes]
    runs = []  # [first code, text] of single characters, [first, last] of what is refused
    for code, text in sorted(added.items()):
        if len(text) > 1:
            runs.append((code, f"{code:04x}={text}"))
        elif runs and isinstance(runs[-1], list) and runs[-1][0] + len(runs[-1][1]) == code:
            runs[-1][1] += text
        else:
            runs.append([code, text])
    gaps = []
    for code in sorted(refused):
        if gaps and gaps[-1][1] == code - 1:
            gaps[-1][1] = code
        else:
            gaps.append([code, code])
    rows = [run if isinstance(run, tuple) else (run[0], f"{run[0]:04x}\t{run[1]}")
            for run in runs]
    rows += [(first, f"{first:04x}-{last:04x}") for first, last in gaps]
    return [row for _, row in sorted(rows)]


def write_tables(folder):
    folder.mkdir(parents=True, exist_ok=True)
    # No table of its own: the decoder folds jisx0208.
    sets = {"shift_jis": dict(all_codes("shift_jis"))}
    for name, codes, below in TABLES:
        sets[name] = codes = dict(codes)
        under = {}
        for layer in reversed(below):
            under |= sets[layer]
        lines = lines_of(codes, under)
        (folder / f"{name}.txt").write_text("".join(f"{line}\n" for line in lines))


def gb18030_ranges():
    """Where the code points of four bytes do not go on by one, in the order of codes."""
    expected = "unlike any"
    for lead in range(0x81, 0xFF):
        for second in range(0x30, 0x3A):
            for third in range(0x81, 0xFF):
                for fourth in range(0x30, 0x3A):
                    code = bytes([lead, second, third, fourth])
                    text = decoded(code, "gb18030")
                    point = None if text is None else ord(text)
                    if point != expected:
                        yield code.hex() + ("\t" if point is None else f"\t{point:x}")
                    expected = None if point is None else point + 1


def main():
    TARGET.mkdir(exist_ok=True)
    lines = []
    for name, points in charmaps():
        # Only what differs from Latin-1, as "byte=code point"; "byte=" has no character.
        differing = [
            f"{byte:02x}=" + ("" if point is None else f"{point:x}")
            for byte, point in enumerate(points)
            if point != byte
        ]
        lines.append(f"{name}\t{' '.join(differing)}\n")
    (TARGET / "charmaps.txt").write_text("".join(lines))
    text = [f"{alias}\t{codec}\n" for alias, codec in sorted(aliases.items())]
    (TARGET / "aliases.txt").write_text("".join(text))
    tables = TARGET / "codec/tables"
    write_tables(tables)
    ranges = "".join(f"{line}\n" for line in gb18030_ranges())
    (tables / "gb18030_ranges.txt").write_text(ranges)


if __name__ == "__main__":
    main()
