# Packages without __init__: several directories are one package.
import importlib.machinery
import os
import sys

ROOT = f"/tmp/glass-namespaces-{os.getpid():08}"
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


def write(name, text=""):
    path = os.path.join(ROOT, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write(text)


def show(*values):
    print(*map(plain, values))


def remove(path):
    for folder, folders, files in os.walk(path, topdown=False):
        for name in files:
            os.unlink(os.path.join(folder, name))
        os.rmdir(folder)


write("one/town/street.py", "print('street of', __name__)\n")
write("two/town/square.py", "print('square of', __name__)\n")
write("two/town/inner/place.py", "print('place of', __name__)\n")
write("three/town/__init__.py", "print('a package after all')\n")
write("four/town/late.py", "print('late')\n")
os.makedirs(f"{ROOT}/empty/nothing_in_it")
sys.path[:0] = [f"{ROOT}/one", f"{ROOT}/two"]
try:
    import town.street
    import town.square
    import town.inner.place
    show(town, town.__path__, list(town.__path__), len(town.__path__))
    show(type(town.__path__).__name__, type(town.__loader__).__name__, town.__spec__.origin, town.__file__)
    show(town.__spec__.submodule_search_locations, town.__spec__.loader is town.__loader__, town.__package__)
    show(town.inner.__path__, town.inner.__spec__.parent, town.inner.__path__[0])
    try:
        import town.late
    except ModuleNotFoundError as error:
        print(error, error.name)
    sys.path.append(f"{ROOT}/four")
    import town.late
    show(list(town.__path__), f"{ROOT}/four/town" in town.__path__)
    town.__path__.append("elsewhere")
    show(list(town.__path__))
    print(town.__loader__.is_package("town"), repr(town.__loader__.get_source("town")), town.__loader__.get_code("town").co_code)
    sys.path.append(f"{ROOT}/empty")
    import nothing_in_it
    show(nothing_in_it, vars(nothing_in_it).keys())
    write("empty/nothing_in_it/something.py", "print('now there is something')\n")
    importlib.invalidate_caches()
    import nothing_in_it.something

    for name in [name for name in sys.modules if name.startswith("town")]:
        del sys.modules[name]
    sys.path.append(f"{ROOT}/three")
    import town
    show(town, town.__path__)
    try:
        import town.street
    except ModuleNotFoundError as error:
        print(error)
    finder = importlib.machinery.FileFinder(f"{ROOT}/one", (importlib.machinery.SourceFileLoader, [".py"]))
    spec = finder.find_spec("town")
    show(finder, spec, finder.find_spec("absent"))
    show(sys.path_importer_cache[f"{ROOT}/one"], importlib.machinery.PathFinder.find_spec("absent", [f"{ROOT}/one"]))
finally:
    remove(ROOT)
