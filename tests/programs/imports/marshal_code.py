# Code objects through marshal: the bytes are those of a bytecode file, and what is read runs.
import _imp
import marshal

SOURCE = '''
"""A module."""
import sys

LIMIT = 10 ** 20
NAMES = ("a", "b", frozenset({1, 2}), 1.5, 2j, b"bytes", None, ...)


def outer(x, /, y=1, *args, z, **kwargs):
    total = 0

    def inner():
        nonlocal total
        total += x + y
        return total
    return inner


class Thing:
    def __init__(self):
        super().__init__()
        self.items = [n * n for n in range(5) if n in {1, 2, 3}]


async def later():
    async with x as y:
        yield await y

print(outer(1, z=2)(), Thing().items, LIMIT)
'''

code = compile(SOURCE, "source.py", "exec")
data = marshal.dumps(code)
print(len(data), data[:40])
print(data)
for version in range(5):
    again = marshal.loads(marshal.dumps(code, version))
    print(version, again == code, again.co_filename, again.co_name)
exec(marshal.loads(data))

both = marshal.loads(marshal.dumps((code, code, [code])))
print(both[0] is both[1], both[0] is both[2][0], both[0] == code)
exec(both[0])


def inner_codes(code):
    yield code
    for constant in code.co_consts:
        if type(constant) is type(code):
            yield from inner_codes(constant)


def f():
    return lambda: 1


parts = marshal.loads(marshal.dumps([f.__code__, ("f", f.__code__.co_consts)]))
print(parts[0].co_name, parts[0] == f.__code__)
print([inner.co_qualname for inner in inner_codes(parts[0])])

loaded = marshal.loads(data)
_imp._fix_co_filename(loaded, "elsewhere.py")
print({inner.co_filename for inner in inner_codes(loaded)})
print({inner.co_filename for inner in inner_codes(code)})
print({inner.co_filename for inner in inner_codes(marshal.loads(marshal.dumps(loaded)))})
