@decorator(1 + 1)
def f(a: 1 + 1, b=2 + 2, /, *c: 3 + 3, d: 4 + 4 = 5 + 5, e, **g: 6 + 6) -> 7 + 7:
    return 1 + 1
@decorator(1 + 1)
async def f(a=1 + 1):
    await (1 + 1, x)
    yield 1 + 1
    async with (1 + 1) as x[1 + 1]:
        1 + 1
@decorator(1 + 1)
class C((1 + 1), *(1, 2), metaclass=1 + 1):
    x: 1 + 1 = 2 + 2
    x[1 + 1]: int
del x[1 + 1]
x[1 + 1] = y = 1 + 1
x[1 + 1] += 1 + 1
while 1 + 1:
    1 + 1
else:
    2 + 2
for x[1 + 1] in 2 + 2:
    3 + 3
else:
    4 + 4
if 1 + 1:
    2 + 2
elif 3 + 3:
    4 + 4
else:
    5 + 5
with (1 + 1) as x[2 + 2], y:
    3 + 3
raise 1 + 1 from 2 + 2
try:
    1 + 1
except 2 + 2:
    3 + 3
else:
    4 + 4
finally:
    5 + 5
try:
    1 + 1
except* 2 + 2:
    3 + 3
assert 1 + 1, 2 + 2
match 1 + 1:
    case -1 | 1 + 2j | -1 - 2j if 2 + 2:
        3 + 3
    case {-1: -2, **rest}:
        pass
    case C(-1, x=-2) as y:
        pass
    case [-1, *_, None]:
        pass
lambda x=1 + 1: 2 + 2
1 + 1 if 2 + 2 else 3 + 3
{1 + 1: 2 + 2, **{3: 3 + 3}}
{1 + 1, 2}
f'{1 + 1!r:{2 + 2}}{"a" + "b"}'
x[1 + 1:2 + 2:3 + 3]
(y := 1 + 1)
f(1 + 1, *(2, 2), k=3 + 3, **{4: 4 + 4})
a and 1 + 1 or 2 + 2
a < 1 + 1 < 2 + 2
(yield_ := (1 + 1).real)
__debug__
not __debug__
def g():
    x = __debug__
    if __debug__ and True:
        pass
    yield from 1 + 1
