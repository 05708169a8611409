//! How an interpreter comes to life and how it ends.
//!
//! CPython: `Python/pylifecycle.c` (`Py_InitializeFromConfig`, `Py_FinalizeEx`).

use import_system::{built_in, import, modules};
use object_model::memory::AllocatorChoice;
use object_model::types::module::ModuleDefinition;
use object_model::types::str;
use object_model::{Obj, Ref, Result, name};

use crate::config::Config;
use crate::{builtins, std_printer, sys};

/// The native modules of this crate.
static MODULES: &[&ModuleDefinition] = &[&builtins::MODULE, &sys::MODULE];

// ANCHOR: initialize
/// Brings all chapters to life, with the modules that every program has. The thread has to hold
/// the lock from before this until behind [`finalize`].
///
/// # Errors
/// An exception that the caller has to report.
pub fn initialize(config: &Config) -> Result<()> {
    let allocator = std::env::var("PYTHONMALLOC").ok().filter(|_| config.use_environment);
    let allocator = allocator.and_then(|name| AllocatorChoice::from_name(&name));
    eval_loop::run::initialize(object_model::runtime::Config {
        allocator: allocator.unwrap_or_default(),
        hash_seed: config.hash_seed,
    });
    built_in::extend(MODULES);
    built_in::extend(extension_modules::modules::ALL);
    for name in ["sys", "builtins"] {
        import::import(name)?;
    }
    object_model::runtime::runtime().builtin_hook.set(Some(builtin));
    let state = eval_loop::thread::eval_state();
    state.display_hook.set(Some(sys::call_displayhook));
    let printer = |fd| std_printer::new(fd);
    sys::set(name!("stdout"), printer(1)?.borrow())?;
    sys::set(name!("stderr"), printer(2)?.borrow())?;
    add_main_module()
}

/// `__main__`, with its built-in names. C: `add_main_module`.
fn add_main_module() -> Result<()> {
    let module = object_model::types::module::object::new(name!("__main__"))?;
    let all = modules::modules()?;
    all.borrow().set_item(name!("__main__").object(), module.borrow().object())?;
    module.borrow().add("__builtins__", import::import("builtins")?)
}

/// The built-in object of a name.
fn builtin(name: &str) -> Result {
    let builtins = eval_loop::thread::eval_state().builtins()?;
    builtins.borrow().get_item(str::new(name)?.borrow().object()).map_err(|raised| {
        use object_model::errors::{ATTRIBUTE_ERROR, KEY_ERROR, catch, raise};
        match catch(&KEY_ERROR) {
            true => raise(&ATTRIBUTE_ERROR, name),
            false => raised,
        }
    })
}
// ANCHOR_END: initialize

// ANCHOR: finalize
/// The end: what is left to be written is written. False if something couldn't be.
/// C: `Py_FinalizeEx`.
pub fn finalize() -> bool {
    flush_standard_files()
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
                true => object_model::errors::write_unraisable("in", Some(file.borrow())),
                false => object_model::errors::clear(),
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
        object_model::errors::clear();
        false
    })
}
// ANCHOR_END: finalize
