def f():
    x = 1
    class C:
        print(x)
        x = 2
        def g(self):
            return x
    class D:
        global x
        def g(self):
            return x
    class E:
        nonlocal x
        x = 3
