x in [1, 2]
x in [1, y]
x in {1, 2}
x in {1, y}
x not in [1, 2]
x in [1, *y]
x in {1, 1.0, True, 1 + 0j, 2, 'a', b'a', 'a', (1, 2), (1.0, 2.0), None, ..., 0.0, -0.0}
x in {9007199254740993, 9007199254740992.0, 9007199254740992, 10 ** 22, 1e22}
x == [1, 2]
a in [1] in [2]
a in [1] == [2]
x in []
not x in y
not x not in y
not x is y
not (x is not y)
not x == y
not x < y
not (a in b in c)
not (not x in [1, 2])
for x in [1, 2]:
    pass
for x in [a, b]:
    pass
for x in {1, 2}:
    pass
for x in [*a, b]:
    pass
for x in []:
    pass
async def f():
    async for x in [1, 2]:
        pass
    return [x async for x in [1, 2]]
[x for x in [1, 2] for y in {3, 4} for z in [x, y] if x in [1]]
{x: y for x in [1, 2]}
(x for x in {1, 2})
{x for x in (1, [2])}
