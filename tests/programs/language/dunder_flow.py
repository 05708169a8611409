# Which methods the language calls, and in which order.
class Trace:
    def __new__(cls, *args):
        print("__new__", args)
        return super().__new__(cls)

    def __init__(self, *args):
        print("__init__", args)

    def __getattribute__(self, name):
        if not name.startswith("__"):
            print("__getattribute__", name)
        return super().__getattribute__(name)

    def __getattr__(self, name):
        print("__getattr__", name)
        return 42

    def __setattr__(self, name, value):
        print("__setattr__", name, value)
        super().__setattr__(name, value)

    def __delattr__(self, name):
        print("__delattr__", name)
        super().__delattr__(name)

    def __del__(self):
        print("__del__")

    def __str__(self):
        return "as str"

    def __dir__(self):
        return ["b", "a"]


t = Trace(1, 2)
t.x = 1
print(t.x, t.y)
del t.x
print(t, dir(t), str(t))
t = None
print("after")


class Attributes:
    def __getattribute__(self, name):
        raise AttributeError(f"no {name}")


try:
    Attributes().anything
except AttributeError as error:
    print(error)
