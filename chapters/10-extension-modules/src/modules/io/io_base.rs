//! `_IOBase` and `_RawIOBase`: what every stream can do, written in terms of what it may
//! override.
//!
//! CPython: `Modules/_io/iobase.c`.
//!
//! Invariant: a stream that isn't closed when it dies is closed by its finaliser, once; whatever
//! that raises is nobody's.

use object_model::dealloc::{finalize, free};
use object_model::gc;
use object_model::types::bytearray;
use object_model::types::bytes::{self, PyBytesObject};

use super::{DEFAULT_BUFFER_SIZE, unsupported};
use crate::convert::{optional_size, size_or, type_of};
use crate::prelude::*;
use crate::system::{after, trap_interrupted, uninterrupted};

// ANCHOR: io_base
/// C: `iobase`. The methods of the base classes never look at it, since the streams that inherit
/// them are laid out differently.
#[repr(C)]
#[allow(missing_docs, reason = "the fields have the names and meanings that C gives them")]
pub struct IoBase {
    pub ob_base: PyObject,
    pub dict: Field,
    pub weakreflist: Cell<*mut PyObject>,
}

const _: () = assert!(size_of::<IoBase>() == 32);

/// The part that the tables of the four base classes have in common.
pub(super) const BASE: Table<PyObject> = Table {
    tp_basicsize: size_of::<IoBase>(),
    tp_flags: flags::HAVE_GC | flags::BASETYPE,
    tp_dictoffset: offset_of!(IoBase, dict) as isize,
    tp_weaklistoffset: offset_of!(IoBase, weakreflist),
    tp_dealloc: Some(base_dealloc),
    tp_traverse: traverse(show_dict),
    tp_clear: Some(clear_dict),
    ..Table::NONE
};

/// `_io._IOBase`.
pub static IO_BASE: StaticType = StaticType::new(Table::<PyObject> {
    tp_name: c"_io._IOBase",
    tp_doc: "The root of all streams: one that can neither be read, nor written, nor sought in.",
    tp_iter: Some(iter),
    tp_iternext: next(next_line),
    tp_new: Some(memory::generic_new),
    tp_finalize: Some(finalizer),
    tp_methods: &[
        Method::new(
            c"seek",
            "($self, offset, whence=os.SEEK_SET, /)",
            |_, _| Err(unsupported("seek")),
            "Goes to a position, counted from the start (0), from here (1) or from the end (2).",
        ),
        Method::none(c"tell", "($self, /)", tell, "The position."),
        Method::new(
            c"truncate",
            "($self, *args)",
            |_, _| Err(unsupported("truncate")),
            "Cuts the file off, at the position if nothing else is said.",
        )
        .unsigned(),
        Method::none(c"flush", "($self, /)", flush, "Writes what is still in buffers."),
        Method::none(c"close", "($self, /)", close, "Flushes and closes the stream."),
        Method::none(c"seekable", "($self, /)", |_| boolean(false), "Whether it can be sought in."),
        Method::none(c"readable", "($self, /)", |_| boolean(false), "Whether it can be read."),
        Method::none(c"writable", "($self, /)", |_| boolean(false), "Whether it can be written."),
        Method::none(
            c"_checkClosed",
            "($self, /)",
            |stream| {
                check_closed(stream)?;
                nothing()
            },
            "Raises ValueError if the stream is closed.",
        )
        .unsigned(),
        Method::none(c"_checkSeekable", "($self, /)", check_seekable, "Raises if it isn't.")
            .unsigned(),
        Method::none(c"_checkReadable", "($self, /)", check_readable, "Raises if it isn't.")
            .unsigned(),
        Method::none(c"_checkWritable", "($self, /)", check_writable, "Raises if it isn't.")
            .unsigned(),
        Method::none(
            c"fileno",
            "($self, /)",
            |_| Err(unsupported("fileno")),
            "The descriptor of the file beneath, if there is one.",
        ),
        Method::none(c"isatty", "($self, /)", isatty, "Whether it is a terminal."),
        Method::none(c"__enter__", "($self, /)", iter_function, "The stream itself.").unsigned(),
        Method::new(
            c"__exit__",
            "($self, *args)",
            |stream: Obj<'_>, _| stream.call_method(name!("close"), &[]),
            "Closes the stream.",
        )
        .unsigned(),
        Method::new(c"readline", "($self, size=-1, /)", readline, "The next line."),
        Method::new(
            c"readlines",
            "($self, hint=-1, /)",
            readlines,
            "The lines that follow, until they are longer than the hint together.",
        ),
        Method::one(c"writelines", "($self, lines, /)", writelines, "Writes each of them."),
    ],
    tp_getset: &[
        Getter::new(c"__dict__", dict_of, "The attributes of the object itself."),
        Getter::new(
            c"closed",
            |stream| boolean(is_closed(stream)?),
            "Whether the stream is closed.",
        ),
    ],
    ..BASE
});

