"""Arrays of every kind: making, changing, comparing, pickling them."""

import array


def outcome(f, *a, **k):
    try:
        r = f(*a, **k)
        return type(r).__name__ + " " + ascii(r)
    except Exception as e:
        return type(e).__name__ + " " + ascii(str(e))


lines = []


def t(f, *a, **k):
    lines.append(outcome(f, *a, **k))


def section(name):
    """How many outcomes there were since the last section, the first and the last of them, and a
    number that all of them make."""
    check = 0
    for line in lines:
        check = (check * 31 + int.from_bytes(line.encode(), "big")) % (2**61 - 1)
    print(name, len(lines), check)
    for line in lines[:3] + lines[-3:]:
        print("   ", line[:90])
    lines.clear()


A = array.array
values = [0, 1, -1, 127, 128, 255, 256, -129, 2**15, 2**16, 2**31, 2**32, 2**40, 2**63, 2**64, -2**63, -2**63-1, 2**70, -2**70, 1.5, 1e300, 'a', 'é', '\U0001f600', 'ab', '', b'a', None, True, []]
for c in array.typecodes + 'z':
    for v in values: t(A, c, [v]); t(A, c, (v, v)); t(A, c, v)
    for init in ['abc', b'abcdefgh', bytearray(b'abcdefgh'), b'abc', range(3), iter([1, 2]), A('i', [1]), A('u', 'x'), A('d', [1.5]), {1: 2}, [1, 'x'], memoryview(b'ab')]: t(A, c, init)
    if c == 'z': continue
    z = 'abc' if c == 'u' else [1, 2, 3]
    a = A(c, z)
    print(a, a.typecode, a.itemsize, len(a), a.__sizeof__(), a.tobytes(), memoryview(a).format, memoryview(a).shape, memoryview(a).strides)
    t(a.tolist); t(a.tounicode); t(a.fromunicode, 'é'); t(a.frombytes, bytes(8)); t(a.frombytes, b'a'); t(a.frombytes, 'a'); t(a.frombytes, A('h', [1])); t(a.extend, a); t(a.extend, A('b', [1])); t(a.extend, [4]); t(a.extend, 5); print(a)
    t(a.byteswap); print(a.tobytes()); t(a.reverse); print(a.tobytes()); t(a.__reduce_ex__, 2); t(lambda: a.__reduce_ex__(3)[1]); t(lambda: a.__reduce_ex__(4)[0].__name__); t(a.__reduce_ex__, 'x')
    for m in range(-1, 23): t(array._array_reconstructor, A, c, m, b'\x01\x02\x03\x04\x05\x06\x07\x08')
a = A('i', range(10))
for key in [0, -1, 10, -11, 2**70, 'x', None, 1.5, slice(2, 5), slice(None, None, -1), slice(8, 2, -2), slice(5, 2), slice(0, 100, 3), slice(1, 2, 0), True]:
    t(lambda: a[key])
    for v in [5, 'x', A('i', [7, 8, 9]), A('i'), A('b', [1]), A('i', range(10)), [1]]:
        def f():
            b = A('i', range(10)); b[key] = v; return b
        t(f)
    def g():
        b = A('i', range(10)); del b[key]; return b
    t(g)
t(lambda: a + A('i', [1])); t(lambda: a + A('b')); t(lambda: a + 5); t(lambda: a * 2); t(lambda: 2 * A('b', [1, 2])); t(lambda: a * -1); t(lambda: a * 'x'); t(lambda: a * 2**62); b = A('i', [1, 2]); b += b; print(b); b *= 3; print(b); b *= 0; print(b); t(b.__iadd__, 5); t(b.__imul__, 'x')
t(a.index, 5); t(a.index, 5, 6); t(a.index, 5, -5); t(a.index, 5, 0, 3); t(a.index, 5, 'x'); t(a.index, 5.0); t(a.count, 3); t(a.count, 'x'); t(lambda: 3 in a); t(lambda: 'x' in a); t(a.remove, 3); t(a.remove, 99); t(a.pop); t(a.pop, 0); t(a.pop, 99); t(A('b').pop); t(a.insert, 0, 5); t(a.insert, -1, 6); t(a.insert, 99, 7); t(a.insert, 0, 'x'); t(a.insert, 'x', 1); t(a.append, 'x'); t(a.append, 2**40); print(a); t(a.fromlist, [1, 2]); t(a.fromlist, [1, 'x']); t(a.fromlist, (1,)); print(a)
for x in [A('i', [1, 2]), A('i', [1, 3]), A('b', [1, 2]), A('d', [1.0, 2.0]), A('i'), A('i', [1]), [1, 2], A('u', 'ab'), A('d', [float('nan')]), A('B', [200]), A('b', [-56])]:
    for y in [A('i', [1, 2]), A('d', [1.0, 2.5]), A('b', [1]), A('u', 'ab'), A('d', [float('nan')]), A('B', [200]), 5]:
        t(lambda: x == y); t(lambda: x != y); t(lambda: x < y); t(lambda: x >= y)
m = memoryview(a); t(a.append, 1); t(a.pop); t(a.extend, [1]); t(a.__setitem__, 0, 9); m.release(); t(a.append, 1)
sizes = []; b = A('b')
for i in range(100): b.append(1); sizes.append(b.__sizeof__())
print(sizes)
while b: b.pop(); sizes.append(b.__sizeof__())
print(sizes)
it = iter(A('b', [1, 2])); print(next(it), it.__reduce__()[1:], list(it), it.__reduce__()[1:]); it = iter(A('b', [1, 2, 3])); it.__setstate__(2); print(list(it)); t(it.__setstate__, 'x')
class F:
    def __init__(s, d): s.d = d; s.w = []
    def read(s, n): r, s.d = s.d[:n], s.d[n:]; return r
    def write(s, b): s.w.append(len(b))
f = F(bytes(10)); b = A('h'); t(b.fromfile, f, 2); t(b.fromfile, f, 5); print(b); t(b.fromfile, f, -1); t(b.fromfile, 5, 1); t(b.fromfile, F(''), 1); A('d', range(20000)).tofile(f); print(f.w)
class S(A): pass
s = S('b', [1, 2]); s.x = 1; print(s, s.x, type(s[:1]), type(s + s), s.__copy__(), s.__deepcopy__({})); t(hash, s); t(A); t(A, 'b', 1, 2); t(A, 1); t(A, typecode='b'); t(A, 'bb'); print(a.buffer_info()[1], array.ArrayType is A)
for n in sorted(dir(array)):
    if not n.startswith('__'): print(n, getattr(getattr(array, n), '__text_signature__', None))
for n in sorted(A.__dict__):
    if n not in ('__doc__', '__module__', '__class_getitem__'): print(n, getattr(A.__dict__[n], '__text_signature__', None))
section("all")
