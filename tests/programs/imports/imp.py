# _imp, as far as it is the same whatever is frozen.
import _imp

print(_imp.source_hash(3495, b"source"), _imp.source_hash(key=-1, source=bytearray(b"")))
print(_imp.is_builtin("sys"), _imp.is_builtin("nothing"), _imp.is_builtin("os.path"))
print(_imp.is_frozen("_frozen_importlib"), _imp.is_frozen("nothing"), _imp.is_frozen("d\xe9"))
for name in ("_frozen_importlib", "_frozen_importlib_external", "zipimport", "__hello__", "__hello_alias__",
             "__phello_alias__", "__phello_alias__.spam", "__phello__", "__phello__.__init__",
             "__phello__.ham", "__phello__.ham.__init__", "__phello__.ham.eggs", "__phello__.spam",
             "__hello_only__", "nothing"):
    print(name, _imp.find_frozen(name))
print([name for name in _imp._frozen_module_names() if "hello" in name])
for name in ("__phello__", "__phello__.ham", "__phello__.__init__", "__phello_alias__", "zipimport"):
    print(name, _imp.is_frozen_package(name), _imp.get_frozen_object(name).co_filename)
_imp._override_frozen_modules_for_tests(-1)
print(_imp.is_frozen("__hello__"), _imp.is_frozen("zipimport"))
_imp._override_frozen_modules_for_tests(1)
print(_imp.is_frozen("__hello__"), _imp.is_frozen("zipimport"))
_imp._override_frozen_modules_for_tests(0)
print(_imp.lock_held())
_imp.acquire_lock()
_imp.acquire_lock()
print(_imp.lock_held())
_imp.release_lock()
print(_imp.lock_held())
_imp.release_lock()
print(_imp.lock_held())


class Spec:
    name = "marshal"


module = _imp.create_builtin(Spec)
print(module.__name__, hasattr(module, "dumps"), hasattr(module, "version"))
print(_imp.exec_builtin(module), module.version)
Spec.name = "nothing"
print(_imp.create_builtin(Spec))
print(_imp.check_hash_based_pycs)
hello = _imp.init_frozen("__hello__")
print(hello.__name__, hello.__origname__, hello.initialized)
print(_imp.init_frozen("nothing"))

for call in ("find_frozen()", "find_frozen(1)", "is_builtin(1)", "source_hash(1)", "source_hash('a', b'')",
             "source_hash(1, '')", "_fix_co_filename(1, 'a')", "_fix_co_filename((lambda: 0).__code__, 1)",
             "get_frozen_object('zipimport', 1)", "get_frozen_object('zipimport', b'')",
             "get_frozen_object('zipimport', b'N')", "get_frozen_object('zipimport', b'zz')",
             "get_frozen_object('nothing')", "is_frozen_package('nothing')", "create_builtin(1)",
             "exec_builtin(1)", "release_lock()", "_override_frozen_modules_for_tests('a')",
             "init_frozen(None)"):
    try:
        print(call, eval("_imp." + call))
    except Exception as error:
        print(call, type(error).__name__, error, getattr(error, "name", None))
