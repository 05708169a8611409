# importlib's own functions: specs, loaders, finders, reload, lazy modules.
import importlib
import importlib.machinery
import importlib.util
import os
import sys
import types
import warnings

ROOT = f"/tmp/glass-machinery-{os.getpid():08}"
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


def attempt(function, *arguments, **keywords):
    try:
        show(function(*arguments, **keywords))
    except Exception as error:
        show(type(error).__name__, error, getattr(error, "name", None), getattr(error, "path", None))


def remove(path):
    for folder, folders, files in os.walk(path, topdown=False):
        for name in files:
            os.unlink(os.path.join(folder, name))
        os.rmdir(folder)


class Finder:
    """Modules out of a dict."""

    def __init__(self, sources):
        self.sources = sources

    def find_spec(self, name, path, target=None):
        print("asked for", name, path is None, target)
        if name in self.sources:
            return importlib.util.spec_from_loader(name, Loader(self.sources[name]), origin="a dict")


class Loader:
    def __init__(self, source):
        self.source = source

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        exec(self.source, module.__dict__)


try:
    write("counter.py", "count = globals().get('count', 0) + 1\nprint('counter runs', count)\n")
    write("lazy.py", "print('lazy runs')\nvalue = 'loaded'\n")
    write("pkg/__init__.py", "")
    write("pkg/mod.py", "here = __name__\n")
    sys.path.insert(0, ROOT)

    print("reload")
    import counter
    old = counter
    show(importlib.reload(counter) is old, counter.count)
    write("counter.py", "print('counter is rewritten')\nother = 1\n\n\n")
    importlib.invalidate_caches()
    importlib.reload(counter)
    show(counter.count, counter.other)
    attempt(importlib.reload, types.ModuleType("unknown"))
    attempt(importlib.reload, 1)
    os.unlink(f"{ROOT}/counter.py")
    importlib.invalidate_caches()
    attempt(importlib.reload, counter)

    print("lazy")
    spec = importlib.util.find_spec("lazy")
    spec.loader = importlib.util.LazyLoader(spec.loader)
    module = importlib.util.module_from_spec(spec)
    sys.modules["lazy"] = module
    spec.loader.exec_module(module)
    print(type(module).__name__, "value" in object.__getattribute__(module, "__dict__"))
    print(module.value, type(module).__name__)

    print("finders")
    finder = Finder({"dreamt": "print('dreamt', __spec__.origin)\n", "dreamt.of": "1 / 0"})
    sys.meta_path.insert(0, finder)
    import dreamt
    show(dreamt, dreamt.__loader__.__class__.__name__)
    attempt(importlib.import_module, "dreamt.of")
    attempt(importlib.import_module, "undreamt")
    sys.meta_path.remove(finder)

    class Old:
        def find_module(self, name, path=None):
            return self if name == "old_style" else None

        def load_module(self, name):
            module = sys.modules.setdefault(name, types.ModuleType(name))
            module.loaded = True
            return module

    sys.meta_path.insert(0, Old())
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        import old_style
    for warning in caught:
        print(warning.category.__name__, warning.message)
    show(old_style.loaded, old_style.__package__, type(old_style.__loader__).__name__)
    del sys.meta_path[0]

    class Half:
        def exec_module(self, module):
            pass

    attempt(importlib.util.module_from_spec, importlib.machinery.ModuleSpec("half", Half()))
    attempt(importlib._bootstrap._load, importlib.machinery.ModuleSpec("none", None))

    print("hooks")
    def hook(entry):
        if not entry.startswith("scheme:"):
            raise ImportError
        print("hook takes", entry)
        return Entry()

    class Entry:
        def find_spec(self, name, target=None):
            return importlib.util.spec_from_loader(name, Loader("print('by a hook', __name__)")) if name == "hooked" else None

        def invalidate_caches(self):
            print("forgets")

    sys.path_hooks.append(hook)
    sys.path.append("scheme:x")
    import hooked
    attempt(importlib.import_module, "unhooked")
    show(type(sys.path_importer_cache["scheme:x"]).__name__)
    del sys.path_importer_cache["scheme:x"]
    sys.path.remove("scheme:x")
    sys.path_hooks.remove(hook)

    print("specs")
    spec = importlib.util.spec_from_file_location("mod", f"{ROOT}/pkg/mod.py")
    show(spec.name, spec.origin, spec.has_location, spec.cached, spec.parent, spec.submodule_search_locations)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    show(module, module.here, "mod" in sys.modules)
    show(importlib.util.spec_from_file_location("x", f"{ROOT}/file.unknown"))
    spec = importlib.util.spec_from_file_location("pkg2", f"{ROOT}/pkg/__init__.py", submodule_search_locations=[])
    show(spec.submodule_search_locations, spec.parent)
    show(importlib.machinery.ModuleSpec("a.b", None), importlib.machinery.ModuleSpec("a.b", None).parent)
    show(importlib.machinery.ModuleSpec("a", None, origin="o", is_package=True))
    show(importlib.machinery.ModuleSpec("a", 1) == importlib.machinery.ModuleSpec("a", 1), importlib.machinery.ModuleSpec("a", 1) == 3)
    show(importlib.util.find_spec("pkg.mod").origin, importlib.util.find_spec("sys").origin, importlib.util.find_spec("absent"))
    attempt(importlib.util.find_spec, "pkg.mod.deeper")
    attempt(importlib.util.find_spec, ".mod", "pkg")
    attempt(importlib.util.resolve_name, "...x", "a.b")
    show(importlib.util.resolve_name("..x", "a.b"), importlib.util.resolve_name("x", None))
    show(importlib.import_module(".mod", "pkg").here)
    attempt(importlib.import_module, ".mod")
    attempt(importlib.import_module, "...mod", "pkg")

    print("loaders")
    loader = importlib.machinery.SourceFileLoader("pkg.mod", f"{ROOT}/pkg/mod.py")
    show(loader.get_filename(), loader.is_package("pkg.mod"), repr(loader.get_source("pkg.mod")), loader.path_stats(loader.path)["size"])
    attempt(loader.get_filename, "other")
    show(loader == importlib.machinery.SourceFileLoader("pkg.mod", f"{ROOT}/pkg/mod.py"), hash(loader) == hash(loader.name) ^ hash(loader.path))
    attempt(importlib.machinery.SourceFileLoader("x", f"{ROOT}/no").get_source, "x")
    attempt(importlib.machinery.BuiltinImporter.get_code, "no")
    attempt(importlib.machinery.FrozenImporter.get_code, "no")
    show(importlib.machinery.BuiltinImporter.is_package("sys"), importlib.machinery.BuiltinImporter.get_source("sys"))
    show(importlib.machinery.FrozenImporter.find_spec("__phello__").loader_state.origname)
    import __phello__.spam
    show(__phello__.initialized, __phello__.spam.__spec__.origin, __phello__.spam)
    show(importlib.machinery.SOURCE_SUFFIXES, importlib.machinery.BYTECODE_SUFFIXES)
    for name in ("SourceFileLoader", "FileFinder", "PathFinder", "ModuleSpec", "NamespaceLoader"):
        show(getattr(importlib.machinery, name))

    print("empty")
    saved, sys.meta_path = sys.meta_path, []
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        attempt(__import__, "unfindable")
    sys.meta_path = None
    attempt(__import__, "unfindable")
    sys.meta_path = saved
    for warning in caught:
        print(warning.category.__name__, warning.message)
finally:
    remove(ROOT)
