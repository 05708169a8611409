//! `FileIO`: a file descriptor as a stream, each method one system call.
//!
//! CPython: `Modules/_io/fileio.c`.
//!
//! Invariant: a descriptor is closed once, and only if the object owns it; from then on it is −1.

use object_model::thread_state::guard_repr;
use object_model::types::bytes;

use super::io_base::{Finalizing, RAW_IO_BASE, dealloc_stream};
use super::{DEFAULT_BUFFER_SIZE, unsupported};
use crate::allow_threads;
use crate::convert::{
    self, WritableBuffer, clinic_text, int_or, optional_size, readable, to_long_long,
};
use crate::prelude::*;
use crate::system::{self, Errno, after, check};

// ANCHOR: layout
/// C: `fileio`.
#[repr(C)]
#[allow(missing_docs, reason = "the fields have the names and meanings that C gives them")]
pub struct FileIo {
    pub ob_base: PyObject,
    pub fd: Cell<i32>,
    pub created: Cell<bool>,
    pub readable: Cell<bool>,
    pub writable: Cell<bool>,
    pub appending: Cell<bool>,
    /// −1 as long as nobody has tried.
    pub seekable: Cell<i8>,
    pub closefd: Cell<bool>,
    pub finalizing: Cell<bool>,
    pub blksize: Cell<u32>,
    pub weakreflist: Cell<*mut PyObject>,
    pub dict: Field,
}

const _: () = assert!(size_of::<FileIo>() == 48 && offset_of!(FileIo, dict) == 40);

// SAFETY: instances are made by `tp_new`.
unsafe impl Layout for FileIo {
    fn type_object() -> &'static StaticType {
        &FILE_IO
    }
}

impl Finalizing for FileIo {
    fn begin(&self) {
        self.finalizing.set(true);
    }
}

type File<'a> = Obj<'a, FileIo>;

const SIGNATURE: Signature = Signature::parse("(file, mode='r', closefd=True, opener=None)");