fn dict_of(stream: Obj<'_>) -> Result {
    match stream.dict()? {
        Some(dict) => Ok(dict.object()),
        None => Err(raise(&ATTRIBUTE_ERROR, "This object has no __dict__")),
    }
}

fn show_dict(stream: Obj<'_>, visitor: &mut Visitor) -> Flow {
    stream.dict_field().map_or(Flow::Continue(()), |dict| visitor.field(dict))
}

extern "C" fn clear_dict(stream: Obj<'_>) -> Status {
    stream.dict_field().into_iter().for_each(Field::clear);
    Ok(())
}
// ANCHOR_END: io_base

// ANCHOR: end
/// A stream whose finaliser is to know that it is one.
pub(super) trait Finalizing {
    /// The stream is dying.
    fn begin(&self) {}

    /// The finaliser has run, and the stream is dying still.
    fn end(&self) {}
}

/// The `tp_dealloc` of a stream: its finaliser, which may bring it back; its weak references; its
/// fields. C: `fileio_dealloc` and its like.
///
/// # Safety
/// As every `tp_dealloc`.
pub(super) unsafe extern "C" fn dealloc_stream<L: Layout + Finalizing>(stream: NonNull<L>) {
    // SAFETY: nobody else has the object, but while the finaliser runs, which counts it.
    unsafe {
        stream.as_ref().begin();
        if comes_back(stream.cast()) {
            return;
        }
        stream.as_ref().end();
        clear_weak_references(Obj::<PyObject>::from_ptr(stream.cast()));
        dealloc(stream);
    }
}

/// The `tp_dealloc` of the base classes.
///
/// # Safety
/// As every `tp_dealloc`.
unsafe extern "C" fn base_dealloc(stream: NonNull<PyObject>) {
    // SAFETY: as above; whatever is laid out differently has a `tp_dealloc` of its own.
    unsafe {
        if comes_back(stream) {
            return;
        }
        clear_weak_references(Obj::<PyObject>::from_ptr(stream));
        stream.cast::<IoBase>().drop_in_place();
        free(stream);
    }
}

/// Runs the finaliser; says whether it has brought the object back, as a container that the
/// collector sees again. C: `_PyIOBase_finalize`.
///
/// # Safety
/// As every `tp_dealloc`.
unsafe fn comes_back(stream: NonNull<PyObject>) -> bool {
    // SAFETY: a container, untracked by whoever called `tp_dealloc`, its fields whole.
    unsafe {
        gc::track(Obj::from_ptr(stream));
        if finalize(stream) {
            let stream: Obj<'_> = Obj::from_ptr(stream);
            if stream.ob_type().has(flags::HEAPTYPE) {
                // The `tp_dealloc` of a class gives the class up when this returns.
                let _ = stream.ob_type().to_ref().into_raw();
            }
            return true;
        }
        gc::untrack(Obj::from_ptr(stream));
    }
    false
}

/// C: `iobase_finalize`.
extern "C" fn finalizer(stream: Obj<'_>) {
    let before = errors::fetch();
    let closed = match stream.lookup_attribute(name!("closed")) {
        Ok(Some(closed)) => closed.borrow().is_true().ok(),
        _ => None,
    };
    errors::clear();
    // A stream that can't say whether it is closed is beyond help.
    if closed == Some(false) {
        if stream.set_attribute(name!("_finalizing"), Some(bool_(true))).is_err() {
            errors::clear();
        }
        if stream.call_method(name!("close"), &[]).is_err() {
            errors::clear();
        }
    }
    if let Some(before) = before {
        errors::restore(before);
    }
}
// ANCHOR_END: end

// ANCHOR: closed
/// Whether `_IOBase.close` has run: not what a stream's own `closed` says. C: `iobase_is_closed`.
fn is_closed(stream: Obj<'_>) -> Result<bool> {
    Ok(stream.lookup_attribute(name!("__IOBase_closed"))?.is_some())
}

