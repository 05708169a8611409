def inner():
    raise KeyError("inner")


def middle():
    try:
        inner()
    except KeyError:
        raise ValueError("middle")


def outer():
    try:
        middle()
    except ValueError as error:
        raise RuntimeError("outer\nin two lines") from error


try:
    outer()
except RuntimeError as error:
    error.add_note("a note")
    error.add_note("another\nof two lines")
    try:
        raise TypeError from None
    except TypeError as other:
        other.__cause__ = error
        raise
