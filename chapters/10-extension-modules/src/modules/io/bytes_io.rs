//! `BytesIO`: a stream of bytes in memory.
//!
//! CPython: `Modules/_io/bytesio.c`.
//!
//! Invariant: as long as somebody holds a view of the bytes, they stay where they are; whatever
//! would move them raises `BufferError`.

use std::ffi::{c_int, c_void};

use object_model::buffer::PyBuffer;
use object_model::protocol::buffer;
use object_model::runtime::make_ready as ready;
use object_model::type_object::PyBufferProcs;
use object_model::types::bytes;

use super::buffered::BUFFERED_IO_BASE;
use super::io_base::closed_error;
use crate::convert::{WritableBuffer, int_or, optional_size, readable, to_size, type_of};
use crate::prelude::*;

// ANCHOR: layout
/// C: `bytesio`.
#[repr(C)]
#[allow(missing_docs, reason = "the fields have the names and meanings that C gives them")]
#[allow(missing_debug_implementations, reason = "an object")]
#[allow(clippy::box_collection, reason = "one word, as C's field")]
pub struct BytesIo {
    pub ob_base: PyObject,
    /// None when the stream is closed; as long as there was room made for.
    pub buf: Cell<Option<Box<Vec<u8>>>>,
    pub pos: Cell<usize>,
    /// How many bytes there are.
    pub string_size: Cell<usize>,
    pub dict: Field,
    pub weakreflist: Cell<*mut PyObject>,
    pub exports: Cell<isize>,
}

const _: () = assert!(size_of::<BytesIo>() == 64 && offset_of!(BytesIo, dict) == 40);

// SAFETY: made by `tp_new`.
unsafe impl Layout for BytesIo {
    fn type_object() -> &'static StaticType {
        &BYTES_IO
    }
}

type Stream<'a> = Obj<'a, BytesIo>;

const SIGNATURE: Signature = Signature::parse("(initial_bytes=b'')");

macro_rules! answer {
    ($name:literal, $value:expr, $doc:literal) => {
        Method::none(
            $name,
            "($self, /)",
            |stream| {
                check_open(stream)?;
                $value
            },
            $doc,
        )
    };
}

/// `_io.BytesIO`.
pub static BYTES_IO: StaticType = StaticType::new(Table::<BytesIo> {
    tp_name: c"_io.BytesIO",
    signature: SIGNATURE.text,
    tp_doc: "A stream of bytes in memory.",
    tp_base: Some(BUFFERED_IO_BASE.as_head()),
    tp_flags: flags::HAVE_GC | flags::BASETYPE,
    tp_dictoffset: offset_of!(BytesIo, dict) as isize,
    tp_weaklistoffset: offset_of!(BytesIo, weakreflist),
    tp_dealloc: Some(dealloc_weak::<BytesIo>),
    tp_traverse: traverse(|stream: Stream<'_>, visitor: &mut Visitor| {
        visitor.field(&stream.get().dict)
    }),
    tp_clear: Some(clear),
    tp_iter: Some(itself),
    tp_iternext: next(next_line),
    tp_init: Some(init),
    tp_new: Some(new),
    tp_methods: &[
        answer!(c"readable", boolean(true), "Whether it can be read: it can."),
        answer!(c"seekable", boolean(true), "Whether it can be sought in: it can."),
        answer!(c"writable", boolean(true), "Whether it can be written: it can."),
        Method::none(c"close", "($self, /)", close, "Gives the bytes up."),
        answer!(c"flush", nothing(), "Does nothing."),
        answer!(c"isatty", boolean(false), "Whether it is a terminal: it isn't."),
        Method::none(
            c"tell",
            "($self, /)",
            |stream| {
                check_open(stream)?;
                size(stream.pos.get())
            },
            "The position.",
        ),
        Method::one(
            c"write",
            "($self, b, /)",
            |stream, given| size(write(stream, given)?),
            "Writes bytes.",
        ),
        Method::one(c"writelines", "($self, lines, /)", writelines, "Writes each of them."),
        Method::new(c"read1", "($self, size=-1, /)", read, "So many bytes, or all."),
        Method::one(c"readinto", "($self, buffer, /)", readinto, "Reads into a buffer."),
        Method::new(c"readline", "($self, size=-1, /)", readline, "The next line."),
        Method::new(c"readlines", "($self, size=None, /)", readlines, "The lines that follow."),
        Method::new(c"read", "($self, size=-1, /)", read, "So many bytes, or all."),
        Method::none(c"getbuffer", "($self, /)", get_buffer, "A view of the bytes themselves."),
        Method::none(c"getvalue", "($self, /)", get_value, "All bytes."),
        Method::new(c"seek", "($self, pos, whence=0, /)", seek, "Goes to a position."),
        Method::new(c"truncate", "($self, size=None, /)", truncate, "Cuts the bytes off."),
        Method::none(c"__getstate__", "($self, /)", get_state, "For pickling.").unsigned(),
        Method::one(c"__setstate__", "($self, state, /)", set_state, "For unpickling.").unsigned(),
        Method::none(c"__sizeof__", "($self, /)", byte_size, "With the bytes.").unsigned(),
    ],
    tp_getset: &[Getter::new(
        c"closed",
        |stream| boolean(with(stream, |buffer| buffer.is_none())),
        "Whether it is closed.",
    )],
    ..Table::NONE
});

