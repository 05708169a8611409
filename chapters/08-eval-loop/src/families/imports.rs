//! `import`, and the value of an expression at the prompt. What importing is stands in chapter
//! 9: here `__import__` is called.

use std::cell::Cell;

use object_model::errors::{self, IMPORT_ERROR, KEY_ERROR, RUNTIME_ERROR, TYPE_ERROR, raise};
use object_model::name;
use object_model::runtime::runtime;
use object_model::types::int::PyLongObject;
use object_model::types::module::{Global, PyModuleObject};
use object_model::types::str::{self, PyASCIIObject, Str};
use object_model::types::{dict, none, tuple};
use object_model::{Field, Obj, Raised, Ref, Result};

use crate::context::{Context, Next};
use crate::families::names;
use crate::frame::Frame;

/// ( level wanted -- module )
pub(crate) fn IMPORT_NAME(context: &mut Context, at: u32) -> Next {
    let (wanted, level) = (context.pop(), context.pop());
    let name = context.name(at);
    import(context.frame, name.borrow(), wanted.borrow(), level.borrow())
        .map(|module| context.push(module))
        .into()
}

/// What `__import__` does, without a call: name, globals, locals, what is wanted of the module,
/// and the level.
pub type ImportFunction =
    fn(Obj<'_>, Option<Obj<'_>>, Option<Obj<'_>>, Option<Obj<'_>>, i32) -> Result;

struct Importer {
    /// C: `interp->import_func`.
    function: Field,
    import: Cell<Option<ImportFunction>>,
}

static IMPORTER: Global<Importer> =
    Global::new(Importer { function: Field::NULL, import: Cell::new(None) });

/// Says what the first `builtins.__import__` does: as long as nobody has put another in its place,
/// the statement does it without a call.
pub fn set_importer(function: Option<Ref>, import: ImportFunction) {
    IMPORTER.function.set(function);
    IMPORTER.import.set(Some(import));
}

/// C: `import_name`.
fn import(frame: Frame, name: Str<'_>, wanted: Obj<'_>, level: Obj<'_>) -> Result {
    let function = match frame.builtins().get_item(name!("__import__").object()) {
        Ok(function) => function,
        Err(_) if errors::catch(&KEY_ERROR) => {
            return Err(raise(&IMPORT_ERROR, "__import__ not found"));
        }
        Err(raised) => return Err(raised),
    };
    let locals = frame.f_locals.get().unwrap_or_else(|| none().to_ref());
    let globals = frame.globals().object();
    if let Some(import) = IMPORTER.import.get()
        && std::ptr::eq(IMPORTER.function.as_raw(), function.borrow().as_ptr().as_ptr())
        && let Some(level) = level.downcast_exact::<PyLongObject>().and_then(Obj::one_digit)
    {
        return import(
            name.object(),
            Some(globals),
            Some(locals.borrow()),
            Some(wanted),
            level as i32,
        );
    }
    function.borrow().call(&[name.object(), globals, locals.borrow(), wanted, level])
}

/// ( module -- module attribute )
pub(crate) fn IMPORT_FROM(context: &mut Context, at: u32) -> Next {
    let (name, module) = (context.name(at), context.peek(1));
    import_from(module.borrow(), name.borrow()).map(|value| context.push(value)).into()
}

/// An attribute of the module; or, where imports go in a circle and the package doesn't have it
/// yet, the module of that name. C: `import_from`.
fn import_from(module: Obj<'_>, name: Str<'_>) -> Result {
    if let Some(value) = module.lookup_attribute(name)? {
        return Ok(value);
    }
    let package = match module.get_attribute(name!("__name__")) {
        Ok(package) => package.downcast::<PyASCIIObject>().ok(),
        Err(_) => {
            errors::clear();
            None
        }
    };
    if let (Some(package), Some(modules)) = (&package, runtime().modules.get()) {
        let full = str::new(&format!("{package}.{name}"))?;
        if let Some(found) = modules.borrow().get_str(full.borrow())? {
            return Ok(found);
        }
    }
    Err(cannot_import(module, name, package))
}

