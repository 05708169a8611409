# Modules in Zip archives, which are made here byte by byte.
import importlib.util
import os
import sys
import zipimport

ROOT = f"/tmp/glass-archives-{os.getpid():08}"
sys.dont_write_bytecode = True


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


def crc32(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xEDB88320 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def archive(path, files, comment=b"", before=b"", compression=0):
    def numbers(*pairs):
        return b"".join(value.to_bytes(size, "little") for value, size in pairs)

    out, directory = bytearray(), bytearray()
    date = (2020 - 1980) << 9 | 5 << 5 | 17
    for name, data in files.items():
        data, raw = data.encode() if isinstance(data, str) else data, name.encode()
        utf8 = 0x800 if not name.isascii() else 0
        common = numbers((20, 2), (utf8, 2), (compression, 2), (0x6000, 2), (date, 2), (crc32(data), 4),
                         (len(data), 4), (len(data), 4), (len(raw), 2), (0, 2))
        directory += b"PK\1\2" + numbers((20, 2)) + common + numbers((0, 2), (0, 2), (0, 2), (0, 4), (len(out), 4)) + raw
        out += b"PK\3\4" + common + raw + data
    end = b"PK\5\6" + numbers((0, 2), (0, 2), (len(files), 2), (len(files), 2), (len(directory), 4), (len(out), 4), (len(comment), 2))
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(before + out + directory + end + comment)


def show(*values):
    print(*map(plain, values))


def attempt(function, *arguments):
    try:
        show(function(*arguments))
    except Exception as error:
        show(type(error).__name__, error, getattr(error, "path", None), getattr(error, "name", None))


def remove(path):
    for folder, folders, files in os.walk(path, topdown=False):
        for name in files:
            os.unlink(os.path.join(folder, name))
        os.rmdir(folder)


code = compile("print('from bytecode')", "zipped", "exec")
import marshal
bytecode = importlib.util.MAGIC_NUMBER + bytes(12) + marshal.dumps(code)
ZIP = f"{ROOT}/lib.zip"
try:
    archive(ZIP, {
        "single.py": "print('single', __name__)\nvalue = 1\n",
        "windows.py": "print('lines')\r\nx = 2\r",
        "package/": b"",
        "package/__init__.py": "print('package', len(__path__))\n",
        "package/inner.py": "from . import other\n",
        "package/other.py": "from single import value\nprint('value', value)\n",
        "package/data.txt": "some data",
        "bare.pyc": bytecode,
        "stale.pyc": b"\0" * 20,
        "spaces/": b"",
        "spaces/member.py": "print('in a namespace', __name__)\n",
        "sub/dir/deep.py": "print('deep')\n",
        "\xfcmlaut.py": "print('umlaut')\n",
        "broken.py": "def f(:\n",
        "failing.py": "x = 1\nraise ValueError('here')\n",
    }, comment=b"a comment at the end")
    sys.path.insert(0, ZIP)
    import single, windows, package.inner, bare
    importlib.import_module("\xfcmlaut")
    import spaces.member
    show(single, single.__file__, single.__loader__, single.__spec__.origin, single.__cached__ if hasattr(single, "__cached__") else "no cached")
    show(package, package.__path__, package.__file__, package.inner.__package__)
    show(spaces.__path__, spaces)
    sys.path.insert(0, f"{ZIP}/sub/dir")
    import deep
    show(deep, deep.__loader__.prefix, deep.__loader__.archive)
    for name in ("broken", "failing", "absent", "stale"):
        attempt(importlib.import_module, name)

    importer = zipimport.zipimporter(ZIP)
    show(importer, importer.is_package("package"), importer.get_filename("package"), repr(importer.get_source("package")))
    show(importer.get_source("bare"), importer.get_data("package/data.txt"), importer.get_data(f"{ZIP}/single.py"))
    show(importer.get_code("single").co_filename, importer.find_spec("spaces"), importer.find_spec("absent"))
    for method, argument in (("get_data", "no/file"), ("get_source", "absent"), ("is_package", "absent"), ("get_code", "absent"),
                             ("get_filename", "absent"), ("get_code", "stale"), ("get_code", "broken"), ("get_resource_reader", "single")):
        attempt(getattr(importer, method), argument)
    show(sorted(name for name in importer._files)[:3], importer._files["single.py"][1:])

    print("not archives")
    with open(f"{ROOT}/text", "w") as file:
        file.write("not an archive, but longer than an end record")
    with open(f"{ROOT}/short", "w") as file:
        file.write("short")
    for path in ("", 1, ROOT, f"{ROOT}/text", f"{ROOT}/short", f"{ROOT}/absent.zip", "absent"):
        attempt(zipimport.zipimporter, path)
    archive(f"{ROOT}/after.zip", {"tail.py": "print('behind a program')\n"}, before=b"#!/bin/sh\nexit\n")
    sys.path.insert(0, f"{ROOT}/after.zip")
    import tail
    with open(ZIP, "rb") as file:
        whole = file.read()
    for length in (100, len(whole) - 30, len(whole) - 25):
        with open(f"{ROOT}/cut.zip", "wb") as file:
            file.write(whole[:length])
        attempt(zipimport.zipimporter, f"{ROOT}/cut.zip")
    with open(f"{ROOT}/bad.zip", "wb") as file:
        file.write(whole.replace(b"PK\3\4", b"PK\0\0"))
    attempt(zipimport.zipimporter(f"{ROOT}/bad.zip").get_code, "single")

    archive(ZIP, {"single.py": "print('another')\n"})
    importlib.invalidate_caches()
    del sys.modules["single"]
    import single
    attempt(importlib.import_module, "windows_again")
finally:
    remove(ROOT)
