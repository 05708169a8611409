//! Built-in functions about names: those of a scope, those of an object, those of modules.
//!
//! CPython: `builtin_globals`, `builtin_locals`, `builtin_vars`, `builtin_dir`,
//! `builtin___import__` in `Python/bltinmodule.c`; `PyObject_Dir` in `Objects/object.c`.

use eval_loop::thread::eval_state;
use object_model::arguments::Arguments;
use object_model::errors::{SYSTEM_ERROR, TYPE_ERROR, raise};
use object_model::name;
use object_model::types::list::{self, PyListObject};
use object_model::types::module::PyModuleObject;
use object_model::types::none;
use object_model::{Obj, Ref, Result};

use crate::arguments::int_argument;

type Module<'a> = Obj<'a, PyModuleObject>;

pub(super) fn import(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let level = arguments.get(4).map_or(Ok(0), int_argument)?;
    import_system::import::import_module_level(
        arguments[0],
        arguments.get(1),
        arguments.get(2),
        arguments.get(3),
        level,
    )
}

pub(super) fn globals(_: Module<'_>) -> Result {
    Ok(eval_state().globals().map_or_else(|| none().to_ref(), Ref::object))
}

/// The local variables of the calling code. C: `PyEval_GetLocals`.
pub(super) fn current_locals() -> Result {
    match eval_state().locals()? {
        Some(locals) => Ok(locals),
        None => Err(raise(&SYSTEM_ERROR, "frame does not exist")),
    }
}

pub(super) fn locals(_: Module<'_>) -> Result {
    current_locals()
}

pub(super) fn vars(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let Some(object) = arguments.get(0) else {
        return current_locals();
    };
    object
        .lookup_attribute(name!("__dict__"))?
        .ok_or_else(|| raise(&TYPE_ERROR, "vars() argument must have __dict__ attribute"))
}

pub(super) fn dir(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let names = match arguments.get(0) {
        Some(object) => names_of_object(object)?,
        None => names_of_scope()?,
    };
    Ok(names.object())
}

/// C: `_dir_locals`.
fn names_of_scope() -> Result<Ref<PyListObject>> {
    let locals = current_locals()?;
    let keys = locals.borrow().call_method(name!("keys"), &[])?;
    sorted(keys.borrow())
}

/// An object's names, sorted. C: `PyObject_Dir`, `_dir_object`.
pub(crate) fn names_of_object(object: Obj<'_>) -> Result<Ref<PyListObject>> {
    let Some(method) = object.lookup_special(name!("__dir__"))? else {
        return Err(raise(&TYPE_ERROR, "object does not provide __dir__"));
    };
    sorted(method.borrow().call_none()?.borrow())
}

fn sorted(names: Obj<'_>) -> Result<Ref<PyListObject>> {
    list::sorted(names, None, false)
}
