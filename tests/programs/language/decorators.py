# Functions that change functions.
def trace(function):
    def wrapper(*args, **kwargs):
        print("call", function.__name__, args, kwargs)
        result = function(*args, **kwargs)
        print("result", result)
        return result

    return wrapper


def times(n):
    print("times", n)

    def decorate(function):
        print("decorate", function.__name__)
        return lambda *args: [function(*args) for _ in range(n)]

    return decorate


@trace
def add(a, b=2):
    return a + b


@times(2)
@trace
def greet(name):
    return "hi " + name


add(1)
add(1, b=5)
print(greet("you"))


class Memo:
    def __init__(self, function):
        self.function, self.known = function, {}

    def __call__(self, n):
        if n not in self.known:
            self.known[n] = self.function(n)
        return self.known[n]


@Memo
def fibonacci(n):
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)


print(fibonacci(80), len(fibonacci.known))
handlers = {}


@handlers.setdefault("x", [].append)
def registered(): pass


print(registered)
