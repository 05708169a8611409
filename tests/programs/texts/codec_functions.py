# options: -W ignore
"""The functions of _codecs: every native codec with every error handler, charmaps, the registry."""

import _codecs


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


try: _codecs
except NameError: import _codecs
texts = ['', 'abc', 'é', '€x', '\U0001f600', '\ud800', 'a\udc80b', '\\x41\n', '\x00\x7f', 'x'*5]
datas = [b'', b'abc', b'\xe9', b'\xe2\x82\xacx', b'\xe2\x82', b'\xff\xfeA\x00', b'\xfe\xff\x00A', b'\xff\xfe\x00\x00A\x00\x00\x00', b'\\x41\\u20ac\\U0001f600\\N{DIGIT ONE}', b'\\q\\777', b'\\', b'+AGE-', b'+', b'\xed\xa0\x80', b'\x00\xd8', b'\x00\xd8\x00\xdc\x01', b'\x00\x00\xd8\x00', 'str', bytearray(b'ab'), 5, None]
errors = [None, 'strict', 'ignore', 'replace', 'backslashreplace', 'xmlcharrefreplace', 'namereplace', 'surrogateescape', 'surrogatepass', 'nobody', 5]
names = [n for n in ['utf_8','utf_7','utf_16','utf_16_le','utf_16_be','utf_32','utf_32_le','utf_32_be','unicode_escape','raw_unicode_escape','latin_1','ascii','charmap']]
def get(n): return getattr(_codecs, n)
for n in names:
    for e in errors:
        for x in texts + [b'x', 5]:
            t(get(n + '_encode'), x, e)
        for d in datas:
            t(get(n + '_decode'), d, e)
            if n not in ('latin_1', 'ascii', 'charmap'):
                t(get(n + '_decode'), d, e, True)
                t(get(n + '_decode'), d, e, 0)
for n in ['utf_16_ex', 'utf_32_ex']:
    for d in datas:
        for o in (-1, 0, 1, 5, 'x'):
            for f in (0, 1, True):
                t(get(n + '_decode'), d, 'replace', o, f)
for o in (-1, 0, 1, 5, 'x'):
    t(_codecs.utf_16_encode, 'aé\U0001f600', None, o); t(_codecs.utf_32_encode, 'aé\U0001f600', None, o)
for d in datas:
    for e in (None, 'ignore', 'replace', 'xx'):
        t(_codecs.escape_decode, d, e); t(_codecs.escape_encode, d, e); t(_codecs.readbuffer_encode, d, e)
t(_codecs.escape_decode, b'\\xz', 'ignore'); t(_codecs.escape_decode, b'\\xz', 'replace'); t(_codecs.escape_decode, b'a\\xz', 'strict'); t(_codecs.escape_decode, b'\\xz', 'foo')
# charmap
tables = ['ab\ufffec', {97: 'x', 98: 0x20ac, 99: None, 100: '\ufffe', 101: 'long', 102: 0x110000, 103: -1, 104: 1.5}, None, {}, 5, [0]*98]
for table in tables:
    for d in (b'abc', b'\x00\x01\x02\x03', b'def', b'g', b'h', b'f', b''):
        for e in ('strict', 'replace', 'ignore', 'backslashreplace'):
            t(_codecs.charmap_decode, d, e, table)
tables = [{97: 65, 98: b'xyz', 99: None, 100: 256, 101: -1, 102: 1.5, 63: 63}, None, {}, 5, _codecs.charmap_build('\x00ab\ufffec€?'), _codecs.charmap_build('ab'), _codecs.charmap_build('\x00\U0001f600')]
for table in tables:
    for x in ('abc', 'a€', '\x00', 'd', 'e', 'f', 'é', '', 'c?'):
        for e in ('strict', 'replace', 'ignore', 'xmlcharrefreplace', 'backslashreplace'):
            t(_codecs.charmap_encode, x, e, table)
