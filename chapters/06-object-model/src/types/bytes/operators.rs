//! The operators of `bytes`, and those that `bytearray` shares.
//!
//! CPython: `Objects/bytesobject.c` (`bytes_concat`, `bytes_repeat`, `bytes_subscript`,
//! `bytes_richcompare`), `Objects/bytearrayobject.c`.

use std::ffi::c_int;

use super::methods::{self, ByteString};
use super::object::{Bytes, PyBytesObject};
use super::repr::repr;
use crate::buffer::PyBuffer;
use crate::errors::{INDEX_ERROR, OVERFLOW_ERROR, TYPE_ERROR, no_memory, raise};
use crate::object::{Obj, Result, Status};
use crate::protocol::buffer::{self, Buffer};
use crate::protocol::compare::Comparison;
use crate::types::slice::PySliceObject;
use crate::types::str::{Text, from_text};
use crate::types::{bool_, int, not_implemented};

// ANCHOR: operators
pub(super) extern "C" fn bytes_repr(bytes: Bytes<'_>) -> Result {
    Ok(from_text(Text::Ascii(&repr(bytes.bytes())))?.object())
}

/// `str(bytes)` is the `repr`; under `-b` CPython warns, which is the interpreter's business.
pub(super) extern "C" fn bytes_str(bytes: Bytes<'_>) -> Result {
    Ok(bytes.object().repr()?.object())
}

pub(crate) fn len<L: ByteString>(this: Obj<'_, L>) -> Result<usize> {
    Ok(L::bytes(this).len())
}

pub(crate) fn contains<L: ByteString>(this: Obj<'_, L>, item: Obj<'_>) -> Result<bool> {
    methods::contains(this, item)
}

pub(crate) extern "C" fn concatenate<L: ByteString>(this: Obj<'_, L>, other: Obj<'_>) -> Result {
    let Ok(other) = Buffer::simple(other) else {
        crate::errors::clear();
        let (name, kind) = (this.ob_type().name().to_owned(), other.ob_type().name().to_owned());
        return Err(raise(&TYPE_ERROR, format_args!("can't concat {kind} to {name}")));
    };
    let (left, right) = (L::bytes(this), other.bytes());
    let length = left.len().checked_add(right.len()).ok_or_else(no_memory)?;
    L::build(length, |out| {
        out[..left.len()].copy_from_slice(left);
        out[left.len()..].copy_from_slice(right);
    })
}

pub(crate) extern "C" fn repeat<L: ByteString>(this: Obj<'_, L>, count: isize) -> Result {
    let (bytes, count) = (L::bytes(this), usize::try_from(count).unwrap_or(0));
    if count == 1 {
        return L::unchanged(this);
    }
    let length = bytes.len().checked_mul(count).filter(|length| *length <= isize::MAX as usize);
    let too_long = || match L::NAME {
        "bytes" => raise(&OVERFLOW_ERROR, "repeated bytes are too long"),
        _ => no_memory(),
    };
    L::build(length.ok_or_else(too_long)?, |out| {
        out.chunks_exact_mut(bytes.len().max(1)).for_each(|chunk| chunk.copy_from_slice(bytes));
    })
}

pub(crate) extern "C" fn item<L: ByteString>(this: Obj<'_, L>, index: isize) -> Result {
    let byte = usize::try_from(index).ok().and_then(|index| L::bytes(this).get(index));
    match byte {
        Some(byte) => Ok(int::from_i64(i64::from(*byte))?.object()),
        None if L::NAME == "bytes" => Err(raise(&INDEX_ERROR, "index out of range")),
        None => Err(raise(&INDEX_ERROR, "bytearray index out of range")),
    }
}

pub(crate) extern "C" fn subscript<L: ByteString>(this: Obj<'_, L>, key: Obj<'_>) -> Result {
    if key.ob_type().number(|suite| suite.nb_index).is_some() {
        let index = key.to_item_index()?;
        let length = L::bytes(this).len() as isize;
        return item(this, if index < 0 { index.saturating_add(length) } else { index });
    }
    let Some(slice) = key.downcast::<PySliceObject>() else {
        let name = key.ob_type().name().to_owned();
        let which = if L::NAME == "bytes" { "byte" } else { "bytearray" };
        let message = "indices must be integers or slices, not";
        return Err(raise(&TYPE_ERROR, format_args!("{which} {message} {name}")));
    };
    let bounds = slice.unpack()?;
    let bytes = L::bytes(this);
    let (bounds, count) = bounds.adjust(bytes.len());
    let start = bounds.start as usize;
    match bounds.step {
        _ if count == 0 => L::of(&[]),
        1 => L::piece(this, start..start + count),
        step => L::build(count, |out| {
            for (place, byte) in out.iter_mut().enumerate() {
                *byte = bytes[start.wrapping_add_signed(step.wrapping_mul(place as isize))];
            }
        }),
    }
}

pub(super) extern "C" fn bytes_compare(
    left: Bytes<'_>,
    right: Obj<'_>,
    comparison: c_int,
) -> Result {
    let (Some(right), Some(comparison)) =
        (right.downcast::<PyBytesObject>(), Comparison::of(comparison))
    else {
        return Ok(not_implemented().to_ref());
    };
    Ok(bool_(comparison.holds(left.bytes().cmp(right.bytes()))).to_ref())
}

pub(super) unsafe extern "C" fn bytes_buffer(
    bytes: Bytes<'_>,
    view: *mut PyBuffer,
    flags: c_int,
) -> Status {
    let memory = bytes.bytes();
    let start = memory.as_ptr().cast_mut().cast();
    // SAFETY: the view is the caller's; the bytes live as long as the object.
    unsafe { buffer::fill(view, bytes.object(), start, memory.len(), true, flags) }
}
// ANCHOR_END: operators
