def every(first, /, second=2, *rest, third, fourth=4, **others):
    return first, second, rest, third, fourth, others


def annotated(first: int, /, second: "text" = 2, *rest: float, third: str = "", **others: list) -> dict:
    pass


def starred(*args: *tuple[int, ...]):
    pass


short = lambda x, y=1, *z, w=2: (x, y, z, w)
