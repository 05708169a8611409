//! The methods of `set` and `frozenset`, `repr` and hash.
//!
//! CPython: `Objects/setobject.c`.

use crate::arguments::Arguments;
use crate::errors::{self, KEY_ERROR, TYPE_ERROR, raise};
use crate::object::{Obj, Ref, Result};
use crate::thread_state::guard_repr;
use crate::types::dict::object::key_error;
use crate::types::repr::ReprBuilder;
use crate::types::set::object::{FROZENSET, MIN_SIZE, SET, Set, SetEntry, base_type, of_type};
use crate::types::{bool_, int, list, none, str, tuple};

// ANCHOR: items
pub(super) fn add(set: Set<'_>, item: Obj<'_>) -> Result {
    set.add(item)?;
    Ok(none().to_ref())
}

/// Asks with an item; a set, which has no hash, stands for a frozenset of its items.
fn with_frozen(item: Obj<'_>, ask: impl Fn(Obj<'_>) -> Result<bool>) -> Result<bool> {
    match ask(item) {
        Err(_) if item.is_instance(&SET) && errors::catch(&TYPE_ERROR) => {
            ask(of_type(FROZENSET.as_type(), Some(item))?.borrow().object())
        }
        answer => answer,
    }
}

pub(super) fn contains(set: Set<'_>, item: Obj<'_>) -> Result<bool> {
    with_frozen(item, |item| set.contains_key(item))
}

pub(super) fn contains_method(set: Set<'_>, item: Obj<'_>) -> Result {
    Ok(bool_(contains(set, item)?).to_ref())
}

pub(super) fn discard(set: Set<'_>, item: Obj<'_>) -> Result {
    with_frozen(item, |item| set.discard(item))?;
    Ok(none().to_ref())
}

pub(super) fn remove(set: Set<'_>, item: Obj<'_>) -> Result {
    match with_frozen(item, |item| set.discard(item))? {
        true => Ok(none().to_ref()),
        false => Err(key_error(item)),
    }
}

/// From where the last `pop` stopped, so that emptying a set takes linear time.
pub(super) fn pop(set: Set<'_>) -> Result {
    if set.is_empty() {
        return Err(raise(&KEY_ERROR, "pop from an empty set"));
    }
    let mask = set.mask.get() as usize;
    let mut at = set.finger.get() as usize & mask;
    while set.entries()[at].key.is_null() {
        at = if at == mask { 0 } else { at + 1 };
    }
    set.finger.set(at as isize + 1);
    set.empty_entry(at).ok_or_else(|| raise(&KEY_ERROR, "pop from an empty set"))
}

pub(super) fn clear(set: Set<'_>) -> Result {
    set.clear();
    Ok(none().to_ref())
}
// ANCHOR_END: items

// ANCHOR: sets
pub(super) fn copy(set: Set<'_>) -> Result {
    // An instance of a subclass, but without its `__init__`.
    Ok(set.copy_as(set.ob_type())?.object())
}

pub(super) fn frozenset_copy(set: Set<'_>) -> Result {
    match set.is_exactly(&FROZENSET) {
        true => Ok(set.object().to_ref()),
        false => copy(set),
    }
}

pub(super) fn difference(set: Set<'_>, arguments: &Arguments<'_>) -> Result {
    let Some((first, others)) = arguments.rest().split_first() else {
        return copy(set);
    };
    let result = set.difference(*first)?;
    for other in others {
        result.borrow().remove_all(*other)?;
    }
    Ok(result.object())
}

pub(super) fn difference_update(set: Set<'_>, arguments: &Arguments<'_>) -> Result {
    for other in arguments.rest() {
        set.remove_all(*other)?;
    }
    Ok(none().to_ref())
}

fn intersect(set: Set<'_>, arguments: &Arguments<'_>) -> Result<Ref<super::PySetObject>> {
    let Some((first, others)) = arguments.rest().split_first() else {
        return set.copy_as(set.ob_type());
    };
    let mut result = set.intersection(*first)?;
    for other in others {
        result = result.borrow().intersection(*other)?;
    }
    Ok(result)
}

pub(super) fn intersection(set: Set<'_>, arguments: &Arguments<'_>) -> Result {
    Ok(intersect(set, arguments)?.object())
}

