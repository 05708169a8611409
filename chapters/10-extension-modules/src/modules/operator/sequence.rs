//! What `_operator` does with sequences, and no operator spells.
//!
//! CPython: `Objects/abstract.c` (`_PySequence_IterSearch`, `PySequence_Concat`,
//! `PySequence_InPlaceConcat`).

use crate::prelude::*;
use object_model::protocol::number::ADD;

// ANCHOR: search
/// Gives `found` the place of each item that is equal, until it answers that this is enough.
fn search(iterable: Obj<'_>, item: Obj<'_>, mut found: impl FnMut(usize) -> bool) -> Result<()> {
    let it = iterable.iter().inspect_err(|_| {
        if errors::matches(&TYPE_ERROR) {
            let kind = iterable.ob_type().name().to_owned();
            raise(&TYPE_ERROR, format_args!("argument of type '{kind}' is not iterable"));
        }
    })?;
    let mut place = 0;
    while let Some(next) = it.borrow().next()? {
        if next.borrow().compare_bool(item, Comparison::Equal)? && found(place) {
            return Ok(());
        }
        place += 1;
    }
    Ok(())
}

/// C: `PySequence_Index`.
pub(super) fn index_of(iterable: Obj<'_>, item: Obj<'_>) -> Result {
    let mut first = None;
    search(iterable, item, |place| {
        first = Some(place);
        true
    })?;
    match first {
        Some(place) => size(place),
        None => Err(raise(&VALUE_ERROR, "sequence.index(x): x not in sequence")),
    }
}

/// C: `PySequence_Count`.
pub(super) fn count_of(iterable: Obj<'_>, item: Obj<'_>) -> Result {
    let mut count = 0;
    search(iterable, item, |_| {
        count += 1;
        false
    })?;
    size(count)
}
// ANCHOR_END: search

// ANCHOR: concatenate
/// By `sq_concat`, or by `+` for two classes that have `__getitem__`. C: `PySequence_Concat`.
pub(super) fn concatenate(a: Obj<'_>, b: Obj<'_>) -> Result {
    if let Some(slot) = a.ob_type().sequence(|suite| suite.sq_concat) {
        return slot(a, b);
    }
    if a.is_sequence() && b.is_sequence() && has_add(a, b) {
        return a.binary(b, ADD);
    }
    Err(not_concatenable(a))
}

/// C: `PySequence_InPlaceConcat`.
pub(super) fn concatenate_in_place(a: Obj<'_>, b: Obj<'_>) -> Result {
    let slot = a.ob_type().sequence(|suite| suite.sq_inplace_concat);
    if let Some(slot) = slot.or_else(|| a.ob_type().sequence(|suite| suite.sq_concat)) {
        return slot(a, b);
    }
    if a.is_sequence() && b.is_sequence() && has_add(a, b) {
        return a.binary_in_place(b, ADD);
    }
    Err(not_concatenable(a))
}

fn has_add(a: Obj<'_>, b: Obj<'_>) -> bool {
    let adds = |object: Obj<'_>| {
        let ob_type = object.ob_type();
        ob_type.number(|suite| suite.nb_add).is_some()
            || ob_type.number(|suite| suite.nb_inplace_add).is_some()
    };
    adds(a) || adds(b)
}

fn not_concatenable(object: Obj<'_>) -> Raised {
    let kind = object.ob_type().name().to_owned();
    raise(&TYPE_ERROR, format_args!("'{kind}' object can't be concatenated"))
}
// ANCHOR_END: concatenate
