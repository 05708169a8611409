//! Iterators on top of other iterators, and over what anything can yield.
//!
//! - [`enumerate`], [`zip`], [`map`], [`filter`], [`reversed`]: the built-in types of those
//!   names;
//! - [`callable`]: what `iter(function, sentinel)` makes.
//!
//! The iterator over what has only `__getitem__` is `protocol/iterate.rs`'s.

pub mod enumerate;
pub mod zip;
pub mod map;
pub mod filter;
pub mod reversed;
pub mod callable;
