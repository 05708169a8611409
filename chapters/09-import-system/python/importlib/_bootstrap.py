"""What happens at `import`, apart from files.

This module is frozen into the interpreter as `_frozen_importlib`, and is what a program sees as
`importlib._bootstrap`. It knows how a name becomes a module: one thread at a time for each name,
parents first, a spec from the first finder of `sys.meta_path` that has one, a module from the
spec's loader, and the loader's code run in it. Two finders are here, for modules that are part of
the program: native ones and frozen ones. Files are `_bootstrap_external`'s.

It cannot import anything: there is nothing yet to import with. `_setup` hands it the modules that
it works with. So nothing at the top level, or in a class's body, may use them.
"""

# `_setup` fills these, and `sys` and `_imp` beside them.
_thread = None
_warnings = None
_weakref = None

# `_install_external_importers` fills this.
_bootstrap_external = None


# Helpers ------------------------------------------------------------------------------------------

def _object_name(obj):
    """The qualified name of a class or function, or that of an instance's class."""
    try:
        return obj.__qualname__
    except AttributeError:
        return type(obj).__qualname__


def _wrap(new, old):
    """Make a wrapper look like what it wraps: `functools.update_wrapper`, in small."""
    for attribute in ('__module__', '__name__', '__qualname__', '__doc__'):
        if hasattr(old, attribute):
            setattr(new, attribute, getattr(old, attribute))
    new.__dict__.update(old.__dict__)


def _new_module(name):
    return type(sys)(name)


def _call_with_frames_removed(f, *args, **kwds):
    """Call `f`, and keep importlib's frames out of the traceback if it raises.

    The native `__import__` looks for this function by name: a run of importlib's frames that ends
    in it is cut out. So it is called wherever what follows is the user's code and not ours.
    """
    return f(*args, **kwds)


def _verbose_message(message, *args, verbosity=1):
    """Say on standard error what is done, if `-v` was given often enough."""
    if sys.flags.verbose < verbosity:
        return
    prefix = '' if message.startswith(('#', 'import ')) else '# '
    print((prefix + message).format(*args), file=sys.stderr)


def _warn_slated(what, instead='; use find_spec() instead', stacklevel=1):
    """Warn of a method that Python 3.12 no longer has."""
    # One level more: the warning is the caller's.
    _warnings.warn(f'{what} is deprecated and slated for removal in Python 3.12{instead}',
                   DeprecationWarning, stacklevel + 1)


def _requires_builtin(fxn):
    """For a method of a finder or loader: its module has to be a native one."""
    def _requires_builtin_wrapper(self, fullname):
        if fullname not in sys.builtin_module_names:
            raise ImportError(f'{fullname!r} is not a built-in module', name=fullname)
        return fxn(self, fullname)
    _wrap(_requires_builtin_wrapper, fxn)
    return _requires_builtin_wrapper


def _requires_frozen(fxn):
    """For a method of a finder or loader: its module has to be a frozen one."""
    def _requires_frozen_wrapper(self, fullname):
        if not _imp.is_frozen(fullname):
            raise ImportError(f'{fullname!r} is not a frozen module', name=fullname)
        return fxn(self, fullname)
    _wrap(_requires_frozen_wrapper, fxn)
    return _requires_frozen_wrapper


# ANCHOR: locks
# One thread at a time for each module -------------------------------------------------------------
#
# A module's code runs once. Whoever comes second has to wait until it has run, so there is a lock
# for each name that is being imported. Two threads that import two modules which import each other
# would wait for ever; the lock sees that coming and lets one of them have the half-made module.

# The locks in use by name, as weak references: a lock lives as long as somebody is about to take it.
# The global import lock guards the dictionary.
_module_locks = {}

# Which lock each thread is waiting for, by the thread's ident.
_blocking_on = {}


class _DeadlockError(RuntimeError):
    """To wait for this lock would be to wait for oneself."""


