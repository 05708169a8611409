//! `range`: numbers at equal distances, none of which is stored.
//!
//! - [`object`]: the range, its items, slices, comparison;
//! - [`iterator`]: one that counts in machine words, and one for numbers that don't fit;
//! - `number`: the arithmetic of both, on ints of any size.

mod number;
pub mod object;
pub mod iterator;

pub use iterator::{LONG_RANGE_ITERATOR, RANGE_ITERATOR};
pub use object::{PyRangeObject, RANGE, new};