extern "C" fn clear(stream: Stream<'_>) -> Status {
    stream.dict.clear();
    Ok(())
}

extern "C" fn new(ob_type: Type<'_>, _: Obj<'_>, _: Option<Obj<'_>>) -> Result {
    let stream = memory::create(ob_type, |ob_base| BytesIo {
        ob_base,
        buf: Cell::new(Some(Box::default())),
        pos: Cell::new(0),
        string_size: Cell::new(0),
        dict: Field::NULL,
        weakreflist: Cell::new(std::ptr::null_mut()),
        exports: Cell::new(0),
    })?;
    Ok(stream.object())
}

extern "C" fn init(stream: Stream<'_>, args: Obj<'_>, keywords: Option<Obj<'_>>) -> Status {
    SIGNATURE.bind("BytesIO", Given::of_tuple(args, keywords), |given| {
        stream.string_size.set(0);
        stream.pos.set(0);
        check_exports(stream)?;
        if let Some(initial) = given.not_none(0) {
            write(stream, initial)?;
            stream.pos.set(0);
        }
        Ok(())
    })?;
    Ok(())
}
// ANCHOR_END: layout

// ANCHOR: bytes
/// Looks at the storage; `body` runs no code of the program's.
fn with<R>(stream: Stream<'_>, body: impl FnOnce(Option<&mut Vec<u8>>) -> R) -> R {
    // SAFETY: nobody else looks at it while `body` runs.
    body(unsafe { (*stream.get().buf.as_ptr()).as_deref_mut() })
}

/// The bytes that there are, from the position on.
fn with_rest<R>(stream: Stream<'_>, body: impl FnOnce(&[u8]) -> R) -> R {
    let (position, end) = (stream.pos.get(), stream.string_size.get());
    with(stream, |buffer| {
        let bytes = buffer.map_or(&[][..], |buffer| &buffer[..end.min(buffer.len())]);
        body(bytes.get(position..).unwrap_or(&[]))
    })
}

fn check_open(stream: Stream<'_>) -> Result<()> {
    if with(stream, |buffer| buffer.is_some()) { Ok(()) } else { Err(closed_error()) }
}

fn check_exports(stream: Stream<'_>) -> Result<()> {
    match stream.exports.get() {
        0 => Ok(()),
        _ => {
            let message = "Existing exports of data: object cannot be re-sized";
            Err(raise(&errors::BUFFER_ERROR, message))
        }
    }
}

