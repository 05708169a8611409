"""Records what CPython's parser says about our programs in `programs/parser`."""

import ast

import views
from recording import PROGRAMS, programs


def errors(file, source):
    return f"what compile() says of {file}", views.syntax_view(file, source)


def feature_version(file, source):
    return f"ast.parse() of {file} for each feature_version", views.feature_versions_view(source)


def type_comments(file, source):
    flags = ast.PyCF_TYPE_COMMENTS
    text = views.syntax_view(file, source, flags=flags, show=dumped)
    return f"ast.parse() of {file} with type_comments", text


def func_type(file, source):
    text = views.syntax_view(file, source, "func_type", show=dumped)
    return f"ast.parse() of {file} with mode='func_type'", text


def interactive(file, source):
    text = views.typed_view(source.decode())
    return f"what codeop says of {file}, line by line", text


def fatal_warnings(file, source):
    text = views.syntax_view(file, source) + "\n" + views.fatal_view(source)
    return f"what compile() says of {file}, with warnings as such and as errors", text


def dumped(tree):
    return ast.dump(tree, indent=1)


# The folders of programs, and what is asked about those in each.
VIEWS = {
    "errors": errors,
    "feature_version": feature_version,
    "func_type": func_type,
    "interactive": interactive,
    "type_comments": type_comments,
    "warnings": fatal_warnings,
}


def record(recorder):
    for name, path in programs("parser"):
        file = str(path.relative_to(PROGRAMS / "parser"))
        description, text = VIEWS[file.split("/")[0]](file, path.read_bytes())
        recorder.write(name, description, text + "\n")
