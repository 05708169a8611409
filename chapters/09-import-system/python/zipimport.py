"""Modules in Zip archives.

An entry of `sys.path` may be an archive, or a directory in one: `lib.zip/package`. The finder and
loader for it is a `zipimporter`. It reads the archive's table of contents once for all importers
of that archive (`_zip_directory_cache`), and a module's bytes when the module is loaded. Source
and bytecode are looked for side by side, as there is no `__pycache__` in an archive.
"""

import _frozen_importlib_external as _bootstrap_external
from _frozen_importlib_external import _unpack_uint16, _unpack_uint32
import _frozen_importlib as _bootstrap
import _imp
import _io
import marshal
import sys
import time
import _warnings

__all__ = ['ZipImportError', 'zipimporter']

path_sep = _bootstrap_external.path_sep
alt_path_sep = _bootstrap_external.path_separators[1:]

# Tables of contents by the archive's path.
_zip_directory_cache = {}

_module_type = type(sys)


class ZipImportError(ImportError):
    """An archive can't be read, or doesn't have what was asked for."""


# ANCHOR: search_order
# What a module of a name may be in an archive: what follows the name, whether that is bytecode, and
# whether it makes a package.
_zip_searchorder = (
    (path_sep + '__init__.pyc', True, True),
    (path_sep + '__init__.py', False, True),
    ('.pyc', True, False),
    ('.py', False, False),
)
# ANCHOR_END: search_order


