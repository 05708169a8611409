"""Modules in files: where they are looked for, how they are loaded, and where bytecode is kept.

This module is frozen into the interpreter as `_frozen_importlib_external`, and is what a program
sees as `importlib._bootstrap_external`. It begins when native and frozen modules can be imported:
those are all that it uses. So it has its own small `os.path`, after which come the names of cache
files, what is in one, the loaders, and the finders for the entries of `sys.path`.
"""

import _imp
import _io
import sys
import _warnings
import marshal
import posix as _os
# Its other functions are reached by `_bootstrap`, which `_set_bootstrap_module` sets; decorators
# can't wait for that.
from _frozen_importlib import _wrap

_bootstrap = None


# Paths --------------------------------------------------------------------------------------------

path_separators = '/'
path_sep = path_separators[0]
path_sep_tuple = tuple(path_separators)

# Systems whose files have the same name in capitals; the first kind keeps its environment as text.
_CASE_INSENSITIVE_PLATFORMS_STR_KEY = 'win',
_CASE_INSENSITIVE_PLATFORMS_BYTES_KEY = 'cygwin', 'darwin'
_CASE_INSENSITIVE_PLATFORMS = (_CASE_INSENSITIVE_PLATFORMS_BYTES_KEY
                               + _CASE_INSENSITIVE_PLATFORMS_STR_KEY)


def _make_relax_case():
    """The function that says whether a module's name may differ from its file's in case."""
    if not sys.platform.startswith(_CASE_INSENSITIVE_PLATFORMS):
        def _relax_case():
            """False: names are compared exactly."""
            return False
        return _relax_case

    textual = sys.platform.startswith(_CASE_INSENSITIVE_PLATFORMS_STR_KEY)
    key = 'PYTHONCASEOK' if textual else b'PYTHONCASEOK'

    def _relax_case():
        """Whether the environment asks for names to be compared without regard to case."""
        return not sys.flags.ignore_environment and key in _os.environ
    return _relax_case


_relax_case = _make_relax_case()


def _path_join(*path_parts):
    """`os.path.join`, but that a part never starts anew: whoever calls this has checked."""
    return path_sep.join([part.rstrip(path_separators) for part in path_parts if part])


def _path_split(path):
    """`os.path.split`."""
    head, _, tail = path.rpartition(path_sep)
    return head, tail


def _path_stat(path):
    """The one place where a file's state is asked for, so that it can be watched or replaced."""
    return _os.stat(path)


def _path_is_mode_type(path, mode):
    """Whether there is a file of this kind, `mode` being the kind's bits of `st_mode`."""
    try:
        found = _path_stat(path).st_mode
    except OSError:
        return False
    return found & 0o170000 == mode


def _path_isfile(path):
    """`os.path.isfile`."""
    return _path_is_mode_type(path, 0o100000)


def _path_isdir(path):
    """`os.path.isdir`, the empty path being the current directory."""
    return _path_is_mode_type(path or _os.getcwd(), 0o040000)


def _path_isabs(path):
    """`os.path.isabs`."""
    return path.startswith(path_separators)


def _path_absolute(path):
    """`os.path.join` of the current directory and a path."""
    return path if _path_isabs(path) else _path_join(_os.getcwd(), path)


# ANCHOR: write_atomic
def _write_atomic(path, data, mode=0o666):
    """Write a file so that whoever reads it finds all of it or the one before.

    Under another name first: renaming is atomic. Two processes can only meet in that name, and
    then the second gets `FileExistsError`.
    """
    path_tmp = f'{path}.{id(path)}'
    descriptor = _os.open(path_tmp, _os.O_EXCL | _os.O_CREAT | _os.O_WRONLY, mode & 0o666)
    try:
        with _io.FileIO(descriptor, 'wb') as file:
            if file.write(data) != len(data):
                # A full disk takes a part of the data and reports nothing.
                raise OSError(f'could not write all of {path_tmp!r}')
        _os.replace(path_tmp, path)
    except OSError:
        try:
            _os.unlink(path_tmp)
        except OSError:
            pass
        raise
# ANCHOR_END: write_atomic


_code_type = type(_write_atomic.__code__)


# Where bytecode is kept ---------------------------------------------------------------------------

# A .pyc file begins with these four bytes. The number changes with every change of the bytecode
# (3495 is 3.11's last); the line ending shows whether somebody has copied the file as text.
MAGIC_NUMBER = (3495).to_bytes(2, 'little') + b'\r\n'
_RAW_MAGIC_NUMBER = int.from_bytes(MAGIC_NUMBER, 'little')

_PYCACHE = '__pycache__'
_OPT = 'opt-'

