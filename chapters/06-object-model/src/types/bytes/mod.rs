//! What `bytes` and `bytearray` have in common: functions over `&[u8]`.
//!
//! CPython: `Objects/bytes_methods.c`, `Objects/stringlib/` instantiated for `char`, and the
//! helpers of `Objects/bytesobject.c`.
//!
//! Bytes are searched, split, stripped and matched by the functions that serve a `str` of one
//! byte a character ([`search`](super::str::search), [`split`](super::str::split)); letters,
//! digits and spaces are ASCII's, whatever the locale ([`ascii`]). A `%` format is read by
//! [`percent`](super::str::percent).

pub mod ascii;
pub mod edit;
pub mod hex;
pub mod repr;

#[cfg(test)]
mod tests;
