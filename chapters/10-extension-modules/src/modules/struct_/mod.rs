//! `_struct`: values as bytes of a layout, and back.
//!
//! CPython: `Modules/_struct.c`.
//!
//! 1. [`format`]: a format string as a list of codes, with places and sizes.
//! 2. [`item`]: one value as bytes of a code, and back.
//! 3. [`object`]: `Struct`, and the iterator of `iter_unpack`.
//!
//! Here are the module's functions, which keep the hundred formats that were used last.

pub mod format;
pub mod item;
pub mod object;

use std::fmt;

use object_model::arguments::Arguments;
use object_model::errors::{self, EXCEPTION, TYPE_ERROR, raise, raise_object};
use object_model::object::{Field, Obj, Raised, Ref, Result};
use object_model::static_type::Method;
use object_model::type_object::PyTypeObject;
use object_model::types::dict::{self, PyDictObject};
use object_model::types::module::object::PyModuleObject;
use object_model::types::module::{Global, ModuleDefinition};
use object_model::types::{int, none, str};

use object::{PyStructObject, STRUCT, StructObject};

// ANCHOR: module
/// `_struct`.
pub static MODULE: ModuleDefinition = ModuleDefinition {
    name: "_struct",
    doc: "Values as bytes of a layout, and back.\n\nA format begins with a byte order: @ native with alignment, = native, < little-endian,\n> or ! big-endian. Behind it stand letters with counts before them.",
    functions: &[
        Method::none(
            c"_clearcache",
            "($module, /)",
            |_| {
                STATE.cache.clear();
                Ok(none().to_ref())
            },
            "Forgets the formats that were used.",
        ),
        Method::one(
            c"calcsize",
            "($module, format, /)",
            |_, format| Ok(int::from_u64(cached(format)?.borrow().size()? as u64)?.object()),
            "How many bytes a format takes.",
        ),
        Method::new(
            c"iter_unpack",
            "($module, format, buffer, /)",
            |_, arguments| cached(arguments[0])?.borrow().iter_unpack(arguments[1]),
            "An iterator over the values of a buffer that holds a format several times.",
        ),
        Method::new(
            c"pack",
            "($module, /, *args)",
            |_, arguments| match arguments.rest() {
                [] => Err(raise(&TYPE_ERROR, "missing format argument")),
                [format, values @ ..] => cached(*format)?.borrow().pack(values),
            },
            "The bytes of values by a format.",
        )
        .unsigned(),
        Method::new(
            c"pack_into",
            "($module, /, *args)",
            |_, arguments| match arguments.rest() {
                [] => Err(raise(&TYPE_ERROR, "missing format argument")),
                [format, rest @ ..] => cached(*format)?.borrow().pack_into(rest),
            },
            "Writes values by a format into a buffer, from an offset on.",
        )
        .unsigned(),
        Method::new(
            c"unpack",
            "($module, format, buffer, /)",
            |_, arguments| cached(arguments[0])?.borrow().unpack(arguments[1]),
            "The values that bytes are by a format.",
        ),
        Method::new(
            c"unpack_from",
            "($module, format, /, buffer, offset=0)",
            unpack_from,
            "The values in a buffer by a format, from an offset on.",
        ),
    ],
    types: &[&STRUCT],
    execute: Some(|module| {
        let error = errors::new_exception("struct.error", EXCEPTION.as_type())?;
        STATE.error.set(Some(error.clone()));
        object_model::runtime::make_ready(&object::UNPACK_ITERATOR);
        module.add("error", error.object())
    }),
    ..ModuleDefinition::NONE
};

struct State {
    /// `struct.error`
    error: Field<PyTypeObject>,
    cache: Field<PyDictObject>,
}

static STATE: Global<State> = Global::new(State { error: Field::NULL, cache: Field::NULL });

/// Raises `struct.error`.
#[cold]
pub(super) fn struct_error(message: impl fmt::Display) -> Raised {
    match (STATE.error.get(), str::new(&message.to_string())) {
        (Some(error), Ok(message)) => raise_object(error.borrow().get(), message.object()),
        (None, Ok(_)) => raise(&TYPE_ERROR, message),
        (_, Err(raised)) => raised,
    }
}
// ANCHOR_END: module

// ANCHOR: cache
/// C: `MAXCACHE`.
const MOST: usize = 100;

/// The `Struct` of a format. C: `cache_struct_converter`.
fn cached(format: Obj<'_>) -> Result<Ref<PyStructObject>> {
    let cache = match STATE.cache.get() {
        Some(cache) => cache,
        None => {
            let cache = dict::new()?;
            STATE.cache.set(Some(cache.clone()));
            cache
        }
    };
    let expect = |object: Ref| object.downcast().map_err(|_| raise(&TYPE_ERROR, "a Struct"));
    if let Some(known) = cache.borrow().get_item(format)? {
        return expect(known);
    }
    let made = STRUCT.as_type().object().call_one(format)?;
    if cache.borrow().len() >= MOST {
        cache.borrow().clear();
    }
    if cache.borrow().set_item(format, made.borrow()).is_err() {
        errors::clear();
    }
    expect(made)
}

fn unpack_from(_: Obj<'_, PyModuleObject>, arguments: &Arguments<'_>) -> Result {
    let layout = cached(arguments[0])?;
    let offset = arguments.get(2).map_or(Ok(0), Obj::to_isize)?;
    layout.borrow().unpack_from(arguments[1], offset)
}
// ANCHOR_END: cache
