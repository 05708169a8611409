//! `a[i]`, `a[i:j:k]`, `a + b`, `a * n`, and the same with `=` and `del`.
//!
//! CPython: `Objects/listobject.c` (`list_subscript`, `list_ass_subscript`, `list_ass_slice`,
//! `list_concat`, `list_repeat`).

use std::ptr;

use crate::errors::{INDEX_ERROR, TYPE_ERROR, VALUE_ERROR, no_memory, raise};
use crate::object::{Field, Obj, Ref, Result, Status};
use crate::protocol::sequence::FastSequence;
use crate::types::list::object::{List, PyListObject, new, with_capacity};
use crate::types::slice::{Bounds, PySliceObject};

// ANCHOR: slices
impl<'a> Obj<'a, PyListObject> {
    /// A list of the items from one index to another. C: `list_slice`.
    pub fn slice(self, start: usize, stop: usize) -> Result<Ref<PyListObject>> {
        let stop = stop.min(self.len());
        let copy = with_capacity(stop.saturating_sub(start))?;
        for index in start..stop {
            // Making the copy may have set off a collection, but no change of the list's.
            if let Some(item) = self.get_index(index) {
                copy.borrow().push(item)?;
            }
        }
        Ok(copy)
    }

    /// Puts items in the place of those from one index to another. C: `list_ass_slice`.
    pub fn assign_slice(self, start: isize, stop: isize, value: Option<Obj<'_>>) -> Result<()> {
        let source = match value {
            None => None,
            Some(value) if value.is(self) => {
                let copy = self.slice(0, self.len())?;
                return self.assign_slice(start, stop, Some(copy.borrow().object()));
            }
            Some(value) => Some(FastSequence::new(value, "can only assign an iterable")?),
        };
        let length = self.len();
        let start = start.clamp(0, length as isize) as usize;
        let stop = stop.clamp(start as isize, length as isize) as usize;
        // SAFETY: no code runs until the last item is in its place.
        let items = source.as_ref().map_or(&[][..], |source| unsafe { source.items() });
        let (old, new) = (stop - start, items.len());
        if length - old + new == 0 {
            self.clear();
            return Ok(());
        }
        let mut removed: Vec<Field> = Vec::new();
        removed.try_reserve_exact(old)?;
        // SAFETY: the places are below the list's length, before or after it has changed; what
        // is moved away from them has moved to `removed` or further up or down.
        unsafe {
            if new < old {
                ptr::copy_nonoverlapping(self.place(start), removed.as_mut_ptr(), old);
                ptr::copy(self.place(stop), self.place(start + new), length - stop);
                if let Err(raised) = self.resize(length - old + new) {
                    ptr::copy(self.place(start + new), self.ob_item.get().add(stop), length - stop);
                    ptr::copy_nonoverlapping(removed.as_ptr(), self.place(start), old);
                    return Err(raised);
                }
            } else {
                if new > old {
                    self.resize(length - old + new)?;
                }
                ptr::copy_nonoverlapping(self.place(start), removed.as_mut_ptr(), old);
                ptr::copy(self.place(stop), self.place(start + new), length - stop);
            }
            removed.set_len(old);
            for (index, item) in items.iter().enumerate() {
                self.place(start + index).write(Field::new(Some(item.to_ref())));
            }
        }
        drop_backwards(removed);
        Ok(())
    }

    /// `del list[bounds]` where the step isn't one.
    fn delete_stepped(self, bounds: Bounds, count: usize) -> Result<()> {
        if count == 0 {
            return Ok(());
        }
        let (first, step) = match bounds.step {
            ..0 => (bounds.start + bounds.step * (count as isize - 1), bounds.step.unsigned_abs()),
            _ => (bounds.start, bounds.step as usize),
        };
        let (first, length) = (first as usize, self.len());
        let mut removed: Vec<Field> = Vec::new();
        removed.try_reserve_exact(count)?;
        let mut to = first;
        for index in first..length {
            // SAFETY: below the length; each item is moved once, to `removed` or downwards.
            unsafe {
                let offset = index - first;
                if offset % step == 0 && offset / step < count {
                    removed.push(self.place(index).read());
                } else {
                    ptr::copy(self.place(index), self.place(to), 1);
                    to += 1;
                }
            }
        }
        self.ob_base.ob_size.set((length - count) as isize);
        let result = self.resize(length - count);
        removed.into_iter().for_each(drop);
        result
    }

    /// `list[bounds] = value` where the step isn't one.
    fn assign_stepped(self, bounds: Bounds, count: usize, value: Obj<'_>) -> Result<()> {
        let source = match value.is(self) {
            true => FastSequence::new(self.slice(0, self.len())?.borrow().object(), "")?,
            false => FastSequence::new(value, "must assign iterable to extended slice")?,
        };
        if source.len() != count {
            let given = source.len();
            let message = format_args!(
                "attempt to assign sequence of size {given} to extended slice of size {count}"
            );
            return Err(raise(&VALUE_ERROR, message));
        }
        let mut removed: Vec<Field> = Vec::new();
        removed.try_reserve_exact(count)?;
        for at in 0..count {
            let index = (bounds.start + at as isize * bounds.step) as usize;
            let item = Field::new(source.get(at));
            // SAFETY: the bounds were adjusted to the length, and no code runs.
            removed.push(unsafe { self.place(index).replace(item) });
        }
        removed.into_iter().for_each(drop);
        Ok(())
    }
}

/// Gives items up from the last to the first, as CPython does.
fn drop_backwards(mut items: Vec<Field>) {
    while let Some(item) = items.pop() {
        drop(item);
    }
}
// ANCHOR_END: slices

