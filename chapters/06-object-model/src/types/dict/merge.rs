//! Dicts made of other dicts: `update`, `copy`, `fromkeys`, `|`.
//!
//! CPython: `Objects/dictobject.c` (`dict_merge`, `PyDict_MergeFromSeq2`, `PyDict_Copy`,
//! `dict_update_common`, `_PyDict_FromKeys`).
//!
//! Where both are dicts, hashes aren't asked for again and the table is made large enough ahead;
//! a compact table is copied as it is.

use crate::arguments::{Arguments, Given};
use crate::errors::{self, RUNTIME_ERROR, TYPE_ERROR, VALUE_ERROR, raise};
use crate::gc;
use crate::name;
use crate::object::{Obj, Ref, Result, Status};
use crate::protocol::sequence::FastSequence;
use crate::signature::Signature;
use crate::type_object::Type;
use crate::types::dict::PyDictObject;
use crate::types::dict::iterator::dict_iter;
use crate::types::dict::keys::{KeysKind, log2_size_for, usable};
use crate::types::dict::object::{Dict, key_error, new};
use crate::types::set::object::any_set;
use crate::types::set::{FROZENSET, SET};
use crate::types::{none, not_implemented};

// ANCHOR: merge
/// What happens to a key that is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    /// It keeps its value.
    Keep,
    /// It gets the new value.
    Replace,
    /// `KeyError`.
    Refuse,
}

/// Whether going through the dict itself is what its type would do. C: the first condition of
/// `dict_merge`.
fn is_plain(dict: Dict<'_>) -> bool {
    let iter = dict.ob_type().tp_iter.get().map(|iter| iter as usize);
    iter == Some(dict_iter as *const () as usize)
}

impl<'a> Obj<'a, PyDictObject> {
    /// Puts in all entries of a mapping. C: `PyDict_Merge`.
    pub fn merge(self, other: Obj<'_>, existing: Existing) -> Result<()> {
        match other.downcast::<PyDictObject>() {
            Some(other) if is_plain(other) => self.merge_dict(other, existing),
            _ => self.merge_mapping(other, existing),
        }
    }

    fn merge_dict(self, other: Dict<'_>, existing: Existing) -> Result<()> {
        if other.is(self) || other.is_empty() {
            return Ok(());
        }
        if self.is_empty() {
            let (keys, used) = (other.keys().head(), other.len());
            let log2_size = keys.dk_log2_size.get();
            let is_tight = log2_size == 3 || usable(log2_size - 1) < used;
            if used as isize == keys.dk_nentries.get() && is_tight {
                return self.clone_table(other);
            }
        }
        if usable(self.keys().head().dk_log2_size.get()) < other.len() {
            let kind = other.keys().kind();
            self.resize_to(log2_size_for(self.len() + other.len()), kind)?;
        }
        let entries = other.keys().head().dk_nentries.get();
        let mut position = 0;
        while let Some((key, value, hash)) = other.next_with_hash(&mut position) {
            let is_there = match existing {
                Existing::Replace => false,
                _ => self.contains_with_hash(key.borrow(), hash)?,
            };
            match (existing, is_there) {
                (Existing::Refuse, true) => return Err(key_error(key.borrow())),
                (_, true) => {}
                (_, false) => self.set_with_hash(key.borrow(), hash, value.borrow())?,
            }
            if entries != other.keys().head().dk_nentries.get() {
                return Err(raise(&RUNTIME_ERROR, "dict mutated during update"));
            }
        }
        Ok(())
    }

    /// Takes a copy of a table in place of one's own empty one. C: `clone_combined_dict_keys`.
    fn clone_table(self, other: Dict<'_>) -> Result<()> {
        let copy = other.keys().duplicate()?;
        self.replace_table(copy, other.len());
        if gc::is_tracked(other.object()) && !gc::is_tracked(self.object()) {
            // SAFETY: a dict's table can always be gone through.
            unsafe { gc::track(self.object()) };
        }
        Ok(())
    }

    fn merge_mapping(self, other: Obj<'_>, existing: Existing) -> Result<()> {
        let keys = other.call_method(name!("keys"), &[])?;
        let iterator = keys.borrow().iter()?;
        drop(keys);
        while let Some(key) = iterator.borrow().next()? {
            if existing != Existing::Replace && self.contains_key(key.borrow())? {
                match existing {
                    Existing::Keep => continue,
                    _ => return Err(key_error(key.borrow())),
                }
            }
            let value = other.get_item(key.borrow())?;
            self.set_item(key.borrow(), value.borrow())?;
        }
        Ok(())
    }

    /// Puts in pairs of keys and values. C: `PyDict_MergeFromSeq2`.
    pub fn merge_pairs(self, pairs: Obj<'_>) -> Result<()> {
        let iterator = pairs.iter()?;
        let mut index = 0;
        while let Some(item) = iterator.borrow().next()? {
            let pair = FastSequence::new(item.borrow(), "").inspect_err(|_| {
                if errors::matches(&TYPE_ERROR) {
                    let message = format_args!(
                        "cannot convert dictionary update sequence element #{index} to a sequence"
                    );
                    raise(&TYPE_ERROR, message);
                }
            })?;
            let (Some(key), Some(value), 2) = (pair.get(0), pair.get(1), pair.len()) else {
                let message = format_args!(
                    "dictionary update sequence element #{index} has length {}; 2 is required",
                    pair.len()
                );
                return Err(raise(&VALUE_ERROR, message));
            };
            self.set_item(key.borrow(), value.borrow())?;
            index += 1;
        }
        Ok(())
    }

