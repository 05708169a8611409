import itertools as it

def shown(function):
    try:
        return function()
    except Exception as error:
        return f"{type(error).__name__}: {error}"

for size in range(4):
    print(list(it.permutations("abc", size)), list(it.combinations("abcd", size)))
    print(list(it.combinations_with_replacement("ab", size)))
    print(list(it.product("ab", [1, 2], repeat=size))[:9])
print(list(it.permutations("ab", 3)), list(it.combinations("ab", 3)), list(it.product("ab", "")))
print(list(it.accumulate([1, 2, 3, 4])), list(it.accumulate("abc", initial="x")),
      list(it.accumulate([3, 1, 4, 1, 5], max)), list(it.accumulate([], initial=None)))
print(list(it.chain("ab", [1], ())), list(it.chain.from_iterable(["ab", [1]])))
print(list(it.compress("abcdef", [1, 0, 1, 0, 1])))
print(list(it.dropwhile(str.isdigit, "12a3")), list(it.takewhile(str.isdigit, "12a3")))
print(list(it.filterfalse(None, [0, 1, "", "x"])), list(it.filterfalse(str.isdigit, "1a2b")))
print([(key, list(group)) for key, group in it.groupby("aaAbBc", str.lower)])
print(list(it.islice("abcdefgh", 2)), list(it.islice("abcdefgh", 2, None, 3)),
      list(it.islice("abcdefgh", None, 5)), list(it.islice(it.count(), 3, 9, 2)))
print(list(it.pairwise("abcd")), list(it.pairwise("a")))
print(list(it.starmap(pow, [(2, 5), [3, 2], (10, 3)])))
print(list(it.zip_longest("abc", [1], (), fillvalue="-")), list(it.zip_longest()))
print(list(it.islice(it.cycle("ab"), 5)), list(it.cycle("")))
print(list(it.repeat("x", 3)), list(it.repeat(1, -2)), it.repeat(7), it.repeat(object=7, times=2))
print(it.count(), it.count(3), it.count(1, 2), it.count(2.5), it.count(0, 1.5))
big = it.count(2**63 - 2)
print(next(big), next(big), next(big), big)
first, second, third = it.tee(iter("abc"), 3)
print(next(first), list(second), list(first), list(third), it.tee([], 0))
group, = [group for key, group in it.groupby("a")]
print(list(group))
pairs = it.groupby("aab")
key, early = next(pairs)
next(pairs)
print(list(early))

print(shown(lambda: it.repeat()), shown(lambda: it.count("x")), shown(lambda: it.islice("a")))
print(shown(lambda: it.islice("a", -1)), shown(lambda: it.islice("a", 0, -2)))
print(shown(lambda: it.islice("a", 1, 2, 0)), shown(lambda: it.islice("a", "x")))
print(shown(lambda: it.combinations("abc", -1)), shown(lambda: it.permutations("abc", 1.5)))
print(shown(lambda: it.product("a", repeat=-1)), shown(lambda: it.product(1)))
print(shown(lambda: it.chain(1).__next__()), shown(lambda: it.chain(x=1)))
print(shown(lambda: it.zip_longest(x=1)), shown(lambda: it.cycle()), shown(lambda: it.cycle(a=1)))
print(shown(lambda: it.tee("a", -1)), shown(lambda: it.repeat(1).__length_hint__()))
print(shown(lambda: it.accumulate()), shown(lambda: it.pairwise(1)), shown(lambda: it.starmap(1)))

def rebuilt(iterator):
    reduced = iterator.__reduce__()
    made = reduced[0](*reduced[1])
    if len(reduced) > 2 and reduced[2] is not None:
        made.__setstate__(reduced[2])
    return made

for make in [lambda: it.accumulate([1, 2, 3, 4]), lambda: it.chain("ab", "cd"),
             lambda: it.combinations("abcd", 2), lambda: it.combinations_with_replacement("abc", 2),
             lambda: it.permutations("abc", 2), lambda: it.product("ab", "cd"),
             lambda: it.compress("abcd", [1, 1, 1, 1]), lambda: it.islice("abcdef", 1, 5),
             lambda: it.dropwhile(str.isupper, "ABcd"), lambda: it.takewhile(str.isupper, "ABcd"),
             lambda: it.filterfalse(str.isupper, "aBcD"), lambda: it.starmap(pow, [(2, 2), (3, 3)]),
             lambda: it.repeat("x", 4), lambda: it.count(5), lambda: it.count(5, 2),
             lambda: it.zip_longest("abc", "d"), lambda: it.groupby("aab"),
             lambda: it.cycle("abc")]:
    for steps in range(3):
        iterator = make()
        for _ in range(steps):
            next(iterator)
        again = rebuilt(iterator)
        if type(again) is it.groupby:
            print(steps, [(key, list(group)) for key, group in again])
        else:
            print(type(again).__name__, steps, list(it.islice(again, 6)))

class Own(it.chain):
    def __init__(self, *args, name=None):
        self.name = name

print(Own("a", name="n").name, list(Own("ab", "c", name=1)))
