//! Writing to a buffered stream.
//!
//! CPython: `_bufferedwriter_flush_unlocked`, `_io_BufferedWriter_write_impl`,
//! `buffered_flush_and_rewind_unlocked` in `Modules/_io/bufferedio.c`.

use object_model::errors::BLOCKING_IO_ERROR;

use super::raw::{raw_seek, raw_write};
use super::state::{
    Stream, adjust_position, check_initialized, check_open, enter, is_closed, raw_offset,
    reset_read, reset_write, valid_read_buffer, valid_write_buffer,
};
use crate::check_signals;
use crate::convert::readable;
use crate::prelude::*;

// ANCHOR: flush
/// C: `_bufferedwriter_flush_unlocked`.
pub(super) fn flush_unlocked(stream: Stream<'_>) -> Result<()> {
    if valid_write_buffer(stream) && stream.write_pos.get() != stream.write_end.get() {
        let rewind = raw_offset(stream) + (stream.pos.get() - stream.write_pos.get());
        if rewind != 0 {
            raw_seek(stream, -rewind, 1)?;
            stream.raw_pos.set(stream.raw_pos.get() - rewind);
        }
        while stream.write_pos.get() < stream.write_end.get() {
            let length = (stream.write_end.get() - stream.write_pos.get()) as usize;
            let Some(written) = write_stretch(stream, stream.write_pos.get(), length)? else {
                return Err(would_block(0));
            };
            stream.write_pos.set(stream.write_pos.get() + written as i64);
            stream.raw_pos.set(stream.write_pos.get());
            // A write that a signal has cut short succeeds; its handler runs before the next
            // one, which may wait for ever.
            check_signals()?;
        }
    }
    reset_write(stream);
    Ok(())
}

/// Writes from the buffer, whose memory stays while the system reads it.
fn write_stretch(stream: Stream<'_>, at: i64, length: usize) -> Result<Option<usize>> {
    let block = stream.buffer.share().ok_or_else(super::state::uninitialized)?;
    let at = at.max(0) as usize;
    let stretch = block.get(at..(at + length).min(block.len())).unwrap_or(&[]);
    // SAFETY: the share keeps the bytes, and the lock of the stream others from writing to them.
    let stretch = unsafe { std::slice::from_raw_parts(stretch.as_ptr().cast(), stretch.len()) };
    raw_write(stream, stretch)
}

/// C: `_set_BlockingIOError`.
#[cold]
fn would_block(written: usize) -> Raised {
    errors::clear();
    let exception = || -> Result<Ref<errors::PyBaseExceptionObject>> {
        let number = integer(libc::EAGAIN.into())?;
        let message = text("write could not complete without blocking")?;
        let written = size(written)?;
        let arguments = [number.borrow(), message.borrow(), written.borrow()];
        let exception = BLOCKING_IO_ERROR.as_type().object().call(&arguments)?;
        exception.downcast().map_err(|_| raise(&TYPE_ERROR, "an OSError is an exception"))
    };
    match exception() {
        Ok(exception) => errors::raise_instance(exception),
        Err(raised) => raised,
    }
}

/// The raw stream goes to where the program is. C: `buffered_flush_and_rewind_unlocked`.
pub(super) fn flush_and_rewind(stream: Stream<'_>) -> Result<()> {
    flush_unlocked(stream)?;
    if stream.readable.get() != 0 {
        let sought = raw_seek(stream, -raw_offset(stream), 1);
        reset_read(stream);
        sought?;
    }
    Ok(())
}

/// C: `buffered_flush`.
pub(super) fn flush(stream: Stream<'_>) -> Result {
    check_open(stream, "flush")?;
    let _entered = enter(stream)?;
    flush_and_rewind(stream)?;
    nothing()
}
// ANCHOR_END: flush

// ANCHOR: write
/// C: `_io_BufferedWriter_write_impl`.
pub(super) fn write(stream: Stream<'_>, given: Obj<'_>) -> Result {
    let buffer = readable(given, "write")?;
    check_initialized(stream)?;
    let _entered = enter(stream)?;
    // Asked inside of the lock: another thread may just have closed it.
    if is_closed(stream) {
        return Err(raise(&VALUE_ERROR, "write to closed file"));
    }
    let bytes = buffer.bytes();
    let length = bytes.len() as i64;
    if !valid_read_buffer(stream) && !valid_write_buffer(stream) {
        stream.pos.set(0);
        stream.raw_pos.set(0);
    }
    if length <= stream.buffer_size.get() - stream.pos.get() {
        stream.buffer.put(stream.pos.get(), bytes);
        if !valid_write_buffer(stream) || stream.write_pos.get() > stream.pos.get() {
            stream.write_pos.set(stream.pos.get());
        }
        adjust_position(stream, stream.pos.get() + length);
        stream.write_end.set(stream.write_end.get().max(stream.pos.get()));
        return size(bytes.len());
    }
    if let Err(raised) = flush_unlocked(stream) {
        return match errors::matches(&BLOCKING_IO_ERROR) {
            true => keep_what_fits(stream, bytes),
            false => Err(raised),
        };
    }
    // The buffer may have been filled by reading, which flushing doesn't take back.
    let offset = raw_offset(stream);
    if offset != 0 {
        raw_seek(stream, -offset, 1)?;
        stream.raw_pos.set(stream.raw_pos.get() - offset);
    }
    write_past_buffer(stream, bytes)
}

/// The raw stream takes nothing now: what still fits into the buffer is kept.
fn keep_what_fits(stream: Stream<'_>, bytes: &[u8]) -> Result {
    if stream.readable.get() != 0 {
        reset_read(stream);
    }
    let waiting = stream.write_end.get() - stream.write_pos.get();
    stream.buffer.move_down(stream.write_pos.get(), waiting.max(0) as usize);
    stream.write_end.set(waiting);
    stream.raw_pos.set(stream.raw_pos.get() - stream.write_pos.get());
    stream.pos.set(stream.pos.get() - stream.write_pos.get());
    stream.write_pos.set(0);
    let room = (stream.buffer_size.get() - stream.write_end.get()).max(0) as usize;
    let kept = bytes.len().min(room);
    stream.buffer.put(stream.write_end.get(), &bytes[..kept]);
    stream.write_end.set(stream.write_end.get() + kept as i64);
    stream.pos.set(stream.pos.get() + kept as i64);
    match kept == bytes.len() {
        true => {
            errors::clear();
            size(kept)
        }
        false => Err(would_block(kept)),
    }
}

/// More than the buffer holds is written from where it is; the rest is kept.
fn write_past_buffer(stream: Stream<'_>, bytes: &[u8]) -> Result {
    let buffer_size = stream.buffer_size.get() as usize;
    let mut written = 0;
    while bytes.len() - written > buffer_size {
        match raw_write(stream, &bytes[written..])? {
            Some(count) => written += count,
            None => {
                stream.buffer.put(0, &bytes[written..written + buffer_size]);
                stream.raw_pos.set(0);
                adjust_position(stream, buffer_size as i64);
                stream.write_end.set(buffer_size as i64);
                return Err(would_block(written + buffer_size));
            }
        }
        check_signals()?;
    }
    if stream.readable.get() != 0 {
        reset_read(stream);
    }
    let rest = &bytes[written..];
    stream.buffer.put(0, rest);
    stream.write_pos.set(0);
    stream.write_end.set(rest.len() as i64);
    adjust_position(stream, rest.len() as i64);
    stream.raw_pos.set(0);
    size(bytes.len())
}
// ANCHOR_END: write
