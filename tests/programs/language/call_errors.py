# What a call says when its arguments don't fit.
def none(): pass
def one(a): pass
def two(a, b): pass
def default(a, b=1, c=2): pass
def positional(a, b, /, c=1): pass
def keyword(a, *, b, c): pass
def star(*args, a): pass
def many(a, b, c, d): pass


class C:
    def method(self, x): pass


calls = [
    lambda: none(1), lambda: none(1, 2), lambda: one(), lambda: one(1, 2), lambda: two(),
    lambda: two(1), lambda: two(1, 2, 3), lambda: two(1, a=1), lambda: two(1, 2, c=3),
    lambda: default(), lambda: default(1, 2, 3, 4), lambda: default(b=2),
    lambda: positional(a=1, b=2), lambda: positional(1, b=2), lambda: keyword(1),
    lambda: keyword(1, b=1), lambda: keyword(1, 2, b=1, c=1), lambda: keyword(1, 2, 3),
    lambda: star(1, 2), lambda: many(), lambda: many(1), lambda: C().method(),
    lambda: C().method(1, 2), lambda: C.method(), lambda: one(*5), lambda: one(**5),
    lambda: one(**{"a": 1}, **{"a": 2}), lambda: one(**{1: 2}), lambda: C.x(),
    lambda: keyword(), lambda: one(1, aa=2), lambda: calls(), lambda: one(*[1], a=2),
]
for call in calls:
    try:
        call()
    except (TypeError, AttributeError) as error:
        print(error)
    else:
        print("went through")
