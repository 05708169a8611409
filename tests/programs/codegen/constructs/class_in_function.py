def outer(name):
    class Inner:
        name = name
        shown = name

        def method(self):
            return name, self

    global Shared

    class Shared:
        def method(self):
            pass

    return Inner
