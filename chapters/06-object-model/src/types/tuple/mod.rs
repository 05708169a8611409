//! `tuple`: objects in a row, behind the head.
//!
//! - [`object`]: the layout, the table, how a tuple is made; hash and comparison;
//! - [`methods`]: the rest, and the iterator.

pub mod object;
pub mod methods;

pub use methods::{TUPLE_ITERATOR, from_iterable};
pub use object::{PyTupleObject, TUPLE, Tuple, from_iterator, new, of};
