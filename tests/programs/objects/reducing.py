# __reduce_ex__, __getstate__: what pickling asks of objects.
import copyreg


def attempt(function):
    try:
        print(function())
    except Exception as error:
        print(type(error).__name__, error)


class Plain:
    pass


class Slots:
    __slots__ = ("a", "b")


class Both(Slots):
    pass


class List(list):
    pass


class Dict(dict):
    pass


class Number(int):
    pass


class NewArguments:
    def __getnewargs__(self):
        return 1, 2


class NewKeywords:
    def __getnewargs_ex__(self):
        return (1,), {"x": 2}


class State:
    def __getstate__(self):
        return "state"


class Own:
    def __reduce__(self):
        return "own"


class OwnEx:
    def __reduce_ex__(self, protocol):
        return "ex", protocol


def shown(value):
    if value is None or not hasattr(value, "__next__"):
        return value
    return list(value)


def reduced(object, protocol=2):
    answer = object.__reduce_ex__(protocol)
    if isinstance(answer, str) or len(answer) < 3:
        return answer
    function, arguments, *rest = answer
    return function.__name__, arguments, [shown(value) for value in rest]


plain, slots, both = Plain(), Slots(), Both()
for value in (plain, slots, both):
    print(value.__getstate__(), reduced(value)[0], reduced(value)[2])
plain.x = 1
slots.a = 2
both.b, both.c = 3, 4
for value in (plain, slots, both):
    print(value.__getstate__(), reduced(value)[2], reduced(value, 4)[2])
print(reduced(List([1, 2]))[1:], reduced(Dict(a=1))[1:], reduced(Number(5)))
print(reduced(NewArguments())[0], reduced(NewArguments())[1][1:])
print(reduced(NewKeywords())[0], reduced(NewKeywords())[1][1:])
print(reduced(State())[2], reduced(Own()), reduced(OwnEx()), object.__reduce_ex__(Own(), 2))
print(object().__getstate__(), reduced(object())[0])
attempt(lambda: reduced(plain, 0))
attempt(lambda: reduced(slots, 0))
attempt(lambda: Number(5).__reduce_ex__(1)[1])
attempt(lambda: plain.__reduce__()[0].__name__)
for value in (print, len, [].append, {}.keys(), (i for i in ()), type(plain).__dict__):
    attempt(lambda: reduced(value)[0])
attempt(lambda: object().__reduce_ex__())
attempt(lambda: object().__reduce_ex__("2"))
attempt(lambda: object().__reduce_ex__(2**40))
attempt(lambda: object().__reduce_ex__(-(2**70)))


def answering(name, answer):
    return type("Answering", (), {name: lambda self: answer})()


for answer in (5, (), ((), {}, 1), (5, {}), ((), 5)):
    attempt(lambda: answering("__getnewargs_ex__", answer).__reduce_ex__(2))
attempt(lambda: answering("__getnewargs__", 5).__reduce_ex__(2))
print(Slots.__slotnames__)
Slots.__slotnames__ = 5
attempt(lambda: Slots().__reduce_ex__(2))
attempt(lambda: Slots().__getstate__())
print(print.__reduce__(), copyreg.__newobj__(Plain).__class__.__name__)
