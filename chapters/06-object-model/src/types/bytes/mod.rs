//! `bytes`, and what it has in common with `bytearray`.
//!
//! The object is in [`object`], its [`operators`] and [`methods`] are generic over both types.
//! The rest knows nothing of objects: functions over `&[u8]`.
//!
//! CPython: `Objects/bytes_methods.c`, `Objects/stringlib/` instantiated for `char`, and the
//! helpers of `Objects/bytesobject.c`.
//!
//! Bytes are searched, split, stripped and matched by the functions that serve a `str` of one
//! byte a character ([`search`](super::str::search), [`split`](super::str::split)); letters,
//! digits and spaces are ASCII's, whatever the locale ([`ascii`]). A `%` format is read by
//! [`percent`](super::str::percent).

pub mod ascii;
pub(crate) mod constructor;
pub mod edit;
pub mod hex;
pub mod iterator;
pub mod methods;
pub mod object;
pub mod operators;
pub mod repr;

#[cfg(test)]
mod tests;

pub use object::{BYTES, Bytes, PyBytesObject, build, new};
