@decorator
@other(1, key=2)
def f(a, b: int = 1, /, c=2, *args: str, d, e: int = 3, **kwargs: dict) -> list[int]:
    """It has a docstring."""
    def g(): pass
    nonlocal a
    return

    return a, *b


async def h(*, a):
    async with b as c, d:
        async for e in f:
            await g
        else:
            return (await h).i
    return [i async for i in j if await k]

def positional(a, /): return (yield)
def positional_default(a=1, /, b=2): x = yield a, b
def keyword(*, a=1, b): yield from c
def everything(*a, **b): (yield from c) + 1
lambda: 0
lambda a, /, b=1, *c, d, e=2, **f: (a, b)
lambda *a: a
lambda *, a: lambda: a
lambda **a: (yield)
(lambda a: a)(1)
