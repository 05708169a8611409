"""Sums and remainders in a loop, all in local variables."""


def work(count):
    total = 0
    for number in range(count):
        if number % 3 == 0:
            total += number * 2
        else:
            total -= number & 7
    low = 0
    while low < count:
        low += 1
    return total + low


print(work(3_000_000))
