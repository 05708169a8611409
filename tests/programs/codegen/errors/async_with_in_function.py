def f():
    async with x as y, z:
        pass