class _ModuleLock:
    """A lock that its owner can take again, and that refuses a wait which could never end."""

    def __init__(self, name):
        # `lock` guards the fields; `wakeup` is what waiting threads sleep on: it is held
        # whenever somebody waits, and given back when the module's lock becomes free.
        self.lock = _thread.allocate_lock()
        self.wakeup = _thread.allocate_lock()
        self.name = name
        self.owner = None
        self.count = 0
        self.waiters = 0

    def has_deadlock(self):
        """Follow who waits for whom from this lock's owner: does the chain lead back to us?"""
        me = _thread.get_ident()
        thread = self.owner
        visited = set()
        while (lock := _blocking_on.get(thread)) is not None:
            thread = lock.owner
            if thread == me:
                return True
            if thread in visited:
                # A ring, or an end, without us: other threads that are just entering `acquire`.
                return False
            visited.add(thread)
        return False

    def _try_acquire(self, me):
        """Take the lock if it is free or already ours; else get ready to wait."""
        with self.lock:
            if self.count == 0 or self.owner == me:
                self.owner = me
                self.count += 1
                return True
            if self.has_deadlock():
                raise _DeadlockError(f'deadlock detected by {self!r}')
            if self.wakeup.acquire(False):
                self.waiters += 1
            return False

    def acquire(self):
        """Take the lock, waiting for it if need be. Returns true, or raises `_DeadlockError`."""
        me = _thread.get_ident()
        _blocking_on[me] = self
        try:
            while not self._try_acquire(me):
                self.wakeup.acquire()
                # Whoever waits beside us is woken by this.
                self.wakeup.release()
            return True
        finally:
            del _blocking_on[me]

    def release(self):
        """Give the lock back once; after as many times as it was taken it is free."""
        with self.lock:
            if self.owner != _thread.get_ident():
                raise RuntimeError('cannot release un-acquired lock')
            assert self.count > 0
            self.count -= 1
            if self.count == 0:
                self.owner = None
                if self.waiters:
                    self.waiters -= 1
                    self.wakeup.release()

    def __repr__(self):
        return f'_ModuleLock({self.name!r}) at {id(self)}'


class _DummyModuleLock:
    """Stands for a `_ModuleLock` where there are no threads: it only counts."""

    def __init__(self, name):
        self.name = name
        self.count = 0

    def acquire(self):
        self.count += 1
        return True

    def release(self):
        if self.count == 0:
            raise RuntimeError('cannot release un-acquired lock')
        self.count -= 1

    def __repr__(self):
        return f'_DummyModuleLock({self.name!r}) at {id(self)}'


class _ImportLockContext:
    """`with` this, the thread holds the import lock: the one that guards the import system's own
    data, and is never held while a module's code runs."""

    def __enter__(self):
        _imp.acquire_lock()

    def __exit__(self, exc_type, exc_value, exc_traceback):
        _imp.release_lock()


class _ModuleLockManager:
    """`with` this, the thread holds the lock of one module's name."""

    def __init__(self, name):
        self._name = name
        self._lock = None

    def __enter__(self):
        self._lock = _get_module_lock(self._name)
        self._lock.acquire()

    def __exit__(self, *args, **kwargs):
        self._lock.release()


def _get_module_lock(name):
    """The lock for a module's name: the one in use, or a new one."""
    # By hand and not by `with _ImportLockContext()`: this is called for every import.
    _imp.acquire_lock()
    try:
        reference = _module_locks.get(name)
        lock = None if reference is None else reference()
        if lock is None:
            lock = _DummyModuleLock(name) if _thread is None else _ModuleLock(name)
            _module_locks[name] = _weakref.ref(lock, _forget_module_lock(name))
    finally:
        _imp.release_lock()
    return lock


def _forget_module_lock(name):
    """What to do when the last reference to a name's lock goes."""
    def forget(reference):
        _imp.acquire_lock()
        try:
            # Another thread may have made the name's next lock in the meantime: that one stays.
            if _module_locks.get(name) is reference:
                del _module_locks[name]
        finally:
            _imp.release_lock()
    return forget


def _lock_unlock_module(name):
    """Wait until a module that another thread is importing is ready.

    The native `__import__` calls it too, for a module in `sys.modules` that is still initialising.
    """
    lock = _get_module_lock(name)
    try:
        lock.acquire()
    except _DeadlockError:
        # Threads that import in a circle: one of them goes on with a half-made module.
        return
    lock.release()
# ANCHOR_END: locks


# ANCHOR: spec
# What is known of a module before there is one ----------------------------------------------------

