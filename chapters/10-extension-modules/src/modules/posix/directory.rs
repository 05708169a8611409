//! What is in a directory: `listdir`, `scandir`.
//!
//! CPython: `_posix_listdir`, `DirEntry`, `ScandirIterator` in `Modules/posixmodule.c`.

use std::ffi::{CStr, CString};

use object_model::thread_state::guard_repr;
use object_model::types::bytes;

use super::path::{Path, Takes};
use super::{row, stat};
use crate::allow_threads;
use crate::convert::{decode_file_name, truth_or};
use crate::prelude::*;
use crate::system::{Errno, Outcome, check};

// ANCHOR: stream
/// A directory that is being read. C: `DIR *`.
struct Stream(NonNull<libc::DIR>);

// SAFETY: one thread at a time has it.
unsafe impl Send for Stream {}

/// One name in a directory.
struct Entry {
    name: Vec<u8>,
    inode: u64,
    kind: u8,
}

impl Stream {
    fn open(name: &CStr) -> Outcome<Stream> {
        // SAFETY: a C string.
        NonNull::new(unsafe { libc::opendir(name.as_ptr()) }).map(Stream).ok_or_else(Errno::last)
    }

    /// Reads from a descriptor of its own; the caller's stays open.
    fn of_descriptor(fd: i32) -> Outcome<Stream> {
        // SAFETY: calls with numbers; the stream owns the copy.
        unsafe {
            let copy = check(libc::fcntl(fd, libc::F_DUPFD_CLOEXEC, 0))?;
            match NonNull::new(libc::fdopendir(copy)) {
                Some(stream) => {
                    libc::rewinddir(stream.as_ptr());
                    Ok(Stream(stream))
                }
                None => {
                    let error = Errno::last();
                    libc::close(copy);
                    Err(error)
                }
            }
        }
    }

    /// The next name but `.` and `..`.
    fn next(&mut self) -> Outcome<Option<Entry>> {
        loop {
            // SAFETY: the stream is open; an entry is read before the next call.
            unsafe {
                *libc::__errno_location() = 0;
                let Some(entry) = libc::readdir(self.0.as_ptr()).as_ref() else {
                    return match Errno::last() {
                        Errno(0) => Ok(None),
                        error => Err(error),
                    };
                };
                let name = CStr::from_ptr(entry.d_name.as_ptr()).to_bytes();
                if name != b"." && name != b".." {
                    let (inode, kind) = (entry.d_ino, entry.d_type);
                    return Ok(Some(Entry { name: name.to_vec(), inode, kind }));
                }
            }
        }
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        // SAFETY: opened once, closed once.
        unsafe { libc::closedir(self.0.as_ptr()) };
    }
}
// ANCHOR_END: stream

// ANCHOR: functions
pub(super) static FUNCTIONS: &[Method<PyModuleObject>] = &[
    row(c"listdir", "($module, /, path=None)", listdir, "The names in a directory."),
    row(
        c"scandir",
        "($module, /, path=None)",
        scandir,
        "The entries of a directory, with what it says of them.",
    ),
];

const TAKES: Takes = Takes { none: true, descriptor: true };

fn open(path: &Path) -> Result<Stream> {
    let (fd, name) = (path.descriptor(), path.c_str());
    let stream = allow_threads(|| match fd {
        Some(fd) => Stream::of_descriptor(fd),
        None => Stream::open(name),
    });
    stream.map_err(|error| path.raise(error))
}

/// A name, as `bytes` where the directory's was given so.
fn name_object(name: &[u8], is_bytes: bool) -> Result {
    match is_bytes {
        true => Ok(bytes::new(name)?.object()),
        false => Ok(decode_file_name(name)?.object()),
    }
}

fn listdir(_: Module<'_>, given: &Arguments<'_>) -> Result {
    let path = Path::new(given.get(0), "listdir", "path", TAKES)?;
    let mut stream = open(&path)?;
    let names = list::new()?;
    loop {
        let entry = allow_threads(|| stream.next());
        match entry.map_err(|error| path.raise(error))? {
            Some(entry) => names.borrow().push(name_object(&entry.name, path.is_bytes)?)?,
            None => return Ok(names.object()),
        }
    }
}
// ANCHOR_END: functions

// ANCHOR: scandir
/// `posix.ScandirIterator`.
#[repr(C)]
#[allow(missing_debug_implementations, reason = "an object")]
pub(super) struct ScandirIterator {
    ob_base: PyObject,
    path: Path,
    /// None at the end.
    stream: Cell<Option<Box<Stream>>>,
}

// SAFETY: made by `scandir`.
unsafe impl Layout for ScandirIterator {
    fn type_object() -> &'static StaticType {
        &SCANDIR_ITERATOR
    }
}

