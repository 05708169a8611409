"""Puts chapter 9's importlib in the place of CPython's own, in this process, and runs tests on it.

    python3.11 tests/reference/importlib_in_cpython.py [--plain] [test.module ...]

CPython's `import` statement calls `_frozen_importlib._find_and_load` by name. So the two frozen
modules are emptied and filled again from our sources, and every import from there on is ours.
Without names, CPython's own tests of the import system are run. With `--plain` nothing is
replaced, which gives the counts to compare with. Processes that a test starts are CPython's own.
"""

import sys

import _frozen_importlib
import _frozen_importlib_external
import zipimport

# `os.path` would be one of the modules that are to be imported by ours.
SOURCES = __file__.rpartition("/")[0] + "/../../chapters/09-import-system/python/"

TESTS = [
    "test.test_importlib",
    "test.test_import",
    "test.test_zipimport",
    "test.test_zipimport_support",
    "test.test_pkg",
    "test.test_pkgutil",
    "test.test_module",
    "test.test_modulefinder",
    "test.test_py_compile",
    "test.test_compileall",
    "test.test_runpy",
    "test.test_imp",
]


def refill(module, file, frozen_name):
    """Runs our source in place of what is in the module."""
    namespace = module.__dict__
    own = {name: value for name, value in namespace.items()
           if name in ("__name__", "__package__", "__builtins__", "__spec__", "__loader__")}
    with open(SOURCES + file, encoding="utf-8") as source:
        code = compile(source.read(), f"<frozen {frozen_name}>", "exec", dont_inherit=True)
    namespace.clear()
    namespace.update(own)
    exec(code, namespace)


def renew(thing):
    """Our counterpart of one of CPython's loaders."""
    for module in (_frozen_importlib, _frozen_importlib_external, zipimport):
        if isinstance(thing, type) and thing.__module__ == module.__name__:
            return getattr(module, thing.__name__)
        if type(thing).__module__ == module.__name__:
            return getattr(module, type(thing).__name__)(thing.name, thing.path)
    return thing


def install():
    """Replaces the modules, the hooks, and the specs of the modules that are there."""
    import _imp
    bootstrap, external = _frozen_importlib, _frozen_importlib_external
    refill(bootstrap, "importlib/_bootstrap.py", "importlib._bootstrap")
    bootstrap.sys, bootstrap._imp = sys, _imp
    for name in ("_thread", "_warnings", "_weakref"):
        setattr(bootstrap, name, sys.modules[name])
    refill(external, "importlib/_bootstrap_external.py", "importlib._bootstrap_external")
    external._set_bootstrap_module(bootstrap)
    refill(zipimport, "zipimport.py", "zipimport")

    for module in list(sys.modules.values()):
        old = getattr(module, "__spec__", None)
        if old is None:
            continue
        spec = bootstrap.ModuleSpec(old.name, renew(old.loader), origin=old.origin,
                                    loader_state=old.loader_state)
        if module in (bootstrap, external, zipimport):
            # Made anew, two of them before the interpreter knew where its library is.
            state = spec.loader_state
            state.filename, _ = spec.loader._resolve_filename(state.origname, old.name)
            module.__file__ = state.filename
        for attribute in ("submodule_search_locations", "_set_fileattr", "_cached"):
            setattr(spec, attribute, getattr(old, attribute))
        module.__spec__, module.__loader__ = spec, spec.loader

    del sys.meta_path[:], sys.path_hooks[:]
    sys.path_importer_cache.clear()
    sys.path_hooks.append(zipimport.zipimporter)
    bootstrap._install(sys, _imp)
    bootstrap._install_external_importers()


def main():
    names = sys.argv[1:]
    plain = "--plain" in names
    if plain:
        names.remove("--plain")
    else:
        install()
    del sys.path[0]
    import site
    site.main()
    import io
    import time
    import unittest
    from test import support

    kind = "CPython's own importlib" if plain else "chapter 9's importlib"
    print(f"{kind}, under {sys.version.split()[0]}")
    for name in names or TESTS:
        start = time.monotonic()
        output = io.StringIO()
        tests = unittest.defaultTestLoader.loadTestsFromName(name)
        result = unittest.TextTestRunner(output, verbosity=0).run(tests)
        bad = len(result.failures) + len(result.errors)
        passed = result.testsRun - bad - len(result.skipped) - len(result.expectedFailures)
        print(f"{name}: {result.testsRun} run, {passed} passed, {len(result.skipped)} skipped, "
              f"{bad} failed, {time.monotonic() - start:.1f} s", flush=True)
        for test, trace in result.failures + result.errors:
            print(f"  {test}\n{trace}" if names else f"  {test}")


if __name__ == "__main__":
    if not sys.flags.no_site:
        # `site` has imported too much already.
        import posix
        posix.execv(sys.executable, [sys.executable, "-S", "-s", *sys.argv])
    main()
