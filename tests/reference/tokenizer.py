"""Records what CPython's tokenizers say about our programs in `programs/tokenizer`."""

import views
from recording import PROGRAMS, programs


def record(recorder):
    for name, path in programs("tokenizer"):
        source = path.read_bytes()
        # As if run beside the programs: a recording holds no path of this machine.
        file = str(path.relative_to(PROGRAMS / "tokenizer"))
        for option, view in ("", "tokenize"), ("-e ", "tokenize-e"):
            text = views.tokenize_view(file, source, exact=bool(option)).decode()
            recorder.write(f"{name}.{view}", f"python3.11 -m tokenize {option}{file}", text)
        recorder.write(f"{name}.parser", f"the parser's tokens of {file}", parser(file, source))


def parser(file, source):
    """The tokens, and the error of each way to read the file."""
    sections = []
    tokens, as_bytes, as_file = views.parser_view(file, source)
    for title, content in ("tokens", tokens), ("as bytes", as_bytes), ("as a file", as_file):
        if content is None:
            content = "not for the tokenizer to say"
        sections.append(f"-- {title}\n{content.rstrip()}\n")
    return "".join(sections)