class zipimporter(_bootstrap_external._LoaderBasics):
    """Finds and loads the modules of one directory in an archive.

    `archive` is the path of the archive's file, and `prefix` that of the directory in it, with a
    slash at its end, or empty.
    """

    def __init__(self, path):
        """`path` leads to an archive, or on into it; ZipImportError if it doesn't."""
        if not isinstance(path, str):
            raise TypeError(f'expected str, not {type(path)!r}')
        if not path:
            raise ZipImportError('archive path is empty', path=path)
        path = _with_separators(path)

        # Go up until there is a file: what was taken off is the directory in the archive.
        prefix = []
        while True:
            try:
                mode = _bootstrap_external._path_stat(path).st_mode
            except (OSError, ValueError):
                parent, name = _bootstrap_external._path_split(path)
                if parent == path:
                    raise ZipImportError('not a Zip file', path=path)
                path = parent
                prefix.insert(0, name)
                continue
            if mode & 0o170000 != 0o100000:
                raise ZipImportError('not a Zip file', path=path)
            break

        if path not in _zip_directory_cache:
            _zip_directory_cache[path] = _read_directory(path)
        self._files = _zip_directory_cache[path]
        self.archive = path
        self.prefix = _bootstrap_external._path_join(*prefix)
        if self.prefix:
            self.prefix += path_sep

    def find_spec(self, fullname, target=None):
        """The spec of a module in the archive, or None."""
        is_package = _get_module_info(self, fullname)
        if is_package is not None:
            return _bootstrap.spec_from_loader(fullname, self, is_package=is_package)
        directory = _namespace_portion(self, fullname)
        if directory is None:
            return None
        spec = _bootstrap.ModuleSpec(name=fullname, loader=None, is_package=True)
        spec.submodule_search_locations.append(directory)
        return spec

    def find_loader(self, fullname, path=None):
        """The loader of a module and a namespace package's directories, of old."""
        _bootstrap._warn_slated('zipimporter.find_loader()')
        if _get_module_info(self, fullname) is not None:
            return self, []
        directory = _namespace_portion(self, fullname)
        return None, [] if directory is None else [directory]

    def find_module(self, fullname, path=None):
        """The loader of a module, of old."""
        _bootstrap._warn_slated('zipimporter.find_module()')
        return self.find_loader(fullname, path)[0]

    def get_code(self, fullname):
        """A module's code object."""
        return _get_module_code(self, fullname)[0]

    def get_data(self, pathname):
        """The bytes of a file in the archive, whose path may begin with the archive's own."""
        pathname = _with_separators(pathname)
        key = pathname.removeprefix(self.archive + path_sep)
        try:
            entry = self._files[key]
        except KeyError:
            raise OSError(0, '', key)
        return _get_data(self.archive, entry)

    def get_filename(self, fullname):
        """A module's `__file__`."""
        # Which file it is from shows only when it is loaded: bytecode may be stale.
        return _get_module_code(self, fullname)[2]

    def get_source(self, fullname):
        """A module's source as text, or None if the archive has its bytecode only."""
        path = _get_module_path(self, fullname)
        if self.is_package(fullname):
            file = _bootstrap_external._path_join(path, '__init__.py')
        else:
            file = f'{path}.py'
        entry = self._files.get(file)
        return None if entry is None else _get_data(self.archive, entry).decode()

    def is_package(self, fullname):
        """Whether a module is a package."""
        is_package = _get_module_info(self, fullname)
        if is_package is None:
            raise ZipImportError(f"can't find module {fullname!r}", name=fullname)
        return is_package

    def load_module(self, fullname):
        """Load a module, of old."""
        _warnings.warn('zipimport.zipimporter.load_module() is deprecated and slated for removal '
                       'in Python 3.12; use exec_module() instead', DeprecationWarning)
        code, is_package, file = _get_module_code(self, fullname)
        module = sys.modules.get(fullname)
        if module is None or not isinstance(module, _module_type):
            module = sys.modules[fullname] = _module_type(fullname)
        module.__loader__ = self
        try:
            if is_package:
                path = _get_module_path(self, fullname)
                module.__path__ = [_bootstrap_external._path_join(self.archive, path)]
            if not hasattr(module, '__builtins__'):
                module.__builtins__ = __builtins__
            _bootstrap_external._fix_up_module(module.__dict__, fullname, file)
            exec(code, module.__dict__)
        except:
            del sys.modules[fullname]
            raise
        try:
            module = sys.modules[fullname]
        except KeyError:
            raise ImportError(f'Loaded module {fullname!r} not found in sys.modules')
        _bootstrap._verbose_message('import {} # loaded from Zip {}', fullname, file)
        return module

    def get_resource_reader(self, fullname):
        """What `importlib.resources` reads a package's files by, or None if it is no package."""
        try:
            if not self.is_package(fullname):
                return None
        except ZipImportError:
            return None
        from importlib.readers import ZipReader
        return ZipReader(self, fullname)

    def invalidate_caches(self):
        """Read the archive's table of contents anew."""
        try:
            self._files = _zip_directory_cache[self.archive] = _read_directory(self.archive)
        except ZipImportError:
            _zip_directory_cache.pop(self.archive, None)
            self._files = {}

    def __repr__(self):
        return f'<zipimporter object "{self.archive}{path_sep}{self.prefix}">'


def _with_separators(path):
    """A path in which every separator is the system's first."""
    return path.replace(alt_path_sep, path_sep) if alt_path_sep else path


# Names in the archive -----------------------------------------------------------------------------

def _get_module_path(self, fullname):
    """Where a module is in the archive, without a suffix."""
    return self.prefix + fullname.rpartition('.')[2]


def _is_dir(self, path):
    """Whether the archive says that this is a directory."""
    return path + path_sep in self._files


def _namespace_portion(self, fullname):
    """The directory of a module's name, which may be a part of a namespace package, or None."""
    path = _get_module_path(self, fullname)
    return f'{self.archive}{path_sep}{path}' if _is_dir(self, path) else None


def _get_module_info(self, fullname):
    """Whether a module is a package, or None if it isn't there."""
    path = _get_module_path(self, fullname)
    for suffix, _, is_package in _zip_searchorder:
        if path + suffix in self._files:
            return is_package
    return None


