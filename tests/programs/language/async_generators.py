# Asynchronous generators, driven by hand.
class Later:
    def __init__(self, value):
        self.value = value

    def __await__(self):
        answer = yield self.value
        return answer


def drive(awaitable, *answers):
    answers = list(answers)
    sent = None
    try:
        while True:
            print("  yielded", awaitable.send(sent))
            sent = answers.pop(0) if answers else None
    except StopIteration as stop:
        print("  result", stop.value)
    except BaseException as error:
        print("  raised", type(error).__name__, error, error.__cause__)


async def count(n):
    try:
        for i in range(n):
            got = yield i
            if got:
                print("  got", got, await Later("waiting"))
    except KeyError as error:
        print("  caught", error)
        yield "after"
    finally:
        print("  finally")


g = count(3)
print(type(g).__name__, g.__name__, g.__qualname__, g.ag_running, g.ag_await, g.ag_code.co_name)
print(g.__aiter__() is g)
drive(g.__anext__())
drive(g.asend("hello"), "answer")
drive(g.athrow(KeyError("thrown")))
drive(g.aclose())
drive(g.__anext__())
drive(g.aclose())
drive(g.athrow(ValueError))

print("reuse")
g = count(2)
step = g.__anext__()
drive(step)
drive(step)
closing = g.aclose()
drive(closing)
drive(closing)
try:
    closing.throw(ValueError)
except RuntimeError as error:
    print(error)

print("never begun")
drive(count(1).asend(1))
drive(count(1).aclose())
drive(count(1).athrow(ValueError("at once")))
drive(count(1).athrow())
drive(count(1).athrow(1, 2, 3, 4))
drive(count(1).athrow(GeneratorExit))
drive(count(1).athrow(StopAsyncIteration))
step = count(1).asend(None)
step.close()
drive(step)
step = count(1).aclose()
try:
    step.send(1)
except RuntimeError as error:
    print(error)


async def ignores():
    try:
        yield 1
    except GeneratorExit:
        print("  ignored")
        yield 2


print("ignoring")
g = ignores()
drive(g.__anext__())
drive(g.aclose())


async def waits_at_end():
    try:
        yield 1
    finally:
        await Later("closing")


print("waiting at the end")
g = waits_at_end()
drive(g.__anext__())
closing = g.aclose()
print(closing.send(None))
print(g.ag_running, type(g.ag_await).__name__)
try:
    g.__anext__().send(None)
except RuntimeError as error:
    print(error)
try:
    g.aclose().send(None)
except RuntimeError as error:
    print(error)
try:
    g.athrow(ValueError).send(None)
except RuntimeError as error:
    print(error)
drive(closing)
g = waits_at_end()
drive(g.__anext__())
closing = g.aclose()
closing.send(None)
try:
    closing.throw(KeyError("into close"))
except KeyError as error:
    print(repr(error))
print(g.ag_running)


async def raises_stop(kind):
    yield 1
    raise kind("inside")


print("stopping")
for kind in [StopIteration, StopAsyncIteration]:
    g = raises_stop(kind)
    drive(g.__anext__())
    drive(g.__anext__())


async def busy():
    yield await Later("busy")


g = busy()
first = g.__anext__()
print(first.send(None), g.ag_running)
drive(g.__anext__())
try:
    first.throw(ValueError("in the middle"))
except ValueError as error:
    print(repr(error), g.ag_running)


async def loops():
    async for x in count(2):
        print("  loop", x)
    return [x async for x in count(3) if x], {x: y async for x in count(2) async for y in count(1)}


drive(loops())


async def expression():
    return [x async for x in (y * 2 async for y in count(3))]


drive(expression())
c = expression()
wrapper = c.__await__()
print(type(wrapper).__name__, iter(wrapper) is wrapper, c.cr_running, c.cr_frame is None, c.cr_origin)
try:
    next(wrapper)
except StopIteration as stop:
    print(stop.value)
try:
    next(wrapper)
except RuntimeError as error:
    print(error)
wrapper.close()
print(c.cr_frame)
for what in ["iter(c)", "next(c)"]:
    try:
        iter(c) if what == "iter(c)" else next(c)
    except TypeError as error:
        print(error)