class ModuleSpec:
    """How a module is to be loaded: what its finder found out.

    `name` is the full name and `loader` makes the module; `origin` says where it comes from, and
    if `has_location` is true that is a place from which it can be loaded, and becomes `__file__`.
    `cached` is where its bytecode is kept. `submodule_search_locations` is the package's
    `__path__`, and None for a module that is no package. `loader_state` belongs to the loader.
    """

    def __init__(self, name, loader, *, origin=None, loader_state=None, is_package=None):
        self.name = name
        self.loader = loader
        self.origin = origin
        self.loader_state = loader_state
        self.submodule_search_locations = [] if is_package else None
        # Children whose import has begun and not ended: for the message of a circular import.
        self._uninitialized_submodules = []
        self._set_fileattr = False
        self._cached = None

    def __repr__(self):
        fields = [f'name={self.name!r}', f'loader={self.loader!r}']
        if self.origin is not None:
            fields.append(f'origin={self.origin!r}')
        if self.submodule_search_locations is not None:
            fields.append(f'submodule_search_locations={self.submodule_search_locations}')
        return f'{self.__class__.__name__}({", ".join(fields)})'

    def __eq__(self, other):
        locations = self.submodule_search_locations
        try:
            return (self.name == other.name and
                    self.loader == other.loader and
                    self.origin == other.origin and
                    locations == other.submodule_search_locations and
                    self.cached == other.cached and
                    self.has_location == other.has_location)
        except AttributeError:
            return NotImplemented

    @property
    def cached(self):
        # Found out when first asked for: most modules are never asked.
        if self._cached is None and self.origin is not None and self._set_fileattr:
            self._cached = _external()._get_cached(self.origin)
        return self._cached

    @cached.setter
    def cached(self, cached):
        self._cached = cached

    @property
    def parent(self):
        """The name of the package that relative imports in the module start from."""
        if self.submodule_search_locations is not None:
            return self.name
        return self.name.rpartition('.')[0]

    @property
    def has_location(self):
        return self._set_fileattr

    @has_location.setter
    def has_location(self, value):
        self._set_fileattr = bool(value)
# ANCHOR_END: spec


def _external():
    """The part that knows files, for what can't be done before it is there."""
    if _bootstrap_external is None:
        raise NotImplementedError
    return _bootstrap_external


def spec_from_loader(name, loader, *, origin=None, is_package=None):
    """A spec for a module, from what its loader says of it."""
    if origin is None:
        origin = getattr(loader, '_ORIGIN', None)

    if not origin and hasattr(loader, 'get_filename'):
        external = _external()
        if is_package is None:
            return external.spec_from_file_location(name, loader=loader)
        return external.spec_from_file_location(
            name, loader=loader, submodule_search_locations=[] if is_package else None)

    if is_package is None:
        if not hasattr(loader, 'is_package'):
            is_package = False
        else:
            try:
                is_package = loader.is_package(name)
            except ImportError:
                pass
    return ModuleSpec(name, loader, origin=origin, is_package=is_package)


def _spec_from_module(module, loader=None, origin=None):
    """A spec for a module that was there before specs were."""
    spec = getattr(module, '__spec__', None)
    if spec is not None:
        return spec

    name = module.__name__
    if loader is None:
        loader = getattr(module, '__loader__', None)
    location = getattr(module, '__file__', None)
    if origin is None:
        if loader is not None:
            origin = getattr(loader, '_ORIGIN', None)
        origin = origin or location
    cached = getattr(module, '__cached__', None)
    try:
        search_locations = list(module.__path__)
    except AttributeError:
        search_locations = None

    spec = ModuleSpec(name, loader, origin=origin)
    spec._set_fileattr = location is not None and origin == location
    spec.cached = cached
    spec.submodule_search_locations = search_locations
    return spec


def _module_repr(module):
    """`repr` of a module: the module type calls it."""
    loader = getattr(module, '__loader__', None)
    if spec := getattr(module, '__spec__', None):
        return _module_repr_from_spec(spec)
    if hasattr(loader, 'module_repr'):
        try:
            return loader.module_repr(module)
        except Exception:
            pass
    name = getattr(module, '__name__', '?')
    try:
        return f'<module {name!r} from {module.__file__!r}>'
    except AttributeError:
        return f'<module {name!r}>' if loader is None else f'<module {name!r} ({loader!r})>'


def _module_repr_from_spec(spec):
    name = '?' if spec.name is None else spec.name
    if spec.origin is None:
        return f'<module {name!r}>' if spec.loader is None else f'<module {name!r} ({spec.loader!r})>'
    if spec.has_location:
        return f'<module {name!r} from {spec.origin!r}>'
    return f'<module {spec.name!r} ({spec.origin})>'


# ANCHOR: attributes
# From a spec to a module --------------------------------------------------------------------------