pub(super) fn intersection_update(set: Set<'_>, arguments: &Arguments<'_>) -> Result {
    let kept = intersect(set, arguments)?;
    set.swap(kept.borrow());
    Ok(none().to_ref())
}

pub(super) fn isdisjoint(set: Set<'_>, other: Obj<'_>) -> Result {
    Ok(bool_(set.is_disjoint(other)?).to_ref())
}

pub(super) fn issubset(set: Set<'_>, other: Obj<'_>) -> Result {
    Ok(bool_(set.is_subset(other)?).to_ref())
}

pub(super) fn issuperset(set: Set<'_>, other: Obj<'_>) -> Result {
    Ok(bool_(set.is_superset(other)?).to_ref())
}

pub(super) fn symmetric_difference(set: Set<'_>, other: Obj<'_>) -> Result {
    Ok(set.symmetric_difference(other)?.object())
}

pub(super) fn symmetric_difference_update(set: Set<'_>, other: Obj<'_>) -> Result {
    set.toggle_all(other)?;
    Ok(none().to_ref())
}

pub(super) fn union(set: Set<'_>, arguments: &Arguments<'_>) -> Result {
    let ob_type = if arguments.rest().is_empty() { set.ob_type() } else { base_type(set) };
    let result = set.copy_as(ob_type)?;
    for other in arguments.rest() {
        if !set.is(*other) {
            result.borrow().update(*other)?;
        }
    }
    Ok(result.object())
}

pub(super) fn update(set: Set<'_>, arguments: &Arguments<'_>) -> Result {
    for other in arguments.rest() {
        set.update(*other)?;
    }
    Ok(none().to_ref())
}
// ANCHOR_END: sets

// ANCHOR: other
pub(super) fn sizeof(set: Set<'_>) -> Result {
    let entries = set.mask.get() as usize + 1;
    let table = if entries > MIN_SIZE || set.table.get() != set.small_table() {
        entries * size_of::<SetEntry>()
    } else {
        0
    };
    let basic = set.ob_type().tp_basicsize.get() as usize;
    Ok(int::from_u64((basic + table) as u64)?.object())
}

/// The type, the items in a list, and the instance's state.
pub(super) fn reduce(set: Set<'_>) -> Result {
    let items = list::from_iterable(set.object())?;
    let arguments = tuple::new([items.object()])?;
    let state = set.object().call_method(crate::name!("__getstate__"), &[])?;
    Ok(tuple::new([set.ob_type().to_ref().object(), arguments.object(), state])?.object())
}

pub(super) extern "C" fn set_repr(set: Set<'_>) -> Result {
    let name = set.ob_type().name().to_owned();
    guard_repr(
        set.object(),
        || Ok(str::new(&format!("{name}(...)"))?.object()),
        || {
            if set.is_empty() {
                return Ok(str::new(&format!("{name}()"))?.object());
            }
            let items = list::from_iterable(set.object())?;
            let is_set = set.is_exactly(&SET);
            let mut text = ReprBuilder::default();
            if !is_set {
                text.push(&name);
            }
            let mut separator = if is_set { "{" } else { "({" };
            for index in 0..items.borrow().len() {
                if let Some(item) = items.borrow().get_index(index) {
                    text.push(separator);
                    text.push_repr(item.borrow())?;
                    separator = ", ";
                }
            }
            text.push(if is_set { "}" } else { "})" });
            Ok(text.finish()?.object())
        },
    )
}

/// The same whatever the order; kept in the object. C: `frozenset_hash`.
pub(super) fn frozenset_hash(set: Set<'_>) -> Result<isize> {
    if set.hash.get() != -1 {
        return Ok(set.hash.get());
    }
    let shuffle = |hash: u64| ((hash ^ 89_869_747) ^ (hash << 16)).wrapping_mul(3_644_798_167);
    let active = set.entries().iter().filter(|entry| !entry.key.is_null());
    let mut hash = active.fold(0, |hash, entry| hash ^ shuffle(entry.hash.get() as u64));
    hash ^= (set.len() as u64 + 1).wrapping_mul(1_927_868_237);
    hash ^= (hash >> 11) ^ (hash >> 25);
    hash = hash.wrapping_mul(69_069).wrapping_add(907_133_923);
    if hash == u64::MAX {
        hash = 590_923_713;
    }
    set.hash.set(hash as isize);
    Ok(hash as isize)
}
// ANCHOR_END: other
