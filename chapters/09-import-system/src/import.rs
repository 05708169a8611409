//! `__import__`: from a name to a module, where the module is there already.
//!
//! CPython: `PyImport_ImportModuleLevelObject`, `import_find_and_load`,
//! `import_ensure_initialized`, `PyImport_Import` in `Python/import.c`.
//!
//! Most imports are of a module that has been imported: a look into `sys.modules`, and whether
//! another thread is still at it. That is here. For the rest there is `importlib._bootstrap`,
//! whose `__import__` says the same in Python.

use object_model::errors::{
    self, KEY_ERROR, MODULE_NOT_FOUND_ERROR, TYPE_ERROR, VALUE_ERROR, raise,
};
use object_model::types::dict::PyDictObject;
use object_model::types::str::{self, PyASCIIObject, Str};
use object_model::types::{int, list, none};
use object_model::{Obj, Raised, Ref, Result, name};

use crate::importlib::{import_function, importlib};
use crate::settings::{SETTINGS, audit};
use crate::{built_in, import_time, modules, relative, traceback};

const DOT: u32 = b'.' as u32;

// ANCHOR: import_module_level
/// What `__import__` does. C: `PyImport_ImportModuleLevelObject`.
///
/// # Errors
/// `ImportError`, and what the module's code raises.
pub fn import_module_level(
    name: Obj<'_>,
    globals: Option<Obj<'_>>,
    _locals: Option<Obj<'_>>,
    wanted: Option<Obj<'_>>,
    level: i32,
) -> Result {
    import_parts(name, globals, wanted, level).inspect_err(|_| traceback::remove_importlib_frames())
}

fn import_parts(
    name: Obj<'_>,
    globals: Option<Obj<'_>>,
    wanted: Option<Obj<'_>>,
    level: i32,
) -> Result {
    let Some(name) = name.downcast::<PyASCIIObject>() else {
        return Err(raise(&TYPE_ERROR, "module name must be a string"));
    };
    if level < 0 {
        return Err(raise(&VALUE_ERROR, "level must be >= 0"));
    }
    let absolute = match level {
        0 if name.is_empty() => return Err(raise(&VALUE_ERROR, "Empty module name")),
        0 => name.to_ref(),
        _ => relative::resolve(name, globals, level)?,
    };
    let module = find_and_load(absolute.borrow())?;

    if let Some(wanted) = wanted
        && !wanted.is_none()
        && wanted.is_true()?
    {
        return match module.borrow().lookup_attribute(name!("__path__"))? {
            Some(_) => handle_wanted(module.borrow(), wanted),
            None => Ok(module),
        };
    }
    // `import a.b.c` binds `a`: the first part of the name as it was written.
    let Some(dot) = name.code_points().position(|point| point == DOT) else {
        return Ok(module);
    };
    if level == 0 {
        let first = str::object::from_code_points(name.code_points().take(dot))?;
        return import_parts(first.borrow().object(), None, None, 0);
    }
    let kept = absolute.borrow().len() - (name.len() - dot);
    let first = str::object::from_code_points(absolute.borrow().code_points().take(kept))?;
    match modules::get(first.borrow())? {
        Some(module) => Ok(module),
        None => {
            let first = first.borrow().object().repr()?;
            Err(raise(&KEY_ERROR, format_args!("{first} not in sys.modules as expected")))
        }
    }
}
// ANCHOR_END: import_module_level

/// `from package import names`, some of which may be submodules.
fn handle_wanted(package: Obj<'_>, wanted: Obj<'_>) -> Result {
    let Some((importlib, function)) = importlib().zip(import_function()) else {
        return Ok(package.to_ref());
    };
    let arguments = [package, wanted, function.borrow()];
    importlib.borrow().object().call_method(name!("_handle_fromlist"), &arguments)
}

// ANCHOR: find_and_load
/// The module of an absolute name.
fn find_and_load(name: Str<'_>) -> Result {
    if let Some(module) = modules::get(name)?
        && !module.borrow().is_none()
    {
        ensure_initialized(module.borrow(), name)?;
        return Ok(module);
    }
    let Some((importlib, function)) = importlib().zip(import_function()) else {
        return import_before_importlib(name);
    };
    audit_import(name)?;
    let load = || {
        let arguments = [name.object(), function.borrow()];
        importlib.borrow().object().call_method(name!("_find_and_load"), &arguments)
    };
    match SETTINGS.import_time.get() {
        true => import_time::timed(name, load),
        false => load(),
    }
}

