//! Reading from a buffered stream.
//!
//! CPython: `_bufferedreader_fill_buffer`, `_bufferedreader_read_all`,
//! `_bufferedreader_read_generic`, `_buffered_readinto_generic`, `_buffered_readline`,
//! `_bufferedreader_peek_unlocked` in `Modules/_io/bufferedio.c`.
//!
//! What the buffer holds already is handed out without the lock, since nothing there can let
//! another thread run.

use object_model::types::bytes::{self, PyBytesObject};

use super::raw::{Done, raw_read};
use super::state::{
    Stream, check_initialized, check_open, enter, minus_last_block, raw, readahead, reset_read,
};
use super::types::{BUFFERED_RANDOM, BUFFERED_READER};
use super::writing::flush_and_rewind;
use crate::convert::{WritableBuffer, optional_size, size_or, type_of};
use crate::prelude::*;

// ANCHOR: fill
/// Reads behind what is in the buffer. C: `_bufferedreader_fill_buffer`.
fn fill(stream: Stream<'_>) -> Result<Done> {
    let start = if super::state::valid_read_buffer(stream) { stream.read_end.get() } else { 0 };
    let block = stream.buffer.share().ok_or_else(super::state::uninitialized)?;
    let room = block.get(start.max(0) as usize..).unwrap_or(&[]);
    // SAFETY: the share keeps the bytes where they are, and the lock of the stream others from
    // writing to them.
    let room = unsafe {
        std::slice::from_raw_parts_mut(room.as_ptr().cast::<u8>().cast_mut(), room.len())
    };
    let done = raw_read(stream, room)?;
    if let Some(count @ 1..) = done {
        stream.read_end.set(start + count as i64);
        stream.raw_pos.set(start + count as i64);
    }
    Ok(done)
}

/// Takes bytes out of the buffer.
fn take(stream: Stream<'_>, count: usize) -> Result<Ref<PyBytesObject>> {
    let taken = stream.buffer.read(stream.pos.get(), count, bytes::new)?;
    stream.pos.set(stream.pos.get() + count as i64);
    Ok(taken)
}

/// What is to be written is written before anything is read.
fn write_first(stream: Stream<'_>) -> Result<()> {
    if stream.writable.get() != 0 { flush_and_rewind(stream) } else { Ok(()) }
}
// ANCHOR_END: fill

// ANCHOR: read
/// C: `_io__Buffered_read_impl`.
pub(super) fn read(stream: Stream<'_>, arguments: &Arguments<'_>) -> Result {
    let count = optional_size(arguments.get(0), -1)?;
    check_initialized(stream)?;
    if count < -1 {
        return Err(raise(&VALUE_ERROR, "read length must be non-negative or -1"));
    }
    check_open(stream, "read")?;
    match usize::try_from(count) {
        Err(_) => {
            let _entered = enter(stream)?;
            read_all(stream)
        }
        Ok(count) if count <= readahead(stream) => Ok(take(stream, count)?.object()),
        Ok(count) => {
            let _entered = enter(stream)?;
            read_generic(stream, count)
        }
    }
}

/// C: `_bufferedreader_read_all`.
fn read_all(stream: Stream<'_>) -> Result {
    let buffered = readahead(stream);
    let mut all = match buffered {
        0 => Vec::new(),
        _ => take(stream, buffered)?.borrow().bytes().to_vec(),
    };
    write_first(stream)?;
    reset_read(stream);
    let raw = raw(stream)?;
    if let Some(readall) = raw.borrow().lookup_attribute(name!("readall"))? {
        let rest = readall.borrow().call_none()?;
        if rest.borrow().is_none() {
            return if all.is_empty() { Ok(rest) } else { Ok(bytes::new(&all)?.object()) };
        }
        let Some(read) = rest.borrow().downcast::<PyBytesObject>() else {
            return Err(raise(&TYPE_ERROR, "readall() should return bytes"));
        };
        if all.is_empty() {
            return Ok(rest);
        }
        all.extend_from_slice(read.bytes());
        return Ok(bytes::new(&all)?.object());
    }
    loop {
        let read = raw.borrow().call_method(name!("read"), &[])?;
        let some = match read.borrow().downcast::<PyBytesObject>() {
            Some(read) => read.bytes(),
            None if read.borrow().is_none() => &[],
            None => return Err(raise(&TYPE_ERROR, "read() should return bytes")),
        };
        if some.is_empty() {
            return if all.is_empty() { Ok(read) } else { Ok(bytes::new(&all)?.object()) };
        }
        all.extend_from_slice(some);
        if stream.abs_pos.get() != -1 {
            stream.abs_pos.set(stream.abs_pos.get() + some.len() as i64);
        }
    }
}

