def outer():
    def inner():
        return lambda: [x for x in y]
    return inner