SOURCE_SUFFIXES = ['.py']
EXTENSION_SUFFIXES = _imp.extension_suffixes()
BYTECODE_SUFFIXES = ['.pyc']
# Names from when optimised bytecode was in .pyo files.
DEBUG_BYTECODE_SUFFIXES = OPTIMIZED_BYTECODE_SUFFIXES = BYTECODE_SUFFIXES


def _cache_tag():
    """What marks this interpreter's files in `__pycache__`; None switches them off."""
    tag = sys.implementation.cache_tag
    if tag is None:
        raise NotImplementedError('sys.implementation.cache_tag is None')
    return tag


# ANCHOR: cache_from_source
def cache_from_source(path, debug_override=None, *, optimization=None):
    """The .pyc file for a .py file: `a/b.py` has `a/__pycache__/b.cpython-311.pyc`.

    Neither has to exist. `optimization` is the level for which the bytecode is, the interpreter's
    own if None, none if ''. Where `sys.pycache_prefix` is set, the files are in a tree of their
    own under it. `debug_override` is how the level was once given.
    """
    if debug_override is not None:
        _warnings.warn("the debug_override parameter is deprecated; use 'optimization' instead",
                       DeprecationWarning)
        if optimization is not None:
            raise TypeError('debug_override or optimization must be set to None')
        optimization = '' if debug_override else 1

    head, tail = _path_split(_os.fspath(path))
    base, dot, extension = tail.rpartition('.')
    name = f'{base or extension}{dot}{_cache_tag()}'
    if optimization is None:
        optimization = sys.flags.optimize or ''
    optimization = str(optimization)
    if optimization != '':
        if not optimization.isalnum():
            raise ValueError(f'{optimization!r} is not alphanumeric')
        name = f'{name}.{_OPT}{optimization}'
    name += BYTECODE_SUFFIXES[0]

    if sys.pycache_prefix is None:
        return _path_join(head, _PYCACHE, name)
    # By the absolute path, so that two sources of the same relative path don't share a file.
    head = _path_absolute(head)
    return _path_join(sys.pycache_prefix, head.lstrip(path_separators), name)
# ANCHOR_END: cache_from_source


def source_from_cache(path):
    """The .py file for a .pyc file in `__pycache__`: the inverse of `cache_from_source`.

    A path that isn't of that form is a ValueError. Neither file has to exist.
    """
    _cache_tag()
    path = _os.fspath(path)
    head, name = _path_split(path)
    prefix = None if sys.pycache_prefix is None else sys.pycache_prefix.rstrip(path_separators)
    if prefix is not None and head.startswith(prefix + path_sep):
        head = head[len(prefix):]
    else:
        head, directory = _path_split(head)
        if directory != _PYCACHE:
            raise ValueError(f'{_PYCACHE} not bottom-level directory in {path!r}')

    parts = name.split('.')
    if len(parts) not in (3, 4):
        raise ValueError(f'expected only 2 or 3 dots in {name!r}')
    if len(parts) == 4:
        optimization = parts[2]
        if not optimization.startswith(_OPT):
            raise ValueError(f'optimization portion of filename does not start with {_OPT!r}')
        if not optimization[len(_OPT):].isalnum():
            raise ValueError(f'optimization level {optimization!r} is not an alphanumeric value')
    return _path_join(head, parts[0] + SOURCE_SUFFIXES[0])


def _get_sourcefile(bytecode_path):
    """The source for a bytecode file if there is one, else the file itself. The C API's
    `PyImport_ExecCodeModuleWithPathnames` wants it."""
    if len(bytecode_path) == 0:
        return None
    rest, _, extension = bytecode_path.rpartition('.')
    if not rest or extension.lower()[-3:-1] != 'py':
        return bytecode_path
    try:
        source_path = source_from_cache(bytecode_path)
    except (NotImplementedError, ValueError):
        source_path = bytecode_path[:-1]
    return source_path if _path_isfile(source_path) else bytecode_path


def _get_cached(filename):
    """A module's `__cached__`, by its file."""
    if filename.endswith(tuple(SOURCE_SUFFIXES)):
        try:
            return cache_from_source(filename)
        except NotImplementedError:
            return None
    return filename if filename.endswith(tuple(BYTECODE_SUFFIXES)) else None


def _calc_mode(path):
    """The permissions for a bytecode file: its source's, and that the owner may write."""
    try:
        mode = _path_stat(path).st_mode
    except OSError:
        mode = 0o666
    return mode | 0o200


# What is in a bytecode file -----------------------------------------------------------------------
#
# Sixteen bytes, then a marshalled code object. First the magic number, then flags; what follows
# says which source it was made from. By flags 0 that is the source's time and size, four bytes
# each. Bit 0 says that it is a hash of the source instead, and bit 1 that the hash is to be checked
# at each import.

