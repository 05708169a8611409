//! The hooks of `sys`: how a value is shown at the prompt, and an exception that nobody catches.
//!
//! CPython: `sys_displayhook`, `sys_excepthook_impl`, `sys_breakpointhook` in
//! `Python/sysmodule.c`; `_PyErr_WriteUnraisableMsg`, `_PyErr_WriteUnraisableDefaultHook` in
//! `Python/errors.c`.

use object_model::arguments::Arguments;
use object_model::errors::{
    self, ATTRIBUTE_ERROR, IMPORT_ERROR, PyBaseExceptionObject, RUNTIME_ERROR, RUNTIME_WARNING,
    TYPE_ERROR, UNICODE_ENCODE_ERROR, raise,
};
use object_model::name;
use object_model::types::module::PyModuleObject;
use object_model::types::str::{self, PyASCIIObject};
use object_model::types::tuple::PyTupleObject;
use object_model::types::{none, struct_sequence, tuple};
use object_model::{Obj, Ref, Result};

use super::info::UNRAISABLE_HOOK_ARGS;
use crate::builtins::{flush_if_possible, write_object, write_text};
use crate::traceback;

type Module<'a> = Obj<'a, PyModuleObject>;

// ANCHOR: displayhook
/// `displayhook(object)`. C: `sys_displayhook`.
pub(super) fn displayhook(value: Obj<'_>) -> Result<()> {
    let Some(builtins) = import_system::modules::get(name!("builtins"))? else {
        return Err(raise(&RUNTIME_ERROR, "lost builtins module"));
    };
    if value.is_none() {
        return Ok(());
    }
    // So that nothing is kept of it while it is shown.
    builtins.borrow().set_attribute(name!("_"), Some(none()))?;
    let Some(file) = super::get(name!("stdout"))?.filter(|file| !file.borrow().is_none()) else {
        return Err(raise(&RUNTIME_ERROR, "lost sys.stdout"));
    };
    let text = value.repr()?;
    if write_object(text.borrow().object(), file.borrow()).is_err() {
        if !errors::catch(&UNICODE_ENCODE_ERROR) {
            return Err(object_model::Raised);
        }
        write_escaped(text.borrow(), file.borrow())?;
    }
    write_text("\n", file.borrow())?;
    builtins.borrow().set_attribute(name!("_"), Some(value))
}

/// What the file's encoding has no bytes for is written as an escape.
/// C: `sys_displayhook_unencodable`.
fn write_escaped(text: Obj<'_, PyASCIIObject>, file: Obj<'_>) -> Result<()> {
    let encoding = file.get_attribute(name!("encoding"))?;
    let handler = str::interned("backslashreplace")?.object();
    let how = [encoding.borrow(), handler.borrow()];
    let bytes = text.object().call_method(name!("encode"), &how)?;
    match file.lookup_attribute(name!("buffer"))? {
        Some(buffer) => {
            buffer.borrow().call_method(name!("write"), &[bytes.borrow()])?;
        }
        None => {
            let strict = str::interned("strict")?.object();
            let how = [encoding.borrow(), strict.borrow()];
            let text = bytes.borrow().call_method(name!("decode"), &how)?;
            write_object(text.borrow(), file)?;
        }
    }
    Ok(())
}

/// `sys.displayhook(value)`, for the loop. C: `PRINT_EXPR`.
pub(crate) fn call_displayhook(value: Obj<'_>) -> Result<()> {
    match super::get(name!("displayhook"))? {
        Some(hook) => hook.borrow().call_one(value).map(drop),
        None => Err(raise(&RUNTIME_ERROR, "lost sys.displayhook")),
    }
}
// ANCHOR_END: displayhook

// ANCHOR: excepthook
/// `excepthook(exctype, value, traceback)`
pub(super) fn excepthook(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    traceback::display_value(arguments[1], arguments[2]);
    Ok(none().to_ref())
}
// ANCHOR_END: excepthook

// ANCHOR: breakpointhook
/// `breakpointhook(*args, **kws)`: calls what `PYTHONBREAKPOINT` names, else `pdb.set_trace`.
pub(super) fn breakpointhook(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let variable = std::env::var_os("PYTHONBREAKPOINT");
    let variable = variable.filter(|_| crate::config::config().use_environment);
    let path = match variable.as_ref().map(|path| path.to_string_lossy()) {
        Some(path) if path == "0" => return Ok(none().to_ref()),
        Some(path) if !path.is_empty() => path.into_owned(),
        _ => "pdb.set_trace".to_owned(),
    };
    let (module, attribute) = match path.rsplit_once('.') {
        Some(parts) => parts,
        None => ("builtins", &*path),
    };
    let warn = || {
        let message = format_args!("Ignoring unimportable $PYTHONBREAKPOINT: \"{path}\"");
        errors::warn(&RUNTIME_WARNING, message).map(|()| none().to_ref())
    };
    let list = object_model::types::list::of(&[str::new(attribute)?.borrow().object()])?;
    let name = str::new(module)?;
    let from_list = Some(list.borrow().object());
    let import = import_system::import::import_module_level;
    let module = match import(name.borrow().object(), None, None, from_list, 0) {
        Ok(module) => module,
        Err(_) if errors::catch(&IMPORT_ERROR) => return warn(),
        Err(raised) => return Err(raised),
    };
    let hook = match module.borrow().get_attribute(str::new(attribute)?.borrow()) {
        Ok(hook) => hook,
        Err(_) if errors::catch(&ATTRIBUTE_ERROR) => return warn(),
        Err(raised) => return Err(raised),
    };
    let positional = tuple::of(arguments.rest())?;
    let keywords = arguments.keyword_dict()?;
    hook.borrow().call_tuple(positional.borrow(), keywords.as_ref().map(Ref::borrow))
}
// ANCHOR_END: breakpointhook

