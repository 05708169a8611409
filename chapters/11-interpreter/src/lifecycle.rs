//! How an interpreter comes to life.
//!
//! CPython: `Python/pylifecycle.c` (`pyinit_core`, `init_interp_main`).
//!
//! The order is CPython's: `sys` and `builtins`; the import system, which is Python code and
//! needs the two; what encodes and decodes; signals; `__main__`; the standard files; `site`.
//! [`shutdown`](crate::shutdown) undoes it.

use std::cell::Cell;

use import_system::settings::SETTINGS;
use import_system::{built_in, import, importlib, modules};
use object_model::errors::{self, ATTRIBUTE_ERROR, KEY_ERROR, MODULE_NOT_FOUND_ERROR, raise};
use object_model::memory::AllocatorChoice;
use object_model::runtime::runtime;
use object_model::types::int::DigitLimit;
use object_model::types::module::{Global, ModuleDefinition, PyModuleObject};
use object_model::types::{none, str};
use object_model::{Ref, Result, name};

use crate::config::Config;
use crate::{builtins, standard_files, std_printer, sys, warnings};

/// The native modules of this crate.
static MODULES: &[&ModuleDefinition] = &[&builtins::MODULE, &sys::MODULE, &warnings::MODULE];

static FINALIZING: Global<Cell<bool>> = Global::new(Cell::new(false));

/// `sys.is_finalizing()`
pub(crate) fn is_finalizing() -> bool {
    FINALIZING.get()
}

/// From now on the program is ending.
pub(crate) fn set_finalizing() {
    FINALIZING.set(true);
}

// ANCHOR: initialize
/// Brings all chapters to life. The thread has to hold the lock, from before this until behind
/// [`shutdown::finalize`](crate::shutdown::finalize).
///
/// # Errors
/// An exception that the caller has to report.
pub fn initialize(config: &Config) -> Result<()> {
    initialize_core(config)?;
    let sys = sys_module()?;
    sys::info::add_config(sys.borrow(), config)?;
    importlib::init_importlib()?;
    importlib::init_importlib_external()?;
    import_encodings(config)?;
    import::import("_signal")?;
    add_main_module()?;
    standard_files::open(config)?;
    if !config.warnoptions.is_empty() {
        // The filters are made by Python code.
        import::import("warnings").or_else(report)?;
    }
    if config.site_import && has_library() {
        import::import("site")?;
    }
    Ok(())
}

/// What has to be there before Python code can run. C: `pyinit_core`.
fn initialize_core(config: &Config) -> Result<()> {
    let allocator = std::env::var("PYTHONMALLOC").ok().filter(|_| config.use_environment);
    let allocator = allocator.and_then(|name| AllocatorChoice::from_name(&name));
    eval_loop::run::initialize(object_model::runtime::Config {
        allocator: allocator.unwrap_or_default(),
        hash_seed: config.hash_seed,
    });
    let runtime = runtime();
    if let Some(limit) = usize::try_from(config.int_max_str_digits).ok().and_then(DigitLimit::new) {
        runtime.int_max_str_digits.set(limit);
    }
    SETTINGS.verbose.set(config.verbose);
    SETTINGS.import_time.set(config.import_time);
    SETTINGS.audit.set(Some(sys::audit::audit));
    SETTINGS.check_hash_based_pycs.set(match config.check_hash_pycs_mode.as_str() {
        "always" => "always",
        "never" => "never",
        _ => "default",
    });
    built_in::extend(MODULES);
    built_in::extend(import_system::MODULES);
    built_in::extend(extension_modules::modules::ALL);
    for name in ["sys", "builtins"] {
        import::import(name)?;
    }
    runtime.builtin_hook.set(Some(builtin));
    runtime.warn_hook.set(Some(warnings::hook));
    runtime.unraisable_hook.set(Some(sys::report_unraisable));
    eval_loop::thread::eval_state().display_hook.set(Some(sys::call_displayhook));
    // Errors of the start can be shown from here on.
    let printer = std_printer::new(2)?;
    sys::set(name!("stderr"), printer.borrow())?;
    sys::set(name!("__stderr__"), printer.borrow())
}
// ANCHOR_END: initialize

/// The module `sys`.
pub(crate) fn sys_module() -> Result<Ref<PyModuleObject>> {
    let module = import::import("sys")?;
    module.downcast().map_err(|_| raise(&errors::RUNTIME_ERROR, "lost sys module"))
}

/// Whether the folder of the library is known.
pub(crate) fn has_library() -> bool {
    matches!(sys::get(name!("_stdlib_dir")), Ok(Some(folder)) if !folder.borrow().is_none())
}

/// `encodings` finds codecs. Without a library there are only the native ones.
fn import_encodings(config: &Config) -> Result<()> {
    match import::import("encodings") {
        Ok(_) => Ok(()),
        Err(_)
            if config.home.is_none()
                && !has_library()
                && errors::catch(&MODULE_NOT_FOUND_ERROR) =>
        {
            Ok(())
        }
        Err(raised) => Err(raised),
    }
}

/// Says what has gone wrong; the start goes on.
fn report(raised: object_model::Raised) -> Result {
    if let Some(exception) = errors::take() {
        crate::traceback::display(exception.borrow());
        return Ok(none().to_ref());
    }
    Err(raised)
}

/// `__main__`, with its built-in names and what loads it. C: `add_main_module`.
fn add_main_module() -> Result<()> {
    let module = object_model::types::module::object::new(name!("__main__"))?;
    let all = modules::modules()?;
    all.borrow().set_item(name!("__main__").object(), module.borrow().object())?;
    module.borrow().add("__annotations__", object_model::types::dict::new()?.object())?;
    module.borrow().add("__builtins__", import::import("builtins")?)?;
    let importlib = import::import("_frozen_importlib")?;
    let loader = importlib.borrow().get_attribute(name!("BuiltinImporter"))?;
    module.borrow().add("__loader__", loader)
}

/// The built-in object of a name: among those of the running code, where any runs.
/// C: `_PyEval_GetBuiltin`.
fn builtin(name: &str) -> Result {
    let name = str::new(name)?;
    if eval_loop::thread::eval_state().current_frame.get().is_none() {
        return import::import("builtins")?.borrow().get_attribute(name.borrow());
    }
    let builtins = eval_loop::thread::eval_state().builtins()?;
    builtins.borrow().get_item(name.borrow().object()).map_err(|raised| {
        match errors::catch(&KEY_ERROR) {
            true => raise(&ATTRIBUTE_ERROR, name),
            false => raised,
        }
    })
}
