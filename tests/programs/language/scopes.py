# Where a name is looked up.
x = "global"


def reads():
    return x


def writes():
    global x, new
    x = "changed"
    new = "made by a function"


def own():
    x = "local"
    return x, reads()


print(reads(), own())
writes()
print(x, new)


class Scope:
    x = x + " in class"
    seen = [x for _ in range(2)]
    y = 1

    def method(self):
        return x

    if y:
        z = y + 1
        del y


print(Scope.x, Scope.seen, Scope().method(), Scope.z, hasattr(Scope, "y"))


def class_in_function():
    x = "enclosing"

    class Inner:
        y = x

        def method(self):
            return x, __class__.__name__

    x = "enclosing, later"
    return Inner.y, Inner().method()


print(class_in_function())
for name in ["missing", "print", "lenn"]:
    try:
        eval(name)
        print("found", name)
    except NameError as error:
        print(error)

print(sorted(locals().keys() & {"x", "new", "Scope"}), "x" in globals())


def see_locals(a, b=2):
    c = a + b
    return locals()


print(see_locals(1))
exec("y = x; z = [n for n in (1, 2)]", {"x": 5}, scope := {})
print(scope)
