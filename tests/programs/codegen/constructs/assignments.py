a = b = c = 1
(d, e), *f = a, [b, c]
[g, h] = x.y, z[0]
x.attribute = y[1] = z[2:3] = 4
a, b = b, a
a, b, c = c, b, a
first = second = first
