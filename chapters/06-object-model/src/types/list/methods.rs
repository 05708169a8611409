//! The methods of `list`, its `repr`, `in` and comparison.
//!
//! CPython: `Objects/listobject.c`.
//!
//! Comparing items runs any code, which may change the list; so a loop that compares asks for
//! the length each time, and owns the item that it compares.

use crate::arguments::Arguments;
use crate::errors::{INDEX_ERROR, OVERFLOW_ERROR, VALUE_ERROR, raise};
use crate::object::{Field, Obj, Ref, Result};
use crate::protocol::compare::Comparison;
use crate::types::list::object::{List, PyListObject};
use crate::types::repr::repr_items;
use crate::types::{bool_, int, none, not_implemented};

// ANCHOR: change
pub(super) fn append(list: List<'_>, object: Obj<'_>) -> Result {
    list.push(object.to_ref())?;
    Ok(none().to_ref())
}

pub(super) fn clear(list: List<'_>) -> Result {
    list.clear();
    Ok(none().to_ref())
}

pub(super) fn copy(list: List<'_>) -> Result {
    Ok(list.slice(0, list.len())?.object())
}

pub(super) fn extend(list: List<'_>, iterable: Obj<'_>) -> Result {
    list.extend(iterable)?;
    Ok(none().to_ref())
}

pub(super) fn insert(list: List<'_>, arguments: &Arguments<'_>) -> Result {
    let index = arguments[0].to_index(Some(&OVERFLOW_ERROR))?;
    list.insert(index, arguments[1].to_ref())?;
    Ok(none().to_ref())
}

impl<'a> Obj<'a, PyListObject> {
    /// Puts an item in front of the one at an index, which may be negative or too large.
    /// C: `ins1`.
    pub fn insert(self, index: isize, item: Ref) -> Result<()> {
        let length = self.len() as isize;
        let index = if index < 0 { (index + length).max(0) } else { index.min(length) } as usize;
        self.resize(self.len() + 1)?;
        // SAFETY: there is one place more now.
        unsafe {
            let place = self.place(index);
            std::ptr::copy(place, place.add(1), length as usize - index);
            place.write(Field::new(Some(item)));
        }
        Ok(())
    }

    /// The index of the first item from `start` on that equals a value.
    fn position(self, value: Obj<'_>, start: usize, stop: usize) -> Result<Option<usize>> {
        let mut index = start;
        while index < stop
            && let Some(item) = self.get_index(index)
        {
            if item.borrow().compare_bool(value, Comparison::Equal)? {
                return Ok(Some(index));
            }
            index += 1;
        }
        Ok(None)
    }
}

pub(super) fn pop(list: List<'_>, arguments: &Arguments<'_>) -> Result {
    let index = match arguments.get(0) {
        Some(index) => index.to_index(Some(&INDEX_ERROR))?,
        None => -1,
    };
    let length = list.len();
    if length == 0 {
        return Err(raise(&INDEX_ERROR, "pop from empty list"));
    }
    let index = if index < 0 { index + length as isize } else { index };
    let Some(item) = usize::try_from(index).ok().and_then(|index| list.get_index(index)) else {
        return Err(raise(&INDEX_ERROR, "pop index out of range"));
    };
    list.assign_slice(index, index + 1, None)?;
    Ok(item)
}

pub(super) fn remove(list: List<'_>, value: Obj<'_>) -> Result {
    match list.position(value, 0, usize::MAX)? {
        Some(index) => list.assign_slice(index as isize, index as isize + 1, None)?,
        None => return Err(raise(&VALUE_ERROR, "list.remove(x): x not in list")),
    }
    Ok(none().to_ref())
}

pub(super) fn reverse(list: List<'_>) -> Result {
    if list.len() > 1 {
        // SAFETY: so many items; turning them around runs no code.
        unsafe { std::slice::from_raw_parts_mut(list.place(0), list.len()) }.reverse();
    }
    Ok(none().to_ref())
}
// ANCHOR_END: change

// ANCHOR: look
/// An index of `index()`: cut to what fits, and from the end where it is negative.
pub(crate) fn search_bound(
    argument: Option<Obj<'_>>,
    length: usize,
    default: usize,
) -> Result<usize> {
    let Some(argument) = argument else {
        return Ok(default);
    };
    if argument.ob_type().number(|suite| suite.nb_index).is_none() {
        let message = "slice indices must be integers or have an __index__ method";
        return Err(raise(&crate::errors::TYPE_ERROR, message));
    }
    let bound = argument.to_index(None)?;
    Ok(if bound < 0 { (bound + length as isize).max(0) as usize } else { bound as usize })
}

pub(super) fn index(list: List<'_>, arguments: &Arguments<'_>) -> Result {
    let start = search_bound(arguments.get(1), list.len(), 0)?;
    let stop = search_bound(arguments.get(2), list.len(), usize::MAX)?;
    match list.position(arguments[0], start, stop)? {
        Some(index) => Ok(int::from_u64(index as u64)?.object()),
        None => {
            let value = arguments[0].repr()?;
            Err(raise(&VALUE_ERROR, format_args!("{} is not in list", value.borrow())))
        }
    }
}

pub(super) fn count(list: List<'_>, value: Obj<'_>) -> Result {
    let (mut count, mut start) = (0, 0);
    while let Some(index) = list.position(value, start, usize::MAX)? {
        count += 1;
        start = index + 1;
    }
    Ok(int::from_u64(count)?.object())
}

pub(super) fn list_contains(list: List<'_>, value: Obj<'_>) -> Result<bool> {
    Ok(list.position(value, 0, usize::MAX)?.is_some())
}

pub(super) fn list_sizeof(list: List<'_>) -> Result {
    let basic = list.ob_type().tp_basicsize.get();
    Ok(int::from_i64((basic + list.allocated.get() * 8) as i64)?.object())
}

pub(super) extern "C" fn list_repr(list: List<'_>) -> Result {
    let next = |index: usize| Ok(list.get_index(index));
    repr_items(list.object(), ["[", "]"], "[...]", next)
}

/// By the first items that differ. C: `list_richcompare`.
pub(super) extern "C" fn list_richcompare(
    list: List<'_>,
    other: Obj<'_>,
    comparison: i32,
) -> Result {
    let (Some(other), Some(comparison)) =
        (other.downcast::<PyListObject>(), Comparison::of(comparison))
    else {
        return Ok(not_implemented().to_ref());
    };
    let answer = |order: std::cmp::Ordering| Ok(bool_(comparison.holds(order)).to_ref());
    let is_equality = matches!(comparison, Comparison::Equal | Comparison::NotEqual);
    if is_equality && list.len() != other.len() {
        return answer(list.len().cmp(&other.len()));
    }
    let mut index = 0;
    while let (Some(a), Some(b)) = (list.get_index(index), other.get_index(index)) {
        if !a.borrow().compare_bool(b.borrow(), Comparison::Equal)? {
            // The comparison may have taken items away, and these with them.
            if index >= list.len() || index >= other.len() {
                break;
            }
            return match comparison {
                Comparison::Equal => Ok(bool_(false).to_ref()),
                Comparison::NotEqual => Ok(bool_(true).to_ref()),
                _ => a.borrow().compare(b.borrow(), comparison),
            };
        }
        index += 1;
    }
    answer(list.len().cmp(&other.len()))
}
// ANCHOR_END: look
