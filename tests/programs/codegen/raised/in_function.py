pass
def f():
    return x is 1
class C:
    y = 1()
