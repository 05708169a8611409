//! `tuple`: objects in a row, behind the head.

pub mod object;

pub use object::{PyTupleObject, TUPLE, Tuple, from_iterator, new, of};
