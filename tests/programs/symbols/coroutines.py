async def f(x):
    async with x as y, await x:
        pass
    async for z in y:
        yield z
    return [a async for a in x], (b async for b in x)
def g():
    value = yield
    yield from value
    return value
