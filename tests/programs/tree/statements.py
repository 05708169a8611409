import a, b.c as d
from . import e
from ..f.g import h as i, j
from k import *
global l, m
x = y = z, = 1, 2
x += 1
x @= y
x **= 2
x >>= y // 3
n: int
n: int = 3
(n): int
o.p: str = 'q'
r[0]: list[int] = []
del x, (y, z), o.p, r[1:]
assert x
assert x, 'why'
raise
raise E
raise E from f
pass
while (n := f()):
    break
else:
    continue
for i, in a, b:
    for (j, *k), l in m:
        continue
else:
    (yield)
if a:
    pass
elif b:
    pass
elif c:
    if d:
        pass
else:
    if e:
        pass
    f
if a:
    b
else:
    if c:
        d
    else:
        e
with a as b, c as (d, e), f:
    pass
with (a as b, c):
    pass
a, b = b, a
x[0]: (int, str) = 2
x: int; (x): int = 1; x.y: int