/// If the module is being imported, waits until that is done: it may be another thread that does
/// it. C: `import_ensure_initialized`.
fn ensure_initialized(module: Obj<'_>, name: Str<'_>) -> Result<()> {
    let Some(spec) = module.lookup_attribute(name!("__spec__"))? else {
        return Ok(());
    };
    if is_initializing(spec.borrow())
        && let Some(importlib) = importlib()
    {
        let arguments = [name.object()];
        importlib.borrow().object().call_method(name!("_lock_unlock_module"), &arguments)?;
    }
    Ok(())
}

/// C: `_PyModuleSpec_IsInitializing`.
fn is_initializing(spec: Obj<'_>) -> bool {
    if spec.is_none() {
        return false;
    }
    let asked = spec.lookup_attribute(name!("_initializing")).and_then(|value| match value {
        Some(value) => value.borrow().is_true(),
        None => Ok(false),
    });
    asked.unwrap_or_else(|Raised| {
        errors::clear();
        false
    })
}
// ANCHOR_END: find_and_load

fn audit_import(name: Str<'_>) -> Result<()> {
    if SETTINGS.audit.get().is_none() {
        return Ok(());
    }
    let sys = modules::get(name!("sys"))?;
    let sys = sys.as_ref().map(Ref::borrow);
    let of_sys = |name| -> Result {
        let value = match sys {
            Some(sys) => sys.lookup_attribute(name)?,
            None => None,
        };
        Ok(value.unwrap_or_else(|| none().to_ref()))
    };
    let (path, finders) = (of_sys(name!("path"))?, of_sys(name!("meta_path"))?);
    let hooks = of_sys(name!("path_hooks"))?;
    let arguments = [name.object(), none(), path.borrow(), finders.borrow(), hooks.borrow()];
    audit("import", &arguments)
}

/// A native module, made before there is an import system: `sys` and `builtins` first of all.
fn import_before_importlib(name: Str<'_>) -> Result {
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
            modules::remove(name);
            Err(raised)
        }
    }
}

// ANCHOR: import
/// Imports a module by its whole name for native code, by whatever `__import__` the running code
/// has. C: `PyImport_ImportModule`, `PyImport_Import`.
///
/// # Errors
/// `ImportError`, and what the module's code raises.
pub fn import(name: &str) -> Result {
    import_named(str::interned(name)?.borrow())
}

/// As [`import`].
///
/// # Errors
/// `ImportError`, and what the module's code raises.
pub fn import_named(name: Str<'_>) -> Result {
    let frame = eval_loop::thread::eval_state().current_frame.get();
    let Some((frame, own)) = frame.zip(import_function()) else {
        find_and_load(name).inspect_err(|_| traceback::remove_importlib_frames())?;
        return imported(name);
    };
    let function = match frame.builtins().downcast::<PyDictObject>() {
        Some(builtins) => match builtins.get_str(name!("__import__"))? {
            Some(function) => function,
            None => return Err(errors::raise_object(&KEY_ERROR, str::new("__import__")?.object())),
        },
        None => frame.builtins().get_item(name!("__import__").object())?,
    };
    let globals = frame.globals().to_ref();
    let (wanted, level) = (list::new()?.object(), int::from_i64(0)?.object());
    let globals = globals.borrow().object();
    match function.borrow().is(own.borrow()) {
        true => import_module_level(name.object(), Some(globals), None, Some(wanted.borrow()), 0)?,
        false => function.borrow().call(&[
            name.object(),
            globals,
            globals,
            wanted.borrow(),
            level.borrow(),
        ])?,
    };
    imported(name)
}

/// What has been imported under a name.
fn imported(name: Str<'_>) -> Result {
    match modules::get(name)? {
        Some(module) => Ok(module),
        None => Err(errors::raise_object(&KEY_ERROR, name.object().to_ref())),
    }
}
// ANCHOR_END: import
