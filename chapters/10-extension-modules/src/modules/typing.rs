//! `_typing`: a function that returns what it is given.
//!
//! CPython: `Modules/_typingmodule.c`.

use crate::prelude::*;

/// `_typing`.
pub static MODULE: ModuleDefinition = ModuleDefinition {
    name: "_typing",
    doc: "What typing calls often.",
    functions: &[Method::one(
        c"_idfunc",
        "($module, x, /)",
        |_, x| Ok(x.to_ref()),
        "The argument itself.",
    )],
    ..ModuleDefinition::NONE
};
