//! `sys`: what the interpreter says of itself, and where it can be told.
//!
//! CPython: `Python/sysmodule.c`.

pub mod audit;
mod frames;
mod functions;
mod hooks;
pub(crate) mod info;
mod library_names;
mod limits;
mod objects;

pub(crate) use hooks::{call_displayhook, report_unraisable};
pub(crate) use info::version_text;

use import_system::modules::modules;
use object_model::types::dict::PyDictObject;
use object_model::types::module::{Global, ModuleDefinition, PyModuleObject};
use object_model::types::str::{self, Str};
use object_model::{Field, Obj, Ref, Result};

/// The module's dict, which the interpreter asks even after a program has thrown the module away.
static DICT: Global<Field<PyDictObject>> = Global::new(Field::NULL);

/// The module's dict, once there is one. C: `interp->sysdict`.
pub(crate) fn dict() -> Option<Ref<PyDictObject>> {
    DICT.get()
}

/// An attribute of `sys`. C: `_PySys_GetAttr`.
///
/// # Errors
/// What the dict's keys raise.
pub fn get(name: Str<'_>) -> Result<Option<Ref>> {
    match DICT.get() {
        Some(dict) => dict.borrow().get_str(name),
        None => Ok(None),
    }
}

/// Sets an attribute of `sys`. C: `_PySys_SetAttr`.
///
/// # Errors
/// `MemoryError`.
pub fn set(name: Str<'_>, value: Obj<'_>) -> Result<()> {
    match DICT.get() {
        Some(dict) => dict.borrow().set_item(name.object(), value),
        None => Ok(()),
    }
}

/// `sys`.
pub static MODULE: ModuleDefinition = ModuleDefinition {
    name: "sys",
    doc: "What the interpreter says of itself, and where it can be told.",
    functions: functions::FUNCTIONS,
    execute: Some(execute),
    ..ModuleDefinition::NONE
};

fn execute(module: Obj<'_, PyModuleObject>) -> Result<()> {
    DICT.set(module.dict_object());
    module.add("modules", modules()?.object())?;
    for hook in ["displayhook", "excepthook", "breakpointhook", "unraisablehook"] {
        if let Some(function) = get(str::interned(hook)?.borrow())? {
            module.add(&format!("__{hook}__"), function)?;
        }
    }
    info::add_constants(module)
}