/// Makes the storage that large, with some room more where it grows slowly.
/// C: `resize_buffer`.
fn resize(stream: Stream<'_>, size: usize) -> Result<()> {
    if size > isize::MAX as usize {
        return Err(raise(&OVERFLOW_ERROR, "new buffer size too large"));
    }
    with(stream, |buffer| {
        let Some(buffer) = buffer else { return Ok(()) };
        let allocated = buffer.len();
        let wanted = if size < allocated / 2 {
            size + 1
        } else if size < allocated {
            return Ok(());
        } else if size as f64 <= allocated as f64 * 1.125 {
            size + (size >> 3) + if size < 9 { 3 } else { 6 }
        } else {
            size + 1
        };
        if wanted > allocated {
            buffer.try_reserve_exact(wanted - allocated).map_err(|_| errors::no_memory())?;
        }
        buffer.resize(wanted, 0);
        buffer.shrink_to_fit();
        Ok(())
    })
}

/// C: `write_bytes`.
fn write(stream: Stream<'_>, given: Obj<'_>) -> Result<usize> {
    check_open(stream)?;
    check_exports(stream)?;
    let given = readable(given, "write")?;
    let length = given.bytes().len();
    if length == 0 {
        return Ok(0);
    }
    let (position, size) = (stream.pos.get(), stream.string_size.get());
    let end = position.saturating_add(length);
    if end > with(stream, |buffer| buffer.map_or(0, |buffer| buffer.len())) {
        resize(stream, end)?;
    }
    with(stream, |buffer| {
        let Some(buffer) = buffer else { return };
        if position > size {
            buffer[size..position].fill(0);
        }
        buffer[position..end].copy_from_slice(given.bytes());
    });
    stream.pos.set(end);
    stream.string_size.set(size.max(end));
    Ok(length)
}

fn writelines(stream: Stream<'_>, lines: Obj<'_>) -> Result {
    check_open(stream)?;
    let lines = lines.iter()?;
    while let Some(line) = lines.borrow().next()? {
        write(stream, line.borrow())?;
    }
    nothing()
}

/// Hands out so many bytes of those that follow.
fn take(stream: Stream<'_>, count: usize) -> Result {
    let taken = with_rest(stream, |rest| bytes::new(&rest[..count.min(rest.len())]))?;
    stream.pos.set(stream.pos.get() + taken.borrow().bytes().len());
    Ok(taken.object())
}

fn read(stream: Stream<'_>, arguments: &Arguments<'_>) -> Result {
    let count = optional_size(arguments.get(0), -1)?;
    check_open(stream)?;
    take(stream, usize::try_from(count).unwrap_or(usize::MAX))
}

/// How long the line is that begins at the position. C: `scan_eol`.
fn line_length(stream: Stream<'_>, limit: Option<usize>) -> usize {
    with_rest(stream, |rest| {
        let rest = &rest[..limit.map_or(rest.len(), |limit| limit.min(rest.len()))];
        memchr::memchr(b'\n', rest).map_or(rest.len(), |at| at + 1)
    })
}

fn readline(stream: Stream<'_>, arguments: &Arguments<'_>) -> Result {
    let limit = optional_size(arguments.get(0), -1)?;
    check_open(stream)?;
    take(stream, line_length(stream, usize::try_from(limit).ok()))
}

fn next_line(stream: Stream<'_>) -> Result<Option<Ref>> {
    check_open(stream)?;
    match line_length(stream, None) {
        0 => Ok(None),
        length => take(stream, length).map(Some),
    }
}

fn readlines(stream: Stream<'_>, arguments: &Arguments<'_>) -> Result {
    check_open(stream)?;
    let most = match arguments.not_none(0) {
        None => -1,
        Some(given) if given.downcast::<PyLongObject>().is_some() => to_size(given)?,
        Some(given) => {
            let name = type_of(given);
            let message = format_args!("integer argument expected, got '{name}'");
            return Err(raise(&TYPE_ERROR, message));
        }
    };
    let lines = list::new()?;
    let mut total = 0;
    loop {
        match line_length(stream, None) {
            0 => break,
            length => {
                lines.borrow().push(take(stream, length)?)?;
                total += length;
            }
        }
        if most > 0 && total >= most as usize {
            break;
        }
    }
    Ok(lines.object())
}

