//! `list`: objects in a row that can grow.

pub mod object;

pub use object::{LIST, PyListObject, new};
