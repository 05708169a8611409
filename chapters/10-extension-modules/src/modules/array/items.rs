//! Indices, slices, and the operators of `array`.
//!
//! CPython: `Modules/arraymodule.c` (`array_subscr`, `array_ass_subscr`, `array_concat`,
//! `array_repeat`, `array_contains`).

use object_model::errors::{INDEX_ERROR, TYPE_ERROR, VALUE_ERROR, no_memory, raise};
use object_model::object::{Obj, Result, Status};
use object_model::protocol::compare::Comparison;
use object_model::types::slice::PySliceObject;

use super::object::{ARRAY, Array, ArrayObject, create};

// ANCHOR: read
pub(super) extern "C" fn item(array: Array<'_>, index: isize) -> Result {
    match usize::try_from(index).ok().filter(|index| *index < array.len()) {
        Some(index) => array.get_index(index),
        None => Err(raise(&INDEX_ERROR, "array index out of range")),
    }
}

fn from_end(array: Array<'_>, index: isize) -> isize {
    if index < 0 { index.saturating_add(array.len() as isize) } else { index }
}

pub(super) extern "C" fn subscript(array: Array<'_>, key: Obj<'_>) -> Result {
    if key.has_index() {
        let index = key.to_item_index()?;
        return item(array, from_end(array, index));
    }
    let Some(slice) = key.downcast::<PySliceObject>() else {
        return Err(raise(&TYPE_ERROR, "array indices must be integers"));
    };
    let (bounds, count) = slice.unpack()?.adjust(array.len());
    let cut = create(ARRAY.as_type(), array.kind(), count)?;
    let size = array.kind().size();
    let bytes = array.to_vec();
    cut.borrow().with_bytes(|out| {
        for (at, place) in out.chunks_exact_mut(size).enumerate() {
            let from = (bounds.start + bounds.step * at as isize) as usize * size;
            place.copy_from_slice(&bytes[from..from + size]);
        }
    });
    Ok(cut.object())
}

pub(super) fn contains(array: Array<'_>, value: Obj<'_>) -> Result<bool> {
    Ok(find(array, value, 0, isize::MAX)?.is_some())
}

/// The first place of a value. The array may change while values are compared.
pub(super) fn find(
    array: Array<'_>,
    value: Obj<'_>,
    start: isize,
    stop: isize,
) -> Result<Option<usize>> {
    let mut index = start.max(0) as usize;
    while index < array.len() && (index as isize) < stop {
        let item = array.get_index(index)?;
        if item.borrow().compare_bool(value, Comparison::Equal)? {
            return Ok(Some(index));
        }
        index += 1;
    }
    Ok(None)
}
// ANCHOR_END: read

// ANCHOR: write
pub(super) extern "C" fn set_item(
    array: Array<'_>,
    index: isize,
    value: Option<Obj<'_>>,
) -> Status {
    let place = usize::try_from(index).ok().filter(|index| *index < array.len());
    let Some(place) = place else {
        return Err(raise(&INDEX_ERROR, "array assignment index out of range").into());
    };
    match value {
        Some(value) => array.put(place, &array.kind().pack(value)?),
        None => array.splice(place, 1, &[])?,
    }
    Ok(())
}

