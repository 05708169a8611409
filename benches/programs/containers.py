"""A sieve in a list, counting in a dict, unpacking, comprehensions."""


def sieve(limit):
    flags = [True] * limit
    for number in range(2, limit):
        if flags[number]:
            at = number * number
            while at < limit:
                flags[at] = False
                at += number
    return len([number for number in range(2, limit) if flags[number]])


def counts(rounds):
    seen = {}
    for number in range(rounds):
        key = number % 97
        if key in seen:
            seen[key] += 1
        else:
            seen[key] = 1
    pairs = [(key, value) for key, value in seen.items()]
    total = 0
    for key, value in pairs:
        total += key * value
    return total


print(sieve(600_000), counts(800_000))
