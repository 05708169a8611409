from _collections import OrderedDict, _count_elements, _tuplegetter, defaultdict, deque

def shown(function):
    try:
        return function()
    except Exception as error:
        return f"{type(error).__name__}: {error}"

d = deque("abcde")
d.append(1); d.appendleft(0); d.extend("xy"); d.extendleft("pq")
print(d, len(d), d[0], d[-1], d[4], "x" in d, d.index("x"), d.count("a"))
d.rotate(3); print(d)
d.rotate(-5); print(d)
d.insert(2, "new"); d.insert(-1, "end"); d.insert(100, "last"); print(d)
d.remove("c"); del d[0]; d[1] = "set"; d.reverse(); print(d)
print(d.pop(), d.popleft(), d.copy() == d, d + deque([1]), d * 2 == deque(list(d) * 2))
print(deque(range(10), 3), deque(range(10), maxlen=0), deque([1, 2], 5).maxlen, deque().maxlen)
bounded = deque([1, 2, 3], 3)
bounded.append(4); print(bounded); bounded.appendleft(0); print(bounded)
bounded *= 3; print(bounded); bounded += "zz"; print(bounded)
print(shown(lambda: bounded.insert(1, 1)), shown(lambda: deque().pop()), shown(lambda: deque()[0]))
print(shown(lambda: deque(maxlen=-1)), shown(lambda: deque(maxlen="x")), shown(lambda: deque(1)))
print(shown(lambda: deque([1]).remove(2)), shown(lambda: deque([1]).index(2)))
print(shown(lambda: deque([1]) + [1]), shown(lambda: deque([1]).rotate("x")), shown(lambda: hash(deque())))
print(deque([1, 2]) < deque([1, 3]), deque([1]) == [1], deque("ab") >= deque("a"), deque("ab") != deque("ab"))
print(list(reversed(deque("abc"))), iter(deque("abc")).__length_hint__())
recursive = deque([1]); recursive.append(recursive); print(recursive)
print([deque(range(n)).__sizeof__() - deque().__sizeof__() for n in (0, 1, 31, 32, 63, 64, 65, 200)])

def mutating():
    d = deque("abc")
    for item in d:
        d.append(item)

print(shown(mutating), deque("ab", 3).__reduce__()[1])

dd = defaultdict(list, a=[1])
dd["b"].append(2)
print(dd, dd.default_factory, dd.copy(), dd == {"a": [1], "b": [2]}, "c" in dd)
print(shown(lambda: defaultdict()["k"]), shown(lambda: defaultdict(1)), defaultdict(None, {1: 2}))
print(defaultdict(int, {1: 2}) | {3: 4}, {5: 6} | defaultdict(int, {1: 2}), defaultdict(int).__reduce__()[:4])
dd.default_factory = None
print(shown(lambda: dd["zz"]), dd.__missing__.__name__)

od = OrderedDict([("a", 1), ("b", 2)], c=3)
od["d"] = 4; od.move_to_end("a"); od.move_to_end("c", last=False); print(od)
print(list(od), list(reversed(od)), list(od.items()), list(od.values()), list(reversed(od.items())))
print(od.popitem(), od.popitem(False), od.pop("b"), od.pop("q", "none"), od)
print(shown(lambda: od.pop("q")), shown(lambda: od.move_to_end("q")), shown(lambda: OrderedDict().popitem()))
print(od.setdefault("e", 5), od.setdefault("e", 6), od, OrderedDict(), len(od))
print(OrderedDict(a=1, b=2) == OrderedDict(b=2, a=1), OrderedDict(a=1, b=2) == {"b": 2, "a": 1})
print(OrderedDict(a=1) | {"b": 2}, {"b": 2} | OrderedDict(a=1), OrderedDict.fromkeys("ab", 0))
od.update({"z": 26}, y=25); del od["e"]; print(od, od.copy(), type(od.keys()), type(iter(od)))
print(shown(lambda: OrderedDict(1, 2)), shown(lambda: OrderedDict([1])), shown(lambda: OrderedDict([(1, 2, 3)])))
od |= [("w", 1)]; print(od); od.clear(); print(od, list(od))

def changed():
    od = OrderedDict(a=1, b=2)
    for key in od:
        od[key + "x"] = 1

def moved():
    od = OrderedDict(a=1, b=2)
    for key in od:
        od.move_to_end("a")

print(shown(changed), shown(moved))
nested = OrderedDict(); nested["n"] = nested; print(nested)

class Counted(dict):
    pass

counts = Counted(); _count_elements(counts, "abca"); print(counts)

class Getter(dict):
    def get(self, key, default):
        return dict.get(self, key, default) + 10

counts = Getter(); _count_elements(counts, "aab"); print(counts)

class Point(tuple):
    x = _tuplegetter(0, "the first")
    y = _tuplegetter(1, "the second")

point = Point((3, 4))
print(point.x, point.y, Point.x, Point.x.__doc__, shown(lambda: Point((1,)).y))
print(shown(lambda: setattr(point, "x", 1)), shown(lambda: delattr(point, "x")))
print(_tuplegetter(0, "d").__reduce__()[1], shown(lambda: _tuplegetter(0, "d").__get__(1, int)))
