//! `_imp`: what the import system written in Python can't do itself.
//!
//! CPython: `Python/import.c` (`imp_methods`, `imp_module_exec`, `create_builtin`,
//! `exec_builtin_or_dynamic`, `_imp__fix_co_filename_impl`), PEP 302.
//!
//! Shared libraries can't be loaded yet. As in a CPython that is built so, `create_dynamic` and
//! `exec_dynamic` are missing then, and there is no suffix that a library could have.

use compiler::siphash::siphash13;
use eval_loop::objects::code::{CODE, PyCodeObject, fix_filename};
use object_model::arguments::Arguments;
use object_model::errors::{TYPE_ERROR, raise};
use object_model::protocol::buffer::Buffer;
use object_model::static_type::Method;
use object_model::types::module::{ModuleDefinition, PyModuleObject};
use object_model::types::str::{self, PyASCIIObject, Str};
use object_model::types::{bool_, bytes, int, list, none, tuple};
use object_model::{Obj, Ref, Result, name};

use crate::settings::SETTINGS;
use crate::{built_in, frozen, lock, modules};

type Module<'a> = Obj<'a, PyModuleObject>;

// ANCHOR: module
/// `_imp`.
pub static MODULE: ModuleDefinition = ModuleDefinition {
    name: "_imp",
    doc: "What importlib can't do in Python.",
    functions: &[
        Method::none(
            c"extension_suffixes",
            "($module, /)",
            extension_suffixes,
            "How the names of extension modules' files end.",
        ),
        Method::none(c"lock_held", "($module, /)", lock_held, "Whether the import lock is held."),
        Method::none(
            c"acquire_lock",
            "($module, /)",
            acquire_lock,
            "Takes the import lock; a thread may take it several times.",
        ),
        Method::none(c"release_lock", "($module, /)", release_lock, "Gives the import lock back."),
        Method::new(
            c"find_frozen",
            "($module, name, /, *, withdata=False)",
            find_frozen,
            "A frozen module's data, whether it is a package, and its name in the library.",
        ),
        Method::new(
            c"get_frozen_object",
            "($module, name, data=None, /)",
            get_frozen_object,
            "The code object of a frozen module.",
        ),
        Method::one(
            c"is_frozen_package",
            "($module, name, /)",
            is_frozen_package,
            "Whether a frozen module is a package.",
        ),
        Method::one(
            c"create_builtin",
            "($module, spec, /)",
            create_builtin,
            "Makes a native module that is part of the program, empty.",
        ),
        Method::one(
            c"init_frozen",
            "($module, name, /)",
            init_frozen,
            "Imports a frozen module without finders and loaders.",
        ),
        Method::one(
            c"is_builtin",
            "($module, name, /)",
            is_builtin,
            "1 for a native module that is part of the program, -1 for one that exists once, else 0.",
        ),
        Method::one(c"is_frozen", "($module, name, /)", is_frozen, "Whether a module is frozen."),
        Method::none(
            c"_frozen_module_names",
            "($module, /)",
            frozen_module_names,
            "The names of the frozen modules.",
        ),
        Method::one(
            c"_override_frozen_modules_for_tests",
            "($module, override, /)",
            override_frozen_modules,
            "Switches frozen modules on (1) or off (-1), or leaves that to the command line (0).",
        ),
        Method::one(c"exec_builtin", "($module, mod, /)", exec_builtin, "Fills a native module."),
        Method::new(
            c"_fix_co_filename",
            "($module, code, path, /)",
            fix_co_filename,
            "Changes the file that code says it is from, and the code inside it.",
        ),
        Method::new(
            c"source_hash",
            "($module, /, key, source)",
            source_hash,
            "The hash that a bytecode file knows its source by.",
        ),
    ],
    execute: Some(execute),
    ..ModuleDefinition::NONE
};
// ANCHOR_END: module

fn execute(module: Module<'_>) -> Result<()> {
    let mode = str::new(SETTINGS.check_hash_based_pycs.get())?;
    module.add("check_hash_based_pycs", mode.object())
}

/// A name, where C's Argument Clinic wants `unicode`.
fn text<'a>(function: &str, argument: &str, given: Obj<'a>) -> Result<Str<'a>> {
    given.downcast::<PyASCIIObject>().ok_or_else(|| wrong(function, argument, "str", given))
}

/// C: `_PyArg_BadArgument`.
fn wrong(function: &str, argument: &str, wanted: &str, given: Obj<'_>) -> object_model::Raised {
    let kind = if given.is_none() { "None" } else { given.ob_type().name() };
    raise(&TYPE_ERROR, format_args!("{function}() {argument} must be {wanted}, not {kind}"))
}

fn extension_suffixes(_: Module<'_>) -> Result {
    Ok(list::new()?.object())
}

// ANCHOR: locks
fn lock_held(_: Module<'_>) -> Result {
    Ok(bool_(lock::is_held()).to_ref())
}

