//! How an interpreter ends.
//!
//! CPython: `Py_FinalizeEx`, `finalize_modules`, `flush_std_files` in `Python/pylifecycle.c`;
//! `_PyModule_ClearDict` in `Objects/moduleobject.c`.
//!
//! Threads end, what was registered with `atexit` is called, what is buffered is written. Then
//! the modules go, so that objects with a `__del__` see their end: first those that nothing needs
//! any more, then their dicts are emptied, names with one underscore first.

use import_system::{importlib, modules};
use object_model::errors;
use object_model::name;
use object_model::types::dict::PyDictObject;
use object_model::types::module::PyModuleObject;
use object_model::types::none;
use object_model::types::str::{self, PyASCIIObject};
use object_model::types::weakref;
use object_model::{Obj, Ref, Result};

use crate::{lifecycle, sys, warnings};

// ANCHOR: finalize
/// The end. False if something couldn't be written. C: `Py_FinalizeEx`.
pub fn finalize() -> bool {
    join_threads();
    run_exit_functions();
    let mut all_written = flush_standard_files();
    lifecycle::set_finalizing();
    object_model::gc::collect();
    if finalize_modules().is_err() {
        errors::clear();
    }
    all_written &= flush_standard_files();
    warnings::finalize();
    importlib::finalize();
    all_written
}

/// `threading` waits for its threads. C: `wait_for_thread_shutdown`.
fn join_threads() {
    let Ok(Some(threading)) = modules::get(name!("threading")) else {
        return errors::clear();
    };
    if threading.borrow().call_method(name!("_shutdown"), &[]).is_err() {
        errors::write_unraisable("in", Some(threading.borrow()));
    }
}

/// C: `_PyAtExit_Call`.
fn run_exit_functions() {
    let Ok(Some(atexit)) = modules::get(name!("atexit")) else {
        return errors::clear();
    };
    if atexit.borrow().call_method(name!("_run_exitfuncs"), &[]).is_err() {
        errors::clear();
    }
}

/// C: `flush_std_files`.
fn flush_standard_files() -> bool {
    let mut all_written = true;
    for (name, tells) in [(name!("stdout"), true), (name!("stderr"), false)] {
        let Ok(Some(file)) = sys::get(name) else { continue };
        if file.borrow().is_none() || is_closed(file.borrow()) {
            continue;
        }
        if file.borrow().call_method(name!("flush"), &[]).is_err() {
            all_written = false;
            match tells {
                true => errors::write_unraisable("in", Some(file.borrow())),
                false => errors::clear(),
            }
        }
    }
    all_written
}

/// C: `file_is_closed`.
fn is_closed(file: Obj<'_>) -> bool {
    let closed = file.lookup_attribute(name!("closed"));
    let closed = closed.and_then(|closed: Option<Ref>| match closed {
        Some(closed) => closed.borrow().is_true(),
        None => Ok(false),
    });
    closed.unwrap_or_else(|_| {
        errors::clear();
        false
    })
}
// ANCHOR_END: finalize

// ANCHOR: modules
/// What `sys` keeps of a program. C: `sys_deletes`.
const FORGOTTEN: &[&str] = &[
    "path",
    "argv",
    "ps1",
    "ps2",
    "last_type",
    "last_value",
    "last_traceback",
    "path_hooks",
    "path_importer_cache",
    "meta_path",
];

/// C: `finalize_modules`.
fn finalize_modules() -> Result<()> {
    let all = modules::modules()?;
    let all = all.borrow();
    if let Some(builtins) = modules::get(name!("builtins"))? {
        builtins.borrow().set_attribute(name!("_"), Some(none()))?;
    }
    for name in FORGOTTEN {
        sys::set(str::interned(name)?.borrow(), none())?;
    }
    for name in ["stdin", "stdout", "stderr"] {
        let kept = sys::get(str::interned(&format!("__{name}__"))?.borrow())?;
        let kept = kept.unwrap_or_else(|| none().to_ref());
        sys::set(str::interned(name)?.borrow(), kept.borrow())?;
    }
    let names: Vec<(Ref, Ref)> = all.items().collect();
    let mut left = Vec::new();
    let mut own = Vec::new();
    for (key, module) in names {
        if let Some(module) = module.borrow().downcast::<PyModuleObject>() {
            match module.own_name()?.is_some_and(|name| is_own(name.borrow())) {
                true => own.push(module.to_ref()),
                false => left.push(weakref::object::new(module.object(), None)?),
            }
        }
        all.set_item(key.borrow(), none())?;
    }
    all.clear();
    object_model::gc::collect();
    for reference in left.iter().rev() {
        let referent = reference.borrow().referent();
        if let Some(module) = referent.and_then(|object| object.downcast::<PyModuleObject>().ok()) {
            clear(module.borrow())?;
        }
    }
    drop(left);
    object_model::gc::collect();
    // `sys` and then `builtins` are the last.
    for module in own.iter().rev() {
        clear(module.borrow())?;
    }
    Ok(())
}

fn is_own(name: Obj<'_>) -> bool {
    let name = name.downcast::<PyASCIIObject>();
    name.is_some_and(|name| name.is_ascii_text("sys") || name.is_ascii_text("builtins"))
}

/// Every name leads to `None` from now on, those with one underscore in front before the others;
/// the built-in names stay reachable. C: `_PyModule_ClearDict`.
fn clear(module: Obj<'_, PyModuleObject>) -> Result<()> {
    let Some(dict) = module.dict_object() else { return Ok(()) };
    let private = |name: &str| name.starts_with('_') && !name.starts_with("__");
    set_to_none(dict.borrow(), private)?;
    set_to_none(dict.borrow(), |name| !name.starts_with('_') || name != "__builtins__")
}

fn set_to_none(dict: Obj<'_, PyDictObject>, wanted: impl Fn(&str) -> bool) -> Result<()> {
    let items: Vec<(Ref, Ref)> = dict.items().collect();
    let keys: Vec<Ref> = items
        .into_iter()
        .filter(|(_, value)| !value.borrow().is_none())
        .map(|(key, _)| key)
        .collect();
    for key in keys {
        let Some(name) = key.borrow().downcast::<PyASCIIObject>() else { continue };
        if wanted(&name.to_text()) {
            dict.set_item(key.borrow(), none())?;
        }
    }
    Ok(())
}
// ANCHOR_END: modules
