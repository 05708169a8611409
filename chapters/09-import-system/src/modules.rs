//! `sys.modules`: what has been imported.
//!
//! CPython: `interp->modules` (`Python/import.c`: `PyImport_GetModuleDict`,
//! `import_get_module`, `import_add_module`, `remove_module`).

use object_model::errors;
use object_model::runtime::runtime;
use object_model::types::dict::{self, PyDictObject};
use object_model::types::module::{self, PyModuleObject};
use object_model::types::str::Str;
use object_model::{Ref, Result};

/// The dict that start-up made, which stays the import system's even if a program puts another
/// into `sys`.
///
/// # Errors
/// `MemoryError`, when it is made.
pub fn modules() -> Result<Ref<PyDictObject>> {
    if let Some(modules) = runtime().modules.get() {
        return Ok(modules);
    }
    let modules = dict::new()?;
    runtime().modules.set(Some(modules.clone()));
    Ok(modules)
}

/// The module of a name, if it is there. C: `import_get_module`.
///
/// # Errors
/// What the dict's keys raise.
pub fn get(name: Str<'_>) -> Result<Option<Ref>> {
    modules()?.borrow().get_str(name)
}

/// The module of a name, or a new one that is put there. C: `import_add_module`.
///
/// # Errors
/// What the dict's keys raise, and `MemoryError`.
pub fn add(name: Str<'_>) -> Result<Ref<PyModuleObject>> {
    if let Some(Ok(module)) = get(name)?.map(Ref::downcast) {
        return Ok(module);
    }
    let module = module::object::new(name)?;
    modules()?.borrow().set_item(name.object(), module.borrow().object())?;
    Ok(module)
}

/// Takes a module out whose code has raised; that exception stays in flight.
/// C: `remove_module`.
pub fn remove(name: Str<'_>) {
    let raised = errors::fetch();
    if modules().and_then(|modules| modules.borrow().take(name.object())).is_err() {
        errors::clear();
    }
    if let Some(raised) = raised {
        errors::restore(raised);
    }
}