_HEADER_SIZE = 16
_HASH_BASED = 0b01
_CHECK_SOURCE = 0b10


def _pack_uint32(x):
    """An int's lowest 32 bits as bytes."""
    return (int(x) & 0xFFFFFFFF).to_bytes(4, 'little')


def _unpack_uint32(data):
    """Four bytes as an int."""
    assert len(data) == 4
    return int.from_bytes(data, 'little')


def _unpack_uint16(data):
    """Two bytes as an int."""
    assert len(data) == 2
    return int.from_bytes(data, 'little')


# ANCHOR: pyc
def _classify_pyc(data, name, exc_details):
    """The flags of a bytecode file, after a check of its magic number (ImportError) and its
    length (EOFError). `exc_details` are further arguments for the ImportError."""
    magic = data[:4]
    if magic != MAGIC_NUMBER:
        message = f'bad magic number in {name!r}: {magic!r}'
        _bootstrap._verbose_message('{}', message)
        raise ImportError(message, **exc_details)
    if len(data) < _HEADER_SIZE:
        message = f'reached EOF while reading pyc header of {name!r}'
        _bootstrap._verbose_message('{}', message)
        raise EOFError(message)
    flags = _unpack_uint32(data[4:8])
    if flags & ~(_HASH_BASED | _CHECK_SOURCE):
        raise ImportError(f'invalid flags {flags!r} in {name!r}', **exc_details)
    return flags


def _validate_timestamp_pyc(data, source_mtime, source_size, name, exc_details):
    """ImportError if a bytecode file isn't from a source of this time and size (None: any)."""
    message = f'bytecode is stale for {name!r}'
    if _unpack_uint32(data[8:12]) != source_mtime & 0xFFFFFFFF:
        _bootstrap._verbose_message('{}', message)
        raise ImportError(message, **exc_details)
    if source_size is not None and _unpack_uint32(data[12:16]) != source_size & 0xFFFFFFFF:
        raise ImportError(message, **exc_details)


def _validate_hash_pyc(data, source_hash, name, exc_details):
    """ImportError if a bytecode file isn't from the source with this hash."""
    if data[8:16] != source_hash:
        raise ImportError(f"hash in bytecode doesn't match hash of source {name!r}", **exc_details)
# ANCHOR_END: pyc


def _check_source_hash(check_source):
    """Whether the hash in a bytecode file is to be compared with the source's: the file says so,
    and `--check-hash-based-pycs` may say otherwise."""
    policy = _imp.check_hash_based_pycs
    return policy != 'never' and (check_source or policy == 'always')


def _compile_bytecode(data, name=None, bytecode_path=None, source_path=None):
    """The code object from what follows the header."""
    code = marshal.loads(data)
    if not isinstance(code, _code_type):
        raise ImportError(f'Non-code object in {bytecode_path!r}', name=name, path=bytecode_path)
    _bootstrap._verbose_message('code object from {!r}', bytecode_path)
    if source_path is not None:
        # The tree may have been moved since.
        _imp._fix_co_filename(code, source_path)
    return code


def _code_to_timestamp_pyc(code, mtime=0, source_size=0):
    """The whole of a bytecode file that is checked by the source's time and size."""
    data = bytearray(MAGIC_NUMBER)
    data += _pack_uint32(0) + _pack_uint32(mtime) + _pack_uint32(source_size)
    data += marshal.dumps(code)
    return data


def _code_to_hash_pyc(code, source_hash, checked=True):
    """The whole of a bytecode file that is checked by the source's hash."""
    assert len(source_hash) == 8
    data = bytearray(MAGIC_NUMBER)
    data += _pack_uint32(_HASH_BASED | (_CHECK_SOURCE if checked else 0))
    data += source_hash
    data += marshal.dumps(code)
    return data


def decode_source(source_bytes):
    """A source's text: its bytes by the encoding that it declares, lines ended by `\\n`."""
    import tokenize
    encoding, _ = tokenize.detect_encoding(_io.BytesIO(source_bytes).readline)
    newlines = _io.IncrementalNewlineDecoder(None, True)
    return newlines.decode(source_bytes.decode(encoding))


# Specs --------------------------------------------------------------------------------------------

_POPULATE = object()