#[cold]
fn cannot_import(module: Obj<'_>, name: Str<'_>, package: Option<Ref<PyASCIIObject>>) -> Raised {
    let make = || {
        let shown = match &package {
            Some(package) => package.borrow().object().repr()?.borrow().to_text().into_owned(),
            None => "'<unknown module name>'".to_owned(),
        };
        let path = match file_of(module) {
            Ok(path) => path,
            Err(Raised) => {
                errors::clear();
                None
            }
        };
        let name = name.object().repr()?;
        let message = match &path {
            None => format!("cannot import name {name} from {shown} (unknown location)"),
            Some(path) if is_initializing(module) => format!(
                "cannot import name {name} from partially initialized module {shown} (most likely \
                 due to a circular import) ({path})"
            ),
            Some(path) => format!("cannot import name {name} from {shown} ({path})"),
        };
        let keywords = dict::new()?;
        let or_none = |text: Option<Ref<PyASCIIObject>>| match text {
            Some(text) => text.object(),
            None => none().to_ref(),
        };
        let (package, path) = (or_none(package.clone()), or_none(path));
        keywords.borrow().set_item(name!("name").object(), package.borrow())?;
        keywords.borrow().set_item(name!("path").object(), path.borrow())?;
        let arguments = tuple::of(&[str::new(&message)?.borrow().object()])?;
        let class = IMPORT_ERROR.as_type().object();
        class.call_tuple(arguments.borrow(), Some(keywords.borrow()))
    };
    match make() {
        Ok(exception) => errors::raise_object(&IMPORT_ERROR, exception),
        Err(raised) => raised,
    }
}

/// C: `PyModule_GetFilenameObject`.
fn file_of(module: Obj<'_>) -> Result<Option<Ref<PyASCIIObject>>> {
    let Some(module) = module.downcast::<PyModuleObject>() else { return Ok(None) };
    let file = match module.object().dict()? {
        Some(dict) => dict.borrow().get_str(name!("__file__"))?,
        None => None,
    };
    Ok(file.and_then(|file| file.downcast().ok()))
}

/// C: `_PyModuleSpec_IsInitializing`.
fn is_initializing(module: Obj<'_>) -> bool {
    let ask = || {
        let Some(spec) = module.lookup_attribute(name!("__spec__"))? else { return Ok(false) };
        match spec.borrow().lookup_attribute(name!("_initializing"))? {
            Some(initializing) => initializing.borrow().is_true(),
            None => Ok(false),
        }
    };
    ask().unwrap_or_else(|Raised| {
        errors::clear();
        false
    })
}

/// ( module -- )   `from module import *`
pub(crate) fn IMPORT_STAR(context: &mut Context, _: u32) -> Next {
    let module = context.pop();
    let import = || {
        let locals = names::locals(context.frame)?;
        import_all(locals.borrow(), module.borrow())
    };
    import().into()
}

/// C: `import_all_from`.
fn import_all(locals: Obj<'_>, module: Obj<'_>) -> Result<()> {
    let all = module.lookup_attribute(name!("__all__"))?;
    let skip_private = all.is_none();
    let names = match all {
        Some(all) => all,
        None => match module.lookup_attribute(name!("__dict__"))? {
            Some(dict) => dict.borrow().call_method(name!("keys"), &[])?,
            None => {
                let message = "from-import-* object has no __dict__ and no __all__";
                return Err(raise(&IMPORT_ERROR, message));
            }
        },
    };
    let iterator = names.borrow().iter()?;
    let mut found: Vec<Ref> = Vec::new();
    while let Some(name) = iterator.borrow().next()? {
        found.push(name);
    }
    for name in found {
        let Some(name) = name.borrow().downcast::<PyASCIIObject>() else {
            let module = module.get_attribute(name!("__name__"))?.borrow().str()?;
            let kind = name.borrow().ob_type().name().to_owned();
            let where_ = if skip_private { "Key in" } else { "Item in" };
            let list = if skip_private { "__dict__" } else { "__all__" };
            let message = format_args!("{where_} {module}.{list} must be str, not {kind}");
            return Err(raise(&TYPE_ERROR, message));
        };
        if skip_private && name.code_points().next() == Some(u32::from('_')) {
            continue;
        }
        let value = module.get_attribute(name)?;
        locals.set_item(name.object(), Some(value.borrow()))?;
    }
    Ok(())
}

/// ( value -- )   `sys.displayhook(value)`
pub(crate) fn PRINT_EXPR(context: &mut Context, _: u32) -> Next {
    let value = context.pop();
    let Some(hook) = context.state.display_hook.get() else {
        raise(&RUNTIME_ERROR, "lost sys.displayhook");
        return Next::Error;
    };
    hook(value.borrow()).into()
}