// ANCHOR: unraisable
/// `unraisablehook(unraisable)`
pub(super) fn unraisablehook(_: Module<'_>, unraisable: Obj<'_>) -> Result {
    object_model::runtime::make_ready(&UNRAISABLE_HOOK_ARGS);
    if !unraisable.is_exactly(&UNRAISABLE_HOOK_ARGS) {
        let message = "sys.unraisablehook argument type must be UnraisableHookArgs";
        return Err(raise(&TYPE_ERROR, message));
    }
    let parts = unraisable.downcast::<PyTupleObject>().map(|parts| parts.items());
    if let Some([_, value, traceback, message, object]) = parts {
        write_unraisable(*value, *traceback, *message, *object)?;
    }
    Ok(none().to_ref())
}

/// C: `write_unraisable_exc`, `write_unraisable_exc_file`.
fn write_unraisable(
    value: Obj<'_>,
    traceback: Obj<'_>,
    message: Obj<'_>,
    object: Obj<'_>,
) -> Result<()> {
    let Some(file) = super::get(name!("stderr"))?.filter(|file| !file.borrow().is_none()) else {
        return Ok(());
    };
    let file = file.borrow();
    if !object.is_none() {
        match message.is_none() {
            true => write_text("Exception ignored in: ", file)?,
            false => {
                write_object(message, file)?;
                write_text(": ", file)?;
            }
        }
        match object.repr() {
            Ok(shown) => write_object(shown.borrow().object(), file)?,
            Err(_) => {
                errors::clear();
                write_text("<object repr() failed>", file)?;
            }
        }
        write_text("\n", file)?;
    } else if !message.is_none() {
        write_object(message, file)?;
        write_text(":\n", file)?;
    }
    if let Some(exception) = value.downcast::<PyBaseExceptionObject>() {
        traceback::write_without_chain(exception, traceback, file)?;
    }
    flush_if_possible(file);
    Ok(())
}

/// Hands an exception that nobody can catch to `sys.unraisablehook`.
/// C: `_PyErr_WriteUnraisableMsg`.
pub(crate) fn report_unraisable(
    exception: Option<Ref<PyBaseExceptionObject>>,
    place: &str,
    object: Option<Obj<'_>>,
) {
    let Some(exception) = exception else { return };
    if call_unraisablehook(exception.borrow(), place, object).is_err() {
        // The hook has failed: what is said of that isn't asked of it again.
        if let Some(second) = errors::take() {
            let message = str::new("Exception ignored in sys.unraisablehook");
            let shown = message.and_then(|message| {
                let hook = super::get(name!("unraisablehook"))?.unwrap_or_else(|| none().to_ref());
                let traceback = second.traceback.get().unwrap_or_else(|| none().to_ref());
                let message = message.borrow().object();
                let second = second.borrow().object();
                write_unraisable(second, traceback.borrow(), message, hook.borrow())
            });
            if shown.is_err() {
                errors::clear();
            }
        }
    }
    errors::clear();
}

fn call_unraisablehook(
    exception: Obj<'_, PyBaseExceptionObject>,
    place: &str,
    object: Option<Obj<'_>>,
) -> Result<()> {
    let traceback = exception.traceback.get().unwrap_or_else(|| none().to_ref());
    let message = match place {
        "" | "in" => none().to_ref(),
        place => str::new(&format!("Exception ignored {place}"))?.object(),
    };
    let object = object.unwrap_or(none());
    let own = || write_unraisable(exception.object(), traceback.borrow(), message.borrow(), object);
    let Some(hook) = super::get(name!("unraisablehook"))? else {
        return own();
    };
    object_model::runtime::make_ready(&UNRAISABLE_HOOK_ARGS);
    let values = [
        exception.ob_type().object().to_ref(),
        exception.object().to_ref(),
        traceback.clone(),
        message.clone(),
        object.to_ref(),
    ];
    let arguments = struct_sequence::make(&UNRAISABLE_HOOK_ARGS, values.into_iter())?;
    let arguments = arguments.borrow().object();
    super::audit::audit("sys.unraisablehook", &[hook.borrow(), arguments])?;
    if hook.borrow().is_none() {
        return own();
    }
    hook.borrow().call_one(arguments).map(drop)
}
// ANCHOR_END: unraisable