def spec_from_file_location(name, location=None, *, loader=None,
                            submodule_search_locations=_POPULATE):
    """A spec for a module in a file. Without a loader, the file's suffix says which.

    A list of directories, even an empty one, makes the module a package.
    """
    if location is None:
        location = '<unknown>'
        if hasattr(loader, 'get_filename'):
            try:
                location = loader.get_filename(name)
            except ImportError:
                pass
    else:
        location = _os.fspath(location)
        try:
            location = _path_absolute(location)
        except OSError:
            # There is no current directory.
            pass

    spec = _bootstrap.ModuleSpec(name, loader, origin=location)
    spec._set_fileattr = True

    if loader is None:
        for loader_class, suffixes in _get_supported_file_loaders():
            if location.endswith(tuple(suffixes)):
                spec.loader = loader = loader_class(name, location)
                break
        else:
            return None

    if submodule_search_locations is not _POPULATE:
        spec.submodule_search_locations = submodule_search_locations
    elif hasattr(loader, 'is_package'):
        try:
            if loader.is_package(name):
                spec.submodule_search_locations = []
        except ImportError:
            pass
    if spec.submodule_search_locations == [] and location:
        spec.submodule_search_locations.append(_path_split(location)[0])
    return spec


# Loaders ------------------------------------------------------------------------------------------

def _check_name(method):
    """For a loader's method: it takes the loader's own module's name only, and needn't be told."""
    def _check_name_wrapper(self, name=None, *args, **kwargs):
        if name is None:
            name = self.name
        elif self.name != name:
            raise ImportError(f'loader for {self.name} cannot handle {name}', name=name)
        return method(self, name, *args, **kwargs)
    _wrap(_check_name_wrapper, method)
    return _check_name_wrapper


class _LoaderBasics:
    """What loaders of Python code have in common."""

    def is_package(self, fullname):
        """Whether the module's file is called `__init__`, and the module isn't."""
        file = _path_split(self.get_filename(fullname))[1]
        return file.rsplit('.', 1)[0] == '__init__' and fullname.rpartition('.')[2] != '__init__'

    def create_module(self, spec):
        """None: the module is to be an ordinary one."""

    def exec_module(self, module):
        """Run the module's code in it."""
        code = self.get_code(module.__name__)
        if code is None:
            raise ImportError(f'cannot load module {module.__name__!r} when get_code() '
                              'returns None')
        _bootstrap._call_with_frames_removed(exec, code, module.__dict__)

    def load_module(self, fullname):
        """Load a module, of old."""
        return _bootstrap._load_module_shim(self, fullname)


class _Source:
    """What becomes known of a module's source on the way to its code."""

    def __init__(self, path):
        self.path = path
        self.data = None
        self.hash = None
        # None: unknown, and then bytecode is neither believed nor written.
        self.mtime = None
        # Whether the bytecode that there was went by the source's hash; what is written in its
        # place then does so too.
        self.hash_based = False
        self.check_source = True


class SourceLoader(_LoaderBasics):
    """Loads from source, or from bytecode that was made of it.

    A subclass has to have `get_filename` and `get_data`. With `path_stats` (or `path_mtime`) it
    can use bytecode, and with `set_data` it can store it.
    """

    def path_mtime(self, path):
        """The time at which a file was changed; OSError if there is none."""
        raise OSError

    def path_stats(self, path):
        """A file's `mtime` and, if it is known, its `size`; OSError if there is none."""
        return {'mtime': self.path_mtime(path)}

    def _cache_bytecode(self, source_path, cache_path, data):
        """Store bytecode; the source's path is there for its permissions."""
        return self.set_data(cache_path, data)

    def set_data(self, path, data):
        """Write a file; here, nothing is written."""

    def get_source(self, fullname):
        """The module's source as text."""
        path = self.get_filename(fullname)
        try:
            source_bytes = self.get_data(path)
        except OSError as error:
            raise ImportError('source not available through get_data()', name=fullname) from error
        return decode_source(source_bytes)

    def source_to_code(self, data, path, *, _optimize=-1):
        """Compile a source, which may be bytes, text or a tree."""
        return _bootstrap._call_with_frames_removed(compile, data, path, 'exec',
                                                    dont_inherit=True, optimize=_optimize)

    # ANCHOR: get_code
    def get_code(self, fullname):
        """The module's code: from its bytecode file if that is good, else from its source, and
        then the bytecode file is written."""
        source = _Source(self.get_filename(fullname))
        try:
            bytecode_path = cache_from_source(source.path)
        except NotImplementedError:
            bytecode_path = None
        else:
            data = self._fresh_bytecode(fullname, source, bytecode_path)
            if data is not None:
                _bootstrap._verbose_message('{} matches {}', bytecode_path, source.path)
                return _compile_bytecode(data, name=fullname, bytecode_path=bytecode_path,
                                         source_path=source.path)

        if source.data is None:
            source.data = self.get_data(source.path)
        code = self.source_to_code(source.data, source.path)
        _bootstrap._verbose_message('code object from {}', source.path)
        if (not sys.dont_write_bytecode and bytecode_path is not None and
                source.mtime is not None):
            self._store_bytecode(code, source, bytecode_path)
        return code

    def _fresh_bytecode(self, fullname, source, bytecode_path):
        """What follows the header in a bytecode file, or None if the file isn't there or isn't
        from the source as it is now."""
        try:
            stats = self.path_stats(source.path)
        except OSError:
            return None
        source.mtime = int(stats['mtime'])
        try:
            data = self.get_data(bytecode_path)
        except OSError:
            return None

        exc_details = {'name': fullname, 'path': bytecode_path}
        try:
            flags = _classify_pyc(data, fullname, exc_details)
            contents = memoryview(data)[_HEADER_SIZE:]
            source.hash_based = flags & _HASH_BASED != 0
            if not source.hash_based:
                _validate_timestamp_pyc(data, source.mtime, stats['size'], fullname, exc_details)
                return contents
            source.check_source = flags & _CHECK_SOURCE != 0
            if _check_source_hash(source.check_source):
                source.data = self.get_data(source.path)
                source.hash = _imp.source_hash(_RAW_MAGIC_NUMBER, source.data)
                _validate_hash_pyc(data, source.hash, fullname, exc_details)
            return contents
        except (ImportError, EOFError):
            return None

    def _store_bytecode(self, code, source, bytecode_path):
        """Write a bytecode file of the kind that there was."""
        if source.hash_based:
            if source.hash is None:
                source.hash = _imp.source_hash(_RAW_MAGIC_NUMBER, source.data)
            data = _code_to_hash_pyc(code, source.hash, source.check_source)
        else:
            data = _code_to_timestamp_pyc(code, source.mtime, len(source.data))
        try:
            self._cache_bytecode(source.path, bytecode_path, data)
        except NotImplementedError:
            pass
    # ANCHOR_END: get_code


