x: int
(y): str
z.a: list = 1
(w): set = 2
def f(a: b, *c: d, e: f, **g: h) -> i:
    j: k = l
