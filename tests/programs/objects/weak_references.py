# Weak references: shared ones, callbacks, hashes, comparison, proxies.
from _weakref import (ref, proxy, getweakrefcount, getweakrefs, _remove_dead_weakref,
                      ReferenceType, ProxyType, CallableProxyType)
from gc import collect


def attempt(function):
    try:
        print(function())
    except Exception as error:
        print(type(error).__name__, error)


class Thing:
    def __init__(self, name="thing"):
        self.name = name

    def __repr__(self):
        return f"<{self.name}>"

    def __bytes__(self):
        return b"thing"

    def __reversed__(self):
        return "reversed"


def told(reference):
    print("told", type(reference).__name__, reference() if issubclass(type(reference), ref) else "proxy")


# Sharing
thing = Thing()
first = ref(thing)
print(first() is thing, first is ref(thing), first is ref(thing, None), ref is ReferenceType)
print(ref(thing, told) is first, getweakrefcount(thing), getweakrefs(thing) == [first])
print(proxy(thing) is proxy(thing), getweakrefcount(thing))
late = ref(thing, told)
later = ref(thing, told)
kept = proxy(thing)
print(getweakrefcount(thing), [type(each).__name__ for each in getweakrefs(thing)])
print(getweakrefs(thing)[0] is first, getweakrefs(thing)[1] is kept)
print(getweakrefs(thing)[2] is later, getweakrefs(thing)[3] is late)
print(first.__callback__, late.__callback__ is told, getweakrefcount(5), getweakrefs(5))
print(thing.__weakref__ is first, hash(first) == hash(thing))
del thing
print(first(), late(), later(), first.__callback__, late.__callback__)
attempt(lambda: kept.name)
print(hash(first) == hash(first), hash(first) != 0)

# In a different order
thing = Thing("ordered")
references = [ref(thing, lambda reference, at=at: print("call", at)) for at in range(4)]
basic = ref(thing)
del references[1]
del thing
print(basic())

# Hash and comparison
thing, other = Thing(), Thing()
unhashed = ref(thing)
a, b = ref(thing, told), ref(other)
print(unhashed == a, unhashed != a, unhashed == b, a != b, a == thing, a is unhashed)
attempt(lambda: a < b)
one, same = ref({1}.__class__), ref(set)
print(one == same)


class Equal:
    def __eq__(self, other):
        return True

    __hash__ = None


x, y = Equal(), Equal()
print(ref(x) == ref(y), ref(x) != ref(y))
attempt(lambda: hash(ref(x)))
x_ref, y_ref = ref(x), ref(y)
del x
print(x_ref == y_ref, x_ref == x_ref, x_ref != x_ref, x_ref != y_ref)
del thing
attempt(lambda: hash(unhashed))

# Calls
thing = Thing()
attempt(lambda: ref())
attempt(lambda: ref(thing, None, None))
attempt(lambda: ref(thing, callback=None))
attempt(lambda: ref(5))
attempt(lambda: ref("text"))
attempt(lambda: ref(None))
attempt(lambda: ref([]))
attempt(lambda: ref(thing)(1))
attempt(lambda: ref(thing)(x=1))
attempt(lambda: proxy(5))
attempt(lambda: proxy())
attempt(lambda: getweakrefcount())
attempt(lambda: setattr(ref(thing), "__callback__", 1))
attempt(lambda: setattr(ref(thing), "other", 1))

# What can be referred to
import _weakref


def function():
    yield


for each in (function, function.__code__, Thing, Thing.__init__, thing.__init__, print,
             function(), {1}, frozenset([1]), _weakref, int, type):
    reference = ref(each)
    print(type(each).__name__, reference() is each, getweakrefcount(each) >= 1)


class NoWeak:
    __slots__ = ()


class Weak:
    __slots__ = ("__weakref__",)


attempt(lambda: ref(NoWeak()))
attempt(lambda: ref(Weak())())
attempt(lambda: (Weak.__weakrefoffset__, NoWeak.__weakrefoffset__, Thing.__weakrefoffset__ > 0))


class Tuple(tuple):
    pass


attempt(lambda: ref(Tuple()))


# Subclasses
class Keyed(ref):
    __slots__ = ("key",)

    def __new__(cls, object, callback, key):
        made = ref.__new__(cls, object, callback)
        made.key = key
        return made

    def __init__(self, object, callback, key):
        super().__init__(object, callback)


keyed = Keyed(thing, told, "key")
print(keyed.key, keyed() is thing, keyed is Keyed(thing, told, "key"), keyed == ref(thing))
plain = Keyed(thing, None, "plain")
print(plain is ref(thing), plain == ref(thing), getweakrefcount(thing))
del thing
print(keyed(), plain())


