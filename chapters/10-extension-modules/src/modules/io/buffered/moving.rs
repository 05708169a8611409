//! Position, closing, and what is passed on to the raw stream.
//!
//! CPython: `_io__Buffered_seek_impl`, `buffered_tell`, `_io__Buffered_truncate_impl`,
//! `buffered_close`, `buffered_detach`, `buffered_repr` in `Modules/_io/bufferedio.c`.

use object_model::thread_state::guard_repr;

use super::super::file_io::reentrant_repr;
use super::super::io_base::check_seekable;
use super::super::unsupported;
use super::raw::{raw_seek, raw_tell};
use super::state::{
    Stream, check_initialized, check_open, enter, raw, raw_is_closed, raw_offset, readahead,
    reset_read,
};
use super::writing::{flush_and_rewind, flush_unlocked};
use crate::convert::{int_or, to_offset};
use crate::prelude::*;
use crate::system::after;

// ANCHOR: position
pub(super) fn tell(stream: Stream<'_>) -> Result {
    check_initialized(stream)?;
    let position = raw_tell(stream)?;
    integer(position - raw_offset(stream))
}

pub(super) fn seek(stream: Stream<'_>, arguments: &Arguments<'_>) -> Result {
    let whence = int_or(arguments.get(1), 0)?;
    check_initialized(stream)?;
    if !matches!(whence, 0..=2 | libc::SEEK_HOLE | libc::SEEK_DATA) {
        return Err(raise(&VALUE_ERROR, format_args!("whence value {whence} unsupported")));
    }
    check_open(stream, "seek")?;
    check_seekable(raw(stream)?.borrow())?;
    let mut target = to_offset(arguments[0])?;
    if whence <= 1 && stream.readable.get() != 0 {
        let current = match stream.abs_pos.get() {
            -1 => raw_tell(stream)?,
            known => known,
        };
        let available = readahead(stream) as i64;
        if available > 0 {
            let offset = match whence {
                0 => target.saturating_sub(current - raw_offset(stream)),
                _ => target,
            };
            if -stream.pos.get() <= offset && offset <= available {
                stream.pos.set(stream.pos.get() + offset);
                return integer(current - available + offset);
            }
        }
    }
    let _entered = enter(stream)?;
    if stream.writable.get() != 0 {
        flush_unlocked(stream)?;
    }
    if whence == 1 {
        target = target.wrapping_sub(raw_offset(stream));
    }
    let position = raw_seek(stream, target, whence)?;
    stream.raw_pos.set(-1);
    if stream.readable.get() != 0 {
        reset_read(stream);
    }
    integer(position)
}

pub(super) fn truncate(stream: Stream<'_>, arguments: &Arguments<'_>) -> Result {
    check_open(stream, "truncate")?;
    if stream.writable.get() == 0 {
        return Err(unsupported("truncate"));
    }
    let _entered = enter(stream)?;
    flush_and_rewind(stream)?;
    let size = arguments.get(0).unwrap_or(none());
    let done = raw(stream)?.borrow().call_method(name!("truncate"), &[size])?;
    if raw_tell(stream).is_err() {
        errors::clear();
    }
    Ok(done)
}
// ANCHOR_END: position

// ANCHOR: close
/// C: `buffered_close`.
pub(super) fn close(stream: Stream<'_>) -> Result {
    check_initialized(stream)?;
    {
        let _entered = enter(stream)?;
        if raw_is_closed(stream)? {
            return nothing();
        }
        if stream.finalizing.get() && dealloc_warn(stream, stream.object()).is_err() {
            errors::clear();
        }
    }
    // Flushing takes the lock itself.
    let flushed = stream.object().call_method(name!("flush"), &[]);
    let _entered = enter(stream)?;
    let mut closed = None;
    let done = after(&flushed, || {
        let result = raw(stream).and_then(|raw| raw.borrow().call_method(name!("close"), &[]));
        closed = Some(result?);
        Ok(())
    });
    stream.buffer.clear();
    stream.read_end.set(0);
    stream.pos.set(0);
    done?;
    Ok(closed.unwrap_or_else(|| none().to_ref()))
}

/// C: `buffered_dealloc_warn`.
pub(super) fn dealloc_warn(stream: Stream<'_>, source: Obj<'_>) -> Result {
    if stream.ok.get() != 0
        && let Some(raw) = stream.raw.get()
        && raw.borrow().call_method(name!("_dealloc_warn"), &[source]).is_err()
    {
        errors::clear();
    }
    nothing()
}

pub(super) fn detach(stream: Stream<'_>) -> Result {
    check_initialized(stream)?;
    stream.object().call_method(name!("flush"), &[])?;
    let raw = stream.raw.replace(None);
    stream.detached.set(1);
    stream.ok.set(0);
    raw.ok_or_else(super::state::uninitialized)
}
// ANCHOR_END: close

// ANCHOR: forward
/// C: `buffered_simple_flush`.
pub(super) fn simple_flush(stream: Stream<'_>) -> Result {
    raw(stream)?.borrow().call_method(name!("flush"), &[])
}

pub(super) fn seekable(stream: Stream<'_>) -> Result {
    raw(stream)?.borrow().call_method(name!("seekable"), &[])
}

pub(super) fn readable(stream: Stream<'_>) -> Result {
    raw(stream)?.borrow().call_method(name!("readable"), &[])
}

pub(super) fn writable(stream: Stream<'_>) -> Result {
    raw(stream)?.borrow().call_method(name!("writable"), &[])
}

pub(super) fn fileno(stream: Stream<'_>) -> Result {
    raw(stream)?.borrow().call_method(name!("fileno"), &[])
}

pub(super) fn isatty(stream: Stream<'_>) -> Result {
    raw(stream)?.borrow().call_method(name!("isatty"), &[])
}

pub(super) fn closed(stream: Stream<'_>) -> Result {
    raw(stream)?.borrow().get_attribute(name!("closed"))
}

pub(super) fn name(stream: Stream<'_>) -> Result {
    raw(stream)?.borrow().get_attribute(name!("name"))
}

pub(super) fn mode(stream: Stream<'_>) -> Result {
    raw(stream)?.borrow().get_attribute(name!("mode"))
}
// ANCHOR_END: forward

pub(super) fn byte_size(stream: Stream<'_>) -> Result {
    let buffer = if stream.buffer.is_null() { 0 } else { stream.buffer_size.get() as usize };
    size(instance_size(stream) + buffer)
}

/// C: `buffered_repr`.
pub(super) extern "C" fn repr(stream: Stream<'_>) -> Result {
    let object = stream.object();
    let name = match object.lookup_attribute(name!("name")) {
        // A detached stream has none.
        Err(_) if errors::catch(&VALUE_ERROR) => None,
        name => name?,
    };
    let class = object.ob_type().name().to_owned();
    let Some(name) = name else { return text(&format!("<{class}>")) };
    guard_repr(
        object,
        || Err(reentrant_repr(object)),
        || {
            let name = name.borrow().repr()?;
            text(&format!("<{class} name={name}>"))
        },
    )
}
