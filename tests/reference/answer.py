"""Answers for many sources in one process: what a view makes of each.

A request is a line `VIEW WANTED NAME-LENGTH SOURCE-LENGTH`, then the name and the source;
WANTED is `text` or `digest`. An answer is a line with a length for each part (`-` for a
part that CPython gives no answer for), then the parts. The first part, which is long, is
sent as its SHA-256 when a digest is wanted.
"""

import hashlib
import sys

import views


def tokenize_inexact(name, source):
    return [views.tokenize_view(name, source, exact=False)]


def tokenize_exact(name, source):
    return [views.tokenize_view(name, source, exact=True)]


def parser(name, source):
    parts = views.parser_view(name, source)
    return [None if part is None else part.encode("utf-8", "replace") for part in parts]


VIEWS = {"tokenize": tokenize_inexact, "tokenize-e": tokenize_exact, "parser": parser}


def main():
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    # The views redirect `sys.stdout`; nothing else may write to the pipe.
    sys.stdout = sys.stderr
    for line in requests:
        view, wanted, name_length, source_length = line.split()
        name = requests.read(int(name_length)).decode()
        source = requests.read(int(source_length))
        parts = VIEWS[view.decode()](name, source)
        if wanted == b"digest" and parts[0] is not None:
            parts[0] = hashlib.sha256(parts[0]).hexdigest().encode()
        lengths = ["-" if part is None else str(len(part)) for part in parts]
        answers.write(" ".join(lengths).encode() + b"\n")
        answers.writelines(part for part in parts if part is not None)
        answers.flush()


if __name__ == "__main__":
    main()
