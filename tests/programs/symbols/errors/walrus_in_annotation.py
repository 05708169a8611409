from __future__ import annotations
def f() -> (x := 1):
    pass
