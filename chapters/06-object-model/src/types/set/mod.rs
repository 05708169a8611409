//! `set` and `frozenset`: a table of hashes with their objects.
//!
//! - [`object`]: the layouts and the tables of both types;
//! - [`table`]: how an object is found, put in and taken out, and how the table grows;
//! - [`operations`]: union, intersection, difference, subset;
//! - [`methods`]: the methods on top of them, `repr`, hash;
//! - [`iterator`].

pub mod object;
pub mod table;
pub mod operations;
pub mod methods;
pub mod iterator;

pub use iterator::SET_ITERATOR;
pub use object::{FROZENSET, PySetObject, SET, from_iterable, new};
