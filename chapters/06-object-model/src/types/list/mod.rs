//! `list`: objects in a row that can grow.
//!
//! - [`object`]: the layout, the table, how a list grows;
//! - [`items`]: `a[i]`, `a[i:j]`, `a + b`, `a * n`;
//! - [`methods`]: the other methods, and comparison;
//! - [`sort`](mod@sort), on top of [`timsort`], which knows nothing of objects;
//! - [`iterator`]: forwards and backwards.

pub mod object;
pub mod items;
pub mod methods;
pub mod sort;
pub mod timsort;
pub mod iterator;

pub use iterator::{LIST_ITERATOR, LIST_REVERSE_ITERATOR};
pub use object::{LIST, PyListObject, from_iterable, new, of, with_capacity};
pub use sort::sorted;