/// Reads until there is enough, the stream ends or would have to wait: whole blocks straight
/// into the result, the last one through the buffer. C: `_bufferedreader_read_generic`.
fn read_generic(stream: Stream<'_>, count: usize) -> Result {
    let current = readahead(stream);
    if count <= current {
        return Ok(take(stream, count)?.object());
    }
    let mut out = Vec::new();
    out.try_reserve_exact(count).map_err(|_| errors::no_memory())?;
    out.resize(count, 0);
    let mut written = stream.buffer.read(stream.pos.get(), current, |have| {
        out[..have.len()].copy_from_slice(have);
        have.len()
    });
    stream.pos.set(stream.pos.get() + current as i64);
    write_first(stream)?;
    reset_read(stream);
    let short = |done: Done, out: &[u8]| match (done, out.len()) {
        (None, 0) => nothing(),
        _ => Ok(bytes::new(out)?.object()),
    };
    while written < count {
        let whole = minus_last_block(stream, count - written);
        if whole == 0 {
            break;
        }
        match raw_read(stream, &mut out[written..written + whole])? {
            done @ (Some(0) | None) => return short(done, &out[..written]),
            Some(read) => written += read,
        }
    }
    stream.pos.set(0);
    stream.raw_pos.set(0);
    stream.read_end.set(0);
    // As soon as there is enough, no more is read: it could wait for ever.
    while written < count && stream.read_end.get() < stream.buffer_size.get() {
        match fill(stream)? {
            done @ (Some(0) | None) => return short(done, &out[..written]),
            Some(read) => {
                let wanted = read.min(count - written);
                stream.buffer.read(stream.pos.get(), wanted, |have| {
                    out[written..written + have.len()].copy_from_slice(have);
                });
                written += wanted;
                stream.pos.set(stream.pos.get() + wanted as i64);
            }
        }
    }
    Ok(bytes::new(&out)?.object())
}

/// C: `_io__Buffered_read1_impl`.
pub(super) fn read1(stream: Stream<'_>, arguments: &Arguments<'_>) -> Result {
    let count = size_or(arguments.get(0), -1)?;
    check_initialized(stream)?;
    let count = usize::try_from(count).unwrap_or(stream.buffer_size.get().max(0) as usize);
    check_open(stream, "read")?;
    if count == 0 {
        return Ok(bytes::new(&[])?.object());
    }
    let have = readahead(stream);
    if have > 0 {
        return Ok(take(stream, have.min(count))?.object());
    }
    let mut out = Vec::new();
    out.try_reserve_exact(count).map_err(|_| errors::no_memory())?;
    out.resize(count, 0);
    let _entered = enter(stream)?;
    reset_read(stream);
    let read = raw_read(stream, &mut out)?.unwrap_or(0);
    Ok(bytes::new(&out[..read])?.object())
}

/// C: `_buffered_readinto_generic`; `once` is `readinto1`'s.
fn read_into(stream: Stream<'_>, buffer: Obj<'_>, name: &str, once: bool) -> Result {
    let mut buffer = WritableBuffer::new(buffer, name)?;
    check_initialized(stream)?;
    check_open(stream, "readinto")?;
    let have = readahead(stream).min(buffer.len());
    if have > 0 {
        stream.buffer.read(stream.pos.get(), have, |have| buffer.put(0, have));
        stream.pos.set(stream.pos.get() + have as i64);
        if have == buffer.len() {
            return size(have);
        }
    }
    let mut written = have;
    let _entered = enter(stream)?;
    write_first(stream)?;
    reset_read(stream);
    stream.pos.set(0);
    while written < buffer.len() {
        let left = buffer.len() - written;
        let through_buffer = left as i64 <= stream.buffer_size.get();
        let done = match through_buffer {
            false => raw_read(stream, &mut buffer.bytes()[written..])?,
            // What there is already is returned rather than waiting for more.
            true if once && written > 0 => Some(0),
            true => fill(stream)?,
        };
        match done {
            Some(0) => break,
            None if written > 0 => break,
            None => return nothing(),
            Some(read) if through_buffer => {
                let wanted = read.min(left);
                stream.buffer.read(stream.pos.get(), wanted, |have| buffer.put(written, have));
                stream.pos.set(stream.pos.get() + wanted as i64);
                written += wanted;
            }
            Some(read) => {
                written += read;
                if once {
                    break;
                }
            }
        }
    }
    size(written)
}

