# What can be assigned to in a class and in an object: bases, names, class; abstract classes; dir.
def attempt(function):
    try:
        print(function())
    except Exception as error:
        print(type(error).__name__, error)


def assign(object, name, value):
    attempt(lambda: setattr(object, name, value))


class Base:
    def who(self):
        return "Base"


class Other:
    def who(self):
        return "Other"

    def __len__(self):
        return 7


class Class(Base):
    """Documented."""


class Sub(Class):
    pass


# Names
for name in ("__name__", "__qualname__", "__module__", "__doc__", "__bases__", "__annotations__"):
    assign(int, name, "x")
    attempt(lambda: delattr(Class, name))
for name in ("__name__", "__qualname__"):
    assign(Class, name, 5)
assign(Class, "__name__", "nul\0")
Class.__name__, Class.__qualname__, Class.__module__ = "Renamed", "Outer.Renamed", "elsewhere"
print(Class, Class.__name__, Class.__qualname__, Class.__module__, Sub)
print(repr(Class())[:24])
Class.__doc__ = "Changed."
print(Class.__doc__, Sub.__doc__)
print(Class.__annotations__, "__annotations__" in Class.__dict__)
Class.__annotations__ = {"x": int}
print(Class.__annotations__, Sub.__annotations__)
del Class.__annotations__
attempt(lambda: delattr(Class, "__annotations__"))
attempt(lambda: int.__annotations__)
for name in ("__mro__", "__base__", "__basicsize__", "__flags__", "__dict__", "__text_signature__"):
    assign(Class, name, 5)
attempt(lambda: type.__abstractmethods__)
attempt(lambda: Class.__abstractmethods__)

# Bases
instance = Sub()
print(instance.who())
attempt(lambda: len(instance))
Class.__bases__ = (Other,)
print(instance.who(), len(instance), Sub.__mro__[1:3] == (Class, Other), Class.__base__)
print(Base.__subclasses__(), Other.__subclasses__() == [Class])
Class.__bases__ = (Base, Other)
print(instance.who(), len(instance), [each.__name__ for each in Sub.__mro__])
for bases in (5, [], (), (5,), (Sub,), (Class,), (int,), (Base, Base), (object, Base), (type,), (dict,)):
    assign(Class, "__bases__", bases)
print([each.__name__ for each in Sub.__mro__], Class.__bases__ == (Base, Other))
assign(Base, "__bases__", (Other,))


class Failing(type):
    def mro(cls):
        if fails:
            raise ValueError("no order")
        return type.mro(cls)


fails = False


class A(metaclass=Failing):
    pass


class B(A):
    pass


class C(metaclass=Failing):
    pass


class D(C):
    pass


fails = True
assign(B, "__bases__", (C,))
print([each.__name__ for each in B.__mro__], B.__bases__ == (A,), C.__subclasses__() == [D])

# The class of an object
class Plain:
    pass


class AlsoPlain:
    pass


class Slotted:
    __slots__ = ("a", "b")


class SameSlots:
    __slots__ = ("a", "b")


class OtherSlots:
    __slots__ = ("a", "c")


class SlottedSub(Slotted):
    __slots__ = ()


class Number(int):
    pass


class OtherNumber(int):
    pass


plain = Plain()
plain.x = 1
plain.__class__ = AlsoPlain
print(type(plain).__name__, plain.x)
slotted = Slotted()
slotted.a = 5
slotted.__class__ = SameSlots
print(type(slotted).__name__, slotted.a)
slotted.__class__ = Slotted
slotted.__class__ = SlottedSub
print(type(slotted).__name__, slotted.a)
number = Number(7)
assign(number, "__class__", OtherNumber)
print(type(number).__name__, number)
for value, new in ((plain, Slotted), (slotted, Plain), (slotted, OtherSlots), (plain, int), (5, Number),
                   (number, Plain), (plain, 5), ([], Plain), (number, int)):
    assign(value, "__class__", new)
attempt(lambda: delattr(plain, "__class__"))
module_type = type(__builtins__)


class Module(module_type):
    answer = 42


module = module_type("name")
module.__class__ = Module
print(module.answer, type(module).__name__)
module.__class__ = module_type
print(type(module).__name__)
assign(module, "__class__", Plain)

# Abstract classes
class Abstract:
    pass


Abstract.__abstractmethods__ = frozenset(["one"])
attempt(lambda: Abstract())
Abstract.__abstractmethods__ = {"two", "one", "three"}
attempt(lambda: Abstract())
print(sorted(Abstract.__abstractmethods__))
del Abstract.__abstractmethods__
attempt(lambda: delattr(Abstract, "__abstractmethods__"))
print(type(Abstract()).__name__)

# dir
print(object().__dir__() == [] or sorted(object().__dir__()))
print(sorted(name for name in type.__dir__(Sub) if not name.startswith("__") or name in ("__len__", "mro")))
instance.attribute = 1
print("attribute" in instance.__dir__(), "who" in instance.__dir__(), "__name__" in instance.__dir__())
print("mro" in type.__dir__(Class), "mro" in type.__dir__(type), type(type.__prepare__()), type.__prepare__(1, x=2))


class Liar:
    __dict__ = {"invented": 1}
    __class__ = Other


print("invented" in Liar().__dir__(), "who" in Liar().__dir__())
print(int.__sizeof__(5), object().__sizeof__(), type.__sizeof__(int), ().__sizeof__(), (1, 2).__sizeof__())
attempt(lambda: object().__format__(5))
attempt(lambda: object().__format__("x"))
print(object.__subclasshook__(), object.__subclasshook__(1, 2), object.__init_subclass__())
attempt(lambda: object.__init_subclass__(x=1))
