"""The module's."""


def function():
    """The function's."""
    return 1


class Class:
    """The class's."""


def without():
    "a" "b" f""
