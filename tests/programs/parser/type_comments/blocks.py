for x in y:  # type: int
    pass
for x, y in z:  # type: int, str
    pass
else:
    pass
with a as b:  # type: B
    pass
with (a as b, c as d):  # type: C
    pass
with a, b:  # type: D
    pass
async def f():
    async for x in y:  # type: int
        pass
    async with x as y:  # type: Y
        pass