fn acquire_lock(_: Module<'_>) -> Result {
    lock::acquire()?;
    Ok(none().to_ref())
}

fn release_lock(_: Module<'_>) -> Result {
    lock::release()?;
    Ok(none().to_ref())
}
// ANCHOR_END: locks

// ANCHOR: frozen
fn find_frozen(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let name = text("find_frozen", "argument 1", arguments[0])?;
    let with_data = match arguments.get(1) {
        Some(given) => given.is_true()?,
        None => false,
    };
    let Some(module) = frozen::find(name) else {
        return Ok(none().to_ref());
    };
    let data = match with_data {
        true => bytes::new(module.code)?.object(),
        false => none().to_ref(),
    };
    let origin = match module.origin {
        Some(origin) => str::new(origin)?.object(),
        None => none().to_ref(),
    };
    Ok(tuple::new([data, bool_(module.is_package).to_ref(), origin])?.object())
}

fn get_frozen_object(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let name = text("get_frozen_object", "argument 1", arguments[0])?;
    let code = match arguments.not_none(1) {
        None => match frozen::find(name) {
            Some(module) => frozen::code(name, module.code)?,
            None => return Err(frozen::not_found(name)),
        },
        Some(data) => {
            if data.ob_type().buffer(|suite| suite.bf_getbuffer).is_none() {
                return Err(wrong("get_frozen_object", "argument 2", "bytes", data));
            }
            let data = Buffer::simple(data)?;
            frozen::code(name, data.bytes())?
        }
    };
    Ok(code.object())
}

fn is_frozen_package(_: Module<'_>, name: Obj<'_>) -> Result {
    let name = text("is_frozen_package", "argument", name)?;
    match frozen::find(name) {
        Some(module) => Ok(bool_(module.is_package).to_ref()),
        None => Err(frozen::not_found(name)),
    }
}

fn init_frozen(_: Module<'_>, name: Obj<'_>) -> Result {
    let name = text("init_frozen", "argument", name)?;
    match frozen::import(name)? {
        Some(_) => Ok(modules::add(name)?.object()),
        None => Ok(none().to_ref()),
    }
}

fn is_frozen(_: Module<'_>, name: Obj<'_>) -> Result {
    let name = text("is_frozen", "argument", name)?;
    Ok(bool_(frozen::find(name).is_some()).to_ref())
}

fn frozen_module_names(_: Module<'_>) -> Result {
    let names = list::new()?;
    for name in frozen::names() {
        names.borrow().push(str::new(name)?.object())?;
    }
    Ok(names.object())
}

fn override_frozen_modules(_: Module<'_>, given: Obj<'_>) -> Result {
    let number = given.index()?.borrow().to_i64();
    SETTINGS.override_frozen_modules.set(number.unwrap_or_default().signum() as i32);
    Ok(none().to_ref())
}
// ANCHOR_END: frozen

// ANCHOR: built_in
fn is_builtin(_: Module<'_>, name: Obj<'_>) -> Result {
    let name = text("is_builtin", "argument", name)?;
    let found = built_in::find(&name.to_text()).is_some();
    let is_fixed = name.is_ascii_text("sys") || name.is_ascii_text("builtins");
    Ok(int::from_i64(if is_fixed { -1 } else { found.into() })?.object())
}

/// The first phase; `sys` and `builtins` exist once, and stay.
fn create_builtin(_: Module<'_>, spec: Obj<'_>) -> Result {
    let name = spec.get_attribute(name!("name"))?;
    let Some(name) = name.borrow().downcast::<PyASCIIObject>() else {
        return Ok(none().to_ref());
    };
    if name.is_ascii_text("sys") || name.is_ascii_text("builtins") {
        return Ok(modules::add(name)?.object());
    }
    match built_in::find(&name.to_text()) {
        Some(definition) => Ok(definition.create()?.object()),
        None => Ok(none().to_ref()),
    }
}

/// The second phase.
fn exec_builtin(_: Module<'_>, module: Obj<'_>) -> Result {
    if let Some(module) = module.downcast::<PyModuleObject>()
        && let Some(definition) = ModuleDefinition::of(module)
    {
        definition.execute(module)?;
    }
    Ok(int::from_i64(0)?.object())
}
// ANCHOR_END: built_in

fn fix_co_filename(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    const NAME: &str = "_fix_co_filename";
    if !arguments[0].is_instance(&CODE) {
        return Err(wrong(NAME, "argument 1", "code", arguments[0]));
    }
    let code = arguments[0].downcast::<PyCodeObject>().expect("just asked");
    fix_filename(code, text(NAME, "argument 2", arguments[1])?);
    Ok(none().to_ref())
}

fn source_hash(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let key: Ref<int::PyLongObject> = arguments[0].index()?;
    let key = key.borrow().object().to_isize()?;
    let source = Buffer::simple(arguments[1])?;
    let hash = siphash13([key as u64, 0], source.bytes());
    Ok(bytes::new(&hash.to_le_bytes())?.object())
}
