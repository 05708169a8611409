# Taking values apart and putting them together.
a, b = 1, 2
a, b = b, a
print(a, b)
first, *rest = "abcd"
*start, last = [1, 2, 3]
head, *middle, tail = range(5)
(x, [y, *z]), w = (1, (2, 3, 4)), 5
print(first, rest, start, last, head, middle, tail, x, y, z, w)
[p, q] = {"k": 1, "l": 2}
print(p, q)
a = b = c = []
a.append(1)
print(b, c is a)
print([*range(3), *"ab"], (*[1], 2), {*[1, 1, 2]}, {**{"a": 1, "b": 2}, "a": 3})


def generate():
    print("one")
    yield 1
    print("two")
    yield 2
    print("three")
    yield 3


for code in ["a, b = 1", "a, b = 1, 2, 3", "a, b, c = 1, 2", "a, *b, c = [1]", "a, b = generate()"]:
    try:
        exec(code)
    except (TypeError, ValueError) as error:
        print(code, "->", error)


class Position:
    def __getitem__(self, index):
        if index > 2:
            raise IndexError
        return index * 10


x, y, z = Position()
print(x, y, z)
i = 0
values = [0, 0, 0]
i, values[i] = 1, 9
print(i, values)
