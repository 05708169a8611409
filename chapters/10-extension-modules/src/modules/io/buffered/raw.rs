//! What a buffered stream asks of the raw one beneath.
//!
//! CPython: `_buffered_raw_tell`, `_buffered_raw_seek`, `_bufferedreader_raw_read`,
//! `_bufferedwriter_raw_write` in `Modules/_io/bufferedio.c`.
//!
//! A `FileIO` is read and written without objects in between. A stream of the program's own gets
//! a view of bytes that are an object's: it may keep them, which it couldn't do with the buffer.

use object_model::types::bytearray;
use object_model::types::bytes;

use super::super::file_io::{read_into, write_from};
use super::state::{Stream, plain_file, raw};
use crate::convert::{readable, to_offset};
use crate::prelude::*;
use crate::system::uninterrupted;

/// What a raw stream has done: so much, or nothing since it would have had to wait.
pub(super) type Done = Option<usize>;

// ANCHOR: position
/// C: `_buffered_raw_tell`.
pub(super) fn raw_tell(stream: Stream<'_>) -> Result<i64> {
    let position = raw_or_uninitialized(stream)?.borrow().call_method(name!("tell"), &[])?;
    note_position(stream, position)
}

/// C: `_buffered_raw_seek`.
pub(super) fn raw_seek(stream: Stream<'_>, target: i64, whence: i32) -> Result<i64> {
    let (target, whence) = (int::from_i64(target)?, int::from_i64(whence.into())?);
    let arguments = [target.borrow().object(), whence.borrow().object()];
    let position = raw_or_uninitialized(stream)?.borrow().call_method(name!("seek"), &arguments)?;
    note_position(stream, position)
}

/// The raw stream, also while `__init__` runs.
fn raw_or_uninitialized(stream: Stream<'_>) -> Result {
    match stream.raw.get() {
        Some(raw) => Ok(raw),
        None => raw(stream),
    }
}

fn note_position(stream: Stream<'_>, position: Ref) -> Result<i64> {
    let position = to_offset(position.borrow())?;
    if position < 0 {
        let message = format_args!("Raw stream returned invalid position {position}");
        return Err(raise(&errors::OS_ERROR, message));
    }
    stream.abs_pos.set(position);
    Ok(position)
}

fn advance(stream: Stream<'_>, count: usize) {
    if stream.abs_pos.get() != -1 {
        stream.abs_pos.set(stream.abs_pos.get() + count as i64);
    }
}
// ANCHOR_END: position

// ANCHOR: transfer
/// Whether a `FileIO`'s method is its own still: an attribute of the object could hide it.
fn is_unhidden(raw: Obj<'_>, method: Obj<'_, PyASCIIObject>) -> Result<bool> {
    Ok(match raw.dict()? {
        Some(dict) => dict.borrow().get_str(method)?.is_none(),
        None => true,
    })
}

/// Reads into memory that stays where it is. C: `_bufferedreader_raw_read`.
pub(super) fn raw_read(stream: Stream<'_>, memory: &mut [u8]) -> Result<Done> {
    let raw = raw(stream)?;
    let done = match plain_file(&raw) {
        Some(file) if is_unhidden(raw.borrow(), name!("readinto"))? => read_into(file, memory)?,
        _ => read_by_method(raw.borrow(), memory)?,
    };
    advance(stream, done.unwrap_or(0));
    Ok(done)
}

fn read_by_method(raw: Obj<'_>, memory: &mut [u8]) -> Result<Done> {
    let array = bytearray::new(&vec![0; memory.len()])?;
    let view = crate::modules::io::view_of(array.borrow().object())?;
    let count = uninterrupted(|| raw.call_method(name!("readinto"), &[view.borrow()]))?;
    if count.borrow().is_none() {
        return Ok(None);
    }
    let count = match count.borrow().to_index(Some(&VALUE_ERROR)) {
        Ok(count) => count,
        Err(_) => return Err(raise_from_cause("raw readinto() failed")),
    };
    let length = memory.len();
    let bytes = readable(array.borrow().object(), "readinto")?;
    match usize::try_from(count).ok().and_then(|count| bytes.bytes().get(..count)) {
        Some(bytes) if bytes.len() <= length => {
            memory[..bytes.len()].copy_from_slice(bytes);
            Ok(Some(bytes.len()))
        }
        _ => Err(invalid_length("readinto", count, length)),
    }
}

#[cold]
fn invalid_length(method: &str, count: isize, length: usize) -> Raised {
    let message = format_args!(
        "raw {method}() returned invalid length {count} (should have been between 0 and {length})"
    );
    raise(&errors::OS_ERROR, message)
}

/// Raises an `OSError` because of the exception in flight. C: `_PyErr_FormatFromCause`.
fn raise_from_cause(message: &str) -> Raised {
    let cause = errors::take();
    let raised = raise(&errors::OS_ERROR, message);
    if let Some(exception) = errors::take() {
        if let Some(cause) = cause {
            exception.context.set(Some(cause.clone().object()));
            exception.borrow().set_cause(Some(cause.object()));
        }
        errors::put_back(exception);
    }
    raised
}

/// Writes bytes. C: `_bufferedwriter_raw_write`.
pub(super) fn raw_write(stream: Stream<'_>, memory: &[u8]) -> Result<Done> {
    let raw = raw(stream)?;
    let done = match plain_file(&raw) {
        Some(file) if is_unhidden(raw.borrow(), name!("write"))? => write_from(file, memory)?,
        _ => write_by_method(raw.borrow(), memory)?,
    };
    advance(stream, done.unwrap_or(0));
    Ok(done)
}

fn write_by_method(raw: Obj<'_>, memory: &[u8]) -> Result<Done> {
    let bytes = bytes::new(memory)?;
    let view = crate::modules::io::view_of(bytes.borrow().object())?;
    let count = uninterrupted(|| raw.call_method(name!("write"), &[view.borrow()]))?;
    if count.borrow().is_none() {
        return Ok(None);
    }
    // An error of the conversion is an invalid length, too.
    let count = count.borrow().to_index(Some(&VALUE_ERROR)).unwrap_or_else(|_| {
        errors::clear();
        -1
    });
    match usize::try_from(count) {
        Ok(count) if count <= memory.len() => Ok(Some(count)),
        _ => Err(invalid_length("write", count, memory.len())),
    }
}
// ANCHOR_END: transfer
