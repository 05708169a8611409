//! `sys`: what the interpreter says of itself, and where it can be told.
//!
//! CPython: `Python/sysmodule.c`.

pub mod audit;
mod functions;

pub(crate) use functions::call_displayhook;

use import_system::modules::modules;
use object_model::types::dict::PyDictObject;
use object_model::types::module::{Global, ModuleDefinition, PyModuleObject};
use object_model::types::str::Str;
use object_model::{Field, Obj, Ref, Result};

/// The module's dict, which the interpreter asks even after a program has thrown the module away.
static DICT: Global<Field<PyDictObject>> = Global::new(Field::NULL);

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
    module.add("modules", modules()?.object())
}
