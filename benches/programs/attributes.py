"""Attributes of instances, of classes, of slots."""


class Point:
    scale = 3

    def __init__(self, x, y):
        self.x = x
        self.y = y


class Slotted:
    __slots__ = ("left", "right")

    def __init__(self, left, right):
        self.left = left
        self.right = right


def work(count):
    point, slotted = Point(1, 2), Slotted(3, 4)
    total = 0
    for _ in range(count):
        point.x = point.y + slotted.left
        slotted.right = point.x
        point.y = slotted.right - point.x + Point.scale
        total += point.y
    return total


print(work(1_000_000))
