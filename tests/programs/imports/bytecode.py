# What is in __pycache__, when it is believed, and when it is written.
import importlib
import importlib.util
import os
import sys
from importlib import _bootstrap_external as external

ROOT = f"/tmp/glass-bytecode-{os.getpid():08}"
SOURCE = f"{ROOT}/thing.py"
CACHED = f"{ROOT}/__pycache__/thing.cpython-311.pyc"


def plain(value):
    """Without what differs from run to run: the folder, and addresses."""
    text = str(value).replace(ROOT, "ROOT")
    while " at 0x" in text:
        start = text.index(" at 0x")
        end = start + len(" at 0x")
        while text[end:end + 1] and text[end] in "0123456789abcdef":
            end += 1
        text = text[:start] + text[end:]
    return text


def write(path, data, mtime=None):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data)
    if mtime is not None:
        os.utime(path, (mtime, mtime))


def read(path):
    with open(path, "rb") as file:
        return file.read()


def load(name="thing"):
    sys.modules.pop(name, None)
    importlib.invalidate_caches()
    try:
        module = importlib.import_module(name)
    except Exception as error:
        return f"{type(error).__name__}: {error}".replace(ROOT, "ROOT"), getattr(error, "path", "").replace(ROOT, "ROOT")
    return module.value, str(module.__cached__).replace(ROOT, "ROOT")


def files():
    found = []
    for folder, _, names in os.walk(ROOT):
        found += [os.path.join(folder, name)[len(ROOT):] for name in names]
    return sorted(found)


def remove(path):
    for folder, folders, names in os.walk(path, topdown=False):
        for name in names:
            os.unlink(os.path.join(folder, name))
        os.rmdir(folder)


sys.path.insert(0, ROOT)
try:
    write(SOURCE, b"value = 'first'\n", 1_000_000_000)
    sys.dont_write_bytecode = True
    print(load(), files())
    sys.dont_write_bytecode = False
    print(load(), files())
    first = read(CACHED)
    print(first[:16], oct(os.stat(CACHED).st_mode))
    print(first[16:].replace(SOURCE.encode(), b"SOURCE"))

    print("time and size")
    write(SOURCE, b"value = 'other'\n", 1_000_000_000)
    print(load(), "is believed")
    write(SOURCE, b"value = 'other'\n", 1_000_000_002)
    print(load(), read(CACHED)[:16])
    write(SOURCE, b"value = 'a third'\n", 1_000_000_002)
    print(load(), read(CACHED)[:16])

    print("what is in it")
    good = read(CACHED)
    for bad in (b"", good[:10], good[:16], good[:20], b"\0\0\r\n" + good[4:], good[:4] + b"\4\0\0\0" + good[8:],
                good[:16] + b"N", good[:16] + b"?"):
        write(CACHED, bad)
        print(bad[:20], load(), len(read(CACHED)) == len(good))
        write(CACHED, good)

    print("hashes")
    code = compile(b"value = 'hashed'\n", SOURCE, "exec")
    write(SOURCE, b"value = 'hashed'\n", 1_000_000_002)
    digest = importlib.util.source_hash(read(SOURCE))
    print(digest)
    for checked in (True, False):
        write(CACHED, external._code_to_hash_pyc(code, digest, checked))
        print(checked, read(CACHED)[:16], load())
        write(SOURCE, b"value = 'changed'\n")
        print(load(), read(CACHED)[:16])
        write(SOURCE, b"value = 'hashed'\n", 1_000_000_002)

    print("without source")
    write(f"{ROOT}/bare.pyc", good)
    print(load("bare"))
    for bad in (b"", good[:10], b"\0\0\r\n" + good[4:], good[:4] + b"\4\0\0\0" + good[8:], good[:16] + b"N", good[:16] + b"?"):
        write(f"{ROOT}/bare.pyc", bad)
        print(bad[:20], load("bare"))

    print("names")
    for path in ("a/b.py", "b.py", "/x/y.z.py", "noext", ".py", "a/b.pyw", "", "a/"):
        print(repr(path), external.cache_from_source(path), external.cache_from_source(path, optimization=2),
              external.cache_from_source(path, optimization=""))
    for path in ("a/__pycache__/b.cpython-311.pyc", "a/__pycache__/b.cpython-311.opt-2.pyc", "a/b.cpython-311.pyc",
                 "a/__pycache__/b.pyc", "a/__pycache__/b.c.d.e.pyc", "a/__pycache__/b.x.opt-.pyc", "a/__pycache__/b.x.opt-1.pyc",
                 "a/__pycache__/b.x.up-1.pyc", "a/__pycache__/b", "__pycache__/.x.pyc"):
        try:
            print(path, external.source_from_cache(path))
        except ValueError as error:
            print(path, "ValueError:", error)
    try:
        external.cache_from_source("a.py", optimization="a-b")
    except ValueError as error:
        print(error)
    sys.pycache_prefix = f"{ROOT}/prefix"
    print(plain(external.cache_from_source("/x/y.py")), external.cache_from_source("y.py") == f"{ROOT}/prefix{os.getcwd()}/y.cpython-311.pyc" )
    print(plain(external.source_from_cache(f"{ROOT}/prefix/x/y.cpython-311.pyc")))
    print(load()[0], [name for name in files() if name.startswith("/prefix")] == [f"/prefix{ROOT}/thing.cpython-311.pyc"])
    sys.pycache_prefix = None

    print("code from elsewhere")
    moved = f"{ROOT}/moved.py"
    write(moved, read(SOURCE), 1_000_000_002)
    write(f"{ROOT}/__pycache__/moved.cpython-311.pyc", external._code_to_timestamp_pyc(code, 1_000_000_002, len(read(SOURCE))))
    spec = importlib.util.find_spec("moved")
    print(spec.loader.get_code("moved").co_filename == moved)

    print("modes")
    os.unlink(CACHED)
    os.chmod(SOURCE, 0o640)
    load()
    print(oct(os.stat(CACHED).st_mode))
    os.unlink(CACHED)
    os.chmod(SOURCE, 0o444)
    load()
    print(oct(os.stat(CACHED).st_mode))
    print(plain(files()))
finally:
    remove(ROOT)