static SCANDIR_ITERATOR: StaticType = StaticType::new(Table::<ScandirIterator> {
    tp_name: c"posix.ScandirIterator",
    tp_flags: flags::DISALLOW_INSTANTIATION,
    tp_dealloc: Some(dealloc_iterator),
    tp_iter: Some(itself),
    tp_iternext: next(next_entry),
    tp_finalize: Some(finalize_iterator),
    tp_methods: &[
        Method::none(
            c"__enter__",
            "($self, /)",
            |this: Obj<'_, ScandirIterator>| Ok(this.object().to_ref()),
            "Itself.",
        )
        .unsigned(),
        Method::new(c"__exit__", "($self, *args)", |this, _| close(this), "Closes it.").unsigned(),
        Method::none(c"close", "($self, /)", close, "Closes the directory.").unsigned(),
    ],
    ..Table::NONE
});

/// The type that no name leads to.
pub(super) fn make_ready() {
    object_model::runtime::make_ready(&SCANDIR_ITERATOR);
}

fn scandir(_: Module<'_>, given: &Arguments<'_>) -> Result {
    let path = Path::new(given.get(0), "scandir", "path", TAKES)?;
    let stream = open(&path)?;
    let iterator = memory::create(SCANDIR_ITERATOR.as_type(), |ob_base| ScandirIterator {
        ob_base,
        path,
        stream: Cell::new(Some(Box::new(stream))),
    })?;
    Ok(iterator.object())
}

fn close(iterator: Obj<'_, ScandirIterator>) -> Result {
    drop(iterator.stream.take());
    nothing()
}

/// One that wasn't read to its end is warned of. C: `ScandirIterator_finalize`.
extern "C" fn finalize_iterator(iterator: Obj<'_, ScandirIterator>) {
    let Some(stream) = iterator.stream.take() else { return };
    let before = errors::fetch();
    let warned = iterator.object().repr().and_then(|shown| {
        let message = format_args!("unclosed scandir iterator {shown}");
        errors::warn(&errors::RESOURCE_WARNING, message)
    });
    if warned.is_err() {
        if errors::matches(&errors::WARNING) {
            errors::write_unraisable("in", Some(iterator.object()));
        }
        errors::clear();
    }
    drop(stream);
    if let Some(before) = before {
        errors::restore(before);
    }
}

/// # Safety
/// As every `tp_dealloc`.
unsafe extern "C" fn dealloc_iterator(iterator: NonNull<ScandirIterator>) {
    // SAFETY: nobody else has the object, but while the finaliser runs, which counts it.
    unsafe {
        if !object_model::dealloc::finalize(iterator.cast()) {
            dealloc(iterator);
        }
    }
}

fn next_entry(iterator: Obj<'_, ScandirIterator>) -> Result<Option<Ref>> {
    let Some(mut stream) = iterator.stream.take() else { return Ok(None) };
    let entry = allow_threads(|| stream.next());
    match entry {
        Err(error) => Err(iterator.path.raise(error)),
        Ok(None) => Ok(None),
        Ok(Some(entry)) => {
            iterator.stream.set(Some(stream));
            Ok(Some(new_entry(&iterator.path, entry)?))
        }
    }
}
// ANCHOR_END: scandir

// ANCHOR: entry
/// C: `DirEntry`.
#[repr(C)]
#[allow(missing_debug_implementations, reason = "an object")]
pub(super) struct DirEntry {
    ob_base: PyObject,
    name: Field,
    path: Field,
    stat: Field,
    lstat: Field,
    d_type: Cell<u8>,
    d_ino: Cell<u64>,
    dir_fd: Cell<i32>,
}

const _: () = assert!(size_of::<DirEntry>() == 72);

// SAFETY: made by `new_entry`.
unsafe impl Layout for DirEntry {
    fn type_object() -> &'static StaticType {
        &DIR_ENTRY
    }
}

