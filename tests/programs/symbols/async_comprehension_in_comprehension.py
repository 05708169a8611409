async def f(x):
    return [[a async for a in b] for b in x], ([a async for a in b] for b in x)
