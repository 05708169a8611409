# What marshal writes, version by version, and that it reads the same back.
import marshal


def show(value):
    print(repr(value))
    for version in range(5):
        try:
            data = marshal.dumps(value, version)
        except ValueError as error:
            print(version, "ValueError:", error)
            continue
        back = marshal.loads(data)
        same = type(back) is type(value) and repr(back) == repr(value)
        print(version, data, "same" if same else back)


for value in (None, True, False, ..., StopIteration):
    show(value)
for value in (0, 1, -1, 255, 2**31 - 1, 2**31, -2**31, -2**31 - 1, 2**32, 10**10, -10**10):
    show(value)
for exponent in (30, 45, 60, 61, 62, 63, 64, 74, 75, 90, 100, 301):
    show(1 << exponent)
    show(-(1 << exponent) + 1)
for value in (0.0, -0.0, 1.5, -1e300, 0.1, float("inf"), float("-inf"), 1 / 3):
    show(value)
for value in (0j, 1 + 2j, -0.5j, complex(1e300, -0.0)):
    show(value)
for value in ("", "a", "abc", "x" * 255, "x" * 256, "é", "日本", "\U0001f600", "\ud800", "a b"):
    show(value)
for value in (b"", b"a", b"\x00\xff", b"y" * 300):
    show(value)
show(())
show((1, 2, 3))
show(tuple(range(1000, 1300)))
show([])
show([1, [2, [3, [4]]]])
show({})
show({"a": 1, 2: "b", None: (), (1, 2): [3]})
show(set())
show(frozenset())
show({"b", "a", "c"} and frozenset(["one"]))
print(marshal.dumps({3, 1, 2, "x", 1000, (1, 2)}))
print(marshal.dumps(frozenset({b"z", b"a", None, True, 2.5})))
show(bytearray(b"abc"))

print("shared")
word = "shared " + str(1)
pair = (word, word)
print(marshal.dumps([pair, pair, word]))
back = marshal.loads(marshal.dumps([pair, pair, word]))
print(back, back[0] is back[1], back[0][0] is back[2])
print(marshal.dumps([pair, pair, word], 2))

print("recursive")
knot = [1]
knot.append(knot)
back = marshal.loads(marshal.dumps(knot))
print(back, back[1] is back)
knot = {}
knot["self"] = knot
back = marshal.loads(marshal.dumps(knot))
print(back, back["self"] is back)
knot = ([], 1)
knot[0].append(knot)
back = marshal.loads(marshal.dumps(knot))
print(back, back[0][0] is back)
try:
    marshal.dumps(knot, 2)
except ValueError as error:
    print(error)

print("what can't be written")
class Derived(int):
    pass
for value in (object(), len, int, Derived(3), [1, object()], {1: len}, {2, len}, range(3)):
    try:
        print(marshal.dumps(value))
    except ValueError as error:
        print(error)
deep = []
for _ in range(1990):
    deep = [deep]
print(len(marshal.dumps(deep)))
for _ in range(100):
    deep = [deep]
try:
    marshal.dumps(deep)
except ValueError as error:
    print(error)

print("what can't be read")
for data in (b"", b"i", b"i\0\0", b"0", b"(", b"(\1\0\0\0", b"(\1\0\0\0" b"0", b"[\xff\xff\xff\xff", b"?",
             b"r\0\0\0\0", b"z\5ab", b"s\5\0\0\0ab", b"u\2\0\0\0\xff\xff", b"l\1\0\0\0\0\0",
             b"l\1\0\0\0\0\x80", b"l\0\0\0\x80", b"f\2ab", b"f\3 12", b"<\1\0\0\0[\0\0\0\0", b"{[\0\0\0\0N0",
             b">\1\0\0\0{0", b"c", b"c" + b"\0" * 40, b"[\1\0\0\0" * 3000, b"\xbe\1\0\0\0r\0\0\0\0", b"{N", b"g\0",
             b"\xa9\1r\0\0\0\0", b"\xdb\1\0\0\0r\0\0\0\0", b"{N0", b"f\3nan", b"I\0\0\0\0\1\0\0\0", b"f\0031\0002"):
    try:
        print(data[:12], repr(marshal.loads(data)))
    except (EOFError, ValueError, TypeError) as error:
        print(data[:12], type(error).__name__, error)
print(marshal.loads(b"i\1\0\0\0 and more"))
print(marshal.loads(bytearray(b"T")), marshal.version)

for call in ("marshal.dumps()", "marshal.loads('')", "marshal.load(1)", "marshal.dump(1, 1)",
             "marshal.dumps(1, 'a')", "marshal.dumps(1, 2 ** 40)", "marshal.dumps(1, -1)"):
    try:
        print(call, eval(call))
    except Exception as error:
        print(call, type(error).__name__, error)


class File:
    def __init__(self, data):
        self.data = data
        self.at = 0
        self.asked = []

    def read(self, size):
        return self.data[:0]

    def readinto(self, buffer):
        self.asked.append(len(buffer))
        found = self.data[self.at:self.at + len(buffer)]
        self.at += len(found)
        buffer[:len(found)] = found
        return len(found)

    def write(self, data):
        self.data += data
        return len(data)


print("files")
file = File(b"")
for value in (1, "two", [3.0, (4,)]):
    print(marshal.dump(value, file))
print(file.data)
for _ in range(4):
    try:
        print(marshal.load(file), file.asked)
    except EOFError as error:
        print(error)
    file.asked = []
try:
    marshal.load(File(""))
except TypeError as error:
    print(error)
class Boastful(File):
    def readinto(self, buffer):
        return len(buffer) + 1
try:
    marshal.load(Boastful(b"T"))
except ValueError as error:
    print(error)
