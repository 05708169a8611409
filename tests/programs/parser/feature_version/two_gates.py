def f(a, /):
    x: int = (y := 1)
