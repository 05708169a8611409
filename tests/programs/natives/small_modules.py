import _abc, _bisect, _heapq, _opcode, _statistics, _typing, atexit, gc, math

def shown(function):
    try:
        return function()
    except Exception as error:
        return f"{type(error).__name__}: {error}"

heap = []
for number in (5, 3, 8, 1, 9, 2):
    _heapq.heappush(heap, number)
print(heap, _heapq.heappop(heap), heap, _heapq.heappushpop(heap, 0), _heapq.heapreplace(heap, 7), heap)
numbers = [(x * 7919) % 3001 for x in range(3000)]
_heapq.heapify(numbers); print(numbers[:20], sum(i * x for i, x in enumerate(numbers)) % 1000003)
numbers = [(x * 7919) % 101 for x in range(50)]
_heapq._heapify_max(numbers); print(numbers, _heapq._heappop_max(numbers), _heapq._heapreplace_max(numbers, 50), numbers)
print(shown(lambda: _heapq.heappop([])), shown(lambda: _heapq.heappush(1, 2)), shown(lambda: _heapq.heapify((1,))))
print(shown(lambda: _heapq.heappush([1], "a")))

a = [1, 2, 2, 3]
print(_bisect.bisect_left(a, 2), _bisect.bisect_right(a, 2), _bisect.bisect_right(a, 2, 0, 2))
_bisect.insort_left(a, 2.0); _bisect.insort_right(a, 0, key=lambda x: x); print(a)
print(_bisect.bisect_left([(1, "a"), (2, "b")], 2, key=lambda pair: pair[0]))
print(shown(lambda: _bisect.bisect(a, 1)), shown(lambda: _bisect.bisect_left(a, 1, -1)), shown(lambda: _bisect.bisect_left(1, 1)))

print([_statistics._normal_dist_inv_cdf(p, 1.0, 2.0) for p in (1e-300, 1e-9, 0.01, 0.3, 0.5, 0.9, 1 - 1e-12)])
print(shown(lambda: _statistics._normal_dist_inv_cdf(0, 0, 1)), _typing._idfunc(shown) is shown)
print(_opcode.stack_effect(100, 0), _opcode.stack_effect(1), _opcode.stack_effect(93, 1, jump=True))
print(shown(lambda: _opcode.stack_effect(100)), shown(lambda: _opcode.stack_effect(1, 1)),
      shown(lambda: _opcode.stack_effect(255, 0)), shown(lambda: _opcode.stack_effect(93, 1, jump=3)))
print(_opcode.get_specialization_stats())

print(gc.isenabled(), gc.get_threshold(), gc.get_debug(), gc.garbage, gc.callbacks)
gc.disable(); print(gc.isenabled()); gc.set_threshold(500, 5); print(gc.get_threshold())
gc.collect()
cycle = []; cycle.append(cycle); del cycle
seen = []
gc.callbacks.append(lambda phase, info: seen.append((phase, sorted(info), info["collected"])))
print(gc.collect(), seen); gc.callbacks.clear()
print(gc.is_tracked([]), gc.is_tracked(1), gc.is_finalized([]), gc.get_referents([1, 2], (3,)))
target = [7]; holder = [target]
print(holder in gc.get_referrers(target), len(gc.get_stats()), sorted(gc.get_stats()[0]))
print(shown(lambda: gc.collect(3)), shown(lambda: gc.get_objects(5)), shown(lambda: gc.get_objects(-2)), any(o is holder for o in gc.get_objects()))
print(gc.freeze(), gc.get_freeze_count() > 0, gc.unfreeze(), gc.get_freeze_count(), shown(lambda: gc.set_threshold()))

def at_end(*args, **kwargs):
    print("at the end", args, kwargs)

before = atexit._ncallbacks()
print(atexit.register(at_end, 1, k=2) is at_end, atexit._ncallbacks() - before)
atexit.register(print, "not this"); atexit.unregister(print)
print(shown(atexit.register), shown(lambda: atexit.register(1)))
atexit._run_exitfuncs(); print(atexit._ncallbacks())

class Meta(type):
    def __new__(mcls, name, bases, body):
        cls = type.__new__(mcls, name, bases, body)
        _abc._abc_init(cls)
        return cls
    def register(cls, other):
        return _abc._abc_register(cls, other)
    def __instancecheck__(cls, instance):
        return _abc._abc_instancecheck(cls, instance)
    def __subclasscheck__(cls, other):
        return _abc._abc_subclasscheck(cls, other)

class Abstract(metaclass=Meta):
    def method(self): ...
    method.__isabstractmethod__ = True

class Concrete(Abstract):
    def method(self): return 1

class Other: ...

print(Abstract.__abstractmethods__, Concrete.__abstractmethods__, shown(Abstract), Concrete().method())
print(issubclass(Concrete, Abstract), isinstance(Other(), Abstract), issubclass(int, Abstract))
token = _abc.get_cache_token()
print(Abstract.register(Other) is Other, isinstance(Other(), Abstract), _abc.get_cache_token() - token)
print([len(part) if isinstance(part, set) else part - token for part in _abc._get_dump(Abstract)])
print(shown(lambda: Abstract.register(1)), shown(lambda: Concrete.register(Abstract)), shown(lambda: issubclass(1, Abstract)))

for name in sorted(vars(math)):
    value = getattr(math, name)
    if name.startswith("_") or name in ("dist", "fsum", "prod"):
        continue
    if not callable(value):
        print(name, value)
        continue
    for arguments in ((0.5,), (-2,), (3.7,), (float("inf"),), (float("nan"),), (10**400,), (171.0,), (2, 3), (-7.5, 2), (12, 18), (1e308, 10), ("x",)):
        print(name, arguments if arguments != (10**400,) else "10**400", str(shown(lambda: value(*arguments)))[:90])
print(math.dist([1, 2.5], (4, 6)), math.fsum([0.1] * 10), math.prod([1, 2.5, 3], start=2), math.prod([]))
print(math.factorial(30), math.comb(100, 37), math.perm(20, 7), math.gcd(48, -36, 12), math.lcm(4, 6, -10), math.isqrt(10**41))
print(math.isclose(1, 1 + 1e-10), math.isclose(1, 2, rel_tol=0.6), math.hypot(3, 4, 12), math.hypot())
print(shown(lambda: math.dist([1], [1, 2])), shown(lambda: math.fsum([1e308, 1e308])), shown(lambda: math.isclose(1, 1, rel_tol=-1)))