class FileLoader:
    """Loads one module from one file, both given at the start."""

    def __init__(self, fullname, path):
        """Remember the module's name and its file."""
        self.name = fullname
        self.path = path

    def __eq__(self, other):
        return self.__class__ == other.__class__ and self.__dict__ == other.__dict__

    def __hash__(self):
        return hash(self.name) ^ hash(self.path)

    @_check_name
    def load_module(self, fullname):
        """Load the module, of old."""
        return super().load_module(fullname)

    @_check_name
    def get_filename(self, fullname):
        """The module's file."""
        return self.path

    def get_data(self, path):
        """A file's bytes."""
        if isinstance(self, (SourceLoader, ExtensionFileLoader)):
            # Code: an audit hook may want to see it.
            with _io.open_code(str(path)) as file:
                return file.read()
        with _io.FileIO(path, 'r') as file:
            return file.read()

    @_check_name
    def get_resource_reader(self, module):
        """What `importlib.resources` reads the package's files by."""
        from importlib.readers import FileReader
        return FileReader(self)


class SourceFileLoader(FileLoader, SourceLoader):
    """Loads a module from a .py file, or its .pyc file."""

    def path_stats(self, path):
        """A file's time and size."""
        stats = _path_stat(path)
        return {'mtime': stats.st_mtime, 'size': stats.st_size}

    def _cache_bytecode(self, source_path, bytecode_path, data):
        return self.set_data(bytecode_path, data, _mode=_calc_mode(source_path))

    def set_data(self, path, data, *, _mode=0o666):
        """Write a file, and the directories that it needs. That it can't be written is no error:
        bytecode only saves time."""
        parent, _ = _path_split(path)
        missing = []
        while parent and not _path_isdir(parent):
            parent, part = _path_split(parent)
            missing.append(part)
        for part in reversed(missing):
            parent = _path_join(parent, part)
            try:
                _os.mkdir(parent)
            except FileExistsError:
                # Another process was faster.
                continue
            except OSError as error:
                _bootstrap._verbose_message('could not create {!r}: {!r}', parent, error)
                return
        try:
            _write_atomic(path, data, _mode)
            _bootstrap._verbose_message('created {!r}', path)
        except OSError as error:
            _bootstrap._verbose_message('could not create {!r}: {!r}', path, error)


class SourcelessFileLoader(FileLoader, _LoaderBasics):
    """Loads a module from a .pyc file that stands where its source would."""

    def get_code(self, fullname):
        path = self.get_filename(fullname)
        data = self.get_data(path)
        # There is no source to compare it with, whatever the flags say.
        _classify_pyc(data, fullname, {'name': fullname, 'path': path})
        return _compile_bytecode(memoryview(data)[_HEADER_SIZE:], name=fullname,
                                 bytecode_path=path)

    def get_source(self, fullname):
        """None: there is no source."""
        return None


