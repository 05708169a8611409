a or b and not c
(a or b) and c or d
a and b and c and d < e
a or b or c or d or e == f
not (a and b)
not not a
a < b <= c != d is e is not f in g not in h
(a < b) < c
a < (b < c)
a + b - c
a - (b - c)
a * (b + c) / d // e % f @ g
-a ** -b ** c
(-a) ** b
(a ** b) ** c
a ** b ** c
~-+a
- -a
a | b ^ c & d << e >> f
(a | b) & c
(a if b else c) if (d if e else f) else g
a if b else (c if d else e)
(await_ := 1)
x = (y := f(z))
f(a := 1, b=(c := 2))
a[(b := 1)]
(lambda: a) or b
not (lambda: a)
a if (lambda: b) else c
-(1)
(-1).real
1 .real
1.0.real
1j.imag
True.real
None.a
(1 + 2).real
'a'.b[c](d).e
