"""Exceptions raised here and two calls below, handled, and a finally."""


def fail(number):
    if number % 2:
        raise ValueError(number)
    return number


def through(number):
    try:
        return fail(number)
    finally:
        number += 1


def work(count):
    total = 0
    for number in range(count):
        try:
            total += through(number)
        except ValueError as error:
            total -= 1
        try:
            [][number]
        except IndexError:
            total += 2
    return total


print(work(300_000))