pub(super) fn readinto(stream: Stream<'_>, buffer: Obj<'_>) -> Result {
    read_into(stream, buffer, "readinto", false)
}

pub(super) fn readinto1(stream: Stream<'_>, buffer: Obj<'_>) -> Result {
    read_into(stream, buffer, "readinto1", true)
}

/// C: `_io__Buffered_peek_impl`.
pub(super) fn peek(stream: Stream<'_>, arguments: &Arguments<'_>) -> Result {
    size_or(arguments.get(0), 0)?;
    check_open(stream, "peek")?;
    let _entered = enter(stream)?;
    write_first(stream)?;
    let have = readahead(stream);
    if have > 0 {
        return Ok(stream.buffer.read(stream.pos.get(), have, bytes::new)?.object());
    }
    reset_read(stream);
    let read = fill(stream)?.unwrap_or(0);
    stream.pos.set(0);
    Ok(stream.buffer.read(0, read, bytes::new)?.object())
}
// ANCHOR_END: read

// ANCHOR: lines
/// C: `_buffered_readline`.
fn line(stream: Stream<'_>, limit: Option<usize>) -> Result<Ref<PyBytesObject>> {
    check_open(stream, "readline")?;
    let have = readahead(stream);
    let have = limit.map_or(have, |limit| limit.min(have));
    let length = stream.buffer.read(stream.pos.get(), have, line_length);
    if let Some(length) = length {
        return take(stream, length);
    }
    if Some(have) == limit {
        return take(stream, have);
    }
    let _entered = enter(stream)?;
    let mut line = take(stream, have)?.borrow().bytes().to_vec();
    let mut left = limit.map(|limit| limit - have);
    write_first(stream)?;
    loop {
        reset_read(stream);
        let Some(read @ 1..) = fill(stream)? else { break };
        let read = left.map_or(read, |left| left.min(read));
        let taken = stream.buffer.read(0, read, |have| {
            let length = line_length(have);
            line.extend_from_slice(&have[..length.unwrap_or(have.len())]);
            length
        });
        if let Some(length) = taken {
            stream.pos.set(length as i64);
            break;
        }
        if Some(read) == left {
            stream.pos.set(read as i64);
            break;
        }
        left = left.map(|left| left - read);
    }
    bytes::new(&line)
}

/// Up to the first end of a line, that included.
fn line_length(bytes: &[u8]) -> Option<usize> {
    memchr::memchr(b'\n', bytes).map(|at| at + 1)
}

pub(super) fn readline(stream: Stream<'_>, arguments: &Arguments<'_>) -> Result {
    let limit = optional_size(arguments.get(0), -1)?;
    check_initialized(stream)?;
    Ok(line(stream, usize::try_from(limit).ok())?.object())
}

/// C: `buffered_iternext`.
pub(super) fn next_line(stream: Stream<'_>) -> Result<Option<Ref>> {
    check_initialized(stream)?;
    let line = match stream.is_exactly(&BUFFERED_READER) || stream.is_exactly(&BUFFERED_RANDOM) {
        true => line(stream, None)?,
        false => {
            let line = stream.object().call_method(name!("readline"), &[])?;
            line.downcast::<PyBytesObject>().map_err(|other| {
                let name = type_of(other.borrow());
                let message =
                    format_args!("readline() should have returned a bytes object, not '{name}'");
                raise(&errors::OS_ERROR, message)
            })?
        }
    };
    Ok((!line.borrow().bytes().is_empty()).then(|| line.object()))
}
// ANCHOR_END: lines