# ANCHOR: directory
# The table of contents ----------------------------------------------------------------------------
#
# An archive is read from its end. There stands the end record: `PK\5\6`, and the size and offset of
# the central directory before it, which has an entry for each file. Something else may stand before
# the archive (a program that unpacks itself); then all offsets are to be counted from where the
# archive begins. After the end record there may be a comment.

END_CENTRAL_DIR_SIZE = 22
STRING_END_ARCHIVE = b'PK\x05\x06'
MAX_COMMENT_LEN = (1 << 16) - 1

_CENTRAL_ENTRY = b'PK\x01\x02'
_CENTRAL_ENTRY_SIZE = 46
_LOCAL_HEADER = b'PK\x03\x04'
_LOCAL_HEADER_SIZE = 30
_UTF8_NAME = 0x800


def _cant_read(archive):
    return ZipImportError(f"can't read Zip file: {archive!r}", path=archive)


def _find_end_record(fp, archive):
    """The end record's bytes, and where it begins."""
    try:
        fp.seek(-END_CENTRAL_DIR_SIZE, 2)
        position = fp.tell()
        record = fp.read(END_CENTRAL_DIR_SIZE)
    except OSError:
        raise _cant_read(archive)
    if len(record) != END_CENTRAL_DIR_SIZE:
        raise _cant_read(archive)
    if record[:4] == STRING_END_ARCHIVE:
        return record, position

    # Not at the end: then there is a comment after it.
    try:
        fp.seek(0, 2)
        size = fp.tell()
        fp.seek(max(size - MAX_COMMENT_LEN - END_CENTRAL_DIR_SIZE, 0))
        data = fp.read()
    except OSError:
        raise _cant_read(archive)
    found = data.rfind(STRING_END_ARCHIVE)
    if found < 0:
        raise ZipImportError(f'not a Zip file: {archive!r}', path=archive)
    record = data[found:found + END_CENTRAL_DIR_SIZE]
    if len(record) != END_CENTRAL_DIR_SIZE:
        raise ZipImportError(f'corrupt Zip file: {archive!r}', path=archive)
    return record, size - len(data) + found


def _read_directory(archive):
    """An archive's files: a dictionary of entries by name, names of directories ending in a slash.

    An entry is a tuple: the path that becomes `__file__`, the kind of compression, the sizes in the
    archive and out of it, the offset, the time and date in DOS format, and the checksum.
    """
    try:
        fp = _io.open_code(archive)
    except OSError:
        raise ZipImportError(f"can't open Zip file: {archive!r}", path=archive)
    with fp:
        # The descriptor may be one of somebody else's, by /dev/fd, who reads on from there.
        start = fp.tell()
        try:
            files = _read_entries(fp, archive)
        finally:
            fp.seek(start)
    _bootstrap._verbose_message('zipimport: found {} names in {!r}', len(files), archive)
    return files


def _read_entries(fp, archive):
    record, position = _find_end_record(fp, archive)
    directory_size = _unpack_uint32(record[12:16])
    directory_offset = _unpack_uint32(record[16:20])
    if position < directory_size:
        raise ZipImportError(f'bad central directory size: {archive!r}', path=archive)
    if position < directory_offset:
        raise ZipImportError(f'bad central directory offset: {archive!r}', path=archive)
    position -= directory_size
    archive_start = position - directory_offset
    if archive_start < 0:
        raise ZipImportError(f'bad central directory size or offset: {archive!r}', path=archive)

    files = {}
    try:
        fp.seek(position)
    except OSError:
        raise _cant_read(archive)
    while True:
        header = fp.read(_CENTRAL_ENTRY_SIZE)
        if len(header) < 4:
            raise EOFError('EOF read where not expected')
        if header[:4] != _CENTRAL_ENTRY:
            return files
        if len(header) != _CENTRAL_ENTRY_SIZE:
            raise EOFError('EOF read where not expected')
        flags, compression, dos_time, dos_date = (
            _unpack_uint16(header[at:at + 2]) for at in (8, 10, 12, 14))
        checksum, packed_size, size = (
            _unpack_uint32(header[at:at + 4]) for at in (16, 20, 24))
        name_size, extra_size, comment_size = (
            _unpack_uint16(header[at:at + 2]) for at in (28, 30, 32))
        offset = _unpack_uint32(header[42:46])
        if offset > directory_offset:
            raise ZipImportError(f'bad local header offset: {archive!r}', path=archive)

        name = _read_exactly(fp, name_size, archive)
        _read_exactly(fp, extra_size + comment_size, archive)
        name = _decode_name(name, flags).replace('/', path_sep)
        path = _bootstrap_external._path_join(archive, name)
        files[name] = (path, compression, packed_size, size, archive_start + offset,
                       dos_time, dos_date, checksum)
