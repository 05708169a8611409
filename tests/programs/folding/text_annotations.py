from __future__ import annotations
def f(a: 1 + 1, *b: __debug__) -> 2 + 2:
    x: 3 + 3 = 4 + 4
x: 5 + 5
