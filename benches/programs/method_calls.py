"""Methods of one's own and of a base class, and methods of built-in types."""


class Base:
    def __init__(self):
        self.count = 0

    def step(self, by):
        self.count += by
        return self.count


class Derived(Base):
    def twice(self, by):
        self.step(by)
        return self.step(by)


def work(count):
    thing, words = Derived(), []
    for number in range(count):
        thing.twice(number)
        thing.step(1)
        words.append(number)
        "abc".startswith("ab")
    return thing.count, len(words)


print(work(600_000))
