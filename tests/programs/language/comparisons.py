# Comparisons, alone and in chains.
class Noisy:
    def __init__(self, value):
        self.value = value

    def __lt__(self, other):
        print(f"  {self.value} < {other.value}?")
        return self.value < other.value


def show(name, value):
    print(name, value)
    return value


print(1 < 2 < 3, 1 < 3 < 2, 1 == 1.0 == True, "a" < "b" <= "b")
print(show("left", 1) < show("middle", 0) < show("right", 5))
print(Noisy(1) < Noisy(2) < Noisy(0))
print(3 in [1, 2, 3], 4 not in [1, 2, 3], "ell" in "hello", None is None, [] is not [])
print([1, 2] < [1, 3], (1, 2) < (1, 2, 0), {1} < {1, 2}, {1: 2} == {1: 2.0})
try:
    1 < "a"
except TypeError as error:
    print(error)
