# Packages: parents first, relative names, `from`, circles, and what goes wrong.
import os
import sys

ROOT = f"/tmp/glass-packages-{os.getpid():08}"
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


def tree(files):
    for name, text in files.items():
        path = os.path.join(ROOT, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as file:
            file.write(text)


def remove(path):
    for folder, folders, files in os.walk(path, topdown=False):
        for name in files:
            os.unlink(os.path.join(folder, name))
        os.rmdir(folder)


def attempt(statement):
    scope = {"__name__": "__main__"}
    try:
        exec(statement, scope)
    except BaseException as error:
        text = str(error).replace(ROOT, "ROOT")
        print(f"{statement!r}: {type(error).__name__}: {text}", getattr(error, "name", ""), getattr(error, "name_from", ""))
        return error
    found = {name: value for name, value in scope.items() if not name.startswith("__")}
    print(f"{statement!r}:", plain(found))


tree({
    "house/__init__.py": "print('house begins', __name__, __package__)\nfrom . import kitchen\nname = 'house'\n",
    "house/kitchen.py": "print('kitchen', __package__)\nfrom .cellar import wine\nfrom .. import nothing_above if False else None\n".replace("from .. import nothing_above if False else None\n", ""),
    "house/cellar/__init__.py": "from . import shelf as wine\n__all__ = ['shelf', 'barrel']\n",
    "house/cellar/shelf.py": "from ..garden import apple\n",
    "house/cellar/barrel.py": "print('barrel')\n",
    "house/garden.py": "apple = 'apple'\n_hidden = 1\n",
    "house/too_high.py": "from ... import x\n",
    "house/broken.py": "import house.garden\n1 / 0\n",
    "house/absent.py": "from .garden import pear\n",
    "house/attic.py": "import no_such_module\n",
    "circle_a.py": "import circle_b\nvalue = 1\n",
    "circle_b.py": "from circle_a import value\n",
    "circle_c.py": "import circle_d\nvalue = circle_d.value\n",
    "circle_d.py": "import circle_c\nvalue = circle_c.value\n",
    "alone.py": "import sys\nsys.modules[__name__] = 'something else'\n",
    "vanishing.py": "import sys\ndel sys.modules[__name__]\n",
    "wrong.py": "def f(:\n",
    "null.py": "x = 1\0\n",
    "not_utf8.py": "x = 1\n",
    "star.py": "__all__ = ['a', 'b']\na = 1\n",
    "star_wrong.py": "__all__ = ['a', 2]\na = 1\n",
    "answering.py": "def __getattr__(name):\n    if name.startswith('__'):\n        raise AttributeError(name)\n    return name.upper()\n",
    "plain/note.txt": "",
    "quitting.py": "raise SystemExit('enough')\n",
})
sys.path.insert(0, ROOT)
try:
    attempt("import house.cellar.shelf")
    attempt("import house.cellar.shelf as shelf")
    attempt("from house.cellar import *")
    attempt("from house.garden import *")
    attempt("from house import kitchen, garden, name")
    attempt("from house import roof")
    attempt("from house.garden import pear")
    attempt("import house.roof")
    attempt("import house.garden.apple")
    attempt("import house.too_high")
    attempt("import house.absent")
    attempt("import house.attic")
    attempt("from . import x")
    attempt("from .x import y")
    attempt("import circle_a")
    attempt("import circle_c")
    attempt("import alone")
    attempt("import vanishing")
    attempt("import wrong")
    attempt("import null")
    attempt("from star import *")
    attempt("from star_wrong import *")
    attempt("import answering; x = answering.anything")
    attempt("from answering import something")
    attempt("import quitting")
    attempt("import plain")
    attempt("import no_such_module")
    attempt("import no_such_package.module")
    sys.modules["forbidden"] = None
    attempt("import forbidden")
    attempt("import house.garden as g; del g.apple; from house.garden import apple")
    print(sorted(name for name in sys.modules if name.startswith(("house", "circle", "wrong", "quitting", "broken"))))

    print("tracebacks")
    error = attempt("import house.broken")
    at = error.__traceback__
    while at is not None:
        print("  ", at.tb_frame.f_code.co_filename.replace(ROOT, "ROOT"), at.tb_frame.f_code.co_name, at.tb_lineno)
        at = at.tb_next
    error = attempt("import house.attic")
    at = error.__traceback__
    while at is not None:
        print("  ", at.tb_frame.f_code.co_filename.replace(ROOT, "ROOT"), at.tb_frame.f_code.co_name, at.tb_lineno)
        at = at.tb_next

    print("modules")
    import house
    for module in (house, house.garden, house.cellar, sys):
        spec = module.__spec__
        print(str([module, module.__name__, module.__package__, getattr(module, "__path__", None),
                   getattr(module, "__file__", None), spec.parent, spec.has_location,
                   spec.submodule_search_locations, spec.origin]).replace(ROOT, "ROOT"))
    print(str(house.__spec__).split("loader=")[0], type(house.__loader__).__name__, house.__loader__.name)
    print([name for name in vars(house) if name != "__builtins__"])

    print("__import__")
    for arguments in (("house.cellar",), ("house.cellar", {}, {}, ["shelf"]), ("house.cellar", None, None, ()),
                      ("cellar.shelf", {"__package__": "house"}, None, (), 1),
                      ("", {"__package__": "house"}, None, ["garden"], 1),
                      ("", {"__package__": "house.cellar"}, None, (), 2),
                      ("garden", {"__package__": "house.cellar"}, None, (), 3),
                      ("garden", {"__package__": None, "__name__": "house", "__path__": []}, None, (), 1),
                      ("garden", {"__name__": "house.kitchen"}, None, (), 1),
                      ("x", {"__name__": "top"}, None, (), 1),
                      ("x", {"__package__": 1}, None, (), 1), ("x", {"__name__": 1}, None, (), 1),
                      ("x", {}, None, (), 1), ("x", None, None, (), 1), ("x", 1, None, (), 1), ("x", {"__package__": ""}, None, (), 1),
                      ("",), (1,), ("house", None, None, (), -1), ("house", None, None, [1]), ("house", None, None, ["*", ""])):
        try:
            print(arguments, "->", __import__(*arguments).__name__)
        except Exception as error:
            print(arguments, "->", type(error).__name__, error)
finally:
    remove(ROOT)
