"""The module's."""


def function():
    """The function's."""
    assert condition, "message"
    return __debug__


class Class:
    """The class's."""
