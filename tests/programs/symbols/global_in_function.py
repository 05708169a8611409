def f():
    global counter
    counter = 1
    def g():
        return counter, unknown
    return g
