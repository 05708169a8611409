//! `list.sort` and `sorted`: which comparison to use, and what happens to the list meanwhile.
//!
//! CPython: `Objects/listobject.c` (`list_sort_impl`, `unsafe_latin_compare` and its like).
//!
//! Before it sorts, the list looks at all keys. If they are all of one type, most of what
//! `a < b` does can be left out: small ints and one-byte strings are compared directly,
//! and of other types the slot is called without asking the right operand first.
//!
//! Invariant: while it is being sorted the list is empty, and `allocated` is −1. Whatever code
//! runs in a comparison sees an empty list; if it puts something there, `allocated` shows it.

use std::collections::TryReserveError;
use std::ptr::{self, NonNull};

use crate::arguments::Arguments;
use crate::errors::{VALUE_ERROR, no_memory, raise};
use crate::memory;
use crate::object::{Field, Layout, Obj, PyObject, Raised, Ref, Result};
use crate::protocol::compare::Comparison;
use crate::type_object::CompareFunc;
use crate::types::int::{INT, PyLongObject};
use crate::types::list::object::List;
use crate::types::list::{self, PyListObject, timsort};
use crate::types::str::object::Kind;
use crate::types::str::{PyASCIIObject, STR};
use crate::types::tuple::PyTupleObject;
use crate::types::{bool_, none};

impl From<TryReserveError> for Raised {
    fn from(_: TryReserveError) -> Raised {
        no_memory()
    }
}

/// An object that somebody else keeps alive while the sort goes on.
type Item = NonNull<PyObject>;

// ANCHOR: sort
/// `list.sort`. C: `list_sort`.
pub(super) fn list_sort(list: List<'_>, arguments: &Arguments<'_>) -> Result {
    let reverse = match arguments.get(1) {
        Some(reverse) => truth_of_int(reverse)?,
        None => false,
    };
    list.sort(arguments.not_none(0), reverse)?;
    Ok(none().to_ref())
}

/// C: the `bool(accept={int})` converter, `_PyLong_AsInt`.
fn truth_of_int(flag: Obj<'_>) -> Result<bool> {
    let value = flag.to_index(Some(&crate::errors::OVERFLOW_ERROR));
    Ok(value? != 0)
}

/// `sorted(iterable, key=…, reverse=…)`. C: `builtin_sorted`.
pub fn sorted(iterable: Obj<'_>, key: Option<Obj<'_>>, reverse: bool) -> Result<Ref<PyListObject>> {
    let list = list::from_iterable(iterable)?;
    list.borrow().sort(key, reverse)?;
    Ok(list)
}

impl<'a> Obj<'a, PyListObject> {
    /// Sorts in place, by the items or by what a function makes of each. C: `list_sort_impl`.
    pub fn sort(self, key: Option<Obj<'_>>, reverse: bool) -> Result<()> {
        let (first, count) = (self.ob_item.replace(ptr::null_mut()), self.len());
        let allocated = self.allocated.replace(-1);
        self.ob_base.ob_size.set(0);
        let items = match first.is_null() {
            true => &mut [][..],
            // SAFETY: the list's items, which nothing else leads to now; none of them is null.
            false => unsafe { std::slice::from_raw_parts_mut(first.cast::<Item>(), count) },
        };
        let mut result = match key {
            None => sort_items(items, reverse),
            Some(key) => sort_by_key(items, key, reverse),
        };
        if result.is_ok() && self.allocated.get() != -1 {
            result = Err(raise(&VALUE_ERROR, "list modified during sort"));
        }
        let (added, added_count) = (self.ob_item.replace(first), self.len());
        self.ob_base.ob_size.set(count as isize);
        self.allocated.set(allocated);
        if let Some(added) = NonNull::new(added) {
            // SAFETY: what code has put into the list meanwhile; nothing else leads to it now.
            unsafe { release(added, added_count) };
        }
        result
    }
}

/// # Safety
/// An array of a list's that nobody else uses any more.
unsafe fn release(items: NonNull<Field>, count: usize) {
    // SAFETY: the caller's word.
    unsafe {
        for index in (0..count).rev() {
            items.add(index).drop_in_place();
        }
        memory::free(items.cast());
    }
}

