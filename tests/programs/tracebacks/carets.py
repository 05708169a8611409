def divide(a, b):
    return (a + b) / (b - b) + a


def index(items):
    return items[ "a" ][0]


def call(f):
    return f(1,
             2)


def long(a):
    value = [a,
             a + 1,
             a // 0]
    return value


def shifted(ä):
    return "ü" + ä  +   1


def brackets(a, b):
    return ((a)) / (b) + [1][ (a) ] if a else (b)[ (5) ]


def attempt(f, *args):
    try:
        f(*args)
    except Exception as error:
        return error


raise ExceptionGroup("all", [
    attempt(divide, 1, 2),
    attempt(index, {"a": None}),
    attempt(call, None),
    attempt(long, 1),
    attempt(shifted, "ö"),
    attempt(brackets, 0, 0),
    attempt(brackets, 1, 0),
    attempt(brackets, 1, 2),
])
