//! Running a module's code in the module, from outside of the import system.
//!
//! CPython: `module_dict_for_exec` and `exec_code_in_module` in `Python/import.c`.

use eval_loop::objects::code::PyCodeObject;
use eval_loop::run::eval_code;
use object_model::errors::{IMPORT_ERROR, raise};
use object_model::types::dict::PyDictObject;
use object_model::types::module::PyModuleObject;
use object_model::types::str::Str;
use object_model::{Obj, Raised, Ref, Result, name};

use crate::modules;

/// The dict of a module, new or of that name, in which code can run: it has its
/// `__builtins__`.
///
/// # Errors
/// `MemoryError`; then the module isn't in `sys.modules` any more.
pub(crate) fn module_dict(name: Str<'_>) -> Result<Ref<PyDictObject>> {
    let module = modules::add(name)?;
    let dict = module.borrow().dict_object().expect("a module that was made by `new` has a dict");
    let prepared = (|| {
        let key = name!("__builtins__");
        if dict.borrow().get_str(key)?.is_none()
            && let Some(builtins) = builtins()?
        {
            dict.borrow().set_item(key.object(), builtins.borrow().object())?;
        }
        Ok(())
    })();
    match prepared {
        Ok(()) => Ok(dict),
        Err(Raised) => {
            modules::remove(name);
            Err(Raised)
        }
    }
}

/// The dict of `builtins`, once it is there.
fn builtins() -> Result<Option<Ref<PyDictObject>>> {
    let module = modules::get(name!("builtins"))?;
    let module = module.and_then(|module| module.downcast::<PyModuleObject>().ok());
    Ok(module.and_then(|module| module.borrow().dict_object()))
}

/// Runs code in a module's dict; what is in `sys.modules` then is the module.
///
/// # Errors
/// What the code raises; then the module isn't in `sys.modules` any more.
pub(crate) fn in_module(
    name: Str<'_>,
    dict: Obj<'_, PyDictObject>,
    code: Obj<'_, PyCodeObject>,
) -> Result {
    if let Err(raised) = eval_code(code, dict, dict.object()) {
        modules::remove(name);
        return Err(raised);
    }
    match modules::get(name)? {
        Some(module) => Ok(module),
        None => {
            let name = name.object().repr()?;
            let message = format_args!("Loaded module {name} not found in sys.modules");
            Err(raise(&IMPORT_ERROR, message))
        }
    }
}
