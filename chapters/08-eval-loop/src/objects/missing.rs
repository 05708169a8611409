//! What the loop needs of types that the object model doesn't have yet: the one place where they
//! are asked for.
//!
//! Each function is called by the instruction that makes such an object, and raises until the
//! type is there.

use object_model::errors::{SYSTEM_ERROR, raise};
use object_model::{Obj, Raised, Ref, Result};

/// There is no such type.
#[cold]
fn missing(name: &str) -> Raised {
    raise(&SYSTEM_ERROR, format_args!("the object model has no type '{name}'"))
}

/// A constant's `float`.
pub(crate) fn float(_: f64) -> Result {
    Err(missing("float"))
}

/// A constant's `complex`.
pub(crate) fn complex(_: f64, _: f64) -> Result {
    Err(missing("complex"))
}

/// A constant's `bytes`.
pub(crate) fn bytes(_: &[u8]) -> Result {
    Err(missing("bytes"))
}

/// A constant's `frozenset`.
pub(crate) fn frozenset(_: Vec<Ref>) -> Result {
    Err(missing("frozenset"))
}

/// `{a, b}`
pub(crate) fn new_set() -> Result {
    Err(missing("set"))
}

/// `set.add`
pub(crate) fn set_add(_: Obj<'_>, _: Obj<'_>) -> Result<()> {
    Err(missing("set"))
}

/// `start:stop:step`
pub(crate) fn slice(_: Ref, _: Ref, _: Option<Ref>) -> Result {
    Err(missing("slice"))
}

/// The part of a group whose leaves are those of these groups. C: `exc_group_projection`.
pub(crate) fn project_group(_: Obj<'_>, parts: Vec<Ref>) -> Result {
    match parts.is_empty() {
        true => Ok(object_model::types::none().to_ref()),
        false => Err(missing("ExceptionGroup")),
    }
}
