//! What sets make of each other: `&`, `|`, `-`, `^` and the comparisons.
//!
//! CPython: `Objects/setobject.c` (`set_intersection`, `set_difference`, `set_issubset`,
//! `set_richcompare`).
//!
//! Each goes through the smaller set where it may choose, with the hashes that are there. What
//! comes out is a `set` or a `frozenset` as the left operand is, never a subclass.

use crate::object::{Obj, Ref, Result};
use crate::protocol::compare::Comparison;
use crate::types::dict::PyDictObject;
use crate::types::set::object::{PySetObject, Set, any_set, base_type, from_iterable, of_type};
use crate::types::{bool_, not_implemented};

// ANCHOR: operations
impl<'a> Obj<'a, PySetObject> {
    /// A set of the same items. C: `set_copy`.
    pub(super) fn copy_as(self, ob_type: crate::type_object::Type<'_>) -> Result<Ref<PySetObject>> {
        of_type(ob_type, Some(self.object()))
    }

    /// C: `set_intersection`.
    pub(super) fn intersection(self, other: Obj<'_>) -> Result<Ref<PySetObject>> {
        if self.is(other) {
            return self.copy_as(base_type(self));
        }
        let result = of_type(base_type(self), None)?;
        if let Some(other) = any_set(other) {
            let (large, small) =
                if other.len() > self.len() { (other, self) } else { (self, other) };
            let mut position = 0;
            while let Some((key, hash)) = small.next_entry(&mut position) {
                if large.has(key.borrow(), hash)? {
                    result.borrow().add_entry(key.borrow(), hash)?;
                }
            }
            return Ok(result);
        }
        let iterator = other.iter()?;
        while let Some(key) = iterator.borrow().next()? {
            let hash = key.borrow().hash()?;
            if self.has(key.borrow(), hash)? {
                result.borrow().add_entry(key.borrow(), hash)?;
                if result.borrow().len() >= self.len() {
                    break;
                }
            }
        }
        Ok(result)
    }

