async with a as b:
    b
async for c in d:
    c
