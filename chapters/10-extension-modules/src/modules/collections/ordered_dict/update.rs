//! `update()` as `collections.abc.MutableMapping` has it: by `__setitem__`, key by key.
//!
//! CPython: `Objects/odictobject.c` (`mutablemapping_update`, `mutablemapping_add_pairs`).

use crate::prelude::*;

// ANCHOR: update
/// From at most one mapping or iterable of pairs, and from what was given by name.
pub(super) fn update(
    mapping: Obj<'_>,
    positional: &[Obj<'_>],
    keywords: Option<Obj<'_, PyDictObject>>,
) -> Result<()> {
    if positional.len() > 1 {
        let given = positional.len();
        let message = format_args!("update() takes at most 1 positional argument ({given} given)");
        return Err(raise(&TYPE_ERROR, message));
    }
    if let Some(other) = positional.first() {
        update_from(mapping, *other)?;
    }
    if let Some(keywords) = keywords {
        for (key, value) in keywords.items() {
            mapping.set_item(key.borrow(), Some(value.borrow()))?;
        }
    }
    Ok(())
}

/// An exact dict's items, what has `keys()` key by key, what has `items()` pair by pair, and
/// what has neither is pairs. C: `mutablemapping_update_arg`.
pub(super) fn update_from(mapping: Obj<'_>, other: Obj<'_>) -> Result<()> {
    if let Some(dict) = other.downcast_exact::<PyDictObject>() {
        let pairs: Vec<(Ref, Ref)> = dict.items().collect();
        for (key, value) in pairs {
            mapping.set_item(key.borrow(), Some(value.borrow()))?;
        }
        return Ok(());
    }
    if let Some(keys) = other.lookup_attribute(name!("keys"))? {
        let keys = keys.borrow().call_none()?.borrow().iter()?;
        while let Some(key) = keys.borrow().next()? {
            let value = other.get_item(key.borrow())?;
            mapping.set_item(key.borrow(), Some(value.borrow()))?;
        }
        return Ok(());
    }
    match other.lookup_attribute(name!("items"))? {
        Some(items) => add_pairs(mapping, items.borrow().call_none()?.borrow()),
        None => add_pairs(mapping, other),
    }
}

fn add_pairs(mapping: Obj<'_>, pairs: Obj<'_>) -> Result<()> {
    let pairs = pairs.iter()?;
    while let Some(pair) = pairs.borrow().next()? {
        let pair = pair.borrow().iter()?;
        let error = |message: &str| raise(&VALUE_ERROR, message);
        let key = pair.borrow().next()?;
        let key = key.ok_or_else(|| error("need more than 0 values to unpack"))?;
        let value = pair.borrow().next()?;
        let value = value.ok_or_else(|| error("need more than 1 value to unpack"))?;
        if pair.borrow().next()?.is_some() {
            return Err(error("too many values to unpack (expected 2)"));
        }
        mapping.set_item(key.borrow(), Some(value.borrow()))?;
    }
    Ok(())
}
// ANCHOR_END: update