# ANCHOR_END: directory


def _read_exactly(fp, size, archive):
    try:
        data = fp.read(size)
    except OSError:
        raise _cant_read(archive)
    if len(data) != size:
        raise _cant_read(archive)
    return data


def _decode_name(name, flags):
    """A file's name as text: UTF-8 if the entry says so, else that of the first PCs."""
    if flags & _UTF8_NAME:
        return name.decode()
    try:
        return name.decode('ascii')
    except UnicodeDecodeError:
        return name.decode('latin1').translate(cp437_table)


# Code page 437 by bytes. The codec of that name is a Python module, and may be in this very archive.
cp437_table = ''.join(map(chr, range(128))) + (
    'ÇüéâäàåçêëèïîìÄÅ'
    'ÉæÆôöòûùÿÖÜ¢£¥₧ƒ'
    'áíóúñÑªº¿⌐¬½¼¡«»'
    '░▒▓│┤╡╢╖╕╣║╗╝╜╛┐'
    '└┴┬├─┼╞╟╚╔╩╦╠═╬╧'
    '╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀'
    'αßΓπΣσµτΦΘΩδ∞φε∩'
    '≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\xa0'
)


# Contents -----------------------------------------------------------------------------------------

# Whether zlib is being imported: it may itself be in an archive, and compressed.
_importing_zlib = False


def _get_decompress_func():
    """`zlib.decompress`, or ZipImportError."""
    global _importing_zlib
    if not _importing_zlib:
        _importing_zlib = True
        try:
            from zlib import decompress
        except Exception:
            pass
        else:
            _bootstrap._verbose_message('zipimport: zlib available')
            return decompress
        finally:
            _importing_zlib = False
    _bootstrap._verbose_message('zipimport: zlib UNAVAILABLE')
    raise ZipImportError("can't decompress data; zlib not available")


def _get_data(archive, toc_entry):
    """The bytes of a file in an archive."""
    _, compression, packed_size, _, offset, _, _, _ = toc_entry
    if packed_size < 0:
        raise ZipImportError('negative data size')

    with _io.open_code(archive) as fp:
        # The file has a header of its own, whose lengths may differ from those in the directory.
        try:
            fp.seek(offset)
        except OSError:
            raise _cant_read(archive)
        header = fp.read(_LOCAL_HEADER_SIZE)
        if len(header) != _LOCAL_HEADER_SIZE:
            raise EOFError('EOF read where not expected')
        if header[:4] != _LOCAL_HEADER:
            raise ZipImportError(f'bad local file header: {archive!r}', path=archive)
        name_size = _unpack_uint16(header[26:28])
        extra_size = _unpack_uint16(header[28:30])
        try:
            fp.seek(offset + _LOCAL_HEADER_SIZE + name_size + extra_size)
        except OSError:
            raise _cant_read(archive)
        data = fp.read(packed_size)
        if len(data) != packed_size:
            raise OSError("zipimport: can't read data")

    if compression == 0:
        return data
    try:
        decompress = _get_decompress_func()
    except Exception:
        raise ZipImportError("can't decompress data; zlib not available")
    # Without zlib's own header.
    return decompress(data, -15)


