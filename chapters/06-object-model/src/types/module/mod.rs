//! `module`: a name and a dict of attributes.
//!
//! CPython: `Objects/moduleobject.c`.
//!
//! [`object`] is the type; [`definition`] is a module that is written in Rust, as a table.

pub mod definition;
pub mod object;

pub use definition::{Constant, Global, ModuleDefinition};
pub use object::{MODULE, PyModuleObject, new};
