//! `sys.modules`: what has been imported.
//!
//! CPython: `interp->modules` (`Python/import.c`, `PyImport_GetModuleDict`).

use object_model::types::dict::{self, PyDictObject};
use object_model::types::module::Global;
use object_model::types::str::Str;
use object_model::{Field, Ref, Result};

static MODULES: Global<Field<PyDictObject>> = Global::new(Field::NULL);

/// The dict that start-up made, which stays the import system's even if a program puts another
/// into `sys`.
///
/// # Errors
/// `MemoryError`, when it is made.
pub fn modules() -> Result<Ref<PyDictObject>> {
    if let Some(modules) = MODULES.get() {
        return Ok(modules);
    }
    let modules = dict::new()?;
    MODULES.set(Some(modules.clone()));
    Ok(modules)
}

/// The module of a name, if it is there. C: `PyImport_GetModule`.
///
/// # Errors
/// What the dict's keys raise.
pub fn get(name: Str<'_>) -> Result<Option<Ref>> {
    modules()?.borrow().get_str(name)
}
