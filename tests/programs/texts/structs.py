"""Values as bytes of a layout: every code in every byte order, buffers, complaints."""

import _struct


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


class I:
    def __init__(s, v): s.v = v
    def __index__(s): return s.v
values = [0, 1, -1, 127, 128, 255, 256, -129, 2**15, 2**16, 2**31, 2**32, 2**63, 2**64, -2**63, -2**63-1, 2**70, 1.5, 65504.0, 65519.0, 65520.0, 1e300, 6e-8, 2.9e-8, 1e-10, 1.0009765625, 1.00146484375, float('inf'), float('-inf'), float('nan'), -0.0, 'a', b'a', b'ab', b'', bytearray(b'q'), None, True, [], I(5), I(2**70)]
for o in ['', '@', '=', '<', '>', '!']:
    for c in 'bBhHiIlLqQnNPfde?csp':
        for v in values:
            t(_struct.pack, o + c, v)
            try: p = _struct.pack(o + c, v)
            except BaseException: continue
            t(_struct.unpack, o + c, p)
        t(_struct.calcsize, o + '3' + c); t(_struct.calcsize, o + 'b' + c + 'b'); t(_struct.calcsize, o + 'b0' + c); t(_struct.calcsize, o + '2x' + c)
        t(_struct.unpack, o + c, bytes(range(200, 216))[:_struct.calcsize(o + c)] if not (o not in ('', '@') and c in 'nNP') else b'')
for f in ['', 'x', '5x', '3s', '0s', '0p', '5p', '3p', '1p', 'b b', ' 2 b', '2', 'z', '\0', 'b\0', '<', '<<', '99999999999999999999b', '9223372036854775807b', '9223372036854775807bb', '4611686018427387904h', 'é', b'bh', 5, None, bytearray(b'b')]:
    t(_struct.calcsize, f); t(_struct.pack, f); t(_struct.pack, f, b'abcdefgh'); t(_struct.unpack, f, b'\x03abcdefg'); t(lambda: _struct.Struct(f).size)
t(_struct.pack); t(_struct.pack_into); t(_struct.pack, 'bb', 1); t(_struct.pack, 'b', 1, 2)
S = _struct.Struct('<hb')
t(S.pack, 1, 2); t(lambda: S.format); t(lambda: S.size); t(S.unpack, b'abc'); t(S.unpack, b'ab'); t(S.unpack, 'abc'); t(S.__sizeof__); t(lambda: list(S.iter_unpack(b'abcdef'))); t(S.iter_unpack, b'abcd'); t(_struct.iter_unpack, '', b'ab')
for off in [0, 1, 2, 7, -3, -1, -10, -11, 2**62, 2**70, 'a']:
    b = bytearray(10)
    t(S.pack_into, b, off, 258, 3); print(b); t(S.unpack_from, bytes(range(10)), off); t(_struct.unpack_from, '<hb', bytes(range(10)), off); t(S.unpack_from, buffer=b'abcdef', offset=off)
t(S.pack_into); t(S.pack_into, b); t(S.pack_into, b, 0, 1); t(S.pack_into, b'abc', 0, 1, 2); t(S.pack_into, 'abc', 0, 1, 2); t(_struct.pack_into, 'b', memoryview(b)[2:], 0, 5); print(b)
it = _struct.iter_unpack('b', b'abc'); print(it.__length_hint__(), next(it), it.__length_hint__()); print(list(it), it.__length_hint__())
b = bytearray(b'abc'); it = _struct.iter_unpack('b', b); t(b.append, 1); list(it); t(b.append, 1)
t(_struct.Struct); t(_struct.Struct, 'b', 1); t(lambda: _struct.Struct(format='b').size); t(lambda: _struct.Struct.__new__(_struct.Struct).size)
s = _struct.Struct('b'); s.__init__('hh'); print(s.size); t(setattr, s, 'size', 3)
class T(_struct.Struct): pass
x = T('b'); x.a = 1; print(x.pack(3), x.a); print(_struct.error.__module__, _struct.error.__name__, issubclass(_struct.error, Exception), _struct.Struct.__name__, _struct.Struct.__module__)
_struct._clearcache()
for i in range(250): _struct.calcsize('%db' % i)
for n in sorted(dir(_struct)):
    if not n.startswith('_') or n == '_clearcache': print(n, getattr(getattr(_struct, n), '__text_signature__', None))
for n in sorted(_struct.Struct.__dict__):
    if n not in ('__doc__', '__module__', '__delattr__'): print(n, getattr(_struct.Struct.__dict__[n], '__text_signature__', None))
section("all")
