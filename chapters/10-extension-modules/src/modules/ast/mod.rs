//! `_ast`: the tree of a source as Python objects.
//!
//! CPython: `Python/Python-ast.c`, which is generated from `Parser/Python.asdl`.
//!
//! - [`declaration`], the table of nodes;
//! - [`classes`], the classes that are made of it, and their base `AST`;
//! - [`to_objects`], from the parser's tree to objects.

mod classes;
mod declaration;
mod to_objects;

use crate::prelude::*;

pub use to_objects::{is_node, to_object};

/// `_ast`.
pub static MODULE: ModuleDefinition = ModuleDefinition {
    name: "_ast",
    doc: "",
    types: &[&classes::AST],
    constants: &[
        ("PyCF_ALLOW_TOP_LEVEL_AWAIT", Constant::Int(0x2000)),
        ("PyCF_ONLY_AST", Constant::Int(0x400)),
        ("PyCF_TYPE_COMMENTS", Constant::Int(0x1000)),
    ],
    execute: Some(|module| {
        for (name, class) in classes::all()? {
            module.add(name, class)?;
        }
        Ok(())
    }),
    ..ModuleDefinition::NONE
};
