//! `list[int]`, and what can be put in place of the `T` of `list[T]`.
//!
//! CPython: `Objects/genericaliasobject.c`, PEP 585 and PEP 646.
//!
//! - [`object`]: the alias, which behaves like the class that it is of;
//! - [`parameters`]: finding type variables and replacing them, for unions too.

pub mod object;
pub mod parameters;

pub use object::{GENERIC_ALIAS, GENERIC_ALIAS_ITERATOR, PyGenericAlias, class_getitem, new};
