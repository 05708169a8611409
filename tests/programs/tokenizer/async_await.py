# `async` and `await` have kinds of their own.
async def fetch(source):
    async with source as line:
        return await line
