//! The absolute name for a relative one.
//!
//! CPython: `resolve_name` in `Python/import.c`; the same in Python is `_calc___package__` and
//! `_resolve_name` in `importlib._bootstrap`, with messages of its own.

use object_model::errors::{IMPORT_ERROR, IMPORT_WARNING, KEY_ERROR, TYPE_ERROR, raise, warn};
use object_model::protocol::compare::Comparison;
use object_model::types::dict::PyDictObject;
use object_model::types::str::{self, PyASCIIObject, Str};
use object_model::{Obj, Raised, Ref, Result, name};

const DOT: u32 = b'.' as u32;

// ANCHOR: resolve
/// `from ..name import x`, with two dots, in a module with these globals.
pub(crate) fn resolve(
    name: Str<'_>,
    globals: Option<Obj<'_>>,
    level: i32,
) -> Result<Ref<PyASCIIObject>> {
    let Some(globals) = globals else {
        return Err(raise(&KEY_ERROR, "'__name__' not in globals"));
    };
    let Some(globals) = globals.downcast::<PyDictObject>() else {
        return Err(raise(&TYPE_ERROR, "globals must be a dict"));
    };
    let package = package(globals)?;
    let mut base: Vec<u32> = package.borrow().code_points().collect();
    if base.is_empty() {
        return Err(no_parent());
    }
    for _ in 1..level {
        let Some(dot) = base.iter().rposition(|&point| point == DOT) else {
            let message = "attempted relative import beyond top-level package";
            return Err(raise(&IMPORT_ERROR, message));
        };
        base.truncate(dot);
    }
    if !name.is_empty() {
        base.push(DOT);
        base.extend(name.code_points());
    }
    str::object::from_code_points(base.into_iter())
}
// ANCHOR_END: resolve

fn no_parent() -> Raised {
    raise(&IMPORT_ERROR, "attempted relative import with no known parent package")
}

/// The package that relative names start from: `__package__`, or what the spec says, or what
/// the module's own name says.
fn package(globals: Obj<'_, PyDictObject>) -> Result<Ref<PyASCIIObject>> {
    let present = |name| -> Result<Option<Ref>> {
        Ok(globals.get_str(name)?.filter(|value| !value.borrow().is_none()))
    };
    let given = present(name!("__package__"))?;
    let spec = present(name!("__spec__"))?;
    if let Some(given) = given {
        let given = text(given, "package must be a string")?;
        if let Some(spec) = spec {
            let parent = spec.borrow().get_attribute(name!("parent"))?;
            let given = given.borrow().object();
            if !given.compare_bool(parent.borrow(), Comparison::Equal)? {
                warn(&IMPORT_WARNING, "__package__ != __spec__.parent")?;
            }
        }
        return Ok(given);
    }
    if let Some(spec) = spec {
        let parent = spec.borrow().get_attribute(name!("parent"))?;
        return text(parent, "__spec__.parent must be a string");
    }
    let message = "can't resolve package from __spec__ or __package__, \
                   falling back on __name__ and __path__";
    warn(&IMPORT_WARNING, message)?;
    let Some(own) = globals.get_str(name!("__name__"))? else {
        return Err(raise(&KEY_ERROR, "'__name__' not in globals"));
    };
    let own = text(own, "__name__ must be a string")?;
    if globals.get_str(name!("__path__"))?.is_some() {
        return Ok(own);
    }
    let points: Vec<u32> = own.borrow().code_points().collect();
    match points.iter().rposition(|&point| point == DOT) {
        Some(dot) => str::object::from_code_points(points[..dot].iter().copied()),
        None => Err(no_parent()),
    }
}

fn text(value: Ref, message: &str) -> Result<Ref<PyASCIIObject>> {
    value.downcast().map_err(|_| raise(&TYPE_ERROR, message))
}
