"""Generators in a loop, one that delegates, and a generator expression."""


def numbers(count):
    number = 0
    while number < count:
        yield number
        number += 1


def both(count):
    yield from numbers(count)
    yield from numbers(count)


def work(count):
    total = 0
    for number in numbers(count):
        total += number
    for number in both(count):
        total += number
    for number in (number + 1 for number in range(count)):
        total += number
    return total


print(work(500_000))