    /// What has `keys()` is a mapping, anything else pairs. C: `dict_update_arg`.
    fn update_from(self, other: Obj<'_>) -> Result<()> {
        if other.downcast_exact::<PyDictObject>().is_some()
            || other.lookup_attribute(name!("keys"))?.is_some()
        {
            return self.merge(other, Existing::Replace);
        }
        self.merge_pairs(other)
    }

    /// A new dict with the same entries. C: `PyDict_Copy`.
    pub fn copy(self) -> Result<Ref<PyDictObject>> {
        let copy = new()?;
        if self.is_empty() {
            return Ok(copy);
        }
        let entries = self.keys().head().dk_nentries.get();
        match is_plain(self) && self.len() as isize >= entries * 2 / 3 {
            true => copy.borrow().clone_table(self)?,
            false => copy.borrow().merge(self.object(), Existing::Replace)?,
        }
        Ok(copy)
    }
}
// ANCHOR_END: merge

// ANCHOR: update
/// C: `dict_update_common`.
fn update<'a>(
    dict: Dict<'_>,
    name: &str,
    positional: &'a [Obj<'a>],
    keywords: impl Iterator<Item = (Obj<'a>, Obj<'a>)>,
) -> Result<()> {
    const SIGNATURE: Signature = Signature::parse("(iterable=(), /)");
    SIGNATURE.bind(name, Given::positional(positional), |arguments| match arguments.get(0) {
        Some(other) => dict.update_from(other),
        None => Ok(()),
    })?;
    for (key, value) in keywords {
        if key.downcast::<crate::types::str::PyASCIIObject>().is_none() {
            return Err(raise(&TYPE_ERROR, "keywords must be strings"));
        }
        dict.set_item(key, value)?;
    }
    Ok(())
}

/// `dict.update`.
pub(super) fn dict_update(dict: Dict<'_>, arguments: &Arguments<'_>) -> Result {
    update(dict, "update", arguments.rest(), arguments.keywords())?;
    Ok(none().to_ref())
}

/// `dict.__init__`.
pub(super) extern "C" fn dict_init(
    dict: Dict<'_>,
    arguments: Obj<'_>,
    keywords: Option<Obj<'_>>,
) -> Status {
    let given = Given::of_tuple(arguments, keywords);
    Ok(update(dict, "dict", given.positional, given.keywords.iter())?)
}

/// `dict | other`.
pub(super) extern "C" fn dict_or(left: Obj<'_>, right: Obj<'_>) -> Result {
    let (Some(left), Some(right)) =
        (left.downcast::<PyDictObject>(), right.downcast::<PyDictObject>())
    else {
        return Ok(not_implemented().to_ref());
    };
    let result = left.copy()?;
    result.borrow().update_from(right.object())?;
    Ok(result.object())
}

/// `dict |= other`, which may be anything that `update` takes.
pub(super) extern "C" fn dict_ior(dict: Dict<'_>, other: Obj<'_>) -> Result {
    dict.update_from(other)?;
    Ok(dict.object().to_ref())
}

/// `dict.fromkeys`, for the arguments `iterable` and `value`. C: `_PyDict_FromKeys`.
pub fn dict_fromkeys(class: Type<'_>, arguments: &Arguments<'_>) -> Result {
    let (iterable, value) = (arguments[0], arguments.get(1).unwrap_or(none()));
    let made = class.object().call_none()?;
    let is_exact_set = iterable.is_exactly(&SET) || iterable.is_exactly(&FROZENSET);
    let exact = made.borrow().downcast_exact::<PyDictObject>();
    if let Some(dict) = exact.filter(|dict| dict.is_empty()) {
        if let Some(source) = iterable.downcast_exact::<PyDictObject>() {
            dict.resize_to(log2_size_for(source.len()), source.keys().kind())?;
            let mut position = 0;
            while let Some((key, _, hash)) = source.next_with_hash(&mut position) {
                dict.set_with_hash(key.borrow(), hash, value)?;
            }
            return Ok(made);
        }
        if let Some(source) = any_set(iterable).filter(|_| is_exact_set) {
            dict.resize_to(log2_size_for(source.len()), KeysKind::General)?;
            let mut position = 0;
            while let Some((key, hash)) = source.next_entry(&mut position) {
                dict.set_with_hash(key.borrow(), hash, value)?;
            }
            return Ok(made);
        }
    }
    let iterator = iterable.iter()?;
    while let Some(key) = iterator.borrow().next()? {
        match exact {
            Some(dict) => dict.set_item(key.borrow(), value)?,
            None => made.borrow().set_item(key.borrow(), Some(value))?,
        }
    }
    Ok(made)
}

/// `dict.copy`, which is an exact dict for a subclass, too.
pub(super) fn dict_copy(dict: Dict<'_>) -> Result {
    Ok(dict.copy()?.object())
}

// ANCHOR_END: update
