# Deep, and too deep.
def depth(n):
    return 0 if n == 0 else 1 + depth(n - 1)


print(depth(500))


def forever():
    return forever()


try:
    forever()
except RecursionError as error:
    print(error)
nested = []
for _ in range(100_000):
    nested = [nested]
del nested
loop = []
loop.append(loop)
print(loop, repr({"self": loop}))


class Endless:
    def __repr__(self):
        return repr(self)


try:
    repr(Endless())
except RecursionError as error:
    print("RecursionError")


def hanoi(n, a, b, c):
    return 0 if n == 0 else hanoi(n - 1, a, c, b) + 1 + hanoi(n - 1, c, b, a)


print(hanoi(10, *"abc"))