/// C: `array_ass_subscr`.
pub(super) extern "C" fn set_subscript(
    array: Array<'_>,
    key: Obj<'_>,
    value: Option<Obj<'_>>,
) -> Status {
    if key.has_index() {
        let index = key.to_item_index()?;
        return set_item(array, from_end(array, index), value);
    }
    let Some(slice) = key.downcast::<PySliceObject>() else {
        return Err(raise(&TYPE_ERROR, "array indices must be integers").into());
    };
    let bounds = slice.unpack()?;
    let new = match value {
        None => Vec::new(),
        Some(value) => match value.downcast::<ArrayObject>() {
            Some(other) if other.kind() == array.kind() => other.to_vec(),
            Some(_) => return Err(bad_argument().into()),
            None => {
                let name = value.ob_type().name().to_owned();
                let message = format_args!("can only assign array (not \"{name}\") to array slice");
                return Err(raise(&TYPE_ERROR, message).into());
            }
        },
    };
    let (bounds, count) = bounds.adjust(array.len());
    let size = array.kind().size();
    let added = new.len() / size;
    if added == 0 || added != count {
        array.check_resizable()?;
    }
    if bounds.step == 1 {
        array.splice(bounds.start as usize, count, &new)?;
        return Ok(());
    }
    let places = (0..count).map(|at| (bounds.start + bounds.step * at as isize) as usize);
    if added == 0 {
        let mut gone = vec![false; array.len()];
        places.for_each(|place| gone[place] = true);
        let bytes = array.to_vec();
        let kept = bytes.chunks_exact(size).zip(&gone).filter(|(_, gone)| !**gone);
        let kept: Vec<u8> = kept.flat_map(|(item, _)| item.to_vec()).collect();
        array.splice(0, array.len(), &kept)?;
        return Ok(());
    }
    if added != count {
        let message = format_args!(
            "attempt to assign array of size {added} to extended slice of size {count}"
        );
        return Err(raise(&VALUE_ERROR, message).into());
    }
    array.with_bytes(|bytes| {
        for (place, item) in places.zip(new.chunks_exact(size)) {
            bytes[place * size..(place + 1) * size].copy_from_slice(item);
        }
    });
    Ok(())
}

/// C: `PyErr_BadArgument`.
fn bad_argument() -> object_model::Raised {
    raise(&TYPE_ERROR, "bad argument type for built-in operation")
}
// ANCHOR_END: write

// ANCHOR: operators
pub(super) extern "C" fn concatenate(array: Array<'_>, other: Obj<'_>) -> Result {
    let Some(other) = other.downcast::<ArrayObject>() else {
        let name = other.ob_type().name().to_owned();
        let message = format_args!("can only append array (not \"{name}\") to array");
        return Err(raise(&TYPE_ERROR, message));
    };
    if other.kind() != array.kind() {
        return Err(bad_argument());
    }
    let sum = create(ARRAY.as_type(), array.kind(), array.len() + other.len())?;
    let (left, right) = (array.to_vec(), other.to_vec());
    sum.borrow().with_bytes(|out| {
        out[..left.len()].copy_from_slice(&left);
        out[left.len()..].copy_from_slice(&right);
    });
    Ok(sum.object())
}

pub(super) extern "C" fn repeat(array: Array<'_>, count: isize) -> Result {
    let length = array.len().checked_mul(usize::try_from(count).unwrap_or(0));
    let made = create(ARRAY.as_type(), array.kind(), length.ok_or_else(no_memory)?)?;
    let bytes = array.to_vec();
    made.borrow().with_bytes(|out| {
        out.chunks_exact_mut(bytes.len().max(1)).for_each(|chunk| chunk.copy_from_slice(&bytes));
    });
    Ok(made.object())
}

pub(super) extern "C" fn concatenate_in_place(array: Array<'_>, other: Obj<'_>) -> Result {
    if other.downcast::<ArrayObject>().is_none() {
        let name = other.ob_type().name().to_owned();
        let message = format_args!("can only extend array with array (not \"{name}\")");
        return Err(raise(&TYPE_ERROR, message));
    }
    extend(array, other)?;
    Ok(array.object().to_ref())
}

/// C: `array_do_extend`.
pub(super) fn extend(array: Array<'_>, other: Obj<'_>) -> Result<()> {
    match other.downcast::<ArrayObject>() {
        None => array.append_all(other),
        Some(other) if other.kind() == array.kind() => array.append_bytes(&other.to_vec()),
        Some(_) => Err(raise(&TYPE_ERROR, "can only extend with array of same kind")),
    }
}

pub(super) extern "C" fn repeat_in_place(array: Array<'_>, count: isize) -> Result {
    let count = usize::try_from(count).unwrap_or(0);
    if !array.is_empty() && count != 1 {
        let bytes = array.to_vec();
        let length = array.len().checked_mul(count).ok_or_else(no_memory)?;
        array.resize(length)?;
        array.with_bytes(|out| {
            out.chunks_exact_mut(bytes.len()).for_each(|chunk| chunk.copy_from_slice(&bytes));
        });
    }
    Ok(array.object().to_ref())
}
// ANCHOR_END: operators
