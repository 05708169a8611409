# types.SimpleNamespace.
import sys

SimpleNamespace = type(sys.implementation)


def attempt(function):
    try:
        print(function())
    except Exception as error:
        print(type(error).__name__, error)


empty = SimpleNamespace()
some = SimpleNamespace(x=1, y="text")
print(empty, some, SimpleNamespace, some.x, some.__dict__)
some.z = [some]
print(some)
del some.z
print(some == SimpleNamespace(y="text", x=1), some != empty, some == {"x": 1})
attempt(lambda: some < empty)
attempt(lambda: hash(some))
attempt(lambda: SimpleNamespace(1))
attempt(lambda: SimpleNamespace(**{1: 2}))
attempt(lambda: some.nothing)
attempt(lambda: setattr(some, "__dict__", {}))
some.__dict__["not a name"] = 1
some.__dict__[""] = 2
some.__dict__[5] = 3
print(some, some.__reduce__())


class Sub(SimpleNamespace):
    pass


print(Sub(a=1), Sub(a=1) == SimpleNamespace(a=1), Sub(a=1).__reduce__())
some.__init__(x=5)
print(some.x, SimpleNamespace.__new__(SimpleNamespace, 1, 2))
