"""Functions about numbers and characters."""
print(bin(10), bin(-10), oct(8), hex(255), hex(-2 ** 70), bin(0), bin(True))
print(abs(-3), abs(-3.5), abs(3 + 4j), divmod(7, -2), divmod(7.5, 2))
print(pow(2, 10), pow(2, -1), pow(3, 4, 5), pow(3, -1, 7), pow(base=2, exp=3))
print(round(2.5), round(3.5), round(2.675, 2), round(1234, -2), round(number=1.5, ndigits=None))
print(chr(97), chr(0x1f40d), ord("a"), ord(b"a"), ord("\U0001f40d"), ord(bytearray(b"x")))
print(sum([]), sum([1, 2, 3]), sum([1, 2.5]), sum([2 ** 62, 2 ** 62, 1]), sum([True, 2]))
print(sum([0.1] * 10), sum([1.0, 2 ** 70]), sum([[1], [2]], []), sum((1, 2), start=10))
print(sum([1, 2.0, 3j]), sum([-2 ** 63, -1]))
print(min(3, 1, 2), max([3, 1, 2]), min("b", "a", key=ord), max([], default=7), min([1, -1], key=abs))


class Number:
    def __round__(self, digits="none"):
        return f"round {digits}"

    def __index__(self):
        return 42

    def __abs__(self):
        return "abs"


print(round(Number()), round(Number(), 3), round(Number(), None), bin(Number()), abs(Number()))
print(chr(Number()), sorted([3, 1, 2], reverse=True), sorted("bA", key=str.lower))
start = [0]
print(sum([[1], [2]], start), start)
print(all([]), any([]), all([1, 0]), any([0, 1]), callable(print), callable(1))
print(format(3.14159, ".2f"), format("x", ">3"), format(Number, "")[:7], ascii("ä\u20ac\U0001f40d"))
print(hash(1) == hash(1.0), len("abc"), repr("a'b"), isinstance(1, (str, int)), issubclass(bool, int))