fn sort_items(items: &mut [Item], reverse: bool) -> Result<()> {
    sort_by(items, reverse, |item| item)
}

/// Sorts pairs of keys and values, so that the values follow their keys.
fn sort_by_key(values: &mut [Item], function: Obj<'_>, reverse: bool) -> Result<()> {
    let mut keys: Vec<Ref> = Vec::new();
    keys.try_reserve_exact(values.len())?;
    for value in values.iter() {
        // SAFETY: the list that is being sorted owns it.
        let value: Obj<'_> = unsafe { Obj::from_ptr(*value) };
        keys.push(function.call_one(value)?);
    }
    let mut pairs: Vec<(Item, Item)> = Vec::new();
    pairs.try_reserve_exact(values.len())?;
    let borrowed = keys.iter().map(|key| key.borrow().as_ptr());
    pairs.extend(borrowed.zip(values.iter().copied()));
    let result = sort_by(&mut pairs, reverse, |(key, _)| key);
    for (place, (_, value)) in values.iter_mut().zip(&pairs) {
        *place = *value;
    }
    result
}

/// A list to be sorted downwards is turned around before and after, so that equal items keep
/// their order.
fn sort_by<T: Copy>(items: &mut [T], reverse: bool, key: impl Fn(T) -> Item + Copy) -> Result<()> {
    if items.len() < 2 {
        return Ok(());
    }
    let strategy = Strategy::of(items.iter().map(|item| key(*item)));
    if reverse {
        items.reverse();
    }
    // SAFETY: the strategy says what all keys are, and the caller keeps them alive.
    let result = unsafe {
        match strategy {
            Strategy::Items(Kinds::Latin) => {
                timsort::sort(items, |a, b| Ok(less_latin(key(a), key(b))))
            }
            Strategy::Items(Kinds::SmallInt) => {
                timsort::sort(items, |a, b| Ok(less_int(key(a), key(b))))
            }
            Strategy::Items(kinds) => timsort::sort(items, |a, b| kinds.less(key(a), key(b))),
            Strategy::Tuples(kinds) => {
                timsort::sort(items, |a, b| less_tuple(exact(key(a)), exact(key(b)), kinds))
            }
        }
    };
    if reverse {
        items.reverse();
    }
    result
}
// ANCHOR_END: sort

// ANCHOR: strategy
/// How two keys are compared, decided by a look at all of them.
#[derive(Clone, Copy)]
enum Strategy {
    /// As what they are.
    Items(Kinds),
    /// As tuples, none of them empty, whose first items are these.
    Tuples(Kinds),
}

/// What some objects have in common.
#[derive(Clone, Copy)]
enum Kinds {
    /// One-byte strings.
    Latin,
    /// Ints of one digit at most.
    SmallInt,
    /// All of one type, with this slot.
    OneType(CompareFunc),
    /// Nothing.
    Any,
}

impl Strategy {
    /// C: the pre-sort check of `list_sort_impl`.
    fn of(keys: impl Iterator<Item = Item> + Clone) -> Strategy {
        // SAFETY: whoever sorts keeps the keys alive, and nothing runs here.
        let tuple = |key: Item| unsafe { Obj::<PyObject>::from_ptr(key) }.downcast_exact();
        let first_of = |key: Item| {
            let tuple: Obj<'_, PyTupleObject> = tuple(key)?;
            tuple.items().first().map(|item| item.as_ptr())
        };
        let Some(first) = { keys.clone() }.next().and_then(first_of) else {
            return Strategy::Items(Kinds::of(keys));
        };
        if { keys.clone() }.any(|key| first_of(key).is_none()) {
            return Strategy::Items(Kinds::Any);
        }
        Strategy::Tuples(match tuple(first) {
            Some(_) => Kinds::Any,
            None => Kinds::of(keys.filter_map(first_of)),
        })
    }
}

