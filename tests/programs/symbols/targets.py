for a, (b, *c) in d:
    e[f] = g.h = i
del a, b.c
with j as (k, l):
    m += 1
assert n, o
while p:
    q = f'{r!r:{s}}{t:>10}'
