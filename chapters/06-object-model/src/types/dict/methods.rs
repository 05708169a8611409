//! The methods of `dict`, its `repr` and comparison.
//!
//! CPython: `Objects/dictobject.c`.

use crate::arguments::Arguments;
use crate::errors::{KEY_ERROR, raise};
use crate::object::{Obj, Ref, Result};
use crate::protocol::compare::Comparison;
use crate::thread_state::guard_repr;
use crate::types::dict::PyDictObject;
use crate::types::dict::object::{Dict, key_error};
use crate::types::repr::ReprBuilder;
use crate::types::{bool_, int, none, not_implemented, str, tuple};

// ANCHOR: methods
pub(super) fn contains(dict: Dict<'_>, key: Obj<'_>) -> Result {
    Ok(bool_(dict.contains_key(key)?).to_ref())
}

pub(super) fn get(dict: Dict<'_>, arguments: &Arguments<'_>) -> Result {
    let value = dict.get_item(arguments[0])?;
    Ok(value.unwrap_or_else(|| arguments.get(1).unwrap_or(none()).to_ref()))
}

pub(super) fn setdefault(dict: Dict<'_>, arguments: &Arguments<'_>) -> Result {
    let default = arguments.get(1).unwrap_or(none());
    dict.set_default(arguments[0], default)
}

impl<'a> Obj<'a, PyDictObject> {
    /// The value of a key, which gets one if it has none. C: `PyDict_SetDefault`.
    pub fn set_default(self, key: Obj<'_>, default: Obj<'_>) -> Result {
        let hash = key.hash()?;
        if let Some(value) = self.get_with_hash(key, hash)? {
            return Ok(value);
        }
        self.insert_new(key, hash, default)?;
        Ok(default.to_ref())
    }

    /// The last entry, taken out. C: `dict_popitem`.
    pub fn pop_last(self) -> Option<(Ref, Ref)> {
        let keys = self.keys();
        let last = (0..keys.head().dk_nentries.get()).rev();
        let last = { last }.find(|&at| !keys.entry(at as usize).1.is_null())?;
        let hash = keys.entry_hash(last as usize);
        Some(self.take_last_entry(last as usize, hash))
    }
}

pub(super) fn pop(dict: Dict<'_>, arguments: &Arguments<'_>) -> Result {
    let (key, default) = (arguments[0], arguments.get(1));
    // An empty dict doesn't ask for the hash.
    let value = match dict.is_empty() {
        true => None,
        false => dict.take(key)?,
    };
    match (value, default) {
        (Some(value), _) => Ok(value),
        (None, Some(default)) => Ok(default.to_ref()),
        (None, None) => Err(key_error(key)),
    }
}

pub(super) fn popitem(dict: Dict<'_>) -> Result {
    match dict.pop_last() {
        Some((key, value)) => Ok(tuple::new([key, value])?.object()),
        None => Err(raise(&KEY_ERROR, "popitem(): dictionary is empty")),
    }
}

pub(super) fn clear(dict: Dict<'_>) -> Result {
    dict.clear();
    Ok(none().to_ref())
}

pub(super) fn dict_sizeof(dict: Dict<'_>) -> Result {
    Ok(int::from_u64(dict.byte_size() as u64)?.object())
}
// ANCHOR_END: methods

// ANCHOR: slots
pub(super) extern "C" fn dict_repr(dict: Dict<'_>) -> Result {
    guard_repr(
        dict.object(),
        || Ok(str::new("{...}")?.object()),
        || {
            let mut text = ReprBuilder::default();
            for (at, (key, value)) in dict.items().enumerate() {
                text.push(if at == 0 { "{" } else { ", " });
                text.push_repr(key.borrow())?;
                text.push(": ");
                text.push_repr(value.borrow())?;
            }
            text.push(if text.is_empty() { "{}" } else { "}" });
            Ok(text.finish()?.object())
        },
    )
}

/// Dicts are equal or not; there is no order. C: `dict_richcompare`.
pub(super) extern "C" fn dict_richcompare(
    dict: Dict<'_>,
    other: Obj<'_>,
    comparison: i32,
) -> Result {
    let is_equality = match Comparison::of(comparison) {
        Some(Comparison::Equal) => true,
        Some(Comparison::NotEqual) => false,
        _ => return Ok(not_implemented().to_ref()),
    };
    match other.downcast::<PyDictObject>() {
        Some(other) => Ok(bool_(is_equal(dict, other)? == is_equality).to_ref()),
        None => Ok(not_implemented().to_ref()),
    }
}

/// C: `dict_equal`.
fn is_equal(a: Dict<'_>, b: Dict<'_>) -> Result<bool> {
    if a.len() != b.len() {
        return Ok(false);
    }
    let mut position = 0;
    while let Some((key, value, hash)) = a.next_with_hash(&mut position) {
        let Some(other) = b.get_with_hash(key.borrow(), hash)? else {
            return Ok(false);
        };
        if !value.borrow().compare_bool(other.borrow(), Comparison::Equal)? {
            return Ok(false);
        }
    }
    Ok(true)
}
// ANCHOR_END: slots
