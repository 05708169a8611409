//! What changes a bytearray: items, slices, and the methods that add and take out.
//!
//! CPython: `Objects/bytearrayobject.c` (`bytearray_setitem`, `bytearray_setslice`,
//! `bytearray_ass_subscript`, `bytearray_iconcat`, `bytearray_extend`, `bytearray_pop_impl`).
//!
//! Invariant: values are turned into bytes before the array is looked at, since that may run
//! code which changes it. What an array is extended with is copied first if it is the array.

use super::object::{ByteArray, PyByteArrayObject};
use crate::arguments::Arguments;
use crate::errors::{INDEX_ERROR, OVERFLOW_ERROR, TYPE_ERROR, VALUE_ERROR, no_memory, raise};
use crate::object::{Obj, Result, Status};
use crate::protocol::buffer::Buffer;
use crate::types::bytes::constructor::from_iterable;
use crate::types::bytes::methods::{ByteString, byte_in_range};
use crate::types::slice::PySliceObject;
use crate::types::text_arguments::to_size;
use crate::types::{int, none};

const RANGE: &str = "byte must be in range(0, 256)";

// ANCHOR: items
/// `array[index] = value`, or without a value `del array[index]`.
pub(super) extern "C" fn set_item(
    array: ByteArray<'_>,
    index: isize,
    value: Option<Obj<'_>>,
) -> Status {
    let byte = value.map(|value| byte_in_range(value, RANGE)).transpose()?;
    let index = usize::try_from(index).ok().filter(|index| *index < array.len());
    let Some(index) = index else {
        return Err(raise(&INDEX_ERROR, "bytearray index out of range").into());
    };
    match byte {
        Some(byte) => array.with_bytes(|bytes| bytes[index] = byte),
        None => splice(array, index, 1, &[])?,
    }
    Ok(())
}

/// `array[key] = value`, or without a value `del array[key]`.
pub(super) extern "C" fn set_subscript(
    array: ByteArray<'_>,
    key: Obj<'_>,
    value: Option<Obj<'_>>,
) -> Status {
    if key.ob_type().number(|suite| suite.nb_index).is_some() {
        let index = key.to_item_index()?;
        let length = array.len() as isize;
        let index = if index < 0 { index.saturating_add(length) } else { index };
        return set_item(array, index, value);
    }
    let Some(slice) = key.downcast::<PySliceObject>() else {
        let name = key.ob_type().name().to_owned();
        let message = "bytearray indices must be integers or slices, not";
        return Err(raise(&TYPE_ERROR, format_args!("{message} {name}")).into());
    };
    let bounds = slice.unpack()?;
    let new = value.map(|value| values_of(array, value)).transpose()?;
    let (bounds, count) = bounds.adjust(array.len());
    let new = new.as_deref();
    if bounds.step == 1 {
        return Ok(splice(array, bounds.start as usize, count, new.unwrap_or(&[]))?);
    }
    let indexes = (0..count)
        .map(|place| bounds.start.wrapping_add(bounds.step.wrapping_mul(place as isize)) as usize);
    match new {
        Some(new) if new.len() != count => {
            let given = new.len();
            let message = format_args!(
                "attempt to assign bytes of size {given} to extended slice of size {count}"
            );
            Err(raise(&VALUE_ERROR, message).into())
        }
        Some(new) => {
            array.with_bytes(|bytes| {
                indexes.zip(new).for_each(|(index, byte)| bytes[index] = *byte);
            });
            Ok(())
        }
        None => {
            array.check_resizable()?;
            let mut gone = vec![false; array.len()];
            indexes.for_each(|index| gone[index] = true);
            let bytes = PyByteArrayObject::bytes(array).iter().zip(&gone);
            let kept: Vec<u8> = bytes.filter(|(_, gone)| !**gone).map(|(byte, _)| *byte).collect();
            array.resize(kept.len())?;
            array.with_bytes(|bytes| bytes.copy_from_slice(&kept));
            Ok(())
        }
    }
}

/// What is assigned to a slice, as a copy.
fn values_of(array: ByteArray<'_>, value: Obj<'_>) -> Result<Vec<u8>> {
    if value.is(array) || value.has_buffer() {
        return Ok(Buffer::simple(value)?.bytes().to_vec());
    }
    let is_text_or_number = value.downcast::<crate::types::str::PyASCIIObject>().is_some()
        || value.ob_type().number(|suite| suite.nb_index).is_some();
    if is_text_or_number {
        let message = "can assign only bytes, buffers, or iterables of ints in range(0, 256)";
        return Err(raise(&TYPE_ERROR, message));
    }
    let name = value.ob_type().name().to_owned();
    from_iterable(value, &format!("cannot convert '{name}' object to bytearray"), RANGE)
}

