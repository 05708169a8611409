import _functools, _operator
from _functools import cmp_to_key, partial, reduce

def shown(function):
    try:
        return function()
    except Exception as error:
        return f"{type(error).__name__}: {error}"

def f(*args, **kwargs):
    return args, kwargs

p = partial(f, 1, a=2)
print(p(), p(3, b=4), p(a=5), p.func is f, p.args, p.keywords, partial(p, 6, a=7).args)
print(partial(print, 1, end="") .args, partial(int, base=2)("101"), repr(partial(len, x=1)))
p.attribute = 1
print(p.__dict__, partial(p).func is p, p.__reduce__()[2][1:])
print(shown(partial), shown(lambda: partial(1)), shown(lambda: p.__setstate__(1)))
q = partial(f); q.__setstate__((f, (9,), {"z": 1}, {"k": 2})); print(q(), q.__dict__)

print(reduce(lambda x, y: x * y, [1, 2, 3, 4]), reduce(max, [], 5), shown(lambda: reduce(max, [])))
print(shown(lambda: reduce(max)), shown(lambda: reduce(max, 1)))
print(sorted([3, 1, 2], key=cmp_to_key(lambda a, b: b - a)), cmp_to_key(mycmp=min)(1).obj)
key = cmp_to_key(lambda a, b: a - b)
print(key(1) < key(2), key(1) == key(1), shown(lambda: key(1) < 1), shown(lambda: key()), shown(cmp_to_key))

class Info(tuple):
    def __new__(cls, *args):
        return tuple.__new__(cls, args)

calls = []
def square(x, *, offset=0):
    calls.append(x)
    return x * x + offset

for maxsize in (None, 2, 0):
    calls.clear()
    cached = _functools._lru_cache_wrapper(square, maxsize, False, Info)
    print([cached(x) for x in (1, 2, 1, 3, 1, 2, 1.0)], calls, cached.cache_info())
    print(cached(2, offset=1), cached(2, offset=1), cached.cache_info())
    cached.cache_clear(); print(cached.cache_info())
typed = _functools._lru_cache_wrapper(square, 10, True, Info)
print(typed(1), typed(1.0), typed(True), typed.cache_info(), shown(lambda: typed([])))
print(shown(lambda: _functools._lru_cache_wrapper(1, 1, 1, 1)), shown(lambda: _functools._lru_cache_wrapper(f, "x", 1, 1)))

class Holder:
    method = _functools._lru_cache_wrapper(lambda self, x: (x, "called"), None, False, Info)

print(Holder().method(3), typed.__copy__() is typed)

for name in sorted(vars(_operator)):
    function = getattr(_operator, name)
    if name.startswith("__") or isinstance(function, type):
        continue
    for arguments in ((7,), (7, 2), ([1, 2], [3]), ([1, 2, 2], 2), ({1: 2}, 1), ([1, 2], 0, 9), ("ab", "b"), (True, 2.5)):
        arguments = [list(a) if isinstance(a, list) else dict(a) if isinstance(a, dict) else a for a in arguments]
        print(name, arguments, shown(lambda: function(*arguments)))
getter = _operator.itemgetter
print(getter(1)("abc"), getter(0, 2)("abc"), getter(slice(1, None))([1, 2, 3]), getter(1), getter(1, "x"))
print(shown(getter), shown(lambda: getter(1)()), shown(lambda: getter(9)("a")), shown(lambda: getter(1)([0], x=1)))
attr = _operator.attrgetter
print(attr("real")(5), attr("real.imag", "numerator")(5), attr("a.b", "c"), attr("a"), attr("a.b").__reduce__()[1])
print(shown(lambda: attr(1)), shown(lambda: attr("zz")(1)), shown(attr))
caller = _operator.methodcaller
print(caller("upper")("a"), caller("split", ",", maxsplit=1)("a,b,c"), caller("m", 1, k=2), caller("m").__reduce__()[1])
print(shown(caller), shown(lambda: caller(1)), shown(lambda: caller("zz")(1)))
print(_operator.length_hint([1, 2]), _operator.length_hint(object(), -3), _operator.call(f, 1, a=2))
print(_operator._compare_digest("abc", "abc"), _operator._compare_digest(b"a", b"b"), shown(lambda: _operator._compare_digest("ä", "ä")))
