//! `__import__`: from a name to a module.
//!
//! CPython: `PyImport_ImportModuleLevelObject` in `Python/import.c`.

use object_model::errors::{MODULE_NOT_FOUND_ERROR, TYPE_ERROR, VALUE_ERROR, raise};
use object_model::types::str::{self, PyASCIIObject, Str};
use object_model::{Obj, Result};

use crate::{built_in, modules};

/// Imports a module by its whole name. C: `PyImport_ImportModule`.
///
/// # Errors
/// `ImportError`, and what the module's code raises.
pub fn import(name: &str) -> Result {
    import_absolute(str::new(name)?.borrow())
}

/// What `__import__` does. C: `PyImport_ImportModuleLevelObject`.
///
/// # Errors
/// `ImportError`, and what the module's code raises.
pub fn import_module_level(
    name: Obj<'_>,
    _globals: Option<Obj<'_>>,
    _locals: Option<Obj<'_>>,
    _wanted: Option<Obj<'_>>,
    level: i32,
) -> Result {
    let Some(name) = name.downcast::<PyASCIIObject>() else {
        return Err(raise(&TYPE_ERROR, "module name must be a string"));
    };
    if level < 0 {
        return Err(raise(&VALUE_ERROR, "level must be >= 0"));
    }
    if name.is_empty() && level == 0 {
        return Err(raise(&VALUE_ERROR, "Empty module name"));
    }
    import_absolute(name)
}

fn import_absolute(name: Str<'_>) -> Result {
    if let Some(module) = modules::get(name)? {
        return Ok(module);
    }
    let Some(definition) = built_in::find(&name.to_text()) else {
        let shown = name.object().repr()?;
        return Err(raise(&MODULE_NOT_FOUND_ERROR, format_args!("No module named {shown}")));
    };
    let module = definition.create()?;
    let all = modules::modules()?;
    all.borrow().set_item(name.object(), module.borrow().object())?;
    match definition.execute(module.borrow()) {
        Ok(()) => Ok(module.object()),
        Err(raised) => {
            let _ = all.borrow().take(name.object());
            Err(raised)
        }
    }
}