/// New bytes in place of old ones. C: `bytearray_setslice_linear`.
fn splice(array: ByteArray<'_>, start: usize, count: usize, new: &[u8]) -> Result<()> {
    let (old, end) = (array.len(), start + count);
    if start == 0 && new.len() < count {
        array.drop_front(count - new.len())?;
    } else if new.len() < count {
        array.check_resizable()?;
        array.with_bytes(|bytes| bytes.copy_within(end.., start + new.len()));
        array.resize(old - (count - new.len()))?;
    } else if new.len() > count {
        array.resize(old.checked_add(new.len() - count).ok_or_else(no_memory)?)?;
        array.with_bytes(|bytes| bytes.copy_within(end..old, start + new.len()));
    }
    array.with_bytes(|bytes| bytes[start..start + new.len()].copy_from_slice(new));
    Ok(())
}

pub(super) extern "C" fn concatenate_in_place(array: ByteArray<'_>, other: Obj<'_>) -> Result {
    if !other.has_buffer() {
        let (kind, name) = (other.ob_type().name().to_owned(), array.ob_type().name().to_owned());
        return Err(raise(&TYPE_ERROR, format_args!("can't concat {kind} to {name}")));
    }
    // An array that is added to itself must not be exported while it grows.
    let new = Buffer::simple(other)?.bytes().to_vec();
    array.append_bytes(&new)?;
    Ok(array.object().to_ref())
}

pub(super) extern "C" fn repeat_in_place(array: ByteArray<'_>, count: isize) -> Result {
    let (old, count) = (array.len(), usize::try_from(count).unwrap_or(0));
    array.resize(old.checked_mul(count).ok_or_else(no_memory)?)?;
    array.with_bytes(|bytes| {
        for place in 1..if old == 0 { 0 } else { count } {
            bytes.copy_within(..old, place * old);
        }
    });
    Ok(array.object().to_ref())
}
// ANCHOR_END: items

// ANCHOR: methods
pub(super) fn append(array: ByteArray<'_>, item: Obj<'_>) -> Result {
    let byte = byte_in_range(item, RANGE)?;
    check_growth(array)?;
    array.append_bytes(&[byte])?;
    Ok(none().to_ref())
}

fn check_growth(array: ByteArray<'_>) -> Result<()> {
    match array.len() {
        length if length == isize::MAX as usize => {
            Err(raise(&OVERFLOW_ERROR, "cannot add more objects to bytearray"))
        }
        _ => Ok(()),
    }
}

pub(super) fn clear(array: ByteArray<'_>) -> Result {
    array.resize(0)?;
    Ok(none().to_ref())
}

pub(super) fn extend(array: ByteArray<'_>, iterable: Obj<'_>) -> Result {
    let new = match iterable.has_buffer() {
        true => Buffer::simple(iterable)?.bytes().to_vec(),
        false => {
            let name = iterable.ob_type().name().to_owned();
            from_iterable(iterable, &format!("can't extend bytearray with {name}"), RANGE)?
        }
    };
    array.append_bytes(&new)?;
    Ok(none().to_ref())
}

pub(super) fn insert(array: ByteArray<'_>, arguments: &Arguments<'_>) -> Result {
    let index = to_size(arguments[0])?;
    let byte = byte_in_range(arguments[1], RANGE)?;
    check_growth(array)?;
    let length = array.len() as isize;
    let index = if index < 0 { index.saturating_add(length).max(0) } else { index.min(length) };
    splice(array, index as usize, 0, &[byte])?;
    Ok(none().to_ref())
}

pub(super) fn pop(array: ByteArray<'_>, arguments: &Arguments<'_>) -> Result {
    let index = arguments.get(0).map_or(Ok(-1), to_size)?;
    let length = array.len() as isize;
    if length == 0 {
        return Err(raise(&INDEX_ERROR, "pop from empty bytearray"));
    }
    let index = if index < 0 { index.saturating_add(length) } else { index };
    if index < 0 || index >= length {
        return Err(raise(&INDEX_ERROR, "pop index out of range"));
    }
    array.check_resizable()?;
    let byte = PyByteArrayObject::bytes(array)[index as usize];
    splice(array, index as usize, 1, &[])?;
    Ok(int::from_i64(byte.into())?.object())
}

pub(super) fn remove(array: ByteArray<'_>, value: Obj<'_>) -> Result {
    let byte = byte_in_range(value, RANGE)?;
    match memchr::memchr(byte, PyByteArrayObject::bytes(array)) {
        Some(place) => {
            splice(array, place, 1, &[])?;
            Ok(none().to_ref())
        }
        None => Err(raise(&VALUE_ERROR, "value not found in bytearray")),
    }
}

pub(super) fn reverse(array: ByteArray<'_>) -> Result {
    array.with_bytes(<[u8]>::reverse);
    Ok(none().to_ref())
}
// ANCHOR_END: methods
