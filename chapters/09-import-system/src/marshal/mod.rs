//! `marshal`: objects as bytes and back.
//!
//! CPython: `Python/marshal.c` (`marshal_dump_impl`, `marshal_load` and their like).
//!
//! The format is chapter 3's (`compiler::marshal`), which writes and reads the compiler's values.
//! Here objects of a running program are written ([`write`]) and read ([`read`]): they may be
//! shared, may contain themselves, and may be anything that has bytes. Code objects inside are
//! chapter 3's again, and pass its verifier before they can run.

mod read;
mod source;
mod write;

use object_model::arguments::Arguments;
use object_model::protocol::buffer::Buffer;
use object_model::static_type::Method;
use object_model::types::module::{Constant, ModuleDefinition, PyModuleObject};
use object_model::types::{bytes, int};
use object_model::{Obj, Ref, Result, name};

use crate::settings::audit;

pub use read::loads;
pub use write::dumps;

type Module<'a> = Obj<'a, PyModuleObject>;

// ANCHOR: module
/// `marshal`.
pub static MODULE: ModuleDefinition = ModuleDefinition {
    name: "marshal",
    doc: "Python's values as bytes, in the format of bytecode files.\n\n\
          It knows None, booleans, numbers, strings, bytes, tuples, lists, sets, dicts and code \
          objects; it changes from version to version, and bytes from a stranger may do harm.",
    functions: &[
        Method::new(
            c"dump",
            "($module, value, file, version=version, /)",
            dump,
            "Writes a value to a binary file.",
        ),
        Method::one(c"load", "($module, file, /)", load, "Reads a value from a binary file."),
        Method::new(
            c"dumps",
            "($module, value, version=version, /)",
            dumps_function,
            "A value as bytes.",
        ),
        Method::one(
            c"loads",
            "($module, bytes, /)",
            loads_function,
            "The value that bytes begin with.",
        ),
    ],
    constants: &[("version", Constant::Int(compiler::marshal::VERSION as i64))],
    ..ModuleDefinition::NONE
};
// ANCHOR_END: module

fn version(given: Option<Obj<'_>>) -> Result<i32> {
    match given {
        Some(given) => c_int(given),
        None => Ok(compiler::marshal::VERSION),
    }
}

/// C: `_PyLong_AsInt`.
fn c_int(given: Obj<'_>) -> Result<i32> {
    use object_model::errors::{OVERFLOW_ERROR, raise};
    let number: Ref<int::PyLongObject> = given.index()?;
    let number = number.borrow().object().to_isize()?;
    i32::try_from(number)
        .map_err(|_| raise(&OVERFLOW_ERROR, "Python int too large to convert to C int"))
}

fn dumped(value: Obj<'_>, version: i32) -> Result {
    audit("marshal.dumps", &[value, int::from_i64(version.into())?.borrow().object()])?;
    Ok(bytes::new(&dumps(value, version)?)?.object())
}

fn dump(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let written = dumped(arguments[0], version(arguments.get(2))?)?;
    arguments[1].call_method(name!("write"), &[written.borrow()])
}

fn dumps_function(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    dumped(arguments[0], version(arguments.get(1))?)
}

fn loads_function(_: Module<'_>, given: Obj<'_>) -> Result {
    let buffer = Buffer::simple(given)?;
    audit("marshal.loads", &[given])?;
    loads(buffer.bytes())
}

fn load(_: Module<'_>, file: Obj<'_>) -> Result {
    use object_model::errors::{TYPE_ERROR, raise};
    // To be told early of a file of text.
    let nothing = int::from_i64(0)?;
    let probe = file.call_method(name!("read"), &[nothing.borrow().object()])?;
    if probe.borrow().downcast::<bytes::PyBytesObject>().is_none() {
        let kind = probe.borrow().ob_type().name().to_owned();
        return Err(raise(&TYPE_ERROR, format_args!("file.read() returned not bytes but {kind}")));
    }
    audit("marshal.load", &[])?;
    read::load(file)
}
