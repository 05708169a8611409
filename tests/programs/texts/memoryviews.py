"""Views of memory: formats, shapes, strides, items, slices, comparison, release."""

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
def show(m):
    for n in ("nbytes", "readonly", "itemsize", "format", "ndim", "shape", "strides", "suboffsets",
              "c_contiguous", "f_contiguous", "contiguous", "obj"):
        t(lambda: getattr(m, n))
    t(m.tobytes); t(m.tobytes, "F"); t(m.tobytes, "A"); t(m.tobytes, order=None); t(m.tobytes, "x")
    t(m.tolist); t(m.hex); t(m.hex, ":"); t(len, m); t(hash, m); t(lambda: list(m))
    t(lambda: m.toreadonly().readonly); t(lambda: bytes(m)); t(lambda: b"" + m)


data = bytearray(range(24))
base = memoryview(data)
whole = base.cast("B", [2, 3, 4])
nothing = memoryview(b"\x07").cast("B", [])
for m in [memoryview(b""), memoryview(b"abc"), base, base[::2], base[::-1], base[5:5], base[3:9],
          base.toreadonly()[2:4], whole, base.cast("i", [2, 3]), base.cast("d"), nothing]:
    show(m)
section("attributes")
SHAPES = ([24], [2, 12], (2, 3, 4), [3, 2], [6], [], [0, 24], [-1], ["a"], 5, [2**62, 4], [24.0])
for f in list("bBhHiIlLqQnNfd?cP") + ["@i", "@B", "x", "<i", "", "ii", "\xe9", 5]:
    t(lambda: base.cast(f).shape); t(lambda: base[::2].cast(f).shape)
    t(lambda: memoryview(b"").cast(f).shape)
    for shape in SHAPES:
        t(lambda: base.cast(f, shape).strides)
section("casts")
for key in [0, -1, 5, 24, 2**70, (0,), (0, 0), (1, 2, 3), (1, 2, 4), (-1, -1, -1), (0, 0, 0, 0), (),
            ..., None, "a", slice(1, 3), slice(None, None, -2), (slice(1), slice(2)), slice(1, 2, 0)]:
    for v in (base, whole, base.cast("i"), nothing, base[::3], base.cast("d")):
        t(lambda: v[key].tolist() if isinstance(v[key], memoryview) else v[key])
section("items")
for f in "bBhHiIlLqQnNfd?cP":
    for value in [0, 1, -1, 127, 128, 255, 256, 2**15, 2**16, 2**31, 2**32, 2**63, 2**64, -2**63,
                  -2**63 - 1, 1.5, "a", b"a", b"ab", None, True, [], 1e300]:
        def store():
            w = memoryview(bytearray(16)).cast(f)
            w[1] = value
            return w.tobytes()
        t(store)
section("stores")


def assign(w, k, v):
    w[k] = v
    return w.tobytes()


def delete(w, k):
    del w[k]


for k in [0, -1, 99, slice(0, 3), slice(0, 6, 2), slice(None, None, -1), (0,), (0, 1), (), ..., "a"]:
    for v in [5, b"abc", b"ab", bytearray(b"xyz"), "abc", memoryview(b"abcdef")[::2],
              memoryview(b"abcd").cast("H"), [1, 2, 3], None]:
        t(assign, memoryview(bytearray(b"012345")), k, v)
    t(delete, memoryview(bytearray(3)), k); t(assign, memoryview(b"ab"), k, 1)
    t(assign, memoryview(bytearray(4)).cast("B", [2, 2]), k, 1)
w = memoryview(bytearray(b"0123456789"))
w[2:8] = w[0:6]; print(w.tobytes()); w[0:6] = w[2:8]; print(w.tobytes()); w[::-1] = w; print(w.tobytes())
section("slices")
views = [memoryview(b"abc"), b"abc", bytearray(b"abc"), "abc", memoryview(b"abcd")[:3],
         memoryview(b"cba")[::-1], memoryview(b"\0" * 8).cast("d"), memoryview(b"").cast("H"),
         memoryview(b"\0\0\0\0\0\0\xf8\x7f").cast("d"), memoryview(b"\0" * 7 + b"\x80").cast("d"), 5]
for a in views:
    for b in views:
        if not (isinstance(a, memoryview) and isinstance(b, memoryview) and a.format != b.format):
            t(lambda: a == b); t(lambda: a != b)
section("comparisons")
m = memoryview(bytearray(b"abc")); n = m[1:]; m.release(); show(m); t(n.tobytes); n.release()
t(memoryview, m); print(m == m, m == n)
b = bytearray(b"abc"); m = memoryview(b); t(b.append, 1); n = memoryview(m); m.release(); t(b.append, 1)
n.release(); t(b.append, 1); print(b)
with memoryview(b) as m: print(m[0])
t(m.tobytes)


class Releasing:
    def __init__(self, m, v): self.m = m; self.v = v
    def __index__(self): self.m.release(); return self.v


R = Releasing
for f in (lambda m: m[R(m, 1)], lambda m: m[(R(m, 0),)], lambda m: assign(m, 0, R(m, 1)),
          lambda m: assign(m, R(m, 1), 1), lambda m: m[R(m, 0):2].tolist(), lambda m: assign(m, slice(R(m, 0), 2), b"ab")):
    t(f, memoryview(bytearray(b"abc")))
t(memoryview); t(memoryview, 5); t(memoryview, "a"); t(memoryview, b"a", 1); t(memoryview, obj=b"a")
t(type, "X", (memoryview,), {}); t(iter, whole); t(iter, nothing)
section("release")