# Code ---------------------------------------------------------------------------------------------

def _get_module_code(self, fullname):
    """A module's code, whether it is a package, and its `__file__`."""
    path = _get_module_path(self, fullname)
    import_error = None
    for suffix, is_bytecode, is_package in _zip_searchorder:
        file = path + suffix
        _bootstrap._verbose_message('trying {}{}{}', self.archive, path_sep, file, verbosity=2)
        entry = self._files.get(file)
        if entry is None:
            continue
        module_path = entry[0]
        data = _get_data(self.archive, entry)
        if is_bytecode:
            try:
                code = _unmarshal_code(self, module_path, file, fullname, data)
            except ImportError as error:
                import_error = error
                continue
            if code is None:
                continue
        else:
            code = _compile_source(module_path, data)
        return code, is_package, module_path
    if import_error:
        raise ZipImportError(f'module load failed: {import_error}',
                             name=fullname) from import_error
    raise ZipImportError(f"can't find module {fullname!r}", name=fullname)


def _unmarshal_code(self, pathname, fullpath, fullname, data):
    """The code object of a bytecode file, None if it is older than its source, or ImportError."""
    exc_details = {'name': fullname, 'path': fullpath}
    flags = _bootstrap_external._classify_pyc(data, fullname, exc_details)
    if flags & _bootstrap_external._HASH_BASED:
        check_source = flags & _bootstrap_external._CHECK_SOURCE != 0
        if _bootstrap_external._check_source_hash(check_source):
            source = _get_pyc_source(self, fullpath)
            if source is not None:
                source_hash = _imp.source_hash(_bootstrap_external._RAW_MAGIC_NUMBER, source)
                _bootstrap_external._validate_hash_pyc(data, source_hash, fullname, exc_details)
    else:
        source_mtime, source_size = _get_mtime_and_size_of_source(self, fullpath)
        # Not by `_validate_timestamp_pyc`: the archive's times are less exact.
        if source_mtime and (not _eq_mtime(_unpack_uint32(data[8:12]), source_mtime)
                             or _unpack_uint32(data[12:16]) != source_size):
            _bootstrap._verbose_message(f'bytecode is stale for {fullname!r}')
            return None

    code = marshal.loads(data[_bootstrap_external._HEADER_SIZE:])
    if not isinstance(code, _code_type):
        raise TypeError(f'compiled module {pathname!r} is not a code object')
    return code


_code_type = type(_unmarshal_code.__code__)


def _compile_source(pathname, source):
    """Compile a source whose lines may end as on any system."""
    return compile(_normalize_line_endings(source), pathname, 'exec', dont_inherit=True)


def _normalize_line_endings(source):
    return source.replace(b'\r\n', b'\n').replace(b'\r', b'\n')


def _get_pyc_source(self, path):
    """The bytes of the source for a bytecode file, or None."""
    assert path[-1:] in ('c', 'o')
    entry = self._files.get(path[:-1])
    return None if entry is None else _get_data(self.archive, entry)


def _get_mtime_and_size_of_source(self, path):
    """The time and size of the source for a bytecode file, or two zeros."""
    assert path[-1:] in ('c', 'o')
    try:
        _, _, _, size, _, dos_time, dos_date, _ = self._files[path[:-1]]
    except (KeyError, ValueError, TypeError):
        return 0, 0
    return _parse_dostime(dos_date, dos_time), size


def _parse_dostime(d, t):
    """DOS's date and time as seconds since 1970: years from 1980, and every second second."""
    return time.mktime(((d >> 9) + 1980, d >> 5 & 0xF, d & 0x1F,
                        t >> 11, t >> 5 & 0x3F, (t & 0x1F) * 2, -1, -1, -1))


def _eq_mtime(t1, t2):
    """Whether two times are the same, by a clock that has even seconds only."""
    return abs(t1 - t2) <= 1
