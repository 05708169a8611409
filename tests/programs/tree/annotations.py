int
list[int]
dict[str, 'C']
Callable[[int, *Ts], str]
tuple[()]
tuple[int, ...]
Literal['a', b'c', 1, -1, True, None]
a | b | None
(a, b)
a, b
lambda a, /, b=1, *c, d, e=2, **f: (a, b)
lambda *a: a
lambda *, a: a
lambda **a: a
lambda: 0
lambda a: lambda b: a
{*()}
{1, 2}
{}
{a: b, **c}
a and b and c and d == e and not f
a or b or (c if d else e)
f(a for b in c)
f((a for b in c), d)
f((a for b in c), d=e)
[a for b, in c if d if e]
f'{a} {b!r:>{c}} {{}} {d["e"]}'
f"it's {a} \"b\""
f'{ {1: 2}[1] } {lambda_} {(lambda a: b)(c)}'
f'{a:{b!s}}' 'and' f''
f'{x=}'
u'unicode'
...
(..., (1, 2))
True.real
1 .real
1.5.real
1e400
-1e400
1e400j
1 - 1e400j
a[b:c, ::d]
a[b, *c]
a[*b]
not a < b <= c is not d not in e
-a ** -b
(a + b) * c // d @ e
~a << b ^ c & d
(lambda a: a) if b else (c if d else e)
{a: b for c in d}
{a for b in c for d in e}
(a for b in (c if d else e))
[b := 1]
f(b := 1)
'''two
lines'''
'\ud800 \x00 é'
