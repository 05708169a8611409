def f(a):  # type: (int) -> None
    # type: (str) -> None
    pass