// ANCHOR: subscript
/// What `[]` was given.
enum Subscript {
    Index(isize),
    Slice(Bounds),
}

fn subscript(list: List<'_>, key: Obj<'_>) -> Result<Subscript> {
    if key.ob_type().number(|suite| suite.nb_index).is_some() {
        let index = key.to_item_index()?;
        let length = list.len() as isize;
        return Ok(Subscript::Index(if index < 0 { index + length } else { index }));
    }
    match key.downcast_exact::<PySliceObject>() {
        Some(slice) => Ok(Subscript::Slice(slice.unpack()?)),
        None => {
            let name = key.ob_type().name().to_owned();
            let message = format_args!("list indices must be integers or slices, not {name}");
            Err(raise(&TYPE_ERROR, message))
        }
    }
}

/// `list.__getitem__`, which stands beside the slot.
pub(super) fn getitem(list: List<'_>, key: Obj<'_>) -> Result {
    list_subscript(list, key)
}

/// `list[key]`.
pub(super) extern "C" fn list_subscript(list: List<'_>, key: Obj<'_>) -> Result {
    match subscript(list, key)? {
        Subscript::Index(index) => list_item(list, index),
        Subscript::Slice(bounds) => {
            let (bounds, count) = bounds.adjust(list.len());
            if count == 0 {
                return Ok(new()?.object());
            }
            let result = with_capacity(count)?;
            for at in 0..count {
                let index = bounds.start + at as isize * bounds.step;
                if let Some(item) = list.get_index(index as usize) {
                    result.borrow().push(item)?;
                }
            }
            Ok(result.object())
        }
    }
}

/// `list[key] = value`, `del list[key]`.
pub(super) extern "C" fn list_ass_subscript(
    list: List<'_>,
    key: Obj<'_>,
    value: Option<Obj<'_>>,
) -> Status {
    let bounds = match subscript(list, key)? {
        Subscript::Index(index) => return list_ass_item(list, index, value),
        Subscript::Slice(bounds) => bounds,
    };
    let (bounds, count) = bounds.adjust(list.len());
    match value {
        _ if bounds.step == 1 => list.assign_slice(bounds.start, bounds.stop, value)?,
        None => list.delete_stepped(bounds, count)?,
        Some(value) => list.assign_stepped(bounds, count, value)?,
    }
    Ok(())
}

/// C: `list_item`.
pub(super) extern "C" fn list_item(list: List<'_>, index: isize) -> Result {
    let item = usize::try_from(index).ok().and_then(|index| list.get_index(index));
    item.ok_or_else(|| raise(&INDEX_ERROR, "list index out of range"))
}

/// C: `list_ass_item`.
pub(super) extern "C" fn list_ass_item(
    list: List<'_>,
    index: isize,
    value: Option<Obj<'_>>,
) -> Status {
    if index < 0 || index >= list.len() as isize {
        return Err(raise(&INDEX_ERROR, "list assignment index out of range").into());
    }
    match value {
        None => list.assign_slice(index, index + 1, None)?,
        Some(value) => {
            let new = Field::new(Some(value.to_ref()));
            // SAFETY: below the length.
            let old = unsafe { list.place(index as usize).replace(new) };
            drop(old);
        }
    }
    Ok(())
}
// ANCHOR_END: subscript

// ANCHOR: operators
/// `list + other`.
pub(super) extern "C" fn list_concat(list: List<'_>, other: Obj<'_>) -> Result {
    let Some(other) = other.downcast::<PyListObject>() else {
        let name = other.ob_type().name().to_owned();
        let message = format_args!("can only concatenate list (not \"{name}\") to list");
        return Err(raise(&TYPE_ERROR, message));
    };
    let result = with_capacity(list.len() + other.len())?;
    for source in [list, other] {
        for index in 0..source.len() {
            if let Some(item) = source.get_index(index) {
                result.borrow().push(item)?;
            }
        }
    }
    Ok(result.object())
}

/// `list * count`.
pub(super) extern "C" fn list_repeat(list: List<'_>, count: isize) -> Result {
    let count = count.max(0) as usize;
    let total = list.len().checked_mul(count).filter(|total| *total <= isize::MAX as usize);
    let total = total.ok_or_else(no_memory)?;
    let result = with_capacity(total)?;
    result.borrow().push_repeated(list, count);
    Ok(result.object())
}

impl<'a> Obj<'a, PyListObject> {
    /// Writes the items of `source`, which may be the list itself, so many times behind the end,
    /// where there is room for them.
    fn push_repeated(self, source: List<'_>, count: usize) {
        let (length, step) = (self.len(), source.len());
        for at in 0..step * count {
            if let Some(item) = source.get_index(at % step) {
                // SAFETY: there is room, and nothing to give up.
                unsafe { self.ob_item.get().add(length + at).write(Field::new(Some(item))) };
            }
        }
        self.ob_base.ob_size.set((length + step * count) as isize);
    }
}

/// `list += iterable`.
pub(super) extern "C" fn list_inplace_concat(list: List<'_>, iterable: Obj<'_>) -> Result {
    list.extend(iterable)?;
    Ok(list.object().to_ref())
}

/// `list *= count`.
pub(super) extern "C" fn list_inplace_repeat(list: List<'_>, count: isize) -> Result {
    let length = list.len();
    if count < 1 && length > 0 {
        list.clear();
    } else if length > 0 && count > 1 {
        let total = length.checked_mul(count as usize);
        let total = total.filter(|total| *total <= isize::MAX as usize).ok_or_else(no_memory)?;
        list.resize(total)?;
        list.ob_base.ob_size.set(length as isize);
        list.push_repeated(list, count as usize - 1);
    }
    Ok(list.object().to_ref())
}
// ANCHOR_END: operators
