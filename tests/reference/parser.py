"""Records what CPython's parser says about our programs in `programs/parser`."""

import views
from recording import PROGRAMS, programs


def record(recorder):
    for name, path in programs("parser"):
        file = str(path.relative_to(PROGRAMS / "parser"))
        text = views.syntax_view(file, path.read_bytes())
        recorder.write(name, f"what compile() says of {file}", text + "\n")
