# Functions: parameters of every kind, defaults, and what calls look like.
def everything(a, b, /, c, d=4, *args, e, f=6, **kwargs):
    return a, b, c, d, args, e, f, kwargs


print(everything(1, 2, 3, e=5))
print(everything(1, 2, c=3, e=5, z=26, a=0))
print(everything(1, 2, 3, 4, 5, 6, e=7, **{"f": 8, "g": 9}))
print(everything(*[1, 2], *(3,), **{"e": 5}, d=0))


def remember(item, seen=[]):
    seen.append(item)
    return seen


print(remember(1), remember(2), remember(3, []))
print(everything.__defaults__, everything.__kwdefaults__, everything.__name__)


def no_return():
    """Does nothing."""


print(no_return(), no_return.__doc__)
square = lambda x, y=2: x ** y
print(square(3), square(3, 3), square.__name__, (lambda *a, **k: (a, k))(1, b=2))


def annotated(a: int, *args: "strings", b: 1 + 1 = 3) -> None:
    pass


print(annotated.__annotations__)


def outer():
    def inner():
        return inner.__qualname__

    return inner


print(outer()(), outer.__qualname__)


def factorial(n):
    return 1 if n < 2 else n * factorial(n - 1)


print(factorial(30))
