"""Records where CPython's own allocator puts blocks, for patterns of requests.

`pymalloc.py` records them for the reference. An older Python's go beside the chapter's tests:

    python3.9 tests/reference/pymalloc_patterns.py > chapters/04-pymalloc/tests/recorded/patterns-3.9.txt

The shared library is loaded a second time, under another name, so that there is an
allocator that nobody has used yet. Its arenas come from a place of ours: the lowest free
slot of one stretch of memory. So every address can be written down as an offset into that
stretch, and another allocator with the same arenas has to arrive at the same offsets.

For each pattern: a line with its parameters, a digest of all addresses after each thousand
requests, and what `sys._debugmallocstats()` would print at the end, before and after all
blocks are freed.
"""

import ctypes
import mmap
import os
import shutil
import sys
import sysconfig
import tempfile

PATTERNS = [
    # name, seed, requests, bytes by which arenas miss a pool's alignment
    ("mixed", 1, 40_000, 0),
    ("mixed", 2, 40_000, 4096),
    ("waves", 3, 60_000, 0),
    ("waves", 4, 60_000, 12288),
    ("one_size", 5, 40_000, 4096),
    ("tides", 6, 120_000, 0),
    ("tides", 7, 120_000, 4096),
]

SLOTS = 64
SLOT_SIZE = 1 << 21
LARGE = (1 << 64) - 1


class Random:
    def __init__(self, seed):
        self.state = seed

    def below(self, limit):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % (1 << 64)
        return (self.state >> 33) % limit


class Digest:
    """FNV-1a over 64-bit words."""

    def __init__(self):
        self.value = 0xCBF29CE484222325

    def add(self, word):
        self.value = ((self.value ^ word) * 0x100000001B3) % (1 << 64)


class NoSharedLibrary(Exception):
    pass


def private_library():
    name = os.path.join(
        sysconfig.get_config_var("LIBDIR"), sysconfig.get_config_var("INSTSONAME")
    )
    if not sysconfig.get_config_var("Py_ENABLE_SHARED") or not os.path.exists(name):
        raise NoSharedLibrary(f"{sys.executable} was built without a shared library")
    with tempfile.TemporaryDirectory() as folder:
        copy = shutil.copy(name, os.path.join(folder, "private.so"))
        return ctypes.CDLL(copy, mode=os.RTLD_NOW | os.RTLD_LOCAL | os.RTLD_DEEPBIND)


ALLOC = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t)
FREE = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t)


class ArenaAllocator(ctypes.Structure):
    _fields_ = [("ctx", ctypes.c_void_p), ("alloc", ALLOC), ("free", FREE)]


class Slots:
    """Arenas out of one stretch of memory, the lowest free slot first."""

    def __init__(self, misaligned_by):
        libc = ctypes.CDLL(None, use_errno=True)
        libc.mmap.restype = ctypes.c_void_p
        libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t] + [ctypes.c_int] * 3 + [ctypes.c_long]
        flags = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x4000  # MAP_NORESERVE
        gigabyte = 1 << 30
        start = libc.mmap(None, 2 * gigabyte, mmap.PROT_READ | mmap.PROT_WRITE, flags, -1, 0)
        self.base = (start + gigabyte - 1) // gigabyte * gigabyte
        self.misaligned_by = misaligned_by
        self.taken = set()
        self.allocator = ArenaAllocator(None, ALLOC(self.alloc), FREE(self.free))

    def alloc(self, _context, _size):
        slot = next(slot for slot in range(SLOTS) if slot not in self.taken)
        self.taken.add(slot)
        return self.base + slot * SLOT_SIZE + self.misaligned_by

    def free(self, _context, address, _size):
        self.taken.remove((address - self.base) // SLOT_SIZE)

    def offset(self, address):
        offset = address - self.base
        return offset if 0 <= offset < SLOTS * SLOT_SIZE else LARGE


def draw_size(name, random):
    kind = random.below(16)
    if name == "one_size":
        return 48
    if kind < 10:
        return 1 + random.below(64)
    if kind < 15:
        return 1 + random.below(512)
    return random.below(700)


def growing(name, request):
    """How many of eight requests make a block rather than free one."""
    if name == "waves":
        return 7 if request // 10_000 % 2 == 0 else 1
    if name == "tides":
        return 7 if request // 30_000 % 2 == 0 else 2
    return 5


def statistics(library):
    libc = ctypes.CDLL(None)
    libc.fdopen.restype = ctypes.c_void_p
    libc.fclose.argtypes = [ctypes.c_void_p]
    reading, writing = os.pipe()
    library._PyObject_DebugMallocStats.argtypes = [ctypes.c_void_p]
    file = libc.fdopen(writing, b"w")
    library._PyObject_DebugMallocStats(file)
    libc.fclose(file)
    with os.fdopen(reading) as text:
        return text.read()


def play(name, seed, requests, misaligned_by):
    """Plays a pattern and yields the lines of its recording."""
    library = private_library()
    library.PyObject_Malloc.restype = ctypes.c_void_p
    library.PyObject_Malloc.argtypes = [ctypes.c_size_t]
    library.PyObject_Realloc.restype = ctypes.c_void_p
    library.PyObject_Realloc.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
    library.PyObject_Free.argtypes = [ctypes.c_void_p]
    slots = Slots(misaligned_by)
    library.PyObject_SetArenaAllocator(ctypes.byref(slots.allocator))

    random, digest, live = Random(seed), Digest(), []
    yield f"pattern {name} {seed} {requests} {misaligned_by}\n"
    for request in range(requests):
        if random.below(8) < growing(name, request) or not live:
            live.append(library.PyObject_Malloc(draw_size(name, random)))
            digest.add(slots.offset(live[-1]))
        elif random.below(4) == 0:
            index = random.below(len(live))
            live[index] = library.PyObject_Realloc(live[index], draw_size(name, random))
            digest.add(slots.offset(live[index]))
        else:
            index = random.below(len(live))
            live[index], live[-1] = live[-1], live[index]
            library.PyObject_Free(live.pop())
        if request % 1000 == 999:
            yield f"{digest.value:016x}\n"
    yield statistics(library)
    yield "freed\n"
    while live:
        index = random.below(len(live))
        live[index], live[-1] = live[-1], live[index]
        library.PyObject_Free(live.pop())
    yield statistics(library)
    yield "end\n"


def record():
    """The recording of all patterns."""
    return "".join(line for pattern in PATTERNS for line in play(*pattern))


if __name__ == "__main__":
    try:
        print(record(), end="")
    except NoSharedLibrary as reason:
        print(reason, file=sys.stderr)
        sys.exit(77)
