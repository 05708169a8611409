# Lists, tuples, dicts and sets at work.
numbers = [5, 2, 8]
numbers.append(1)
numbers.extend([9, 3])
numbers.insert(1, 7)
print(numbers, numbers.pop(), numbers.pop(0), numbers.index(8), numbers.count(2))
numbers.sort(key=lambda n: -n)
numbers.reverse()
print(numbers, sorted(numbers, reverse=True), numbers * 2, numbers == numbers[:])
d = {"b": 1, "a": 2}
d["c"] = 3
d |= {"a": 4}
print(d, list(d), d.get("z", 0), d.setdefault("z", 9), d.pop("b"), d.popitem())
print(d.keys() & {"a"}, list(d.values()), list(d.items()), "a" in d, len(d))
print({"x": 1} | {"y": 2}, dict(a=1), dict.fromkeys("ab", 0))
s = {1, 2, 3}
s.add(4)
print(s | {9}, s & {1, 9}, s - {1}, s ^ {1, 10}, s <= {1, 2, 3, 4, 5}, frozenset(s))
t = (1, "a", (2,))
print(t + (3,), t * 2, t.index("a"), hash((1, 2)) == hash((1, 2)), (1,), ())
print([1, [2, [3]]], {"k": [1, {"n": ()}]}, [None, True, ...])
print(list("ab") + ["c"], [0] * 3, [[]] * 2, max(3, 1), min("b", "a"), sum([1.5, 2]), abs(-3))
print(any([]), all([]), round(2.5), round(2.675, 2), divmod(7, 2), chr(97), ord("a"))