/// `_io.FileIO`.
pub static FILE_IO: StaticType = StaticType::new(Table::<FileIo> {
    tp_name: c"_io.FileIO",
    signature: SIGNATURE.text,
    tp_doc: "A file descriptor, or the file of a path, as a stream without buffers.",
    tp_base: Some(RAW_IO_BASE.as_head()),
    tp_flags: flags::HAVE_GC | flags::BASETYPE,
    tp_dictoffset: offset_of!(FileIo, dict) as isize,
    tp_weaklistoffset: offset_of!(FileIo, weakreflist),
    tp_dealloc: Some(dealloc_stream::<FileIo>),
    tp_repr: Some(repr),
    tp_getattro: Some(generic_getattr),
    tp_traverse: traverse(|file: File<'_>, visitor: &mut Visitor| visitor.field(&file.get().dict)),
    tp_clear: Some(clear),
    tp_init: Some(init),
    tp_new: Some(new),
    tp_methods: &[
        Method::new(c"read", "($self, size=-1, /)", read, "Up to so many bytes, by one call."),
        Method::none(c"readall", "($self, /)", readall, "All that follows."),
        Method::one(c"readinto", "($self, buffer, /)", readinto, "Reads into a buffer."),
        Method::one(c"write", "($self, b, /)", write, "Writes bytes, perhaps not all of them."),
        Method::new(
            c"seek",
            "($self, pos, whence=0, /)",
            |file, arguments| {
                let whence = int_or(arguments.get(1), 0)?;
                check_open(file)?;
                seek_object(file, Some(arguments[0]), whence, false)
            },
            "Goes to a position, counted from the start (0), from here (1) or from the end (2).",
        ),
        Method::none(
            c"tell",
            "($self, /)",
            |file| {
                check_open(file)?;
                seek_object(file, None, libc::SEEK_CUR, false)
            },
            "The position.",
        ),
        Method::new(c"truncate", "($self, size=None, /)", truncate, "Cuts the file off."),
        Method::none(c"close", "($self, /)", close, "Closes the descriptor, if it is owned."),
        Method::none(c"seekable", "($self, /)", seekable, "Whether it can be sought in."),
        Method::none(
            c"readable",
            "($self, /)",
            |file| {
                check_open(file)?;
                boolean(file.readable.get())
            },
            "Whether it was opened for reading.",
        ),
        Method::none(
            c"writable",
            "($self, /)",
            |file| {
                check_open(file)?;
                boolean(file.writable.get())
            },
            "Whether it was opened for writing.",
        ),
        Method::none(
            c"fileno",
            "($self, /)",
            |file| {
                check_open(file)?;
                integer(file.fd.get().into())
            },
            "The descriptor.",
        ),
        Method::none(c"isatty", "($self, /)", isatty, "Whether it is a terminal."),
        Method::one(c"_dealloc_warn", "($self, source, /)", dealloc_warn, "Warns of what is open.")
            .unsigned(),
    ],
    tp_members: &[
        PyMemberDef::new(c"_blksize", MemberKind::UInt, offset_of!(FileIo, blksize), c""),
        PyMemberDef::new(c"_finalizing", MemberKind::Bool, offset_of!(FileIo, finalizing), c""),
    ],
    tp_getset: &[
        Getter::new(c"closed", |file| boolean(file.fd.get() < 0), "Whether it is closed."),
        Getter::new(
            c"closefd",
            |file| boolean(file.closefd.get()),
            "Whether close() closes the descriptor.",
        ),
        Getter::new(c"mode", |file| text(mode(file)), "The mode, with the letter b."),
    ],
    ..Table::NONE
});
// ANCHOR_END: layout

extern "C" fn clear(file: File<'_>) -> Status {
    file.dict.clear();
    Ok(())
}

extern "C" fn new(ob_type: Type<'_>, _: Obj<'_>, _: Option<Obj<'_>>) -> Result {
    let file = memory::create(ob_type, |ob_base| FileIo {
        ob_base,
        fd: Cell::new(-1),
        created: Cell::new(false),
        readable: Cell::new(false),
        writable: Cell::new(false),
        appending: Cell::new(false),
        seekable: Cell::new(-1),
        closefd: Cell::new(true),
        finalizing: Cell::new(false),
        blksize: Cell::new(0),
        weakreflist: Cell::new(std::ptr::null_mut()),
        dict: Field::NULL,
    })?;
    Ok(file.object())
}

// ANCHOR: open
extern "C" fn init(file: File<'_>, args: Obj<'_>, keywords: Option<Obj<'_>>) -> Status {
    SIGNATURE.bind("FileIO", Given::of_tuple(args, keywords), |given| {
        let mode = match given.get(1) {
            None => "r".to_owned(),
            mode => clinic_text(mode, "FileIO", "argument 'mode'", false)?.unwrap_or_default(),
        };
        let closefd = convert::flag_or(given.get(2), true)?;
        open(file, given[0], &mode, closefd, given.not_none(3))
    })?;
    Ok(())
}

/// C: `_io_FileIO___init___impl`.
fn open(
    file: File<'_>,
    name: Obj<'_>,
    mode: &str,
    closefd: bool,
    opener: Option<Obj<'_>>,
) -> Result<()> {
    if file.fd.get() >= 0 {
        if file.closefd.get() {
            close_descriptor(file)?;
        } else {
            file.fd.set(-1);
        }
    }
    let descriptor = descriptor_of(name)?;
    let path = match descriptor {
        Some(_) => None,
        None => Some(convert::path_bytes(name)?),
    };
    let flags = read_mode(file, mode)?;
    let owned = match (descriptor, path) {
        (Some(descriptor), _) => {
            file.fd.set(descriptor);
            file.closefd.set(closefd);
            false
        }
        (None, path) => {
            file.closefd.set(true);
            if !closefd {
                let message = "Cannot use closefd=False with file name";
                return Err(raise(&VALUE_ERROR, message));
            }
            let path = path.as_ref().map_or(&[][..], |path| path.borrow().bytes());
            let opened = match opener {
                Some(opener) => call_opener(opener, name, flags)?,
                None => {
                    let path = convert::to_c_string(path);
                    let path = path.as_c_str();
                    // SAFETY: a C string.
                    system::call(|| check(unsafe { libc::open(path.as_ptr(), flags, 0o666) }))?
                        .map_err(|error| error.raise_for(name))?
                }
            };
            file.fd.set(opened);
            true
        }
    };
    let done = match owned && opener.is_some() {
        true => system::set_inheritable(file.fd.get(), false).map_err(Errno::raise),
        false => Ok(()),
    };
    let done = done.and_then(|()| look_at(file, name));
    if done.is_err() {
        if !owned {
            file.fd.set(-1);
        }
        after(&done, || close_descriptor(file))?;
    }
    done
}

/// The descriptor that stands where a name could stand. C: `_PyLong_AsInt`.
fn descriptor_of(name: Obj<'_>) -> Result<Option<i32>> {
    match convert::to_c_int(name) {
        Ok(descriptor) if descriptor < 0 => Err(raise(&VALUE_ERROR, "negative file descriptor")),
        Ok(descriptor) => Ok(Some(descriptor)),
        Err(_) => {
            errors::clear();
            Ok(None)
        }
    }
}

/// The flags of `open` that a mode means; the object remembers what is allowed.
fn read_mode(file: File<'_>, mode: &str) -> Result<i32> {
    let bad_mode = || {
        let message = "Must have exactly one of create/read/write/append mode and at most one plus";
        raise(&VALUE_ERROR, message)
    };
    let (mut flags, mut kinds, mut pluses) = (0, 0, 0);
    for letter in mode.chars() {
        match letter {
            'x' => {
                kinds += 1;
                file.created.set(true);
                file.writable.set(true);
                flags |= libc::O_EXCL | libc::O_CREAT;
            }
            'r' => {
                kinds += 1;
                file.readable.set(true);
            }
            'w' => {
                kinds += 1;
                file.writable.set(true);
                flags |= libc::O_CREAT | libc::O_TRUNC;
            }
            'a' => {
                kinds += 1;
                file.writable.set(true);
                file.appending.set(true);
                flags |= libc::O_APPEND | libc::O_CREAT;
            }
            'b' => {}
            '+' => {
                pluses += 1;
                file.readable.set(true);
                file.writable.set(true);
            }
            _ => return Err(raise(&VALUE_ERROR, format_args!("invalid mode: {mode}"))),
        }
        if kinds > 1 || pluses > 1 {
            return Err(bad_mode());
        }
    }
    if kinds == 0 {
        return Err(bad_mode());
    }
    let access = match (file.readable.get(), file.writable.get()) {
        (true, true) => libc::O_RDWR,
        (true, false) => libc::O_RDONLY,
        (false, _) => libc::O_WRONLY,
    };
    Ok(flags | access | libc::O_CLOEXEC)
}

fn call_opener(opener: Obj<'_>, name: Obj<'_>, flags: i32) -> Result<i32> {
    let flags = int::from_i64(flags.into())?;
    let opened = opener.call(&[name, flags.borrow().object()])?;
    if opened.borrow().downcast::<PyLongObject>().is_none() {
        return Err(raise(&TYPE_ERROR, "expected integer from opener"));
    }
    match convert::to_c_int(opened.borrow())? {
        descriptor if descriptor < 0 => {
            Err(raise(&VALUE_ERROR, format_args!("opener returned {descriptor}")))
        }
        descriptor => Ok(descriptor),
    }
}

/// A directory is no file; the block size is for whoever puts a buffer in front.
fn look_at(file: File<'_>, name: Obj<'_>) -> Result<()> {
    let descriptor = file.fd.get();
    file.blksize.set(DEFAULT_BUFFER_SIZE as u32);
    match allow_threads(|| system::fstat(descriptor)) {
        Err(error @ Errno(libc::EBADF)) => return Err(error.raise()),
        // Some file systems can't say; that is no reason not to read.
        Err(_) => {}
        Ok(status) => {
            if status.st_mode & libc::S_IFMT == libc::S_IFDIR {
                return Err(Errno(libc::EISDIR).raise_for(name));
            }
            if status.st_blksize > 1 {
                file.blksize.set(status.st_blksize as u32);
            }
        }
    }
    file.object().set_attribute(name!("name"), Some(name))?;
    if file.appending.get() {
        seek(file, 0, libc::SEEK_END, true)?;
    }
    Ok(())
}
// ANCHOR_END: open

// ANCHOR: close
/// C: `internal_close`.
fn close_descriptor(file: File<'_>) -> Result<()> {
    let descriptor = file.fd.replace(-1);
    if descriptor < 0 {
        return Ok(());
    }
    // SAFETY: the call takes a number. It isn't repeated when it is interrupted, since the
    // descriptor is closed by then and may be another file's.
    allow_threads(|| check(unsafe { libc::close(descriptor) })).map_err(Errno::raise)?;
    Ok(())
}

fn close(file: File<'_>) -> Result {
    let class = RAW_IO_BASE.as_type().object();
    let closed = class.call_method(name!("close"), &[file.object()]);
    if !file.closefd.get() {
        file.fd.set(-1);
        return closed;
    }
    after(&closed, || {
        if file.finalizing.get() && dealloc_warn(file, file.object()).is_err() {
            errors::clear();
        }
        close_descriptor(file)
    })?;
    closed
}

/// C: `fileio_dealloc_warn`.
fn dealloc_warn(file: File<'_>, source: Obj<'_>) -> Result {
    if file.fd.get() >= 0 && file.closefd.get() {
        let before = errors::fetch();
        let warned = source.repr().and_then(|source| {
            errors::warn(&errors::RESOURCE_WARNING, format_args!("unclosed file {source}"))
        });
        if warned.is_err() {
            if errors::matches(&errors::WARNING) {
                errors::write_unraisable("in", Some(file.object()));
            }
            errors::clear();
        }
        if let Some(before) = before {
            errors::restore(before);
        }
    }
    nothing()
}
// ANCHOR_END: close

// ANCHOR: checks
impl FileIo {
    /// C: `_PyFileIO_closed`.
    pub(super) fn is_closed(&self) -> bool {
        self.fd.get() < 0
    }
}

fn check_open(file: File<'_>) -> Result<()> {
    match file.is_closed() {
        true => Err(raise(&VALUE_ERROR, "I/O operation on closed file")),
        false => Ok(()),
    }
}

fn check_readable(file: File<'_>) -> Result<()> {
    check_open(file)?;
    match file.readable.get() {
        true => Ok(()),
        false => Err(unsupported("File not open for reading")),
    }
}

fn check_writable(file: File<'_>) -> Result<()> {
    check_open(file)?;
    match file.writable.get() {
        true => Ok(()),
        false => Err(unsupported("File not open for writing")),
    }
}

fn seekable(file: File<'_>) -> Result {
    check_open(file)?;
    if file.seekable.get() < 0 && seek(file, 0, libc::SEEK_CUR, false).is_err() {
        errors::clear();
    }
    boolean(file.seekable.get() > 0)
}

fn isatty(file: File<'_>) -> Result {
    check_open(file)?;
    let descriptor = file.fd.get();
    // SAFETY: the call takes a number.
    boolean(allow_threads(|| unsafe { libc::isatty(descriptor) }) == 1)
}
// ANCHOR_END: checks

// ANCHOR: read
/// What would wait in a stream that doesn't wait is `None`.
fn or_would_block(outcome: system::Outcome<usize>) -> Result {
    match outcome {
        Ok(count) => size(count),
        Err(Errno(libc::EAGAIN)) => nothing(),
        Err(error) => Err(error.raise()),
    }
}

fn readinto(file: File<'_>, buffer: Obj<'_>) -> Result {
    let mut buffer = WritableBuffer::new(buffer, "readinto")?;
    check_readable(file)?;
    or_would_block(system::read(file.fd.get(), buffer.bytes())?)
}

/// Reads straight into memory, for the buffer in front: what `readinto` does, without the objects
/// around it. `None` where it would have to wait.
pub(super) fn read_into(file: File<'_>, memory: &mut [u8]) -> Result<Option<usize>> {
    check_readable(file)?;
    match system::read(file.fd.get(), memory)? {
        Ok(count) => Ok(Some(count)),
        Err(Errno(libc::EAGAIN)) => Ok(None),
        Err(error) => Err(error.raise()),
    }
}

/// Writes straight from memory, for the buffer in front. `None` where it would have to wait.
pub(super) fn write_from(file: File<'_>, memory: &[u8]) -> Result<Option<usize>> {
    check_writable(file)?;
    match system::write(file.fd.get(), memory)? {
        Ok(count) => Ok(Some(count)),
        Err(Errno(libc::EAGAIN)) => Ok(None),
        Err(error) => Err(error.raise()),
    }
}

fn read(file: File<'_>, arguments: &Arguments<'_>) -> Result {
    let count = optional_size(arguments.get(0), -1)?;
    check_readable(file)?;
    let Ok(count) = usize::try_from(count) else {
        return readall(file);
    };
    let mut memory = Vec::new();
    memory.try_reserve_exact(count).map_err(|_| errors::no_memory())?;
    memory.resize(count, 0);
    match system::read(file.fd.get(), &mut memory)? {
        Ok(count) => Ok(bytes::new(&memory[..count])?.object()),
        Err(Errno(libc::EAGAIN)) => nothing(),
        Err(error) => Err(error.raise()),
    }
}

/// What is read at least at once. C: `SMALLCHUNK`.
const SMALL_CHUNK: usize = 8192;

/// The size of the file says how much room to make, with one byte more, so that the end is seen
/// without growing.
fn readall(file: File<'_>) -> Result {
    check_open(file)?;
    let descriptor = file.fd.get();
    let room = allow_threads(|| {
        // SAFETY: the call takes numbers.
        let position = check(unsafe { libc::lseek(descriptor, 0, libc::SEEK_CUR) }).ok()?;
        let end = system::fstat(descriptor).ok()?.st_size;
        (end > 0 && end >= position).then(|| (end - position) as usize + 1)
    });
    let mut all = Vec::new();
    let mut count = 0;
    all.try_reserve_exact(room.unwrap_or(SMALL_CHUNK)).map_err(|_| errors::no_memory())?;
    all.resize(room.unwrap_or(SMALL_CHUNK), 0);
    loop {
        if count == all.len() {
            let more = if count > 65536 { count >> 3 } else { 256 + count };
            let more = more.max(SMALL_CHUNK);
            all.try_reserve_exact(more).map_err(|_| errors::no_memory())?;
            all.resize(count + more, 0);
        }
        match system::read(descriptor, &mut all[count..])? {
            Ok(0) => break,
            Ok(read) => count += read,
            Err(Errno(libc::EAGAIN)) if count > 0 => break,
            Err(Errno(libc::EAGAIN)) => return nothing(),
            Err(error) => return Err(error.raise()),
        }
    }
    Ok(bytes::new(&all[..count])?.object())
}
// ANCHOR_END: read

// ANCHOR: write
fn write(file: File<'_>, given: Obj<'_>) -> Result {
    let buffer = readable(given, "write")?;
    check_writable(file)?;
    or_would_block(system::write(file.fd.get(), buffer.bytes())?)
}
// ANCHOR_END: write

// ANCHOR: position
/// C: `portable_lseek`.
fn seek(file: File<'_>, position: i64, whence: i32, a_pipe_is_at_0: bool) -> Result<i64> {
    let descriptor = file.fd.get();
    // SAFETY: the call takes numbers.
    let outcome = allow_threads(|| check(unsafe { libc::lseek(descriptor, position, whence) }));
    if file.seekable.get() < 0 {
        file.seekable.set(outcome.is_ok().into());
    }
    match outcome {
        Err(Errno(libc::ESPIPE)) if a_pipe_is_at_0 => Ok(0),
        outcome => outcome.map_err(Errno::raise),
    }
}

fn seek_object(file: File<'_>, position: Option<Obj<'_>>, whence: i32, pipe: bool) -> Result {
    integer(seek(file, position.map_or(Ok(0), to_long_long)?, whence, pipe)?)
}

fn truncate(file: File<'_>, arguments: &Arguments<'_>) -> Result {
    check_writable(file)?;
    let size = match arguments.not_none(0) {
        Some(size) => size.to_ref(),
        None => seek_object(file, None, libc::SEEK_CUR, false)?,
    };
    let (descriptor, length) = (file.fd.get(), to_long_long(size.borrow())?);
    // SAFETY: the call takes numbers.
    allow_threads(|| check(unsafe { libc::ftruncate(descriptor, length) }))
        .map_err(Errno::raise)?;
    Ok(size)
}
// ANCHOR_END: position

// ANCHOR: repr
/// C: `mode_string`.
fn mode(file: File<'_>) -> &'static str {
    let (reads, writes) = (file.readable.get(), file.writable.get());
    match (file.created.get(), file.appending.get()) {
        (true, _) if reads => "xb+",
        (true, _) => "xb",
        (false, true) if reads => "ab+",
        (false, true) => "ab",
        (false, false) if reads && writes => "rb+",
        (false, false) if reads => "rb",
        (false, false) => "wb",
    }
}

extern "C" fn repr(file: File<'_>) -> Result {
    if file.is_closed() {
        return text("<_io.FileIO [closed]>");
    }
    let closefd = if file.closefd.get() { "True" } else { "False" };
    let mode = mode(file);
    let Some(name) = file.object().lookup_attribute(name!("name"))? else {
        let descriptor = file.fd.get();
        return text(&format!("<_io.FileIO fd={descriptor} mode='{mode}' closefd={closefd}>"));
    };
    guard_repr(
        file.object(),
        || Err(reentrant_repr(file.object())),
        || {
            let name = name.borrow().repr()?;
            let shown = format!("<_io.FileIO name={name} mode='{mode}' closefd={closefd}>");
            text(&shown)
        },
    )
}

/// A stream whose name is the stream itself.
#[cold]
pub(super) fn reentrant_repr(stream: Obj<'_>) -> Raised {
    let name = stream.ob_type().name().to_owned();
    raise(&RUNTIME_ERROR, format_args!("reentrant call inside {name}.__repr__"))
}
// ANCHOR_END: repr