class ExtensionFileLoader(FileLoader, _LoaderBasics):
    """Loads a native module from a shared library."""

    def __init__(self, name, path):
        self.name = name
        self.path = path

    def create_module(self, spec):
        """Load the library, and have it make its module."""
        module = _bootstrap._call_with_frames_removed(_imp.create_dynamic, spec)
        _bootstrap._verbose_message('extension module {!r} loaded from {!r}', spec.name, self.path)
        return module

    def exec_module(self, module):
        """Have the library fill its module."""
        _bootstrap._call_with_frames_removed(_imp.exec_dynamic, module)
        _bootstrap._verbose_message('extension module {!r} executed from {!r}', self.name,
                                    self.path)

    def is_package(self, fullname):
        """Whether the library is called `__init__`."""
        file = _path_split(self.path)[1]
        return any(file == '__init__' + suffix for suffix in EXTENSION_SUFFIXES)

    def get_code(self, fullname):
        """None: a native module has no code object."""
        return None

    def get_source(self, fullname):
        """None: a native module has no Python source."""
        return None


# ANCHOR: namespace
# Packages without a file: several directories of the same name, perhaps in different places of
# `sys.path`, are one package together.

class _NamespacePath:
    """The `__path__` of a namespace package: found anew when the path that it comes from has
    changed, which is its parent package's, or `sys.path`."""

    # Counted up when caches are to be forgotten: then the paths are found anew as well.
    _epoch = 0

    def __init__(self, name, path, path_finder):
        self._name = name
        self._path = path
        self._last_parent_path = tuple(self._get_parent_path())
        self._last_epoch = self._epoch
        self._path_finder = path_finder

    def _find_parent_path_names(self):
        """A module's name and its attribute: where the parent path is."""
        parent, dot, _ = self._name.rpartition('.')
        return (parent, '__path__') if dot else ('sys', 'path')

    def _get_parent_path(self):
        module, attribute = self._find_parent_path_names()
        return getattr(sys.modules[module], attribute)

    def _recalculate(self):
        parent_path = tuple(self._get_parent_path())
        if parent_path != self._last_parent_path or self._epoch != self._last_epoch:
            spec = self._path_finder(self._name, parent_path)
            # If by now there is a package with a file, this one stays what it is.
            if spec is not None and spec.loader is None and spec.submodule_search_locations:
                self._path = spec.submodule_search_locations
            self._last_parent_path = parent_path
            self._last_epoch = self._epoch
        return self._path

    def __iter__(self):
        return iter(self._recalculate())

    def __getitem__(self, index):
        return self._recalculate()[index]

    def __setitem__(self, index, path):
        self._path[index] = path

    def __len__(self):
        return len(self._recalculate())

    def __repr__(self):
        return f'_NamespacePath({self._path!r})'

    def __contains__(self, item):
        return item in self._recalculate()

    def append(self, item):
        self._path.append(item)
# ANCHOR_END: namespace


class NamespaceLoader:
    """Loads a namespace package, which is empty."""

    def __init__(self, name, path, path_finder):
        self._path = _NamespacePath(name, path, path_finder)

    @staticmethod
    def module_repr(module):
        """The module's `repr`, of old; the import system makes it itself by now."""
        _bootstrap._warn_slated('NamespaceLoader.module_repr()', '')
        return f'<module {module.__name__!r} (namespace)>'

    def is_package(self, fullname):
        return True

    def get_source(self, fullname):
        return ''

    def get_code(self, fullname):
        return compile('', '<string>', 'exec', dont_inherit=True)

    def create_module(self, spec):
        """None: the module is to be an ordinary one."""

    def exec_module(self, module):
        pass

    def load_module(self, fullname):
        """Load a namespace package, of old. The import system never asks for it."""
        _bootstrap._verbose_message('namespace module loaded with path {!r}', self._path)
        return _bootstrap._load_module_shim(self, fullname)

    def get_resource_reader(self, module):
        from importlib.readers import NamespaceReader
        return NamespaceReader(self._path)


# The name before it became public.
_NamespaceLoader = NamespaceLoader


# Finders ------------------------------------------------------------------------------------------

class WindowsRegistryFinder:
    """Finds modules that Windows' registry names. It is part of `importlib.machinery` on all
    systems, and where there is no registry it finds nothing."""

    REGISTRY_KEY = 'Software\\Python\\PythonCore\\{sys_version}\\Modules\\{fullname}'
    REGISTRY_KEY_DEBUG = REGISTRY_KEY + '\\Debug'
    DEBUG_BUILD = False

    @classmethod
    def find_spec(cls, fullname, path=None, target=None):
        return None

    @classmethod
    def find_module(cls, fullname, path=None):
        """The loader for a module, of old."""
        _bootstrap._warn_slated('WindowsRegistryFinder.find_module()')
        return None