t(_codecs.charmap_build, ''); t(_codecs.charmap_build, 5); t(_codecs.charmap_build, 'ab')
m = _codecs.charmap_build('\x00' + ''.join(chr(i*8) for i in range(1, 256))); print(m.size(), type(m).__name__, m.__sizeof__())
for x in range(0, 2100): t(_codecs.charmap_encode, chr(x), 'ignore', m)
# errors
for n in ['strict', 'ignore', 'replace', 'xmlcharrefreplace', 'backslashreplace', 'namereplace', 'surrogateescape', 'surrogatepass', 'nobody', 5]:
    t(lambda: _codecs.lookup_error(n).__name__)
    if n in ('nobody', 5): continue
    h = _codecs.lookup_error(n)
    for exc in [UnicodeEncodeError('utf-8', 'a\udc80\u20ac', 1, 2, 'r'), UnicodeEncodeError('utf-16-be', 'a\udc80\u20ac', 0, 3, 'r'), UnicodeEncodeError('UTF16', '\udc80\udc81', 0, 2, 'r'), UnicodeDecodeError('utf-8', b'a\xed\xa0\x80', 1, 4, 'r'), UnicodeDecodeError('x', b'a\xff', 1, 2, 'r'),
                UnicodeTranslateError('abc\u20ac', 1, 4, 'r'), UnicodeEncodeError('ascii', 'abc', -5, 99, 'r'), UnicodeDecodeError('ascii', b'abc', -5, 99, 'r'), ValueError('x'), 5, ValueError]:
        t(h, exc)
log = []
def handler(e):
    log.append((e.encoding, e.object, e.start, e.end, e.reason)); return ('<>', e.end)
_codecs.register_error('my', handler); t(_codecs.register_error, 'x', 5); t(_codecs.register_error, 5, handler)
t(_codecs.ascii_encode, 'aé€b', 'my'); t(_codecs.utf_8_decode, b'a\xffb\xc3', 'my'); t(_codecs.latin_1_encode, '€', 'my'); t('aé'.encode, 'ascii', 'my'); t(b'\xff'.decode, 'utf-8', 'my'); print(ascii(log))
for r in [('x',), 5, ('x', 'y'), (b'x', 1), ('x', 99), ('x', -9), ('é', 1), (5, 1)]:
    _codecs.register_error('r', lambda e: r); t(_codecs.ascii_encode, 'é', 'r'); t(_codecs.ascii_decode, b'\xe9', 'r')
# registry
def search(name):
    log.append(name)
    if name == 'mine': return (lambda o, e='s': (('enc', o, e), 1), lambda o, e='s': (('dec', o, e), 1), None, None)
    if name == 'text': return (lambda o, e='s': (b'enc', 1), lambda o, e='s': ('dec', 1), None, None)
    if name == 'array': return (lambda o, e='s': (bytearray(b'enc'), 1), lambda o, e='s': ('dec', 1), None, None)
    if name == 'bad': return 5
    if name == 'fail':
        def f(o, e='s'): raise ValueError('inner')
        return (f, f, None, None)
    if name == 'fail2':
        def f(o, e='s'): raise OSError(1, 'inner')
        return (f, f, None, None)
    if name == 'odd': return (lambda o, e='s': 5, lambda o, e='s': (1, 2, 3), None, None)
log.clear()
t(_codecs.register, 5); _codecs.register(search)
t(_codecs.encode, 'x', 'MINE'); t(_codecs.decode, 'x', 'mi ne'); t(_codecs.decode, b'x', 'mine', 'errs'); t('x'.encode, 'mine'); t(b'x'.decode, 'mine'); t('x'.encode, 'text'); t(b'x'.decode, 'text', 'e')
t(_codecs.lookup, 'bad'); t(_codecs.encode, 'x', 'fail'); t(_codecs.decode, 'x', 'fail'); t(_codecs.encode, 'x', 'fail2'); t(_codecs.encode, 'x', 'odd'); t(_codecs.decode, 'x', 'odd')
t(lambda: len(_codecs.lookup('text'))); t(_codecs.lookup, 'no-such'); t(_codecs.lookup, 5); t(_codecs.encode, 'x', 5); t(_codecs.encode, 'x', 'text', 5); t(_codecs.encode, 'x', 'a\0b'); t(_codecs.encode); t(_codecs.encode, 'x', encoding='text')
try: _codecs.encode('x', 'fail')
except ValueError as e: print(repr(e.__cause__), repr(e.__context__))
_codecs.unregister(search); t(_codecs.lookup, 'text'); t(_codecs.unregister, 5); print(log)
for n in sorted(dir(_codecs)):
    if not n.startswith('__'): print(n, getattr(_codecs, n).__text_signature__)
section("all")