fn readinto(stream: Stream<'_>, buffer: Obj<'_>) -> Result {
    let mut buffer = WritableBuffer::new(buffer, "readinto")?;
    check_open(stream)?;
    // The buffer may be a view of these very bytes.
    let read = with_rest(stream, |rest| rest[..buffer.len().min(rest.len())].to_vec());
    buffer.put(0, &read);
    stream.pos.set(stream.pos.get() + read.len());
    size(read.len())
}

fn get_value(stream: Stream<'_>) -> Result {
    check_open(stream)?;
    let end = stream.string_size.get();
    let all = with(stream, |buffer| bytes::new(buffer.map_or(&[], |buffer| &buffer[..end])))?;
    Ok(all.object())
}
// ANCHOR_END: bytes

// ANCHOR: position
fn truncate(stream: Stream<'_>, arguments: &Arguments<'_>) -> Result {
    let wanted = optional_size(arguments.get(0), stream.pos.get() as isize)?;
    check_open(stream)?;
    check_exports(stream)?;
    let Ok(length) = usize::try_from(wanted) else {
        return Err(raise(&VALUE_ERROR, format_args!("negative size value {wanted}")));
    };
    if length < stream.string_size.get() {
        stream.string_size.set(length);
        resize(stream, length)?;
    }
    size(length)
}

fn seek(stream: Stream<'_>, arguments: &Arguments<'_>) -> Result {
    let position = to_size(arguments[0])?;
    let whence = int_or(arguments.get(1), 0)?;
    check_open(stream)?;
    let from = match whence {
        0 if position < 0 => {
            return Err(raise(&VALUE_ERROR, format_args!("negative seek value {position}")));
        }
        0 => 0,
        1 => stream.pos.get(),
        2 => stream.string_size.get(),
        _ => {
            let message = format_args!("invalid whence ({whence}, should be 0, 1 or 2)");
            return Err(raise(&VALUE_ERROR, message));
        }
    };
    let Some(position) = position.checked_add(from as isize) else {
        return Err(raise(&OVERFLOW_ERROR, "new position too large"));
    };
    stream.pos.set(position.max(0) as usize);
    size(stream.pos.get())
}

fn close(stream: Stream<'_>) -> Result {
    check_exports(stream)?;
    stream.buf.set(None);
    nothing()
}
// ANCHOR_END: position

// ANCHOR: pickle
/// The attributes as a dict of its own, or `None`.
pub(super) fn copy_of_dict(dict: &Field) -> Result {
    match dict.get().and_then(|dict| dict.downcast::<PyDictObject>().ok()) {
        None => nothing(),
        Some(dict) => dict.borrow().object().call_method(name!("copy"), &[]),
    }
}

/// Puts attributes back. `place` is how the message counts.
pub(super) fn restore_dict(dict: &Field, state: Obj<'_>, place: &str) -> Result<()> {
    if state.is_none() {
        return Ok(());
    }
    if state.downcast::<PyDictObject>().is_none() {
        let name = type_of(state);
        let message = format_args!("{place} item of state should be a dict, got a {name}");
        return Err(raise(&TYPE_ERROR, message));
    }
    match dict.get() {
        Some(dict) => dict.borrow().call_method(name!("update"), &[state]).map(drop),
        None => {
            dict.set(Some(state.to_ref()));
            Ok(())
        }
    }
}

/// A position out of a state.
pub(super) fn restored_position(given: Obj<'_>, wrong: &str) -> Result<usize> {
    if given.downcast::<PyLongObject>().is_none() {
        let name = type_of(given);
        return Err(raise(&TYPE_ERROR, format_args!("{wrong} {name}")));
    }
    usize::try_from(to_size(given)?)
        .map_err(|_| raise(&VALUE_ERROR, "position value cannot be negative"))
}

fn get_state(stream: Stream<'_>) -> Result {
    let value = get_value(stream)?;
    pack([value, size(stream.pos.get())?, copy_of_dict(&stream.get().dict)?])
}

