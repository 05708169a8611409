# Variables that outlive their function.
def counter(start=0):
    count = start

    def increment(by=1):
        nonlocal count
        count += by
        return count

    def reset():
        nonlocal count
        count = start

    return increment, reset


increment, reset = counter(10)
print(increment(), increment(5), reset(), increment())
print(increment.__code__.co_freevars, counter.__code__.co_cellvars)
print(increment.__closure__[0].cell_contents)

functions = [lambda: i for i in range(3)]
print([function() for function in functions])
functions = [lambda i=i: i for i in range(3)]
print([function() for function in functions])


def unbound():
    def use():
        return later

    try:
        use()
    except NameError as error:
        print(type(error).__name__, error)
    later = "now it is there"
    print(use())
    del later
    try:
        use()
    except NameError as error:
        print(error)


unbound()


def three():
    x = 1

    def two():
        def one():
            nonlocal x
            x *= 2
            return x

        return one

    f = two()
    return f(), f(), x


print(three())


def local_before_assignment():
    try:
        print(x)
    except UnboundLocalError as error:
        print(error)
    x = 1


local_before_assignment()
