def generator(items):
    received = yield
    yield 1
    for item in items:
        yield item, received
    result = yield from items
    return result


lazy = lambda: (yield)
