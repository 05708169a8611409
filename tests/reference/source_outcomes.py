"""Records how CPython reads sources in all sorts of encodings, for
chapters/01-tokenizer/tests/sources.rs: sources.txt in the folder of the same name.

    == name
    3 x = 1\\n      a piece of the source, so many times
    bytes = text   what `compile` made of the string that is assigned to `s`, or
    bytes ! lineno offset end_lineno end_offset [text] message
    file = text    the same of `python f.py`, or
    file ! lineno message
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

TARGET = Path(__file__).resolve().parents[2] / "chapters/01-tokenizer/tests/sources"

# Shows nothing where the line with `s` was lost.
SHOW = b"print(ascii(globals().get('s', '')))\n"
LATIN = b"s = 'caf\xe9'\n" + SHOW
UTF_8 = "s = 'café 日本'\n".encode() + SHOW
MARK = b"\xef\xbb\xbf"

FORMS = """
# -*- coding: {} -*-
#coding={}
#coding:{}
# vim: set fileencoding={} :
# coding : {}
# coding:   \t{}
# coding= {}
# coding:{}, and more
# coding; coding: {}
# coding: coding: {}
# encoding: {}
# recoding:{}!
# Coding: {}
# coding
# coding:
#     coding:é{}
   # coding: {}
\t\x0c# coding: {}
\x0b# coding: {}
x = 1 # coding: {}
'# coding: {}'
""".strip("\n").split("\n")

NAMES = """
latin-1 LATIN_1 Latin-1-unix iso-8859-1 iso_8859_1-dos ISO-8859-15 iso-latin-1-mac l1 cp1252
cp819 utf-8 UTF-8 utf_8 utf8 u8 utf-8-sig utf_8-unix utf-8x cp65001 ascii us-ascii 646 latin--1
nope rot13 rot_13 hex base64 bz2 uu quopri zip mbcs oem aliases undefined .. - _ a.b
utf.8 iso-8859.1 x-mac-roman
""".split()

ENCODED = """
big5 big5hkscs cp932 cp949 cp950 euc_jis_2004 euc_jisx0213 euc_jp euc_kr gb18030 gb2312 gbk hz
iso2022_kr iso2022_jp iso2022_jp_1 iso2022_jp_2 iso2022_jp_2004 iso2022_jp_3 iso2022_jp_ext johab
shift_jis shift_jis_2004 shift_jisx0213 utf-7 utf_8 unicode_escape raw_unicode_escape cp037 cp1140
koi8-r mac_roman cp1251 utf-16 utf-16-le utf-16-be utf-32 utf-32-le utf-32-be
""".split()

BROKEN = {
    "utf-7": b"s = '+AO\xff'\n", "hz": b"s = '~{~'\n", "unicode_escape": b"s = '\\u12'\n",
    "raw_unicode_escape": b"s = '\\u12'\n", "cp037": b"",
    "cp1140": b"",
}
# A comment of 30 bytes, to fill a file up to the end of a chunk.
FILLER = b"# twenty and eight more bytes\n"


def family():
    for number, form in enumerate(FORMS):
        cookie = form.format("latin-1").encode()
        yield f"form {number} in line 1", [(1, cookie + b"\n" + LATIN)]
        yield f"form {number} in line 2", [(1, b"#!/usr/bin/env python\n" + cookie + b"\n" + LATIN)]
        yield f"form {number} in line 2, CRLF", [
            (1, (b"#!/usr/bin/env python\n" + cookie + b"\n" + LATIN).replace(b"\n", b"\r\n"))]
    for name in NAMES:
        cookie = f"# coding: {name}\n".encode()
        yield f"name {name}", [(1, cookie + b"s = 'cafe'\n" + SHOW)]
        yield f"name {name}, not ASCII", [(1, cookie + LATIN)]
        yield f"name {name} behind a mark", [(1, MARK + cookie + UTF_8)]
        yield f"name {name} in line 2 behind a mark", [(1, MARK + b"#\n" + cookie + UTF_8)]
    yield from lines()
    yield from nulls()
    for codec in ENCODED:
        yield from encoded(codec)


def lines():
    cookie = b"# coding: latin-1\n"
    yield "no cookie, UTF-8", [(1, UTF_8)]
    yield "no cookie, not UTF-8", [(1, LATIN)]
    yield "no cookie, not UTF-8 in a comment", [(1, b"s = ''\n# caf\xe9\n" + SHOW)]
    yield "no cookie, not UTF-8, late", [(3000, b"x = 1\n"), (1, LATIN)]
    yield "a mark alone", [(1, MARK)]
    yield "half a mark", [(1, MARK[:2] + UTF_8)]
    yield "a mark, UTF-8", [(1, MARK + UTF_8)]
    yield "a mark, not UTF-8", [(1, MARK + LATIN)]
    yield "a mark, not UTF-8 in a comment", [(1, MARK + b"# \xe9\n" + UTF_8)]
    yield "two marks", [(1, MARK + MARK + UTF_8)]
    yield "cookie in line 3", [(1, b"\n\n" + cookie + LATIN)]
    yield "cookie behind a blank line", [(1, b"\n" + cookie + LATIN)]
    yield "cookie behind a line of blanks", [(1, b" \t\x0c\n" + cookie + LATIN)]
    yield "cookie behind code", [(1, b"x = 1\n" + cookie + LATIN)]
    yield "cookie behind short code", [(1, b"x\n" + cookie + LATIN)]
    yield "cookie behind a backslash", [(1, b"\\\n" + cookie + LATIN)]
    yield "cookie in a string", [(1, b"'''\n" + cookie + b"'''\n" + LATIN)]
    yield "two cookies", [(1, b"# coding: utf-8\n" + cookie + UTF_8)]
    yield "two cookies, the second for UTF-8", [(1, cookie + b"# coding: utf-8\n" + LATIN)]
    yield "not UTF-8 before the cookie", [(1, b"# caf\xe9\n" + cookie + LATIN)]
    yield "not UTF-8 before a cookie for UTF-8", [(1, b"# caf\xe9\n# coding: utf-8\n" + UTF_8)]
    yield "not UTF-8 behind the cookie", [(1, b"# coding: latin-1 \xe9\n" + LATIN)]
    yield "not ASCII behind a cookie for ASCII", [
        (1, b"# coding: ascii \xe9\ns = 'x'\n" + SHOW)]
    yield "not UTF-8 behind a cookie for UTF-8", [(1, b"# coding: utf-8 \xe9\n" + UTF_8)]
    for name, end in ("CR", b"\r"), ("CRLF", b"\r\n"):
        yield f"{name}, cookie", [(1, (cookie + LATIN).replace(b"\n", end))]
        yield f"{name}, cookie in line 2", [(1, (b"#\n" + cookie + LATIN).replace(b"\n", end))]
        yield f"{name}, no cookie", [(1, UTF_8.replace(b"\n", end))]
        yield f"{name}, not UTF-8", [(1, (b"x = 1\n" + LATIN).replace(b"\n", end))]
        yield f"{name}, no end", [(1, (cookie + LATIN).replace(b"\n", end)[:-len(end)])]
    yield "mixed ends", [(1, b"# coding: latin-1\rx = 1\n\r\ns = '\xe9'\r" + SHOW[:-1])]
    escapes = b"# coding: unicode_escape\n"
    yield "CR by escape", [(1, escapes + b"s = 'x'\\ry = 'y'\\n" + SHOW)]
    yield "CRLF by escape", [(1, escapes + b"s = 'x'\\r\\ny = 'y'\\n" + SHOW)]
    yield "CR by escape, in a comment", [(1, escapes + b"# x \\r\\ns = 'y'\\n" + SHOW)]
    yield "CRLF by shift", [(1, b"# coding: utf-7\nx = 1+AA0ACg-s = 'b'\n" + SHOW)]
    yield "no end", [(1, (cookie + LATIN)[:-1])]
    yield "only a cookie", [(1, cookie)]
    for name in "latin-1", "ascii", "utf-16", "utf-16-le", "nope", "utf-8", "hz", "cp037":
        yield f"only a cookie, no end: {name}", [(1, f"# coding: {name}".encode())]
        yield f"only a cookie, no end, not ASCII: {name}", [
            (1, f"# coding: {name} ".encode() + b"\xe9")]
    yield "empty", [(0, b"#")]
    yield "a long line", [(1, cookie + b"#"), (9000, b"\xe9"), (1, b"\n" + LATIN)]
    yield "a long cookie", [(1, b"# "), (9000, b"x"), (1, b" coding: latin-1\n" + LATIN)]


def nulls():
    cookie = b"# coding: latin-1\n"
    yield "NUL", [(1, b"s = 'a'\nx = \0 1\n" + SHOW)]
    yield "NUL in the first line", [(1, b"x\0\n" + UTF_8)]
    yield "NUL in a comment", [(1, b"# \0\n" + UTF_8)]
    yield "NUL behind a cookie", [(1, b"# coding: latin-1 \0\n" + LATIN)]
    yield "NUL before a cookie", [(1, b"# \0 coding: latin-1\n" + LATIN)]
    yield "NUL in the line before a cookie", [(1, b"# \0\n" + cookie + LATIN)]
    yield "NUL in the line before an unknown cookie", [(1, b"# \0\n# coding: nope\n" + LATIN)]
    yield "NUL behind an unknown cookie", [(1, b"# coding: nope \0\n" + LATIN)]
    yield "NUL in Latin-1", [(1, cookie + b"x = '\xe9\0'\n")]
    yield "NUL before what is not UTF-8", [(1, b"# \0 \xe9\n")]
    yield "NUL behind what is not UTF-8", [(1, b"# \xe9 \0\n")]
    yield "NUL in the line before what is not UTF-8", [(1, b"# \0\n# \xe9\n")]
    yield "NUL behind a mark", [(1, MARK + b"# \0 \xe9\n")]
    yield "NUL in UTF-7", [(1, b"# coding: utf-7\ns = '+AAA-'\n" + SHOW)]


def encoded(codec):
    cookie = f"# coding: {codec}\n".encode()
    text = ""
    for character in "café Ж 中文 日本語 ｱ 한국 \U00020021 か゚":
        try:
            character.encode(codec)
        except UnicodeError:
            continue
        text += character
    body = f"s = '{text}'\n{SHOW.decode()}".encode(codec)
    broken = BROKEN.get(codec, b"s = '\xff'\n") + SHOW
    yield f"{codec}", [(1, cookie + body)]
    yield f"{codec}, in line 2", [(1, b"#\n" + cookie + body)]
    yield f"{codec}, broken", [(1, cookie + broken)]
    yield f"{codec}, broken in the cookie's line", [(1, cookie[:-1] + b" \xff\n" + body)]
    yield f"{codec}, cut short", [(1, cookie + body[:-1].split(b"\n")[0][:-2])]
    filler = FILLER if codec not in ("cp037", "cp1140") else FILLER.decode().encode(codec)
    yield f"{codec}, broken in the first chunk", [(1, cookie), (200, filler), (1, broken)]
    yield f"{codec}, broken in the second chunk", [(1, cookie), (300, filler), (1, broken)]
    yield f"{codec}, broken in the fourth chunk", [(1, cookie), (900, filler), (1, broken)]
    # The end of the chunk, 8192 bytes behind the end of the cookie, in all sorts of places.
    for shift in 0, 4, 7, 13, 18:
        comment = f"#{' ' * (shift + 2)}\n".encode(codec if codec.startswith("cp") else "ascii")
        yield f"{codec}, across the chunks, {shift}", [
            (1, cookie), (272, filler), (1, comment), (1, body)]


SURROGATES = {
    "utf-7": ["# coding: utf-7\ns = '+2AA-'\n", "# coding: utf-7\nx = 1\ns = 'a+2ADYAA-b'\n",
              f"# coding: utf-7 +2AA-\ns = 'x'\n{SHOW.decode()}",
              "# coding: utf-7\ns = '+2AA-'\ns = '+2ADcAA'\n"],
    "unicode_escape": ["# coding: unicode_escape\ns = '\\ud800\\udc00'\n"],
    "raw_unicode_escape": ["# coding: raw_unicode_escape\ns = '\\u00e9\\U0000d801'\n"],
}


def surrogates():
    for codec, sources in SURROGATES.items():
        for number, source in enumerate(sources):
            yield f"{codec}, surrogate {number}", [(1, source.encode())]
            yield f"{codec}, surrogate {number}, late", [
                (1, source.encode().split(b"\n")[0] + b"\n"), (300, FILLER),
                (1, source.encode().split(b"\n", 1)[1])]


def escaped(text):
    return text.encode("unicode_escape").decode()


def as_bytes(source):
    names = {"print": lambda *_: None}
    try:
        exec(compile(source, "f.py", "exec"), names)
    except SyntaxError as error:
        text = "None" if error.text is None else f"[{escaped(error.text)}]"
        return (f"! {error.lineno} {error.offset} {error.end_lineno} {error.end_offset} {text} "
                f"{escaped(error.msg)}")
    return f"= {escaped(names.get('s', ''))}"


def as_file(source, folder):
    (folder / "f.py").write_bytes(source)
    run = subprocess.run([sys.executable, "-I", "-S", "f.py"], cwd=folder, capture_output=True)
    if run.returncode == 0:
        return f"= {escaped(eval(run.stdout or repr('')))}"
    err = run.stderr.decode("utf-8", "replace").replace(f"{folder}/", "")
    line = re.search(r'^  File "f.py", line (\d+)', err, re.MULTILINE)
    return f"! {line and line[1]} {escaped(err.splitlines()[-1])}"


def main():
    TARGET.mkdir(exist_ok=True)
    blocks = []
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder).resolve()
        for name, pieces in [*family(), *surrogates()]:
            source = b"".join(times * piece for times, piece in pieces)
            rows = [f"{times} {escaped(piece.decode('latin-1'))}" for times, piece in pieces]
            blocks.append("\n".join([f"== {name}", *rows, f"bytes {as_bytes(source)}",
                                     f"file {as_file(source, folder)}\n"]))
    (TARGET / "sources.txt").write_text("".join(blocks))


if __name__ == "__main__":
    main()
