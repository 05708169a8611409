x = 1  # type: ignore
x = 1  # type: ignore[name]
x = 1  # type: ignore # why
x = 1  # type: ignoreX
x = 1  # type:ignore
# type: ignore
def f():  # type: ignore
    pass  # type: ignore
