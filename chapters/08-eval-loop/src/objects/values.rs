//! The objects that constants, displays and slices become.
//!
//! CPython: `PyFloat_FromDouble`, `PySet_New`, `PySlice_New` and their like, as
//! `Python/ceval.c` and `Python/marshal.c` call them; `exc_group_projection` in
//! `Objects/exceptions.c`.

use object_model::types::complex::Complex;
use object_model::types::exception::group::{Condition, PyBaseExceptionGroupObject, split};
use object_model::types::{complex, float, list, none, set, slice};
use object_model::{Obj, Ref, Result};

/// A constant's `float`.
pub(crate) fn float(value: f64) -> Result {
    Ok(float::object::new(value)?.object())
}

/// A constant's `complex`.
pub(crate) fn complex(real: f64, imag: f64) -> Result {
    Ok(complex::object::make(Complex { real, imag })?.object())
}

/// A constant's `bytes`.
pub(crate) fn bytes(value: &[u8]) -> Result {
    Ok(object_model::types::bytes::object::new(value)?.object())
}

/// A constant's `frozenset`.
pub(crate) fn frozenset(items: Vec<Ref>) -> Result {
    let given = list::new()?;
    for item in items {
        given.borrow().push(item)?;
    }
    set::FROZENSET.as_type().object().call(&[given.borrow().object()])
}

/// `{a, b}`
pub(crate) fn new_set() -> Result {
    Ok(set::new()?.object())
}

/// `set.add`
pub(crate) fn set_add(set: Obj<'_>, item: Obj<'_>) -> Result<()> {
    set.downcast::<set::PySetObject>().expect("the compiler adds to sets only").add(item)
}

/// `start:stop:step`
pub(crate) fn slice(start: Ref, stop: Ref, step: Option<Ref>) -> Result {
    let step = step.as_ref().map(Ref::borrow);
    Ok(slice::object::new(Some(start.borrow()), Some(stop.borrow()), step)?.object())
}

/// The part of a group whose leaves are those of these groups. C: `exc_group_projection`.
pub(crate) fn project_group(group: Obj<'_>, parts: Vec<Ref>) -> Result {
    let mut leaves = Vec::new();
    let mut pending = parts;
    while let Some(part) = pending.pop() {
        match part.borrow().downcast::<PyBaseExceptionGroupObject>() {
            Some(group) => {
                let inner = group.exceptions();
                pending.extend(inner.borrow().items().iter().map(|item| item.to_ref()));
            }
            None => leaves.push(part),
        }
    }
    let (matching, _) = split(group, Condition::Leaves(&leaves), false)?;
    Ok(matching.unwrap_or_else(|| none().to_ref()))
}
