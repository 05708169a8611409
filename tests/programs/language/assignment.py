# Assignment in its forms, and the order in which things happen.
def say(what):
    print("eval", what)
    return what


class Box:
    def __init__(self):
        self.items = {}

    def __setattr__(self, name, value):
        print("attribute", name)
        super().__setattr__(name, value)

    def __iadd__(self, other):
        print("in place", other)
        return self


box = Box()
box.x = say(1)
box.items[say("key")] = say("value")
box.items["n"] = 5
box.items["n"] += 2
box.items["n"] **= 2
box.x -= 10
print(box.items, box.x)
box += 1
numbers = [1]
alias = numbers
numbers += (2, 3)
numbers *= 2
print(alias)
pair = ([],)
try:
    pair[0] += [1]
except TypeError as error:
    print(error, pair)
x = y = say(3)
if (n := len("walrus")) > 5:
    print("long", n)
print([last := c for c in "abc"], last)
z: int = 4
w: "not evaluated twice"
print(z, __annotations__)
v = 10
v //= 3; v <<= 4; v |= 1; v ^= 8; v &= 0xff; v %= 50; v >>= 1
print(v)
v /= 4
v @= type("M", (), {"__rmatmul__": lambda self, other: ("matmul", other)})()
print(v)
del x, z
print("x" in globals(), "z" in globals())
