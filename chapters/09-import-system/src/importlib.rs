//! How the import system comes to life: `importlib._bootstrap`, then what it needs.
//!
//! CPython: `init_importlib`, `init_importlib_external` in `Python/pylifecycle.c`;
//! `_PyImport_BootstrapImp`, `_PyImportZip_Init` in `Python/import.c`.

use object_model::errors;
use object_model::types::list::PyListObject;
use object_model::types::module::{Global, PyModuleObject};
use object_model::types::str;
use object_model::{Field, Ref, Result, name};

use crate::settings::SETTINGS;
use crate::{frozen, imp, import, modules};

static IMPORTLIB: Global<Field<PyModuleObject>> = Global::new(Field::NULL);
static IMPORT_FUNCTION: Global<Field> = Global::new(Field::NULL);

/// `importlib._bootstrap`, once it is there. C: `interp->importlib`.
pub(crate) fn importlib() -> Option<Ref<PyModuleObject>> {
    IMPORTLIB.get()
}

/// The first `builtins.__import__`: whoever has it imports as the statement does.
/// C: `interp->import_func`.
pub(crate) fn import_function() -> Option<Ref> {
    IMPORT_FUNCTION.get()
}

/// Gives the import system's modules up, at the end of the interpreter.
pub fn finalize() {
    eval_loop::run::set_importer(None, import::import_module_level);
    IMPORT_FUNCTION.clear();
    IMPORTLIB.clear();
}

// ANCHOR: init
/// Makes native and frozen modules importable. `sys` and `builtins` have to be there.
/// C: `init_importlib`.
///
/// # Errors
/// What the modules' code raises.
pub fn init_importlib() -> Result<()> {
    let built_in = import::import("builtins")?;
    let function = built_in.borrow().get_attribute(name!("__import__"))?;
    eval_loop::run::set_importer(Some(function.clone()), import::import_module_level);
    IMPORT_FUNCTION.set(Some(function));
    let sys = import::import("sys")?;
    let bootstrap = frozen::import(name!("_frozen_importlib"))?;
    let bootstrap = bootstrap.expect("importlib._bootstrap is frozen");
    let imp = bootstrap_imp()?;
    IMPORTLIB.set(Some(bootstrap.clone()));
    let arguments = [sys.borrow(), imp.borrow()];
    bootstrap.borrow().object().call_method(name!("_install"), &arguments)?;
    Ok(())
}

/// `_imp`, which the import system needs to import anything, itself included.
/// C: `_PyImport_BootstrapImp`.
fn bootstrap_imp() -> Result {
    let module = imp::MODULE.create()?;
    let all = modules::modules()?;
    all.borrow().set_item(name!("_imp").object(), module.borrow().object())?;
    imp::MODULE.execute(module.borrow())?;
    Ok(module.object())
}

/// Makes files importable, and modules in Zip archives. C: `init_importlib_external`.
///
/// # Errors
/// What the modules' code raises.
pub fn init_importlib_external() -> Result<()> {
    let bootstrap = importlib().expect("init_importlib comes first");
    bootstrap.borrow().object().call_method(name!("_install_external_importers"), &[])?;
    init_zip()
}

/// Archives come before directories, and an interpreter without `zipimport` can live.
/// C: `_PyImportZip_Init`.
fn init_zip() -> Result<()> {
    let say = |text: &str| {
        if SETTINGS.verbose.get() > 0 {
            eprintln!("# {text}");
        }
    };
    let hooks = import::import("sys")?.borrow().get_attribute(name!("path_hooks"))?;
    say("installing zipimport hook");
    let Ok(zipimport) = import::import("zipimport") else {
        errors::clear();
        say("can't import zipimport");
        return Ok(());
    };
    let Ok(importer) = zipimport.borrow().get_attribute(name!("zipimporter")) else {
        errors::clear();
        say("can't import zipimport.zipimporter");
        return Ok(());
    };
    if let Some(hooks) = hooks.borrow().downcast::<PyListObject>() {
        let first = object_model::types::list::of(&[importer.borrow()])?;
        hooks.assign_slice(0, 0, Some(first.borrow().object()))?;
    }
    say("installed zipimport hook");
    Ok(())
}
// ANCHOR_END: init