def _set_attribute(module, name, value):
    """Set a module's attribute; what a loader made may refuse them, and that is its right."""
    try:
        setattr(module, name, value)
    except AttributeError:
        pass


def _lacks(module, name):
    return getattr(module, name, None) is None


def _init_module_attrs(spec, module, *, override=False):
    """Write what the spec says into the module: `__name__`, `__loader__`, `__package__`,
    `__spec__`, `__path__`, `__file__` and `__cached__`.

    What is there already stays, but for `__spec__`, unless `override` is true.
    """
    if override or _lacks(module, '__name__'):
        _set_attribute(module, '__name__', spec.name)
    if override or _lacks(module, '__loader__'):
        loader = spec.loader
        if loader is None and spec.submodule_search_locations is not None:
            # A namespace package: its spec has no loader, and its module gets one.
            namespace_loader = _external().NamespaceLoader
            loader = namespace_loader.__new__(namespace_loader)
            loader._path = spec.submodule_search_locations
            spec.loader = loader
            # No location, and yet a `__file__`, which is None as the spec's origin is.
            module.__file__ = None
        _set_attribute(module, '__loader__', loader)
    if override or _lacks(module, '__package__'):
        _set_attribute(module, '__package__', spec.parent)
    _set_attribute(module, '__spec__', spec)
    if override or _lacks(module, '__path__'):
        if spec.submodule_search_locations is not None:
            _set_attribute(module, '__path__', spec.submodule_search_locations)
    if spec.has_location:
        if override or _lacks(module, '__file__'):
            _set_attribute(module, '__file__', spec.origin)
        if override or _lacks(module, '__cached__'):
            if spec.cached is not None:
                _set_attribute(module, '__cached__', spec.cached)
    return module
# ANCHOR_END: attributes


def module_from_spec(spec):
    """A new module for a spec, its attributes set, its code not yet run."""
    module = None
    if hasattr(spec.loader, 'create_module'):
        module = spec.loader.create_module(spec)
    elif hasattr(spec.loader, 'exec_module'):
        raise ImportError('loaders that define exec_module() must also define create_module()')
    if module is None:
        module = _new_module(spec.name)
    return _init_module_attrs(spec, module)


def _check_loader(spec):
    """A spec without a loader is a namespace package's, or a mistake."""
    if spec.loader is None and spec.submodule_search_locations is None:
        raise ImportError('missing loader', name=spec.name)


def _has_exec_module(loader):
    """Whether a loader has `exec_module`; one that only has `load_module` is warned of."""
    if hasattr(loader, 'exec_module'):
        return True
    _warnings.warn(f'{_object_name(loader)}.exec_module() not found; '
                   'falling back to load_module()', ImportWarning, 2)
    return False


def _move_to_end(name):
    """Make a module the last of `sys.modules`, whose order is that of the ends of imports.

    Modules are torn down in the reverse order. Code may have put something else under its own
    name, so what is there now is the import's result.
    """
    module = sys.modules.pop(name)
    sys.modules[name] = module
    return module


# ANCHOR: load
def _load_unlocked(spec):
    """Make a spec's module and run its code. The caller holds the name's lock."""
    if spec.loader is not None and not _has_exec_module(spec.loader):
        return _load_backward_compatible(spec)

    module = module_from_spec(spec)
    # First this and then into `sys.modules`: whoever finds the module there, and doesn't see
    # `_initializing`, takes it for ready.
    spec._initializing = True
    try:
        sys.modules[spec.name] = module
        try:
            _check_loader(spec)
            if spec.loader is not None:
                spec.loader.exec_module(module)
        except:
            sys.modules.pop(spec.name, None)
            raise
        module = _move_to_end(spec.name)
        _verbose_message('import {!r} # {!r}', spec.name, spec.loader)
    finally:
        spec._initializing = False
    return module
# ANCHOR_END: load


def _load(spec):
    """Load a spec's module anew, whether or not there is one of its name. Its parent package is
    not told."""
    with _ModuleLockManager(spec.name):
        return _load_unlocked(spec)


def _exec(spec, module):
    """Run a spec's code in a module that is there already: what `importlib.reload` does."""
    name = spec.name
    with _ModuleLockManager(name):
        if sys.modules.get(name) is not module:
            raise ImportError(f'module {name!r} not in sys.modules', name=name)
        try:
            _check_loader(spec)
            _init_module_attrs(spec, module, override=True)
            loader = spec.loader
            # A namespace package has nothing to run, and its loader's `exec_module` does nothing.
            if _has_exec_module(loader):
                loader.exec_module(module)
            else:
                loader.load_module(name)
        finally:
            module = _move_to_end(name)
    return module


