"""Writes chapters/01-tokenizer/src/source/charmaps.txt and aliases.txt: the encodings of
one byte a character that CPython's library knows, and the names under which it knows any.
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


if __name__ == "__main__":
    main()