class PathFinder:
    """Finds modules by the entries of `sys.path` or of a package's `__path__`.

    Each entry is some finder's: the first of `sys.path_hooks` that takes it makes one, and
    `sys.path_importer_cache` keeps it.
    """

    @staticmethod
    def invalidate_caches():
        """Have all finders look again, as files may have come that they don't know of."""
        for name, finder in list(sys.path_importer_cache.items()):
            # A relative entry may mean another directory by now.
            if finder is None or not _path_isabs(name):
                del sys.path_importer_cache[name]
            elif hasattr(finder, 'invalidate_caches'):
                finder.invalidate_caches()
        _NamespacePath._epoch += 1

    @staticmethod
    def _path_hooks(path):
        """A finder from the first hook that takes the entry, or None."""
        if sys.path_hooks is not None and not sys.path_hooks:
            _warnings.warn('sys.path_hooks is empty', ImportWarning)
        for hook in sys.path_hooks:
            try:
                return hook(path)
            except ImportError:
                continue
        return None

    @classmethod
    def _path_importer_cache(cls, path):
        """The entry's finder, or None, from the cache or put there."""
        if path == '':
            try:
                path = _os.getcwd()
            except FileNotFoundError:
                # Not to be remembered: the next current directory may exist.
                return None
        try:
            return sys.path_importer_cache[path]
        except KeyError:
            finder = sys.path_importer_cache[path] = cls._path_hooks(path)
            return finder

    @classmethod
    def _legacy_get_spec(cls, fullname, finder):
        """Ask a finder that only has `find_loader` or `find_module`."""
        method = 'find_loader' if hasattr(finder, 'find_loader') else 'find_module'
        _warnings.warn(f'{_bootstrap._object_name(finder)}.find_spec() not found; '
                       f'falling back to {method}()', ImportWarning)
        if method == 'find_loader':
            loader, portions = finder.find_loader(fullname)
        else:
            loader, portions = finder.find_module(fullname), []
        if loader is not None:
            return _bootstrap.spec_from_loader(fullname, loader)
        spec = _bootstrap.ModuleSpec(fullname, None)
        spec.submodule_search_locations = portions
        return spec

    # ANCHOR: path_finder
    @classmethod
    def _get_spec(cls, fullname, path, target=None):
        """The first entry's spec that has a loader; else one of a namespace package, made of all
        directories of that name that were passed on the way, perhaps none."""
        namespace_path = []
        for entry in path:
            if not isinstance(entry, str):
                continue
            finder = cls._path_importer_cache(entry)
            if finder is None:
                continue
            if hasattr(finder, 'find_spec'):
                spec = finder.find_spec(fullname, target)
            else:
                spec = cls._legacy_get_spec(fullname, finder)
            if spec is None:
                continue
            if spec.loader is not None:
                return spec
            portions = spec.submodule_search_locations
            if portions is None:
                raise ImportError('spec missing loader')
            namespace_path.extend(portions)
        spec = _bootstrap.ModuleSpec(fullname, None)
        spec.submodule_search_locations = namespace_path
        return spec

    @classmethod
    def find_spec(cls, fullname, path=None, target=None):
        """The spec of a module on a path (by default `sys.path`), or None."""
        spec = cls._get_spec(fullname, sys.path if path is None else path, target)
        if spec is None or spec.loader is not None:
            return spec
        portions = spec.submodule_search_locations
        if not portions:
            return None
        spec.origin = None
        spec.submodule_search_locations = _NamespacePath(fullname, portions, cls._get_spec)
        return spec
    # ANCHOR_END: path_finder

    @classmethod
    def find_module(cls, fullname, path=None):
        """The loader for a module on a path, of old."""
        _bootstrap._warn_slated('PathFinder.find_module()')
        spec = cls.find_spec(fullname, path)
        return None if spec is None else spec.loader

    @staticmethod
    def find_distributions(*args, **kwargs):
        """The installed distributions that fit a context: what `importlib.metadata` asks."""
        from importlib.metadata import MetadataPathFinder
        return MetadataPathFinder.find_distributions(*args, **kwargs)


def _find_module_shim(self, fullname):
    """`find_module` for finders that have `find_loader`, of old."""
    _bootstrap._warn_slated('find_module()')
    loader, portions = self.find_loader(fullname)
    if loader is None and len(portions):
        _warnings.warn(f'Not importing directory {portions[0]}: missing __init__', ImportWarning)
    return loader