    /// C: `set_isdisjoint`.
    pub(super) fn is_disjoint(self, other: Obj<'_>) -> Result<bool> {
        if self.is(other) {
            return Ok(self.is_empty());
        }
        let is_exact = other.is_exactly(&super::SET) || other.is_exactly(&super::FROZENSET);
        if let Some(other) = any_set(other).filter(|_| is_exact) {
            let (large, small) =
                if other.len() > self.len() { (other, self) } else { (self, other) };
            let mut position = 0;
            while let Some((key, hash)) = small.next_entry(&mut position) {
                if large.has(key.borrow(), hash)? {
                    return Ok(false);
                }
            }
            return Ok(true);
        }
        let iterator = other.iter()?;
        while let Some(key) = iterator.borrow().next()? {
            if self.contains_key(key.borrow())? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Takes out what the other has. C: `set_difference_update_internal`.
    pub(super) fn remove_all(self, other: Obj<'_>) -> Result<()> {
        if self.is(other) {
            self.clear();
            return Ok(());
        }
        if let Some(set) = any_set(other) {
            // A far larger one is first cut down to what both have.
            let other = match set.len() >> 3 > self.len() {
                true => self.intersection(other)?,
                false => set.to_ref(),
            };
            let mut position = 0;
            while let Some((key, hash)) = other.borrow().next_entry(&mut position) {
                self.discard_entry(key.borrow(), hash)?;
            }
        } else {
            let iterator = other.iter()?;
            while let Some(key) = iterator.borrow().next()? {
                self.discard(key.borrow())?;
            }
        }
        self.shrink()
    }

    /// C: `set_difference`.
    pub(super) fn difference(self, other: Obj<'_>) -> Result<Ref<PySetObject>> {
        let (set, dict) = (any_set(other), other.downcast_exact::<PyDictObject>());
        let size = set.map(|set| set.len()).or(dict.map(|dict| dict.len()));
        if size.is_none_or(|size| self.len() >> 2 > size) {
            let result = self.copy_as(base_type(self))?;
            result.borrow().remove_all(other)?;
            return Ok(result);
        }
        let result = of_type(base_type(self), None)?;
        let mut position = 0;
        while let Some((key, hash)) = self.next_entry(&mut position) {
            let is_there = match (dict, set) {
                (Some(dict), _) => dict.contains_with_hash(key.borrow(), hash)?,
                (_, Some(set)) => set.has(key.borrow(), hash)?,
                _ => false,
            };
            if !is_there {
                result.borrow().add_entry(key.borrow(), hash)?;
            }
        }
        Ok(result)
    }

    /// C: `set_symmetric_difference_update`.
    pub(super) fn toggle_all(self, other: Obj<'_>) -> Result<()> {
        if self.is(other) {
            self.clear();
            return Ok(());
        }
        let toggle = |key: Ref, hash: isize| -> Result<()> {
            if !self.discard_entry(key.borrow(), hash)? {
                self.add_entry(key.borrow(), hash)?;
            }
            Ok(())
        };
        let mut position = 0;
        if let Some(dict) = other.downcast_exact::<PyDictObject>() {
            while let Some((key, _, hash)) = dict.next_with_hash(&mut position) {
                toggle(key, hash)?;
            }
            return Ok(());
        }
        let other = match any_set(other) {
            Some(other) => other.to_ref(),
            None => of_type(base_type(self), Some(other))?,
        };
        while let Some((key, hash)) = other.borrow().next_entry(&mut position) {
            toggle(key, hash)?;
        }
        Ok(())
    }

    /// C: `set_issubset`.
    pub(super) fn is_subset(self, other: Obj<'_>) -> Result<bool> {
        let Some(other) = any_set(other) else {
            return self.is_subset(from_iterable(other)?.borrow().object());
        };
        if self.len() > other.len() {
            return Ok(false);
        }
        let mut position = 0;
        while let Some((key, hash)) = self.next_entry(&mut position) {
            if !other.has(key.borrow(), hash)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// C: `set_issuperset`.
    pub(super) fn is_superset(self, other: Obj<'_>) -> Result<bool> {
        if let Some(other) = any_set(other) {
            return other.is_subset(self.object());
        }
        let iterator = other.iter()?;
        while let Some(key) = iterator.borrow().next()? {
            if !self.contains_key(key.borrow())? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}
// ANCHOR_END: operations

// ANCHOR: operators
macro_rules! operators {
    ($($name:ident = |$left:ident, $right:ident| $body:expr;)*) => {$(
        pub(super) extern "C" fn $name(left: Obj<'_>, right: Obj<'_>) -> Result {
            match (any_set(left), any_set(right)) {
                (Some($left), Some(_)) => {
                    let $right = right;
                    Ok($body?.object())
                }
                _ => Ok(not_implemented().to_ref()),
            }
        }
    )*};
}

operators! {
    set_sub = |left, right| left.difference(right);
    set_and = |left, right| left.intersection(right);
    set_or = |left, right| {
        let result = left.copy_as(base_type(left))?;
        match left.is(right) {
            true => Ok(result),
            false => result.borrow().update(right).map(|()| result),
        }
    };
    set_xor = |left, right| left.symmetric_difference(right);
}

impl<'a> Obj<'a, PySetObject> {
    /// C: `set_symmetric_difference`.
    pub(super) fn symmetric_difference(self, other: Obj<'_>) -> Result<Ref<PySetObject>> {
        let result = of_type(base_type(self), Some(other))?;
        result.borrow().toggle_all(self.object())?;
        Ok(result)
    }
}

macro_rules! in_place {
    ($($name:ident = |$set:ident, $other:ident| $body:expr;)*) => {$(
        pub(super) extern "C" fn $name($set: Set<'_>, $other: Obj<'_>) -> Result {
            if any_set($other).is_none() {
                return Ok(not_implemented().to_ref());
            }
            $body?;
            Ok($set.object().to_ref())
        }
    )*};
}

in_place! {
    set_isub = |set, other| set.remove_all(other);
    set_iand = |set, other| set.intersection(other).map(|kept| set.swap(kept.borrow()));
    set_ixor = |set, other| set.toggle_all(other);
    set_ior = |set, other| set.update(other);
}

/// Subset and superset. C: `set_richcompare`.
pub(super) extern "C" fn set_richcompare(set: Set<'_>, other: Obj<'_>, comparison: i32) -> Result {
    let (Some(with), Some(comparison)) = (any_set(other), Comparison::of(comparison)) else {
        return Ok(not_implemented().to_ref());
    };
    let is_equal = || -> Result<bool> {
        let hashes = (set.hash.get(), with.hash.get());
        let differs = hashes.0 != -1 && hashes.1 != -1 && hashes.0 != hashes.1;
        Ok(set.len() == with.len() && !differs && set.is_subset(other)?)
    };
    let answer = match comparison {
        Comparison::Equal => is_equal()?,
        Comparison::NotEqual => !is_equal()?,
        Comparison::LessEqual => set.is_subset(other)?,
        Comparison::GreaterEqual => set.is_superset(other)?,
        Comparison::Less => set.len() < with.len() && set.is_subset(other)?,
        Comparison::Greater => set.len() > with.len() && set.is_superset(other)?,
    };
    Ok(bool_(answer).to_ref())
}
// ANCHOR_END: operators