# Loaders that only have `load_module`, which does all of it and is to disappear.

def _load_backward_compatible(spec):
    """Load by `load_module`, and write the attributes that such loaders don't."""
    try:
        spec.loader.load_module(spec.name)
    except:
        if spec.name in sys.modules:
            _move_to_end(spec.name)
        raise
    module = _move_to_end(spec.name)
    if _lacks(module, '__loader__'):
        _set_attribute(module, '__loader__', spec.loader)
    if _lacks(module, '__package__'):
        try:
            # By the module, not by the spec: it may have made itself a package, or none.
            module.__package__ = module.__name__
            if not hasattr(module, '__path__'):
                module.__package__ = spec.name.rpartition('.')[0]
        except AttributeError:
            pass
    if _lacks(module, '__spec__'):
        _set_attribute(module, '__spec__', spec)
    return module


def _load_module_shim(self, fullname):
    """`load_module` for loaders that have the newer methods."""
    _warnings.warn('the load_module() method is deprecated and slated for removal in '
                   'Python 3.12; use exec_module() instead', DeprecationWarning)
    spec = spec_from_loader(fullname, self)
    if fullname not in sys.modules:
        return _load(spec)
    _exec(spec, sys.modules[fullname])
    return sys.modules[fullname]


# Modules that are part of the program -------------------------------------------------------------

# ANCHOR: built_in
class BuiltinImporter:
    """Finds and loads native modules. Its methods are the class's: there are no instances."""

    _ORIGIN = 'built-in'

    @staticmethod
    def module_repr(module):
        """The module's `repr`, of old; the import system makes it itself by now."""
        _warn_slated('BuiltinImporter.module_repr()', '')
        return f'<module {module.__name__!r} ({BuiltinImporter._ORIGIN})>'

    @classmethod
    def find_spec(cls, fullname, path=None, target=None):
        if not _imp.is_builtin(fullname):
            return None
        return spec_from_loader(fullname, cls, origin=cls._ORIGIN)

    @classmethod
    def find_module(cls, fullname, path=None):
        """The loader for a native module, of old."""
        _warn_slated('BuiltinImporter.find_module()')
        spec = cls.find_spec(fullname, path)
        return None if spec is None else spec.loader

    @staticmethod
    def create_module(spec):
        """Make a native module, empty."""
        if spec.name not in sys.builtin_module_names:
            raise ImportError(f'{spec.name!r} is not a built-in module', name=spec.name)
        return _call_with_frames_removed(_imp.create_builtin, spec)

    @staticmethod
    def exec_module(module):
        """Fill a native module."""
        _call_with_frames_removed(_imp.exec_builtin, module)

    @classmethod
    @_requires_builtin
    def get_code(cls, fullname):
        """None: a native module has no code object."""
        return None

    @classmethod
    @_requires_builtin
    def get_source(cls, fullname):
        """None: a native module has no Python source."""
        return None

    @classmethod
    @_requires_builtin
    def is_package(cls, fullname):
        """False: no native module is a package."""
        return False

    load_module = classmethod(_load_module_shim)
# ANCHOR_END: built_in


