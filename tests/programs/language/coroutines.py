# async and await, driven by hand.
class Later:
    def __init__(self, value):
        self.value = value

    def __await__(self):
        answer = yield self.value
        print("answer", answer)
        return answer


async def add(a, b):
    x = await Later(a)
    y = await Later(b)
    return x + y


async def outer():
    try:
        return await add(1, 2)
    finally:
        print("outer done")


def drive(coroutine, answers):
    sent = None
    try:
        while True:
            print("yielded", coroutine.send(sent))
            sent = answers.pop(0)
    except StopIteration as stop:
        return stop.value


print(drive(outer(), [10, 20]))


class Manager:
    async def __aenter__(self):
        await Later("entering")
        return "managed"

    async def __aexit__(self, *args):
        await Later("leaving")
        print("exit", args[0])
        return True


class Steps:
    def __init__(self, n):
        self.n = n

    def __aiter__(self):
        return self

    async def __anext__(self):
        if not self.n:
            raise StopAsyncIteration
        self.n -= 1
        await Later(f"step {self.n}")
        return self.n


async def both():
    async with Manager() as name:
        print(name)
        async for step in Steps(2):
            print("got", step)
        else:
            print("no more")
        raise ValueError("swallowed")
    return [n async for n in Steps(2) if n != 5], [await Later(i) for i in range(2)]


print(drive(both(), list(range(20))))


async def agen():
    try:
        for i in range(3):
            yield await Later(i)
    finally:
        print("agen done")


async def use():
    total = [x async for x in agen()]
    g = agen()
    print(await anext(g))
    await g.aclose()
    return total


print(drive(use(), list("abcdefgh")))
c = add(1, 2)
c.close()
try:
    c.send(None)
except RuntimeError as error:
    print(error)


async def wrong():
    await 5


try:
    wrong().send(None)
except TypeError as error:
    print(error)


async def wrong_with():
    async with 5:
        pass


try:
    wrong_with().send(None)
except TypeError as error:
    print(error)