impl Kinds {
    fn of(keys: impl Iterator<Item = Item>) -> Kinds {
        // SAFETY: as above.
        let mut keys = keys.map(|key| unsafe { Obj::<PyObject>::from_ptr(key) }).peekable();
        let Some(ob_type) = keys.peek().map(|key| key.ob_type()) else {
            return Kinds::Any;
        };
        let mut is_latin = ob_type.is(STR.as_type());
        let mut is_small = ob_type.is(INT.as_type());
        for key in keys {
            if !key.ob_type().is(ob_type) {
                return Kinds::Any;
            }
            is_latin = is_latin
                && key
                    .downcast_exact::<PyASCIIObject>()
                    .is_some_and(|key| matches!(key.kind(), Kind::One));
            is_small = is_small
                && key.downcast_exact::<PyLongObject>().is_some_and(|key| key.digits().len() <= 1);
        }
        match ob_type.tp_richcompare.get() {
            _ if is_latin => Kinds::Latin,
            _ if is_small => Kinds::SmallInt,
            Some(slot) => Kinds::OneType(slot),
            None => Kinds::Any,
        }
    }

    /// Whether one key is less than another.
    ///
    /// # Safety
    /// Both are among the keys that were looked at, and alive.
    unsafe fn less(self, a: Item, b: Item) -> Result<bool> {
        // SAFETY: the caller's word.
        unsafe {
            match self {
                Kinds::Latin => Ok(less_latin(a, b)),
                Kinds::SmallInt => Ok(less_int(a, b)),
                Kinds::OneType(slot) => less_by_slot(Obj::from_ptr(a), Obj::from_ptr(b), slot),
                Kinds::Any => {
                    Obj::<PyObject>::from_ptr(a).compare_bool(Obj::from_ptr(b), Comparison::Less)
                }
            }
        }
    }
}

/// # Safety
/// The object is exactly of that layout's type, and alive.
unsafe fn exact<'a, L: Layout>(object: Item) -> Obj<'a, L> {
    // SAFETY: the caller's word.
    let object: Obj<'a> = unsafe { Obj::from_ptr(object) };
    debug_assert!(object.downcast_exact::<L>().is_some());
    // SAFETY: the caller's word.
    unsafe { object.cast() }
}

/// # Safety
/// Two one-byte strings.
unsafe fn less_latin(a: Item, b: Item) -> bool {
    // SAFETY: the caller's word.
    unsafe { exact::<PyASCIIObject>(a).data() < exact::<PyASCIIObject>(b).data() }
}

/// # Safety
/// Two ints of at most one digit.
unsafe fn less_int(a: Item, b: Item) -> bool {
    // SAFETY: the caller's word.
    let value = |int: Item| unsafe {
        let int = exact::<PyLongObject>(int);
        int.ob_base.ob_size.get() * int.digits().first().map_or(0, |digit| *digit as isize)
    };
    value(a) < value(b)
}

/// Calls the slot directly, as long as the type still has it. C: `unsafe_object_compare`.
fn less_by_slot(a: Obj<'_>, b: Obj<'_>, slot: CompareFunc) -> Result<bool> {
    if a.ob_type().tp_richcompare.get().is_none_or(|now| now as usize != slot as usize) {
        return a.compare_bool(b, Comparison::Less);
    }
    let answer = slot(a, b, Comparison::Less as i32)?;
    let answer = answer.borrow();
    if answer.is_not_implemented() {
        return a.compare_bool(b, Comparison::Less);
    }
    Ok(answer.is(bool_(true)) || !answer.is(bool_(false)) && answer.is_true()?)
}

/// By the first items that differ. C: `unsafe_tuple_compare`.
///
/// # Safety
/// `firsts` is what the first items were found to be.
unsafe fn less_tuple(
    a: Obj<'_, PyTupleObject>,
    b: Obj<'_, PyTupleObject>,
    firsts: Kinds,
) -> Result<bool> {
    let (a, b) = (a.items(), b.items());
    for (at, (x, y)) in a.iter().zip(b).enumerate() {
        if !x.compare_bool(*y, Comparison::Equal)? {
            return match at {
                // SAFETY: the caller's word.
                0 => unsafe { firsts.less(x.as_ptr(), y.as_ptr()) },
                _ => x.compare_bool(*y, Comparison::Less),
            };
        }
    }
    Ok(a.len() < b.len())
}
// ANCHOR_END: strategy
