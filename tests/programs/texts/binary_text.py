"""binascii, the Mersenne Twister, and the pieces of format strings."""

import binascii
import _random
import _string


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


import binascii, _random, _string
R = _random.Random
state = [12345]
def rnd(n):
    state[0] = (state[0] * 1103515245 + 12345) % 2**31
    return (state[0] >> 8) % n
datas = [b'', b'a', b'ab', b'abc', bytes(range(256)), b'hello world', b'=', b'====', b'YQ==', b'YWI=', b'YWJj', b'YQ', b'Y', b'YWJjZ', b'Y=Q=', b'YQ==a', b'YQ=\n=', b'Y Q\n==', b'=YQ==', b'YWJj=', b'YWI=YWI=', b'a=3Db_c=\nd=\r\ne==f=4', b'line \r\nnext\t\n. \n.\n', b'.', b' ', b'\t', b'a' * 100, b'a b ' * 30, b'\xff' * 40, b'=' * 40, b'a\n' * 5, b'a\r\nb\n', b'\r', b'x ' + b'y' * 74 + b'\n', 'abc', 'é', 5, None, bytearray(b'YWJj'), memoryview(b'YWJjxx')[::2], b'#86)C\n', b'#86)C  \n', b'#86)C x', b'!', b'"\x00', b' \n', b'#86', b'616', b'6162', b'6G', '6162', b'A1b2']
for _ in range(60):
    datas.append(bytes(rnd(256) for _ in range(rnd(120)))); datas.append(bytes(b'AB=z/+ \n'[rnd(8)] for _ in range(rnd(16)))); datas.append(bytes(b'a =.\t\n\r_\xff'[rnd(9)] for _ in range(rnd(160))))
for d in datas:
    for n in ('a2b_uu', 'b2a_uu', 'a2b_base64', 'b2a_base64', 'a2b_qp', 'b2a_qp', 'b2a_hex', 'hexlify', 'a2b_hex', 'unhexlify', 'crc32'):
        t(getattr(binascii, n), d)
    t(binascii.b2a_uu, d, backtick=True); t(binascii.a2b_base64, d, strict_mode=True); t(binascii.b2a_base64, d, newline=False); t(binascii.a2b_qp, d, header=True)
    for q in (0, 1):
        for x in (0, 1):
            for h in (0, 1): t(binascii.b2a_qp, d, q, x, h)
    t(binascii.hexlify, d, ':'); t(binascii.hexlify, d, '-', 3); t(binascii.hexlify, d, b'_', -4); t(binascii.crc_hqx, d, 0); t(binascii.crc_hqx, d, 65537); t(binascii.crc32, d, 12345); t(binascii.crc32, d, -1); t(binascii.crc32, d, 2**70)
t(binascii.a2b_uu); t(binascii.hexlify, b'a', 'ab'); t(binascii.hexlify, b'a', 'é'); t(binascii.crc32, b'a', 'x'); t(binascii.crc_hqx, b'a'); t(binascii.b2a_base64, b'a', newline='x'); t(binascii.b2a_base64, b'a', True)
print(binascii.Error.__mro__, binascii.Incomplete.__mro__)
for seed in [0, 1, -1, 2**32, 2**40 + 5, 2**1000 + 7, -2**70, 'abc'.__len__(), 1.5, True]:
    r = R(seed)
    print([r.random() for _ in range(5)], [r.getrandbits(k) for k in (0, 1, 5, 31, 32, 33, 64, 65, 100, 1000)])
    s = r.getstate(); print(len(s), s[-1], hash(s)); a = r.random(); r.setstate(s); print(a == r.random())
    for _ in range(700): r.random()
    print(r.random(), r.getstate()[-1])
r = R(5); t(r.getrandbits, -1); t(r.getrandbits, 'a'); t(r.getrandbits, 2**40); t(r.getrandbits); t(r.random, 1); t(r.setstate, 5); t(r.setstate, (1, 2)); t(r.setstate, (0,) * 624 + (625,)); t(r.setstate, (0,) * 624 + (-1,)); t(r.setstate, (-1,) * 625); t(r.setstate, (2**70,) * 625); t(r.setstate, ('a',) * 625); t(r.setstate, (2**40,) * 624 + (0,)); print(r.random(), R().random() != R().random())
t(R, 1, 2); t(R, x=1); t(r.seed, 1, 2); t(r.seed, []); t(r.seed, n=5)
class Q(R):
    def __init__(self, x=None): pass
print(Q(5).getstate()[-1], sum(Q(5).getstate()))
class W(R):
    def __new__(cls, *a, **k): return super().__new__(cls, 5)
t(lambda: W(5).random()); print(R.__basicsize__)
for text in ['', 'a{b!r:c}d', '{', '{{x}}{}', '{a.b[c]:{d}}', '}', 'x{0}y{', 'é{€}', '{a!}', '{a!rx}', '{:{', 5]:
    def go(): return list(_string.formatter_parser(text))
    t(go)
for text in ['', 'a.b[c]', '0', '0.x[3]', 'a..b', '[x]', 'a[', 'a[]', '-1', 'a[b]c', '99999999999999999999', 5]:
    def go():
        f, r = _string.formatter_field_name_split(text); return f, list(r)
    t(go)
for m in (binascii, _random, _string):
    for n in sorted(dir(m)):
        if not n.startswith('_'): print(n, getattr(getattr(m, n), '__text_signature__', None))
for n in sorted(R.__dict__):
    if n not in ('__doc__', '__module__'): print(n, getattr(R.__dict__[n], '__text_signature__', None))
section("all")