class FrozenImporter:
    """Finds and loads frozen modules: Python code that was compiled into the program.

    A frozen module of the standard library also has a file, `__file__`, where its source can be
    read; the state of its spec's loader says which, and under which name it was frozen.
    """

    _ORIGIN = 'frozen'

    @staticmethod
    def module_repr(m):
        """The module's `repr`, of old; the import system makes it itself by now."""
        _warn_slated('FrozenImporter.module_repr()', '')
        return f'<module {m.__name__!r} ({FrozenImporter._ORIGIN})>'

    @classmethod
    def _set_loader_state(cls, spec, origname, ispkg):
        """Give a spec its loader's state, and its package's directory if that is known."""
        filename, pkgdir = cls._resolve_filename(origname, spec.name, ispkg)
        spec.loader_state = type(sys.implementation)(filename=filename, origname=origname)
        if pkgdir:
            spec.submodule_search_locations.insert(0, pkgdir)

    @classmethod
    def _fix_up_module(cls, module):
        """Give a frozen module that was made before there was an import system what `find_spec`
        and `create_module` would have given it."""
        spec = module.__spec__
        assert not spec.has_location
        if spec.loader_state is not None:
            cls._check_module(spec, module)
            return
        origname = vars(module).pop('__origname__', None)
        assert origname, 'set by whoever made the module'
        ispkg = hasattr(module, '__path__')
        assert _imp.is_frozen_package(module.__name__) == ispkg, ispkg
        assert not hasattr(module, '__file__'), module.__file__
        assert spec.submodule_search_locations == ([] if ispkg else None), spec
        cls._set_loader_state(spec, origname, ispkg)
        if spec.loader_state.filename:
            _set_attribute(module, '__file__', spec.loader_state.filename)
        if ispkg and module.__path__ != spec.submodule_search_locations:
            assert module.__path__ == [], module.__path__
            module.__path__.extend(spec.submodule_search_locations)

    @classmethod
    def _check_module(cls, spec, module):
        """A module that has its state agrees with it."""
        state = spec.loader_state
        assert sorted(vars(state)) == ['filename', 'origname'], state
        ispkg = spec.submodule_search_locations is not None
        filename, pkgdir = cls._resolve_filename(state.origname, spec.name, ispkg)
        assert state.filename == filename, (state.filename, filename)
        assert getattr(module, '__file__', None) == filename, module.__file__
        if ispkg:
            assert spec.submodule_search_locations == ([pkgdir] if pkgdir else [])
            assert module.__path__ == spec.submodule_search_locations
        else:
            assert not hasattr(module, '__path__'), module.__path__

    @classmethod
    def _resolve_filename(cls, fullname, alias=None, ispkg=False):
        """The file and the directory that a frozen module's source has in the standard library.

        `fullname` is the name that it was frozen under. Where it is also known by another, the
        `alias`, that is a module beside it, or, if the name begins with `<`, the package of it.
        """
        if not fullname or not getattr(sys, '_stdlib_dir', None):
            return None, None
        separator = '\\' if sys.platform == 'win32' else '/'
        if fullname != alias:
            if fullname.startswith('<'):
                fullname = fullname[1:]
                if not ispkg:
                    fullname = f'{fullname}.__init__'
            else:
                ispkg = False
        stem = f'{sys._stdlib_dir}{separator}{fullname.replace(".", separator)}'
        if ispkg:
            return f'{stem}{separator}__init__.py', stem
        return f'{stem}.py', None

    @classmethod
    def find_spec(cls, fullname, path=None, target=None):
        info = _call_with_frames_removed(_imp.find_frozen, fullname)
        if info is None:
            return None
        # The bytes are left alone until `exec_module` asks for them.
        _, ispkg, origname = info
        spec = spec_from_loader(fullname, cls, origin=cls._ORIGIN, is_package=ispkg)
        cls._set_loader_state(spec, origname, ispkg)
        return spec

    @classmethod
    def find_module(cls, fullname, path=None):
        """The loader for a frozen module, of old."""
        _warn_slated('FrozenImporter.find_module()')
        return cls if _imp.is_frozen(fullname) else None

    @staticmethod
    def create_module(spec):
        """A new module, with its source's file if there is one."""
        module = _new_module(spec.name)
        filename = getattr(spec.loader_state, 'filename', None)
        if filename:
            module.__file__ = filename
        return module

    @staticmethod
    def exec_module(module):
        code = _call_with_frames_removed(_imp.get_frozen_object, module.__spec__.name)
        exec(code, module.__dict__)

    @classmethod
    def load_module(cls, fullname):
        """Load a frozen module, of old: it then looks as those did that were made so."""
        module = _load_module_shim(cls, fullname)
        info = _imp.find_frozen(fullname)
        assert info is not None
        _, ispkg, origname = info
        module.__origname__ = origname
        vars(module).pop('__file__', None)
        if ispkg:
            module.__path__ = []
        cls._fix_up_module(module)
        return module

    @classmethod
    @_requires_frozen
    def get_code(cls, fullname):
        """The code object of a frozen module."""
        return _imp.get_frozen_object(fullname)

    @classmethod
    @_requires_frozen
    def get_source(cls, fullname):
        """None: only the code was frozen."""
        return None

    @classmethod
    @_requires_frozen
    def is_package(cls, fullname):
        """Whether a frozen module is a package."""
        return _imp.is_frozen_package(fullname)


# Import itself ------------------------------------------------------------------------------------

_ERR_MSG_PREFIX = 'No module named '
_ERR_MSG = _ERR_MSG_PREFIX + '{!r}'

