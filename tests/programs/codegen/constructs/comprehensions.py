[x for x in a]
{x for x in a if x if not x}
{k: v for k, v in a}
(x for x in a)
[x + y for x in a for y in x if y]
[y for x in a for y in [f(x)]]
[[x for x in y] for y in a]


def function(free):
    return [free + x for x in free]
