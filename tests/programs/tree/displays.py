()
(a,)
(a, b)
[a, *b, (c, d)]
[]
{}
{a}
{*a, b}
{a: b, **c, **(d or e), 'f': lambda: g}
[a for b in c]
{a for b in c if d if e or f}
{a: b for c, d in e for f in g}
(a for b in (c if d else e) if (f if g else h) if (lambda: i))
[a for b, in c]
f(a for b in c)
f((a for b in c), d)
f(*a, **b)
f(a, *b, c, d=e, *g, **h)
a[b]
a[b, c]
a[b,]
a[()]
a[*b]
a[*b, c]
a[:]
a[1:2, ::3, b:c:d]
a[b, (c, d)]
a[lambda: b]
*a, b = c
print(*a, sep='')
x = *a, *b