fn set_state(stream: Stream<'_>, state: Obj<'_>) -> Result {
    let items = state.downcast::<PyTupleObject>().map(|state| state.items());
    let Some(&[value, position, dict, ..]) = items else {
        let (class, name) = (stream.ob_type().name().to_owned(), type_of(state));
        let message = format_args!("{class}.__setstate__ argument should be 3-tuple, got {name}");
        return Err(raise(&TYPE_ERROR, message));
    };
    check_exports(stream)?;
    stream.string_size.set(0);
    stream.pos.set(0);
    write(stream, value)?;
    let wrong = "second item of state must be an integer, not";
    stream.pos.set(restored_position(position, wrong)?);
    restore_dict(&stream.get().dict, dict, "third")?;
    nothing()
}

fn byte_size(stream: Stream<'_>) -> Result {
    // C counts the head of the bytes object that it keeps.
    const HEAD: usize = 33;
    let room = with(stream, |buffer| buffer.map_or(0, |buffer| HEAD + buffer.len()));
    size(instance_size(stream) + room)
}
// ANCHOR_END: pickle

// ANCHOR: view
/// What exports the bytes: C: `bytesiobuf`.
#[repr(C)]
#[allow(missing_docs, reason = "the fields have the names and meanings that C gives them")]
#[allow(missing_debug_implementations, reason = "an object")]
pub struct BytesIoBuffer {
    pub ob_base: PyObject,
    pub source: Field<BytesIo>,
}

// SAFETY: made by `get_buffer`.
unsafe impl Layout for BytesIoBuffer {
    fn type_object() -> &'static StaticType {
        &BYTES_IO_BUFFER
    }
}

/// `_io._BytesIOBuffer`.
static BYTES_IO_BUFFER: StaticType = StaticType::new(Table::<BytesIoBuffer> {
    tp_name: c"_io._BytesIOBuffer",
    tp_flags: flags::HAVE_GC,
    tp_dealloc: Some(dealloc::<BytesIoBuffer>),
    tp_traverse: traverse(|view: Obj<'_, BytesIoBuffer>, visitor: &mut Visitor| {
        visitor.field(&view.get().source)
    }),
    tp_as_buffer: PyBufferProcs {
        bf_getbuffer: Some(export),
        bf_releasebuffer: Some(release),
        ..PyBufferProcs::NONE
    },
    ..Table::NONE
});

/// The type that no name leads to.
pub(super) fn make_ready() {
    ready(&BYTES_IO_BUFFER);
}

fn get_buffer(stream: Stream<'_>) -> Result {
    check_open(stream)?;
    let exporter = memory::create(BYTES_IO_BUFFER.as_type(), |ob_base| BytesIoBuffer {
        ob_base,
        source: Field::new(Some(stream.to_ref())),
    })?;
    super::view_of(exporter.borrow().object())
}

/// # Safety
/// As every `bf_getbuffer`.
unsafe extern "C" fn export(
    exporter: Obj<'_, BytesIoBuffer>,
    view: *mut PyBuffer,
    flags: c_int,
) -> Status {
    let source = exporter.source.get();
    let Some(source) = source else {
        return Err(raise(&errors::BUFFER_ERROR, "the stream is gone").into());
    };
    let stream = source.borrow();
    check_open(stream)?;
    let memory: *mut c_void = with(stream, |buffer| match buffer {
        Some(buffer) => buffer.as_mut_ptr().cast(),
        None => std::ptr::null_mut(),
    });
    let length = stream.string_size.get();
    // SAFETY: the caller's word; the bytes stay while they are exported.
    unsafe { buffer::fill(view, exporter.object(), memory, length, false, flags)? };
    stream.exports.set(stream.exports.get() + 1);
    Ok(())
}

/// # Safety
/// As every `bf_releasebuffer`.
unsafe extern "C" fn release(exporter: Obj<'_, BytesIoBuffer>, _: *mut PyBuffer) {
    if let Some(source) = exporter.source.get() {
        source.exports.set(source.exports.get() - 1);
    }
}
// ANCHOR_END: view