/// C: `_PyIOBase_check_closed`.
pub(super) fn check_closed(stream: Obj<'_>) -> Result<()> {
    match stream.lookup_attribute(name!("closed"))? {
        Some(closed) if closed.borrow().is_true()? => Err(closed_error()),
        _ => Ok(()),
    }
}

#[cold]
pub(super) fn closed_error() -> Raised {
    raise(&VALUE_ERROR, "I/O operation on closed file.")
}

fn flush(stream: Obj<'_>) -> Result {
    if is_closed(stream)? { Err(closed_error()) } else { nothing() }
}

/// The stream counts as closed, even if flushing failed.
pub(super) fn close(stream: Obj<'_>) -> Result {
    if is_closed(stream)? {
        return nothing();
    }
    let flushed = stream.call_method(name!("flush"), &[]);
    after(&flushed, || stream.set_attribute(name!("__IOBase_closed"), Some(bool_(true))))?;
    nothing()
}
// ANCHOR_END: closed

// ANCHOR: inquiries
fn check(stream: Obj<'_>, question: Obj<'_, PyASCIIObject>, word: &str) -> Result {
    let answer = stream.call_method(question, &[])?;
    match answer.borrow().is(bool_(true)) {
        true => Ok(answer),
        false => Err(unsupported(&format!("File or stream is not {word}."))),
    }
}

/// C: `_PyIOBase_check_seekable`.
pub(super) fn check_seekable(stream: Obj<'_>) -> Result {
    check(stream, name!("seekable"), "seekable")
}

/// C: `_PyIOBase_check_readable`.
pub(super) fn check_readable(stream: Obj<'_>) -> Result {
    check(stream, name!("readable"), "readable")
}

/// C: `_PyIOBase_check_writable`.
pub(super) fn check_writable(stream: Obj<'_>) -> Result {
    check(stream, name!("writable"), "writable")
}

fn tell(stream: Obj<'_>) -> Result {
    let (offset, whence) = (int::from_i64(0)?, int::from_i64(1)?);
    stream.call_method(name!("seek"), &[offset.borrow().object(), whence.borrow().object()])
}

fn isatty(stream: Obj<'_>) -> Result {
    check_closed(stream)?;
    boolean(false)
}

extern "C" fn iter(stream: Obj<'_>) -> Result {
    iter_function(stream)
}

fn iter_function(stream: Obj<'_>) -> Result {
    check_closed(stream)?;
    Ok(stream.to_ref())
}
// ANCHOR_END: inquiries

// ANCHOR: lines
/// Byte by byte, but for what `peek` shows beforehand.
fn readline(stream: Obj<'_>, arguments: &Arguments<'_>) -> Result {
    let limit = optional_size(arguments.get(0), -1)?;
    let limit = usize::try_from(limit).ok();
    let peek = stream.lookup_attribute(name!("peek"))?;
    let mut line: Vec<u8> = Vec::new();
    while limit.is_none_or(|limit| line.len() < limit) {
        let count = match &peek {
            Some(peek) => match look_ahead(peek.borrow(), limit) {
                Err(_) if trap_interrupted() => continue,
                count => count?,
            },
            None => 1,
        };
        let count = size(count)?;
        let read = match stream.call_method(name!("read"), &[count.borrow()]) {
            Err(_) if trap_interrupted() => continue,
            read => read?,
        };
        let bytes = expect_bytes(read, "read")?;
        let bytes = bytes.borrow().bytes();
        if bytes.is_empty() {
            break;
        }
        line.extend_from_slice(bytes);
        if line.last() == Some(&b'\n') {
            break;
        }
    }
    Ok(bytes::new(&line)?.object())
}

/// How many bytes may be read without going beyond the line's end.
fn look_ahead(peek: Obj<'_>, limit: Option<usize>) -> Result<usize> {
    let one = int::from_i64(1)?;
    let ahead = expect_bytes(peek.call_one(one.borrow().object())?, "peek")?;
    let ahead = ahead.borrow().bytes();
    if ahead.is_empty() {
        return Ok(1);
    }
    let ahead = &ahead[..limit.map_or(ahead.len(), |limit| limit.min(ahead.len()))];
    Ok(ahead.iter().position(|byte| *byte == b'\n').map_or(ahead.len(), |at| at + 1))
}

