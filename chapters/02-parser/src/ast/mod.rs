//! The tree: the nodes of `Parser/Python.asdl`, and ways to go through them.
//!
//! CPython: `Parser/Python.asdl`, and `Python/Python-ast.c`, which is made from it.
//!
//! [`nodes`] declares every node once, with its fields in ASDL's order. From that
//! declaration come [`Node`], which can be asked for its class and its fields by name as a
//! Python program asks an `ast` object, and [`Visitor`], which calls a method for each
//! child. [`constant`] holds the values that literals stand for.
//!
//! A tree lives in an arena (`bumpalo::Bump`), as CPython's lives in a `PyArena`: a node is
//! a plain reference, a list of nodes a slice, a name a `&str` that usually points into the
//! source. Nothing is freed singly, so a tree a million nodes deep is dropped flat.

pub mod nodes;
pub mod constant;
pub mod reflect;
pub mod visit;
pub mod depth;

pub use constant::{Constant, Int, Str};
pub use nodes::*;
pub use reflect::{Field, Node, Sequence};
pub use visit::{Visit, Visitor};
