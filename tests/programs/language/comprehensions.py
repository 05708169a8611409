# Comprehensions of every kind.
print([x * x for x in range(5)], {x % 3 for x in range(10)}, {c: ord(c) for c in "abc"})
print(list(x for x in range(10) if x % 2 if x > 3))
print([(x, y) for x in range(3) for y in range(x)])
print([[y for y in range(x)] for x in range(4)])
x = "outside"
print([x for x in "in"], x)
print([(a, b) for a, *b in ["xyz", "pq"]])


def first_is_early():
    print("asked")
    return [1, 2]


generator = (n for n in first_is_early())
print("made")
print(list(generator), list(generator))
offset = 10
print([n + offset for n in range(3)], (lambda: [n + offset for n in range(2)])())


class Table:
    size = 3
    rows = [n for n in range(size)]
    try:
        both = [n + size for n in range(size)]
    except NameError as error:
        print(error)


print(Table.rows)
print(sum(n for n in range(5)), any(n > 3 for n in range(5)), dict((n, n) for n in range(2)))
print([y := 1, y ** 2], [(z := n) for n in range(3)], z)
print({k: v for d in [{"a": 1}, {"b": 2, "a": 3}] for k, v in d.items()})