# Callbacks that raise nothing, and that look around
class Node:
    pass


def look(reference):
    print("look", reference(), getweakrefcount(survivor))


survivor = Node()
node = Node()
looking = ref(node, look)
del node

# A reference that dies first is not called
node = Node()
gone = ref(node, told)
del gone
del node
print("silence")

# Cycles
node = Node()
node.self = node
in_cycle = ref(node, told)
del node
print(in_cycle() is not None)
collect()
print(in_cycle())

node = Node()
node.self = node
node.reference = ref(node, told)
outside = ref(node)
del node
collect()
print(outside())

a, b = Node(), Node()
a.other, b.other = b, a
a.reference = ref(b, told)
b_ref = ref(b, told)
del a, b
collect()
print(b_ref())


# Finalisers come after
class Finalised:
    def __del__(self):
        print("del", watch() is self)


finalised = Finalised()
watch = ref(finalised, told)
del finalised


class Back:
    def __del__(self):
        global back
        back = self


back = Back()
watch = ref(back, told)
del back
print(type(back).__name__, watch() is back)
del back
print(watch())


# Classes
class Short:
    pass


short = ref(Short, told)
print(short() is Short)
del Short
collect()
print(short())

# Proxies


class Number(float):
    def __lshift__(self, other):
        return "lshift", other

    def __rlshift__(self, other):
        return "rlshift", other

    def __and__(self, other):
        return "and", other

    def __or__(self, other):
        return "or", other

    def __xor__(self, other):
        return "xor", other

    def __matmul__(self, other):
        return "matmul", other

    def __imatmul__(self, other):
        return "imatmul", other

    def __invert__(self):
        return "invert"

    def __index__(self):
        return 7


number = Number(7)
seven = proxy(number)
print(seven + 1, 1 + seven, seven * seven, seven ** 2, 2 ** seven, -seven, abs(seven), ~seven)
print(seven // 2, seven % 4, seven.__divmod__(4), seven << 1, seven & 3, seven | 8, seven ^ 1, seven / 2)
print(1 << seven, seven @ 2, [1, 2, 3] * seven == [1, 2, 3] * 7)
seven_again = seven
seven_again @= 5
print(seven_again)
print(int(seven), float(seven), bool(seven), seven == 7, seven < 8)
print(str(seven), seven.real, type(seven).__name__)
number_list = type("List", (list,), {})([3, 1, 2])
listed = proxy(number_list)
print(len(listed), listed[0], listed[1:], 3 in listed, 9 in listed, list(listed))
listed[0] = 5
del listed[1]
listed += [9]
print(listed, type(listed).__name__)
thing = Thing()
stand_in = proxy(thing)
stand_in.name = "renamed"
print(thing.name, stand_in, str(stand_in), stand_in.__class__, isinstance(stand_in, Thing))
print(ProxyType.__reversed__(stand_in), ProxyType.__bytes__(stand_in))
del stand_in.name
attempt(lambda: thing.name)
attempt(lambda: hash(stand_in))
attempt(lambda: next(stand_in))
attempt(lambda: stand_in())
attempt(lambda: len(stand_in))
attempt(lambda: stand_in + 1)


def called(*arguments, **keywords):
    return arguments, keywords


calling = proxy(called)
print(type(calling).__name__, calling(1, x=2), type(calling) is CallableProxyType)
generator = function()
generated = proxy(generator)
attempt(lambda: next(generated))
attempt(lambda: next(generated))
del called, thing, number_list, generator
for dead in (lambda: calling(), lambda: stand_in.name, lambda: len(listed), lambda: 1 in listed,
             lambda: listed[0], lambda: next(generated), lambda: bool(listed), lambda: type(iter(listed)),
             lambda: listed == [], lambda: str(listed), lambda: 1 + listed,
             lambda: setattr(stand_in, "x", 1)):
    attempt(dead)
told_of = Thing()
watching = proxy(told_of, told)
del told_of

# _remove_dead_weakref
thing = Thing()
table = {1: ref(thing), 2: ref(Thing()), 3: 4}
_remove_dead_weakref(table, 1)
_remove_dead_weakref(table, 2)
_remove_dead_weakref(table, 5)
attempt(lambda: _remove_dead_weakref(table, 3))
attempt(lambda: _remove_dead_weakref([], 3))
print(sorted(table))

# Many at once, and deep
things = [Thing() for _ in range(100)]
count = []
references = [ref(each, count.append) for each in things for _ in range(3)]
del things, each
print(len(count), {reference() for reference in references})
chain = None
for at in range(5000):
    link = Node()
    link.next = chain
    link.reference = ref(link)
    chain = link
tail = ref(chain)
del chain, link
print(tail())
