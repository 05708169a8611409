def f(a, b):  # type: (int, str) -> None
    pass

def g(a, b):
    # type: (int, str) -> None
    pass

async def h(a):
    # type: (int) -> int
    return a

def i():  # type: () -> None
    # not a type
    pass

def j(a):
    # type: (int) -> None

    # type: ignored here
    pass
