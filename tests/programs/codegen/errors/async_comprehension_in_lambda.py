async def f():
    return lambda: {x: y async for x, y in z}
