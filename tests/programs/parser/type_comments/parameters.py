def f(
    a,  # type: int
    /,
    b,  # type: str
    c=1,  # type: bool
    *d,  # type: D
    e,  # type: E
    f=2,  # type: F
    **g  # type: G
):
    # type: (...) -> None
    pass

def h(
    a  # type: int
):
    pass

def i(*,  # type: not of a parameter
      a):
    pass