fn expect_bytes(read: Ref, method: &str) -> Result<Ref<PyBytesObject>> {
    read.downcast::<PyBytesObject>().map_err(|other| {
        let name = type_of(other.borrow());
        let message = format_args!("{method}() should have returned a bytes object, not '{name}'");
        raise(&errors::OS_ERROR, message)
    })
}

fn next_line(stream: Obj<'_>) -> Result<Option<Ref>> {
    let line = stream.call_method(name!("readline"), &[])?;
    Ok((line.borrow().len()? > 0).then_some(line))
}

fn readlines(stream: Obj<'_>, arguments: &Arguments<'_>) -> Result {
    let hint = optional_size(arguments.get(0), -1)?;
    let lines = list::new()?;
    if hint <= 0 {
        lines.borrow().extend(stream)?;
        return Ok(lines.object());
    }
    let iterator = stream.iter()?;
    let mut total = 0;
    while let Some(line) = iterator.borrow().next()? {
        let length = line.borrow().len()?;
        lines.borrow().push(line)?;
        if length > hint as usize - total {
            break;
        }
        total += length;
    }
    Ok(lines.object())
}

fn writelines(stream: Obj<'_>, lines: Obj<'_>) -> Result {
    check_closed(stream)?;
    let lines = lines.iter()?;
    while let Some(line) = lines.borrow().next()? {
        uninterrupted(|| stream.call_method(name!("write"), &[line.borrow()]))?;
    }
    nothing()
}
// ANCHOR_END: lines

// ANCHOR: raw
/// `_io._RawIOBase`.
pub static RAW_IO_BASE: StaticType = StaticType::new(Table::<PyObject> {
    tp_name: c"_io._RawIOBase",
    tp_doc: "The root of streams that read and write at once what they are told to.",
    tp_base: Some(IO_BASE.as_head()),
    tp_methods: &[
        Method::new(c"read", "($self, size=-1, /)", raw_read, "Up to so many bytes."),
        Method::none(c"readall", "($self, /)", raw_readall, "All that follows, by several reads."),
        Method::new(
            c"readinto",
            "($self, *args)",
            |_, _| Err(errors::raise_object(&errors::NOT_IMPLEMENTED_ERROR, none().to_ref())),
            "Reads into a buffer.",
        )
        .unsigned(),
        Method::new(
            c"write",
            "($self, *args)",
            |_, _| Err(errors::raise_object(&errors::NOT_IMPLEMENTED_ERROR, none().to_ref())),
            "Writes from a buffer.",
        )
        .unsigned(),
    ],
    ..BASE
});

/// In terms of `readinto`, which a class of its own has to have.
fn raw_read(stream: Obj<'_>, arguments: &Arguments<'_>) -> Result {
    let count = size_or(arguments.get(0), -1)?;
    let Ok(count) = usize::try_from(count) else {
        return stream.call_method(name!("readall"), &[]);
    };
    let buffer = bytearray::new(&vec![0; count])?;
    let read = stream.call_method(name!("readinto"), &[buffer.borrow().object()])?;
    if read.borrow().is_none() {
        return Ok(read);
    }
    let read = read.borrow().to_index(Some(&VALUE_ERROR))?;
    let copy = crate::convert::readable(buffer.borrow().object(), "read")?;
    match usize::try_from(read).ok().and_then(|read| copy.bytes().get(..read)) {
        Some(read) => Ok(bytes::new(read)?.object()),
        // C makes bytes of a length that it doesn't check; there is nothing right to return.
        None => Err(raise(
            &VALUE_ERROR,
            format_args!("readinto() returned {read}, outside of a buffer of {count} bytes"),
        )),
    }
}

fn raw_readall(stream: Obj<'_>) -> Result {
    let mut all: Vec<u8> = Vec::new();
    let count = int::from_i64(DEFAULT_BUFFER_SIZE)?;
    loop {
        let read = match stream.call_method(name!("read"), &[count.borrow().object()]) {
            Err(_) if trap_interrupted() => continue,
            read => read?,
        };
        if read.borrow().is_none() {
            if all.is_empty() {
                return Ok(read);
            }
            break;
        }
        let Some(bytes) = read.borrow().downcast::<PyBytesObject>() else {
            return Err(raise(&TYPE_ERROR, "read() should return bytes"));
        };
        if bytes.bytes().is_empty() {
            break;
        }
        all.extend_from_slice(bytes.bytes());
    }
    Ok(bytes::new(&all)?.object())
}
// ANCHOR_END: raw
