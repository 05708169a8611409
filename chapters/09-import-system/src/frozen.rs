//! Frozen modules: Python code that is part of the program.
//!
//! CPython: `Python/frozen.c`; `look_up_frozen`, `find_frozen`, `unmarshal_frozen_code` and
//! `PyImport_ImportFrozenModuleObject` in `Python/import.c`.
//!
//! The import system is written in Python, and something has to load it before there is an import
//! system. So its modules are compiled when this crate is built, and their marshalled code lies
//! in the program's own data.
//!
//! CPython freezes some of its library as well, to start faster. Here the library is the
//! installed one, and only what is ours is frozen.

use eval_loop::objects::code::PyCodeObject;
use object_model::errors::{self, IMPORT_ERROR, TYPE_ERROR, raise, raise_instance};
use object_model::types::module::PyModuleObject;
use object_model::types::str::{self, Str};
use object_model::types::{dict, list, tuple};
use object_model::{Raised, Ref, Result, name};

use crate::settings::SETTINGS;
use crate::{exec, marshal, modules};

// ANCHOR: table
/// A frozen module.
#[derive(Debug)]
pub struct Frozen {
    /// The name that it is imported by.
    pub name: &'static str,
    /// Its marshalled code.
    pub code: &'static [u8],
    /// Whether it is a package.
    pub is_package: bool,
    /// Its name in the library, where it has a file. A name that begins with `<` is that of the
    /// package whose `__init__` this is.
    pub origin: Option<&'static str>,
    /// Whether it is used even if frozen modules are switched off.
    is_essential: bool,
}

macro_rules! frozen {
    ($code:literal) => {
        include_bytes!(concat!(env!("OUT_DIR"), "/", $code, ".code"))
    };
}

const fn essential(name: &'static str, origin: &'static str, code: &'static [u8]) -> Frozen {
    Frozen { name, code, is_package: false, origin: Some(origin), is_essential: true }
}

const fn example(
    name: &'static str,
    origin: Option<&'static str>,
    is_package: bool,
    code: &'static [u8],
) -> Frozen {
    Frozen { name, code, is_package, origin, is_essential: false }
}

static FROZEN: &[Frozen] = &[
    essential("_frozen_importlib", "importlib._bootstrap", frozen!("importlib._bootstrap")),
    essential(
        "_frozen_importlib_external",
        "importlib._bootstrap_external",
        frozen!("importlib._bootstrap_external"),
    ),
    essential("zipimport", "zipimport", frozen!("zipimport")),
    example("__hello__", Some("__hello__"), false, frozen!("__hello__")),
    example("__hello_alias__", Some("__hello__"), false, frozen!("__hello__")),
    example("__phello_alias__", Some("__hello__"), true, frozen!("__hello__")),
    example("__phello_alias__.spam", Some("__hello__"), false, frozen!("__hello__")),
    example("__phello__", Some("__phello__"), true, frozen!("__phello__")),
    example("__phello__.__init__", Some("<__phello__"), false, frozen!("__phello__")),
    example("__phello__.ham", Some("__phello__.ham"), true, frozen!("__phello__.ham")),
    example("__phello__.ham.__init__", Some("<__phello__.ham"), false, frozen!("__phello__.ham")),
    example(
        "__phello__.ham.eggs",
        Some("__phello__.ham.eggs"),
        false,
        frozen!("__phello__.ham.eggs"),
    ),
    example("__phello__.spam", Some("__phello__.spam"), false, frozen!("__phello__.spam")),
    example("__hello_only__", None, false, frozen!("__hello__")),
];
// ANCHOR_END: table

fn is_used(module: &Frozen) -> bool {
    module.is_essential
        || match SETTINGS.override_frozen_modules.get() {
            0 => SETTINGS.use_frozen_modules.get(),
            override_ => override_ > 0,
        }
}

/// The frozen module of a name. C: `look_up_frozen`.
pub fn find(name: Str<'_>) -> Option<&'static Frozen> {
    // No name of theirs has anything but ASCII.
    let name = name.ascii_text()?;
    FROZEN.iter().find(|module| module.name == name && is_used(module))
}

/// The names of all that are used. C: `list_frozen_module_names`.
pub fn names() -> impl Iterator<Item = &'static str> {
    FROZEN.iter().filter(|module| is_used(module)).map(|module| module.name)
}

/// There is no such module. C: `set_frozen_error`.
pub(crate) fn not_found(name: Str<'_>) -> Raised {
    import_error(name, "No such frozen object named ", "")
}

fn import_error(name: Str<'_>, before: &str, after: &str) -> Raised {
    let make = || {
        let message = format!("{before}{}{after}", name.object().repr()?);
        let arguments = tuple::new([str::new(&message)?.object()])?;
        let keywords = dict::new()?;
        keywords.borrow().set_item(name!("name").object(), name.object())?;
        let class = IMPORT_ERROR.as_type().object();
        class.call_tuple(arguments.borrow(), Some(keywords.borrow()))
    };
    match make().map(Ref::downcast) {
        Ok(Ok(error)) => raise_instance(error),
        Ok(Err(_)) | Err(_) => Raised,
    }
}

/// The code object in a frozen module's bytes. C: `unmarshal_frozen_code`.
///
/// # Errors
/// `ImportError` where there is no value in them, `TypeError` where it is none of code.
pub fn code(name: Str<'_>, bytes: &[u8]) -> Result<Ref<PyCodeObject>> {
    let value = match bytes.is_empty() {
        true => None,
        false => marshal::loads(bytes).ok(),
    };
    let Some(value) = value else {
        errors::clear();
        return Err(import_error(name, "Frozen object named ", " is invalid"));
    };
    value.downcast::<PyCodeObject>().map_err(|_| match name.object().repr() {
        Ok(shown) => raise(&TYPE_ERROR, format_args!("frozen object {shown} is not a code object")),
        Err(raised) => raised,
    })
}

// ANCHOR: import
/// Imports a frozen module without finders and loaders; none if there is no such. Its
/// `__origname__` is what `FrozenImporter` makes a spec from later on.
/// C: `PyImport_ImportFrozenModuleObject`.
///
/// # Errors
/// What its code raises.
pub fn import(name: Str<'_>) -> Result<Option<Ref<PyModuleObject>>> {
    let Some(module) = find(name) else {
        return Ok(None);
    };
    let code = code(name, module.code)?;
    if module.is_package {
        modules::add(name)?.borrow().add("__path__", list::new()?.object())?;
    }
    let dict = exec::module_dict(name)?;
    let result = exec::in_module(name, dict.borrow(), code.borrow())?;
    let origin = match module.origin {
        Some(origin) => str::new(origin)?.object(),
        None => object_model::types::none().to_ref(),
    };
    dict.borrow().set_item(name!("__origname__").object(), origin.borrow())?;
    Ok(result.downcast().ok())
}
// ANCHOR_END: import
