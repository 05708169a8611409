x = 1
def f():
    def g():
        nonlocal y, x
