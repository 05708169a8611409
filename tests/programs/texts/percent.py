"""The % of text, bytes and bytearrays: all conversions with flags and widths, keys, complaints."""

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


class A:
    def __bytes__(self): return b'AB'
class I:
    def __index__(self): return 7
class F:
    def __float__(self): return 2.5
class N:
    def __int__(self): return 9
class D(dict):
    def __missing__(self, k): return k
class S(str): pass
values = [0, 1, -5, 2**70, -2**70, True, 1.5, -0.0, 1e300, float('nan'), float('-inf'), 'a', 'é€', '', b'x', b'xyz', bytearray(b'q'), None, [1], (1,), {'a': 1}, A(), I(), F(), N(), 1j, S('t'), (), '\ud800', '\U0001f600']
flags = ['', '-', '+0', ' ', '#', '+#0']
sizes = ['', '12', '.0', '8.3', 'l']
for c in 'diouxXeEfFgGcrsab%yq':
    for fl in flags:
        for s in sizes:
            f = '%' + fl + s + c
            for v in values:
                if isinstance(v, (dict, list)) or v is None or type(v) in (A, I, F, N):
                    if c in 'rsa': continue
                t(lambda: '<' + f % (v,) + '>')
                if f.isascii(): t(lambda: f.encode() % (v,))
for f, a in [('%*d', (5, 1)), ('%*d', (-5, 1)), ('%-*d|', (5, 1)), ('%.*f', (2, 1.239)), ('%.*f', (-2, 1.239)), ('%*.*f', (8, 2, 1.239)),
     ('%*d', (2**70, 1)), ('%.*d', (2**40, 1)), ('%*d', ('a', 1)), ('%*d', (1,)), ('%*d', 3), ('%(a)s', {'a': 1}), ('%(a)s', {}), ('%(a)s', 1), ('%(a', {}),
     ('%(a(b)c)s', {'a(b)c': 5}), ('%(a)s %(b)d', D()), ('%(a)s%s', {'a': 1}), ('%s%(a)s', {'a': 1}), ('%(a)*d', {'a': 3}), ('', 1), ('', {}), ('', [1]), ('', ()), ('', (1,)), ('', 'a'), ('', b'a'),
     ('%', 1), ('%%', ()), ('%%', 1), ('%5%', 1), ('%(a)%', {'a': 1}), ('%s %s', 1), ('%s', (1, 2)), ('%s', ()), ('%s', ((1, 2),)), ('%.999999999999f', 1), ('%.2147483647d', 1), ('%.2147483645d', 1), ('%99999999999999999999d', 1),
     ('%ā', 1), ('%\x01', 1), ('é%s€%s', ('a', '\U0001f600')), ('%d', 10**5000), ('%c', 0x110000), ('%c', -1), ('%c', 2**70), ('%c', 'ab'), ('%5c', 0x20ac), ('%s', S('x')), ('%()s', {'': 1}), ('%(x)s%(x)r', {'x': 'é'}),
     ('% d', 5), ('%+s', 5), ('%#s', 5), ('%#o', 8), ('%#x', -255), ('%#.3X', -255), ('%08.3f', -1.5), ('%+08d', 5), ('%i', 'x'), ('%lld', 1)]:
    t(lambda: f % a)
    if f.isascii():
        t(lambda: f.encode() % a)
        t(lambda: bytearray(f.encode()) % a)
        if isinstance(a, dict):
            t(lambda: f.encode() % {k.encode(): v for k, v in a.items()})
t(lambda: str.__rmod__("%d", "a%s")); t(lambda: str.__rmod__("%d", 1)); t(lambda: "%s".__mod__(1)); t(lambda: bytes.__rmod__(b"%d", b"a%b")); t(lambda: 1 % "x"); t(lambda: b'a' % 'x')
section("all")
