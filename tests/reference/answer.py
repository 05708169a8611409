"""Answers for many sources in one process: what a view makes of each.

A request is a line `VIEW WANTED NAME-LENGTH SOURCE-LENGTH`, then the name and the source;
WANTED is `text` or `digest`. An answer is a line with a length for each part (`-` for a
part that CPython gives no answer for), then the parts. A part is text, or its SHA-256 in
hexadecimal digits when a digest is wanted.
"""

import hashlib
import sys

import code_views
import codegen
import folding
import symbols
import views


def tokenize(name, source):
    return [views.tokenize_view(name, source, exact) for exact in (False, True)]


def parser(name, source):
    parts = views.parser_view(name, source)
    return [None if part is None else part.encode("utf-8", "replace") for part in parts]


def syntax(name, source):
    return [views.syntax_view(name, source).encode("utf-8", "surrogatepass")]


def snippets(name, source):
    return [views.snippets_view(source).encode("utf-8", "surrogatepass")]


def tree(name, source):
    return [views.tree_view(name, source).encode("utf-8", "replace")]


def symbol_table(name, source):
    return [symbols.symbols_view(source).encode("utf-8", "surrogatepass")]


def symbol_snippets(name, source):
    return [symbols.snippets_view(source).encode("utf-8", "surrogatepass")]


def folding_view(name, source):
    return [folding.folding_view(source)]


def codegen_view(name, source):
    return codegen.codegen_view(source)


def codegen_snippets(name, source):
    return codegen.snippets_view(source)


def compilation(optimize, with_dis):
    return lambda name, source: code_views.compilation(name, source, optimize, with_dis)


VIEWS = {
    **{f"compilation-{level}": compilation(level, False) for level in (0, 1, 2)},
    **{f"compilation-dis-{level}": compilation(level, True) for level in (0, 1, 2)},
    "codegen": codegen_view,
    "codegen-snippets": codegen_snippets,
    "folding": folding_view,
    "tokenize": tokenize,
    "parser": parser,
    "syntax": syntax,
    "snippets": snippets,
    "tree": tree,
    "symbols": symbol_table,
    "symbol-snippets": symbol_snippets,
    "compiled": code_views.compiled,
    "code": code_views.code,
    "loads": code_views.loads,
}


def digest(part):
    return hashlib.sha256(part).hexdigest().encode()


def main():
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    # The views redirect `sys.stdout`; nothing else may write to the pipe.
    sys.stdout = sys.stderr
    for line in requests:
        view, wanted, name_length, source_length = line.split()
        name = requests.read(int(name_length)).decode()
        source = requests.read(int(source_length))
        parts = VIEWS[view.decode()](name, source)
        if wanted == b"digest":
            parts = [None if part is None else digest(part) for part in parts]
        lengths = ["-" if part is None else str(len(part)) for part in parts]
        answers.write(" ".join(lengths).encode() + b"\n")
        answers.writelines(part for part in parts if part is not None)
        answers.flush()


if __name__ == "__main__":
    main()
