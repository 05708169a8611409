def outer(a, b=default, /, *args, c: int = 1, **kwargs) -> str:
    x = a
    def middle():
        y = x
        def inner():
            nonlocal y
            y = b, c, z
        return inner
    return middle
