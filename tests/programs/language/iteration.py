# The iterator protocol, by hand and by class.
class Countdown:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return self

    def __next__(self):
        if self.n == 0:
            raise StopIteration
        self.n -= 1
        return self.n


print(list(Countdown(3)), sum(Countdown(5)), max(Countdown(4)), 2 in Countdown(5))
iterator = iter([1, 2])
print(next(iterator), next(iterator), next(iterator, "done"))
try:
    next(iterator)
except StopIteration as stop:
    print("stop", stop.value)
print(list(zip("abc", [1, 2], strict=False)), list(enumerate("xy", 5)), list(reversed([1, 2, 3])))
print(list(map(lambda a, b: a + b, [1, 2], [10, 20])), list(filter(None, [0, 1, "", "a"])))
print(list(iter(Countdown(3).__next__, 0)))


class OldStyle:
    def __getitem__(self, i):
        if i == 3:
            raise IndexError
        return i * i


print(list(OldStyle()), 4 in OldStyle(), list(reversed(range(3))))
for thing in [5, None, object]:
    try:
        iter(thing)
    except TypeError as error:
        print(error)
try:
    list(zip([1], [1, 2], strict=True))
except ValueError as error:
    print(error)
d = {"a": 1}
try:
    for k in d:
        d[k + "x"] = 1
except RuntimeError as error:
    print(error)
print([*map(str.upper, "ab")], dict(zip("ab", range(2))), sorted({3, 1, 2}, reverse=True))