class FileFinder:
    """Finds modules in one directory.

    It remembers what is in the directory for as long as the directory's time doesn't change. So
    a search that finds nothing, as most do, costs one `stat`.
    """

    def __init__(self, path, *loader_details):
        """`loader_details` are pairs: a loader's class, and the suffixes of its files."""
        self._loaders = [(suffix, loader) for loader, suffixes in loader_details
                         for suffix in suffixes]
        self.path = _os.getcwd() if not path or path == '.' else _path_absolute(path)
        self._path_mtime = -1
        self._path_cache = set()
        self._relaxed_path_cache = set()

    def invalidate_caches(self):
        """Forget what is in the directory."""
        self._path_mtime = -1

    find_module = _find_module_shim

    def find_loader(self, fullname):
        """The loader for a module and a namespace package's directories, of old."""
        _bootstrap._warn_slated('FileFinder.find_loader()')
        spec = self.find_spec(fullname)
        if spec is None:
            return None, []
        return spec.loader, spec.submodule_search_locations or []

    def _get_spec(self, loader_class, fullname, path, smsl, target):
        return spec_from_file_location(fullname, path, loader=loader_class(fullname, path),
                                       submodule_search_locations=smsl)

    # ANCHOR: file_finder
    def find_spec(self, fullname, target=None):
        """The spec of a module in the directory, or None.

        A directory with an `__init__` comes first, then a file; a directory without one is a
        namespace package's if there is nothing else.
        """
        tail = fullname.rpartition('.')[2]
        try:
            mtime = _path_stat(self.path or _os.getcwd()).st_mtime
        except OSError:
            mtime = -1
        if mtime != self._path_mtime:
            self._fill_cache()
            self._path_mtime = mtime
        if _relax_case():
            names, name = self._relaxed_path_cache, tail.lower()
        else:
            names, name = self._path_cache, tail

        is_namespace = False
        if name in names:
            directory = _path_join(self.path, tail)
            for suffix, loader_class in self._loaders:
                file = _path_join(directory, '__init__' + suffix)
                if _path_isfile(file):
                    return self._get_spec(loader_class, fullname, file, [directory], target)
            is_namespace = _path_isdir(directory)
        for suffix, loader_class in self._loaders:
            file = _path_join(self.path, tail + suffix)
            _bootstrap._verbose_message('trying {}', file, verbosity=2)
            if name + suffix in names and _path_isfile(file):
                return self._get_spec(loader_class, fullname, file, None, target)
        if is_namespace:
            _bootstrap._verbose_message('possible namespace for {}', directory)
            spec = _bootstrap.ModuleSpec(fullname, None)
            spec.submodule_search_locations = [directory]
            return spec
        return None

    def _fill_cache(self):
        """Read the directory."""
        try:
            names = _os.listdir(self.path or _os.getcwd())
        except (FileNotFoundError, PermissionError, NotADirectoryError):
            names = []
        self._path_cache = set(names)
        if sys.platform.startswith(_CASE_INSENSITIVE_PLATFORMS):
            self._relaxed_path_cache = {name.lower() for name in names}
    # ANCHOR_END: file_finder

    @classmethod
    def path_hook(cls, *loader_details):
        """A function for `sys.path_hooks` that makes finders of this class for directories."""
        def path_hook_for_FileFinder(path):
            """The finder for a directory; ImportError for anything else."""
            if not _path_isdir(path):
                raise ImportError('only directories are supported', path=path)
            return cls(path, *loader_details)
        return path_hook_for_FileFinder

    def __repr__(self):
        return f'FileFinder({self.path!r})'


# How it begins ------------------------------------------------------------------------------------

def _fix_up_module(ns, name, pathname, cpathname=None):
    """Give the globals of a module that was made of a code object by hand what an import gives.

    The C API's `PyImport_ExecCodeModuleObject` calls it, and so does `zipimport`.
    """
    loader = ns.get('__loader__')
    spec = ns.get('__spec__')
    if not loader:
        if spec:
            loader = spec.loader
        elif pathname == cpathname:
            loader = SourcelessFileLoader(name, pathname)
        else:
            loader = SourceFileLoader(name, pathname)
    if not spec:
        spec = spec_from_file_location(name, pathname, loader=loader)
    try:
        ns['__spec__'] = spec
        ns['__loader__'] = loader
        ns['__file__'] = pathname
        ns['__cached__'] = cpathname
    except Exception:
        # The module is of use without them.
        pass


def _get_supported_file_loaders():
    """The loaders for files, each with its suffixes, in the order in which a directory is asked."""
    return [(ExtensionFileLoader, _imp.extension_suffixes()),
            (SourceFileLoader, SOURCE_SUFFIXES),
            (SourcelessFileLoader, BYTECODE_SUFFIXES)]


def _set_bootstrap_module(_bootstrap_module):
    global _bootstrap
    _bootstrap = _bootstrap_module


def _install(_bootstrap_module):
    """Make files importable."""
    _set_bootstrap_module(_bootstrap_module)
    sys.path_hooks.append(FileFinder.path_hook(*_get_supported_file_loaders()))
    sys.meta_path.append(PathFinder)