# What `sys.modules.get` returns for a name that isn't there. None is something else: it forbids
# the import.
_NEEDS_LOADING = object()


def _resolve_name(name, package, level):
    """The absolute name for a relative one: `level` dots, seen from `package`."""
    bits = package.rsplit('.', level - 1)
    if len(bits) < level:
        raise ImportError('attempted relative import beyond top-level package')
    base = bits[0]
    return f'{base}.{name}' if name else base


def _sanity_check(name, package, level):
    """Refuse arguments of an import that make no sense."""
    if not isinstance(name, str):
        raise TypeError(f'module name must be str, not {type(name)}')
    if level < 0:
        raise ValueError('level must be >= 0')
    if level > 0:
        if not isinstance(package, str):
            raise TypeError('__package__ not set to a string')
        if not package:
            raise ImportError('attempted relative import with no known parent package')
    if not name and level == 0:
        raise ValueError('Empty module name')


def _find_spec_legacy(finder, name, path):
    """Ask a finder that only has `find_module`."""
    _warnings.warn(f'{_object_name(finder)}.find_spec() not found; falling back to find_module()',
                   ImportWarning)
    loader = finder.find_module(name, path)
    return None if loader is None else spec_from_loader(name, loader)


# ANCHOR: find_spec
def _find_spec(name, path, target=None):
    """The first spec that one of `sys.meta_path` has for a name, or None."""
    meta_path = sys.meta_path
    if meta_path is None:
        raise ImportError('sys.meta_path is None, Python is likely shutting down')
    if not meta_path:
        _warnings.warn('sys.meta_path is empty', ImportWarning)

    # A reload has a module of the name from the start; `target` may say so, and need not.
    is_reload = name in sys.modules
    for finder in meta_path:
        with _ImportLockContext():
            try:
                find_spec = finder.find_spec
            except AttributeError:
                spec = _find_spec_legacy(finder, name, path)
            else:
                spec = find_spec(name, path, target)
        if spec is None:
            continue
        if is_reload or name not in sys.modules:
            return spec
        # To look for it has imported it: then the module's own spec is the one.
        own = getattr(sys.modules[name], '__spec__', None)
        return spec if own is None else own
    return None
# ANCHOR_END: find_spec


# ANCHOR: find_and_load
def _find_and_load_unlocked(name, import_):
    """Import a module that isn't in `sys.modules`: its parent, then its spec, then itself."""
    path = None
    parent, _, child = name.rpartition('.')
    parent_spec = None
    if parent:
        if parent not in sys.modules:
            _call_with_frames_removed(import_, parent)
        # The parent's code may have imported the child, or taken itself out again.
        if name in sys.modules:
            return sys.modules[name]
        parent_module = sys.modules[parent]
        try:
            path = parent_module.__path__
        except AttributeError:
            message = _ERR_MSG.format(name) + f'; {parent!r} is not a package'
            raise ModuleNotFoundError(message, name=name) from None
        parent_spec = parent_module.__spec__

    spec = _find_spec(name, path)
    if spec is None:
        raise ModuleNotFoundError(_ERR_MSG.format(name), name=name)
    if parent_spec:
        # Until it is done, a look-up of the child in its parent is told of a circular import.
        parent_spec._uninitialized_submodules.append(child)
    try:
        module = _load_unlocked(spec)
    finally:
        if parent_spec:
            parent_spec._uninitialized_submodules.pop()

    if parent:
        try:
            setattr(sys.modules[parent], child, module)
        except AttributeError:
            _warnings.warn(f'Cannot set an attribute on {parent!r} for child module {child!r}',
                           ImportWarning)
    return module


def _find_and_load(name, import_):
    """The module of an absolute name, imported if it has to be. `import_` imports a parent."""
    module = sys.modules.get(name, _NEEDS_LOADING)
    # Most imports are of a module that is there and ready, and take no lock.
    if (module is _NEEDS_LOADING or
            getattr(getattr(module, '__spec__', None), '_initializing', False)):
        with _ModuleLockManager(name):
            module = sys.modules.get(name, _NEEDS_LOADING)
            if module is _NEEDS_LOADING:
                return _find_and_load_unlocked(name, import_)
        # Another thread has been importing it: it is ready when its lock is free.
        _lock_unlock_module(name)

    if module is None:
        raise ModuleNotFoundError(f'import of {name} halted; None in sys.modules', name=name)
    return module
# ANCHOR_END: find_and_load


