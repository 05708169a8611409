# How classes are made, and how attributes are found.
class Meta(type):
    @classmethod
    def __prepare__(meta, name, bases, **kwargs):
        print("prepare", name, kwargs)
        return {"prepared": True}

    def __new__(meta, name, bases, namespace, **kwargs):
        print("new", name, sorted(n for n in namespace if not n.startswith("__")))
        return super().__new__(meta, name, bases, namespace)

    def __init__(cls, name, bases, namespace, **kwargs):
        print("init", name)
        super().__init__(name, bases, namespace)

    def __call__(cls, *args):
        print("call", args)
        return super().__call__(*args)


class Made(metaclass=Meta, option=1):
    x = 1

    def __init__(self, y):
        self.y = y


print(Made(2).y, Made.prepared, type(Made).__name__)


class Base:
    def __init_subclass__(cls, /, label=None, **kwargs):
        print("subclass", cls.__name__, label)
        super().__init_subclass__(**kwargs)


class Child(Base, label="first"):
    pass


class Named:
    def __set_name__(self, owner, name):
        print("set name", owner.__name__, name)
        self.name = name

    def __get__(self, instance, owner):
        return self if instance is None else instance.__dict__.get(self.name, "default")

    def __set__(self, instance, value):
        print("set", self.name, value)
        instance.__dict__[self.name] = value

    def __delete__(self, instance):
        print("delete", self.name)
        del instance.__dict__[self.name]


class Owner:
    field = Named()

    def __getattr__(self, name):
        if name.startswith("magic"):
            return name[5:]
        raise AttributeError(name)


owner = Owner()
print(owner.field)
owner.field = 5
print(owner.field, owner.magic_word)
del owner.field
print(owner.field, hasattr(owner, "other"))


class Slots:
    __slots__ = ("a", "b")

    def __init__(self):
        self.a = 1


slots = Slots()
print(slots.a, hasattr(slots, "__dict__"))
for code in ["slots.b", "slots.c = 1", "Slots.a.__get__(1)"]:
    try:
        exec(code)
    except (AttributeError, TypeError) as error:
        print(error)
Point = type("Point", (tuple,), {"x": property(lambda self: self[0])})
print(Point((3, 4)).x, Point.__name__, Point.__module__)


class Singleton:
    _only = None

    def __new__(cls):
        if cls._only is None:
            cls._only = super().__new__(cls)
        return cls._only


print(Singleton() is Singleton())


class Generic:
    def __class_getitem__(cls, item):
        return f"{cls.__name__}[{item}]"


print(Generic[int], Generic["T"])


def decorate(cls):
    cls.decorated = True
    return cls


@decorate
@(lambda cls: cls)
class Decorated: pass


print(Decorated.decorated)
