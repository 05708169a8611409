# Functions that stop in the middle.
def count(n):
    print("start")
    try:
        for i in range(n):
            received = yield i
            if received is not None:
                print("received", received)
    finally:
        print("end")
    return "result"


g = count(3)
print(next(g), g.send("hello"), next(g))
try:
    next(g)
except StopIteration as stop:
    print(stop.value)

g = count(3)
next(g)
g.close()
g = count(3)
next(g)
try:
    g.throw(ValueError("thrown"))
except ValueError as error:
    print(error)
g = count(1)
try:
    g.send(1)
except TypeError as error:
    print(error)
del g


def delegate():
    result = yield from count(2)
    print("delegated", result)
    yield from "ab"
    return 5


print(list(delegate()))


def catch():
    while True:
        try:
            yield "waiting"
        except KeyError as error:
            print("caught", repr(error))
            yield "handled"


g = catch()
print(next(g), g.throw(KeyError("k")), next(g))


def stubborn():
    try:
        yield
    finally:
        yield


g = stubborn()
next(g)
try:
    g.close()
except RuntimeError as error:
    print(error)


def stops():
    raise StopIteration("inside")
    yield


try:
    next(stops())
except RuntimeError as error:
    print(error, repr(error.__cause__))


def recursive(tree):
    if isinstance(tree, list):
        for item in tree:
            yield from recursive(item)
    else:
        yield tree


print(list(recursive([1, [2, [3, [4]], 5]])))
g = (x for x in range(3))
print(g.gi_running, g.gi_yieldfrom, next(g), g.gi_frame is not None, list(g), g.gi_frame)


def itself():
    try:
        next(me)
    except ValueError as error:
        yield str(error)


me = itself()
print(next(me))


def fibonacci():
    a, b = 0, 1
    while True:
        yield a
        a, b = b, a + b


print([n for n, _ in zip(fibonacci(), range(10))])
