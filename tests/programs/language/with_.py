# Context managers.
class Manager:
    def __init__(self, name, swallow=False):
        self.name, self.swallow = name, swallow

    def __enter__(self):
        print("enter", self.name)
        return self.name.upper()

    def __exit__(self, kind, value, traceback):
        print("exit", self.name, kind and kind.__name__, value, traceback is not None)
        return self.swallow


with Manager("a") as a, Manager("b") as (b):
    print(a, b)
with (
    Manager("c") as c,
    Manager("d"),
):
    print(c)
with Manager("quiet", swallow=True):
    raise ValueError("gone")
try:
    with Manager("loud"), Manager("inner"):
        raise ValueError("kept")
except ValueError as error:
    print(error)


def leave():
    for i in range(3):
        with Manager(f"loop {i}"):
            if i == 0:
                continue
            return "left"


print(leave())
with Manager("break") as x:
    while True:
        with Manager("innermost"):
            break
for thing in [None, type("Half", (), {"__enter__": lambda self: 1})()]:
    try:
        with thing:
            pass
    except TypeError as error:
        print(error)


class Failing(Manager):
    def __exit__(self, *args):
        raise KeyError(self.name)


try:
    with Failing("f"):
        raise ValueError("original")
except KeyError as error:
    print(repr(error), repr(error.__context__))
