# Operators that classes define.
class Number:
    def __init__(self, value):
        self.value = value

    def __repr__(self):
        return f"N({self.value})"

    def __add__(self, other):
        if isinstance(other, int):
            return Number(self.value + other)
        return NotImplemented

    def __radd__(self, other):
        return Number(f"{other}+{self.value}")

    def __neg__(self):
        return Number(-self.value)

    def __eq__(self, other):
        return isinstance(other, Number) and self.value == other.value

    def __hash__(self):
        return hash(self.value)

    def __len__(self):
        return 3

    def __getitem__(self, index):
        return self.value * index

    def __contains__(self, item):
        return item == self.value

    def __call__(self, *args, **kwargs):
        return args, kwargs

    def __index__(self):
        return self.value

    def __format__(self, spec):
        return f"<{spec}>"


n = Number(2)
print(n + 1, 1 + n, -n, n == Number(2), n != Number(2), n in {Number(2)}, len(n), n[3], 2 in n)
print(n(1, a=2), [10, 20, 30][n], hex(n), f"{n:abc}", f"{n!r:>6}", bin(n))
try:
    n + "x"
except TypeError as error:
    print(error)
try:
    n - 1
except TypeError as error:
    print(error)


class Sub(Number):
    def __radd__(self, other):
        return "the subclass goes first"


print(n + Sub(1))


class Order:
    def __init__(self, key):
        self.key = key

    def __lt__(self, other):
        return self.key < other.key

    def __repr__(self):
        return f"O{self.key}"


print(sorted([Order(3), Order(1), Order(2)]), max([Order(1), Order(5)], key=lambda o: -o.key))
try:
    Order(1) <= Order(2)
except TypeError as error:
    print(error)


class NoHash:
    def __eq__(self, other):
        return True


try:
    {NoHash()}
except TypeError as error:
    print(error)
print(NoHash() == 1, NoHash() != 1)
