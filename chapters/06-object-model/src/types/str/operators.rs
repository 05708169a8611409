//! The operators of `str`.
//!
//! CPython: `Objects/unicodeobject.c` (`unicode_repr`, `PyUnicode_Concat`, `unicode_repeat`,
//! `unicode_getitem`, `unicode_subscript`, `PyUnicode_Contains`, `unicode_mod`).

use super::pad;
use super::repr::repr as repr_text;
use super::{PyASCIIObject, Str, build, character, empty, from_text};
use crate::errors::{INDEX_ERROR, OVERFLOW_ERROR, TYPE_ERROR, raise};
use crate::object::{Obj, Result};
use crate::types::slice::PySliceObject;

// ANCHOR: operators
pub(super) extern "C" fn repr(string: Str<'_>) -> Result {
    Ok(from_text(repr_text(string.text()).as_text())?.object())
}

/// `string + other`. The empty string adds nothing, not even a copy.
pub(super) extern "C" fn concatenate(string: Str<'_>, other: Obj<'_>) -> Result {
    let Some(other) = other.downcast::<PyASCIIObject>() else {
        let name = other.ob_type().name().to_owned();
        let message = format_args!("can only concatenate str (not \"{name}\") to str");
        return Err(raise(&TYPE_ERROR, message));
    };
    concat(string, other)
}

/// The same of two strings. C: `PyUnicode_Concat`.
pub fn concat(string: Str<'_>, other: Str<'_>) -> Result {
    if string.is_empty() {
        return other.unchanged();
    }
    if other.is_empty() {
        return string.unchanged();
    }
    let (left, right) = (string.text(), other.text());
    let shape = left.shape().and(right.shape());
    let shape = shape.filter(|shape| shape.length <= isize::MAX as usize);
    let too_long = || raise(&OVERFLOW_ERROR, "strings are too large to concat");
    let sum = build(shape.ok_or_else(too_long)?, |mut out| {
        out.put(0, left);
        out.put(left.len(), right);
    })?;
    Ok(sum.object())
}

pub(super) extern "C" fn repeat(string: Str<'_>, count: isize) -> Result {
    if count == 1 {
        return string.unchanged();
    }
    let shape = string.text().shape().times(usize::try_from(count).unwrap_or(0));
    let shape = shape.filter(|shape| shape.length <= isize::MAX as usize);
    let too_long = || raise(&OVERFLOW_ERROR, "repeated string is too long");
    Ok(build(shape.ok_or_else(too_long)?, |out| pad::repeat(string.text(), out))?.object())
}

pub(super) extern "C" fn item(string: Str<'_>, index: isize) -> Result {
    match usize::try_from(index).ok().filter(|index| *index < string.len()) {
        Some(index) => Ok(character(string.code_point(index))?.object()),
        None => Err(raise(&INDEX_ERROR, "string index out of range")),
    }
}

pub(super) extern "C" fn subscript(string: Str<'_>, key: Obj<'_>) -> Result {
    if key.ob_type().number(|suite| suite.nb_index).is_some() {
        let index = key.to_item_index()?;
        let length = string.len() as isize;
        return item(string, if index < 0 { index.saturating_add(length) } else { index });
    }
    if let Some(slice) = key.downcast::<PySliceObject>() {
        let (bounds, count) = slice.unpack()?.adjust(string.len());
        let start = bounds.start as usize;
        return match bounds.step {
            _ if count == 0 => Ok(empty()?.object()),
            1 => string.piece(start..start + count),
            step => {
                let cut = pad::slice_step(string.text(), start, step, count);
                Ok(from_text(cut.as_text())?.object())
            }
        };
    }
    let name = key.ob_type().name().to_owned();
    Err(raise(&TYPE_ERROR, format_args!("string indices must be integers, not '{name}'")))
}

pub(super) fn contains(string: Str<'_>, item: Obj<'_>) -> Result<bool> {
    match item.downcast::<PyASCIIObject>() {
        Some(item) => Ok(string.text().contains(item.text())),
        None => {
            let name = item.ob_type().name().to_owned();
            let message = "requires string as left operand, not";
            Err(raise(&TYPE_ERROR, format_args!("'in <string>' {message} {name}")))
        }
    }
}
// ANCHOR_END: operators
