# Recursion without an end, and structures without a bottom.
import sys


def calls():
    calls()


def attempt(name, function):
    try:
        function()
        print(name, "fine")
    except RecursionError as error:
        print(name, error)


def deep():
    items = []
    for i in range(100000):
        items = [items]
    return items


attempt("calls", calls)
one, other = deep(), deep()
attempt("repr", lambda: repr(one))
attempt("equal", lambda: one == other)
attempt("less", lambda: one < other)
del one, other
items = ()
for i in range(1000000):
    items = (items,)
del items
chain = None
for i in range(100000):
    chain = {"next": [chain]}
chain = None


class Node:
    def __init__(self, next):
        self.next = next


for i in range(100000):
    chain = Node(chain)
del chain
print("gone")
itself = []
itself.append(itself)
print(itself)


def handles(n):
    try:
        return handles(n + 1)
    except RecursionError:
        return n


print(handles(0) > 900)
limit = sys.getrecursionlimit()
sys.setrecursionlimit(200)


def count(n):
    try:
        return count(n + 1)
    except RecursionError:
        return n


print(150 < count(0) < 200)
sys.setrecursionlimit(limit)


def generators(n):
    if n:
        yield from generators(n - 1)
    yield n


attempt("generators", lambda: print(sum(generators(300))))
attempt("too many generators", lambda: sum(generators(3000)))
for wrong in (0, -1, "a"):
    try:
        sys.setrecursionlimit(wrong)
    except (ValueError, TypeError) as error:
        print(type(error).__name__, error)
