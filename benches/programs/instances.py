"""Classes called: with attributes, with slots, with nothing, and a list of them."""


class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y


class Slotted:
    __slots__ = ("left",)

    def __init__(self, left):
        self.left = left


class Empty:
    pass


def work(count):
    kept = []
    for number in range(count):
        Point(number, 1)
        Slotted(number)
        Empty()
        if number % 8 == 0:
            kept.append(Point(1, number))
    total = 0
    for point in kept:
        total += point.x
    return total


print(work(500_000))
