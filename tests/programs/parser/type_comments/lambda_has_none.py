f = lambda a, b: (  # type: ignore
    a)
f = lambda a: a  # type: int
