"""Fibonacci's numbers, and a function with defaults and keywords."""


def fibonacci(n):
    if n < 2:
        return n
    return fibonacci(n - 1) + fibonacci(n - 2)


def scaled(value, factor=2, *, offset=1):
    return value * factor + offset


def work(count):
    total = 0
    for number in range(count):
        total += scaled(number) + scaled(number, 3) + scaled(number, offset=4)
    return total


print(fibonacci(27), work(300_000))
