async def coroutine(a):
    await a
    async with a as b, c:
        await b
    async for item in a:
        if item:
            break
    else:
        return 1
    return [x async for x in a], {await x for x in a}


async def generator():
    yield 1
    await a
    yield
    return


async def expression():
    return (x async for x in a if await x)
