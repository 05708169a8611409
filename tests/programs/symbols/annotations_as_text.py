from __future__ import annotations
x: [a for a in b]
def f(a: lambda: b, *c: d) -> (lambda: e):
    j: k = l
