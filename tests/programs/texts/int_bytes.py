"""Ints as bytes, and tables for translate()."""

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


for v in [0, 1, -1, 127, 128, 255, 256, -128, -129, 2**70, -2**70, True]:
    for n in [-1, 0, 1, 2, 9, 10, 'a', 2**70]:
        for o in ['big', 'little', 'x', 5]:
            for s in [True, False, []]:
                t(v.to_bytes, n, o, signed=s)
t((1).to_bytes); t((1).to_bytes, 2**62); t((1).to_bytes, 1, 'big', True); t((1).to_bytes, length=3); t((1).to_bytes, byteorder='little')
t(int.from_bytes, 'a'); t(int.from_bytes, b'ab', 'little'); t(int.from_bytes, bytearray(b'\xff'), signed=True); t(int.from_bytes, [1, 2]); t(int.from_bytes, 5)
t(str.maketrans, 'ab', 'cd', 'e'); t(str.maketrans, {'a': 1, 5: None}); t(str.maketrans, 'ab', 'c'); t(str.maketrans, 5); t(lambda: 'abc'.translate('x'.maketrans('a', 'b'))); t(lambda: type(str.__dict__['maketrans']).__name__); t(lambda: bytes.maketrans(b'a', b'b')[97])
t(float.__getformat__, 'double'); t(float.__getformat__, 'x'); t(float.fromhex, '0x1p3'); t(lambda: (1.5).hex()); t(bytes, 'a'); t(bytes, [1, 300]); t(bytearray, 'a')
section("all")
