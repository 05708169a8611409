from __future__ import annotations

name: dict[str, int] = {}


def function(a: int, *b: *c, d: (yes if maybe else no)) -> lambda x: x + 1:
    pass