/// `os.DirEntry`.
pub(super) static DIR_ENTRY: StaticType = StaticType::new(Table::<DirEntry> {
    tp_name: c"posix.DirEntry",
    tp_flags: flags::DISALLOW_INSTANTIATION,
    tp_dealloc: Some(dealloc::<DirEntry>),
    tp_repr: Some(repr),
    tp_methods: &[
        Method::new(
            c"is_dir",
            "($self, /, *, follow_symlinks=True)",
            |entry, given| boolean(is(entry, truth_or(given.get(0), true)?, libc::S_IFDIR)?),
            "Whether it is a directory.",
        ),
        Method::new(
            c"is_file",
            "($self, /, *, follow_symlinks=True)",
            |entry, given| boolean(is(entry, truth_or(given.get(0), true)?, libc::S_IFREG)?),
            "Whether it is a regular file.",
        ),
        Method::none(
            c"is_symlink",
            "($self, /)",
            |entry| match entry.d_type.get() {
                libc::DT_UNKNOWN => boolean(is(entry, false, libc::S_IFLNK)?),
                kind => boolean(kind == libc::DT_LNK),
            },
            "Whether it is a symbolic link.",
        ),
        Method::new(
            c"stat",
            "($self, /, *, follow_symlinks=True)",
            |entry, given| status(entry, truth_or(given.get(0), true)?),
            "What the system knows of it.",
        ),
        Method::none(
            c"inode",
            "($self, /)",
            |entry| Ok(int::from_u64(entry.d_ino.get())?.object()),
            "The number of the file.",
        ),
        Method::none(c"__fspath__", "($self, /)", |entry| Ok(held(&entry.get().path)), "The path."),
    ],
    tp_members: &[
        PyMemberDef::new(c"name", MemberKind::ObjectEx, offset_of!(DirEntry, name), c"The name.")
            .read_only(),
        PyMemberDef::new(c"path", MemberKind::ObjectEx, offset_of!(DirEntry, path), c"The path.")
            .read_only(),
    ],
    ..Table::NONE
});

fn new_entry(path: &Path, entry: Entry) -> Result {
    let full = match path.fd {
        -1 => {
            let directory = path.c_str().to_bytes();
            let mut full = directory.to_vec();
            if full.last() != Some(&b'/') {
                full.push(b'/');
            }
            full.extend_from_slice(&entry.name);
            full
        }
        _ => entry.name.clone(),
    };
    let (name, full) =
        (name_object(&entry.name, path.is_bytes)?, name_object(&full, path.is_bytes)?);
    let object = memory::create(DIR_ENTRY.as_type(), |ob_base| DirEntry {
        ob_base,
        name: Field::new(Some(name)),
        path: Field::new(Some(full)),
        stat: Field::NULL,
        lstat: Field::NULL,
        d_type: Cell::new(entry.kind),
        d_ino: Cell::new(entry.inode),
        dir_fd: Cell::new(if path.fd == -1 { libc::AT_FDCWD } else { path.fd }),
    })?;
    Ok(object.object())
}

/// Asks the system. C: `DirEntry_fetch_stat`.
fn fetch(entry: Obj<'_, DirEntry>, follows: bool) -> Result<Outcome<libc::stat>> {
    let path = held(&entry.get().path);
    let path = crate::convert::path_bytes(path.borrow())?;
    let path: CString = crate::convert::to_c_string(path.borrow().bytes());
    let directory = entry.dir_fd.get();
    Ok(allow_threads(|| stat::status(directory, &path, follows)))
}

/// The status, which is asked for once. What isn't a link needs one only.
/// C: `DirEntry_get_stat`.
fn status(entry: Obj<'_, DirEntry>, follows: bool) -> Result {
    let this = entry.get();
    let is_link = || match entry.d_type.get() {
        libc::DT_UNKNOWN => is(entry, false, libc::S_IFLNK),
        kind => Ok(kind == libc::DT_LNK),
    };
    let field = if follows && is_link()? { &this.stat } else { &this.lstat };
    if let Some(known) = field.get() {
        return Ok(known);
    }
    let follows = std::ptr::eq(field, &raw const this.stat);
    let path = held(&this.path);
    let found = fetch(entry, follows)?.map_err(|error| error.raise_for(path.borrow()))?;
    let result = stat::stat_result(&found)?;
    field.set(Some(result.clone()));
    Ok(result)
}

/// Whether it is of a kind; a file that is gone is of none. C: `DirEntry_test_mode`.
fn is(entry: Obj<'_, DirEntry>, follows: bool, kind: u32) -> Result<bool> {
    let known = entry.d_type.get();
    let asks = known == libc::DT_UNKNOWN || (follows && known == libc::DT_LNK);
    if !asks {
        return Ok(match kind {
            libc::S_IFDIR => known == libc::DT_DIR,
            libc::S_IFREG => known == libc::DT_REG,
            _ => known == libc::DT_LNK,
        });
    }
    match fetch(entry, follows)? {
        Ok(status) => Ok(status.st_mode & libc::S_IFMT == kind),
        Err(Errno(libc::ENOENT)) => Ok(false),
        Err(error) => Err(error.raise_for(held(&entry.get().path).borrow())),
    }
}

extern "C" fn repr(entry: Obj<'_, DirEntry>) -> Result {
    let object = entry.object();
    guard_repr(
        object,
        || Err(raise(&RUNTIME_ERROR, "reentrant call inside posix.DirEntry.__repr__")),
        || {
            let name = held(&entry.get().name).borrow().repr()?;
            text(&format!("<DirEntry {name}>"))
        },
    )
}
// ANCHOR_END: entry