def _gcd_import(name, package=None, level=0):
    """What `__import__` and `importlib.import_module` have in common: import the module of a name
    that may be relative to a package, and return that module."""
    _sanity_check(name, package, level)
    if level > 0:
        name = _resolve_name(name, package, level)
    return _find_and_load(name, _gcd_import)


def _handle_fromlist(module, fromlist, import_, *, recursive=False):
    """For `from package import names`: import those names that are submodules."""
    for name in fromlist:
        if not isinstance(name, str):
            where = module.__name__ + '.__all__' if recursive else "``from list''"
            raise TypeError(f'Item in {where} must be str, not {type(name).__name__}')
        if name == '*':
            if not recursive and hasattr(module, '__all__'):
                _handle_fromlist(module, module.__all__, import_, recursive=True)
        elif not hasattr(module, name):
            full_name = f'{module.__name__}.{name}'
            try:
                _call_with_frames_removed(import_, full_name)
            except ModuleNotFoundError as error:
                # No such submodule: then `from` itself says that there is no such name. But not
                # where None in `sys.modules` forbids it.
                if (error.name == full_name and
                        sys.modules.get(full_name, _NEEDS_LOADING) is not None):
                    continue
                raise
    return module


def _calc___package__(globals):
    """The package that a relative import starts from, from the importing module's globals."""
    package = globals.get('__package__')
    spec = globals.get('__spec__')
    if package is not None:
        if spec is not None and package != spec.parent:
            _warnings.warn(f'__package__ != __spec__.parent ({package!r} != {spec.parent!r})',
                           ImportWarning, stacklevel=3)
        return package
    if spec is not None:
        return spec.parent
    _warnings.warn("can't resolve package from __spec__ or __package__, "
                   'falling back on __name__ and __path__', ImportWarning, stacklevel=3)
    name = globals['__name__']
    return name if '__path__' in globals else name.rpartition('.')[0]


# ANCHOR: import
def __import__(name, globals=None, locals=None, fromlist=(), level=0):
    """Import a module, as the statement does.

    `import a.b` binds `a`, so without a `fromlist` it is the first part of the name that is
    returned; with one it is the module itself, its submodules of those names imported. `globals`
    say which package a relative name (`level` dots) starts from. `locals` are not used.
    """
    if level == 0:
        module = _gcd_import(name)
    else:
        package = _calc___package__(globals if globals is not None else {})
        module = _gcd_import(name, package, level)
    if fromlist:
        if hasattr(module, '__path__'):
            return _handle_fromlist(module, fromlist, _gcd_import)
        return module
    if level == 0:
        return _gcd_import(name.partition('.')[0])
    if not name:
        return module
    # `from . import`'s kin by a direct call: cut from the module's full name what `name` has
    # after its first dot.
    tail = len(name) - len(name.partition('.')[0])
    return sys.modules[module.__name__[:len(module.__name__) - tail]]
# ANCHOR_END: import


# How it begins ------------------------------------------------------------------------------------

def _builtin_from_name(name):
    """A native module, made without the locks."""
    spec = BuiltinImporter.find_spec(name)
    if spec is None:
        raise ImportError('no built-in module named ' + name)
    return _load_unlocked(spec)


# ANCHOR: setup
def _setup(sys_module, _imp_module):
    """Take the two modules that everything else can be had with, and give the modules that are
    there already their specs."""
    global _imp, sys
    _imp = _imp_module
    sys = sys_module

    module_type = type(sys)
    for name, module in sys.modules.items():
        if not isinstance(module, module_type):
            continue
        if name in sys.builtin_module_names:
            loader = BuiltinImporter
        elif _imp.is_frozen(name):
            loader = FrozenImporter
        else:
            continue
        _init_module_attrs(_spec_from_module(module, loader), module)
        if loader is FrozenImporter:
            loader._fix_up_module(module)

    for name in ('_thread', '_warnings', '_weakref'):
        module = sys.modules.get(name)
        globals()[name] = _builtin_from_name(name) if module is None else module


def _install(sys_module, _imp_module):
    """Make native and frozen modules importable."""
    _setup(sys_module, _imp_module)
    sys.meta_path.extend([BuiltinImporter, FrozenImporter])


def _install_external_importers():
    """Make files importable."""
    global _bootstrap_external
    import _frozen_importlib_external
    _bootstrap_external = _frozen_importlib_external
    _frozen_importlib_external._install(sys.modules[__name__])
# ANCHOR_END: setup
