//! `array`: numbers of one kind, one behind the other.
//!
//! CPython: `Modules/arraymodule.c`.
//!
//! 1. [`kind`]: what a type code means, an item from an object and back.
//! 2. [`object`]: the array, its memory, how it is made.
//! 3. [`items`]: indices and slices; [`methods`]; [`pickle`]; [`iterator`].

pub mod items;
pub mod iterator;
pub mod kind;
pub mod methods;
pub mod object;
pub mod pickle;

use object_model::static_type::Method;
use object_model::types::module::{Constant, ModuleDefinition};

use object::ARRAY;

/// `array`.
pub static MODULE: ModuleDefinition = ModuleDefinition {
    name: "array",
    doc: "Arrays of numbers of one kind, which take no more room than in C.",
    functions: &[Method::new(
        c"_array_reconstructor",
        "($module, arraytype, typecode, mformat_code, items,\n                     /)",
        pickle::reconstruct,
        "An array that was pickled, on whatever machine.",
    )],
    types: &[&ARRAY],
    constants: &[("typecodes", Constant::Str(kind::CODES))],
    execute: Some(|module| {
        object_model::runtime::make_ready(&iterator::ARRAY_ITERATOR);
        module.add("ArrayType", ARRAY.as_type().object().to_ref())
    }),
};
