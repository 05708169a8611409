//! `posix`: the calls of the operating system.
//!
//! CPython: `Modules/posixmodule.c`.
//!
//! [`path`] is what every function makes of a path, a descriptor or a directory's descriptor.
//! The functions stand by what they are about: [`stat`], [`files`], [`directory`],
//! [`descriptors`], [`vectors`], [`process`], [`schedule`], [`spawn`], [`identity`],
//! [`attributes`], [`system`]; numbers are in [`constants`].

mod attributes;
mod constants;
mod descriptors;
mod directory;
mod files;
mod identity;
mod path;
mod process;
mod schedule;
mod spawn;
mod stat;
mod system;
mod terminal;
mod times;
mod vectors;

pub(crate) use identity::{id, id_object};
pub(crate) use path::file_descriptor;
pub(crate) use process::{Pointers, after_fork, before_fork, strings};

use std::ffi::CStr;

use object_model::errors::OS_ERROR;

use crate::prelude::*;

// ANCHOR: module
/// `posix`.
pub static MODULE: ModuleDefinition = ModuleDefinition {
    name: "posix",
    doc: "The calls of the operating system.",
    types: &[
        &stat::STAT_RESULT,
        &stat::STATVFS_RESULT,
        &terminal::TERMINAL_SIZE,
        &system::UNAME_RESULT,
        &times::TIMES_RESULT,
        &process::WAITID_RESULT,
        &schedule::SCHED_PARAM,
        &directory::DIR_ENTRY,
    ],
    constants: constants::NUMBERS,
    execute: Some(execute),
    ..ModuleDefinition::NONE
};

/// The functions, by file.
static FUNCTIONS: &[&[Method<PyModuleObject>]] = &[
    stat::FUNCTIONS,
    files::FUNCTIONS,
    directory::FUNCTIONS,
    descriptors::FUNCTIONS,
    vectors::FUNCTIONS,
    process::FUNCTIONS,
    schedule::FUNCTIONS,
    spawn::FUNCTIONS,
    identity::FUNCTIONS,
    attributes::FUNCTIONS,
    system::FUNCTIONS,
    terminal::FUNCTIONS,
    times::FUNCTIONS,
];

fn execute(module: Module<'_>) -> Result<()> {
    directory::make_ready();
    stat::take_over_new();
    schedule::take_over_new();
    for functions in FUNCTIONS {
        module.add_functions(functions)?;
    }
    module.add("environ", system::environ()?)?;
    module.add("error", OS_ERROR.as_type().object().to_ref())?;
    for (name, table) in [
        ("pathconf_names", constants::PATHCONF_NAMES),
        ("confstr_names", constants::CONFSTR_NAMES),
        ("sysconf_names", constants::SYSCONF_NAMES),
    ] {
        let names = dict::new()?;
        for (name, number) in table {
            let number = integer(i64::from(*number))?;
            names.borrow().set_item(str::interned(name)?.borrow().object(), number.borrow())?;
        }
        module.add(name, names.object())?;
    }
    let have = list::new()?;
    for name in constants::HAVE_FUNCTIONS {
        have.borrow().push(text(name)?)?;
    }
    module.add("_have_functions", have.object())
}
// ANCHOR_END: module

// ANCHOR: rows
/// A function whose signature binds its arguments.
const fn row(
    name: &'static CStr,
    signature: &'static str,
    function: fn(Module<'_>, &Arguments<'_>) -> Result,
    doc: &'static str,
) -> Method<PyModuleObject> {
    Method::new(name, signature, function, doc)
}

/// A function of no argument.
const fn none_row(
    name: &'static CStr,
    function: fn(Module<'_>) -> Result,
    doc: &'static str,
) -> Method<PyModuleObject> {
    Method::none(name, "($module, /)", function, doc)
}

/// A function of one argument.
const fn one_row(
    name: &'static CStr,
    signature: &'static str,
    function: fn(Module<'_>, Obj<'_>) -> Result,
    doc: &'static str,
) -> Method<PyModuleObject> {
    Method::one(name, signature, function, doc)
}
// ANCHOR_END: rows
