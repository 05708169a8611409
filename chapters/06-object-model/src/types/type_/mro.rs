//! The method resolution order: C3.
//!
//! CPython: `Objects/typeobject.c` (`mro_implementation`, `pmerge`, `set_mro_error`,
//! `mro_invoke`).
//!
//! The MROs of all bases are merged, and the list of bases itself, always taking the first head
//! that is in no tail: so a class comes before its bases, and bases in the order in which they
//! were written.

use crate::errors::{TYPE_ERROR, raise};
use crate::object::{Obj, Raised, Ref, Result};
use crate::type_object::{PyTypeObject, Type};
use crate::types::tuple::{self, PyTupleObject};

// ANCHOR: merge
/// C: `mro_implementation`.
pub(crate) fn compute(ob_type: Type<'_>) -> Result<Ref<PyTupleObject>> {
    let bases = ob_type.bases();
    let mut lists: Vec<Vec<Ref>> = Vec::new();
    for base in bases.borrow().items() {
        // SAFETY: bases are types.
        let base = unsafe { base.cast::<PyTypeObject>() };
        let Some(mro) = base.tp_mro.get() else {
            let name = base.name();
            return Err(raise(
                &TYPE_ERROR,
                format_args!("Cannot extend an incomplete type '{name}'"),
            ));
        };
        // SAFETY: an MRO is a tuple.
        let mro = unsafe { mro.borrow().cast::<PyTupleObject>() };
        lists.push(mro.items().iter().map(|class| class.to_ref()).collect());
    }
    let order: Vec<Ref> = bases.borrow().items().iter().map(|base| base.to_ref()).collect();
    check_duplicates(&order)?;
    lists.push(order);
    let mut result = vec![ob_type.object().to_ref()];
    result.extend(merge(lists)?);
    tuple::from_iterator(result.into_iter())
}

/// C: `pmerge`.
fn merge(lists: Vec<Vec<Ref>>) -> Result<Vec<Ref>> {
    let mut heads = vec![0; lists.len()];
    let mut result = Vec::new();
    loop {
        let rest = || lists.iter().zip(&heads).map(|(list, &head)| &list[head..]);
        let in_a_tail = |candidate: Obj<'_>| {
            { rest() }.any(|list| list.iter().skip(1).any(|class| class.borrow().is(candidate)))
        };
        let Some(next) = ({ rest() })
            .filter_map(|list| list.first())
            .find(|candidate| !in_a_tail(candidate.borrow()))
        else {
            let stuck: Vec<&Ref> = { rest() }.filter_map(|list| list.first()).collect();
            return if stuck.is_empty() { Ok(result) } else { Err(no_order(&stuck)) };
        };
        let next = next.clone();
        for (list, head) in lists.iter().zip(&mut heads) {
            if list.get(*head).is_some_and(|class| class.borrow().is(next.borrow())) {
                *head += 1;
            }
        }
        result.push(next);
    }
}

fn name(class: Obj<'_>) -> String {
    class.downcast::<PyTypeObject>().map_or_else(String::new, |class| class.short_name().into())
}

/// C: `set_mro_error`.
fn no_order(stuck: &[&Ref]) -> Raised {
    let mut names: Vec<String> = Vec::new();
    let mut seen: Vec<&Ref> = Vec::new();
    for class in stuck {
        if !seen.iter().any(|other| other.borrow().is(class.borrow())) {
            seen.push(class);
            names.push(name(class.borrow()));
        }
    }
    raise(
        &TYPE_ERROR,
        format_args!(
            "Cannot create a consistent method resolution\norder (MRO) for bases {}",
            names.join(", ")
        ),
    )
}

/// C: `check_duplicates`.
fn check_duplicates(bases: &[Ref]) -> Result<()> {
    for (at, base) in bases.iter().enumerate() {
        if bases[..at].iter().any(|other| other.borrow().is(base.borrow())) {
            let name = name(base.borrow());
            return Err(raise(&TYPE_ERROR, format_args!("duplicate base class {name}")));
        }
    }
    Ok(())
}
// ANCHOR_END: merge

// ANCHOR: invoke
/// Sets `tp_mro`, by the metaclass's `mro()` if it has one of its own. C: `mro_internal`.
pub(crate) fn set(ob_type: Type<'_>) -> Result<()> {
    let meta = ob_type.ob_type();
    let mro = if meta.is(super::TYPE.as_type()) {
        compute(ob_type)?
    } else {
        match custom(ob_type)? {
            Some(mro) => mro,
            None => compute(ob_type)?,
        }
    };
    ob_type.tp_mro.set(Some(mro.object()));
    ob_type.modified();
    Ok(())
}

/// What a metaclass's own `mro()` returns, checked. C: `mro_check`.
fn custom(ob_type: Type<'_>) -> Result<Option<Ref<PyTupleObject>>> {
    let Some(method) = ob_type.object().lookup_special(crate::name!("mro"))? else {
        return Ok(None);
    };
    let answer = method.borrow().call_none()?;
    let iterator = answer.borrow().iter()?;
    let mut classes = Vec::new();
    while let Some(class) = iterator.borrow().next()? {
        let Some(found) = class.borrow().downcast::<PyTypeObject>() else {
            let name = class.borrow().ob_type().name().to_owned();
            let message = format_args!("mro() returned a non-class ('{name}')");
            return Err(raise(&TYPE_ERROR, message));
        };
        let (solid, other) = (super::layout::solid_base(ob_type), super::layout::solid_base(found));
        if !solid.is_subtype_of(other) {
            let name = found.name().to_owned();
            let message = format_args!("mro() returned base with unsuitable layout ('{name}')");
            return Err(raise(&TYPE_ERROR, message));
        }
        classes.push(class);
    }
    Ok(Some(tuple::from_iterator(classes.into_iter())?))
}
// ANCHOR_END: invoke
