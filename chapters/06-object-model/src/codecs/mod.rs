//! The codecs that are built in: text to bytes and back.
//!
//! CPython: the codec sections of `Objects/unicodeobject.c`, `Objects/stringlib/codecs.h`, the
//! error handlers of `Python/codecs.c`.
//!
//! Every codec is a pair of functions over slices. Where the input is wrong, the codec says
//! which stretch it is and why, and asks a handler ([`errors`]) what to put there and where to
//! go on; the handlers with names of their own (`replace`, `surrogateescape` …) are native, for
//! others the caller hands in what calls them. A decoder that isn't told that its input is all
//! leaves an unfinished end alone and says how far it came.
//!
//! Other encodings are Python's `encodings` package, most of it tables for [`charmap`].

pub mod charmap;
pub mod errors;
pub mod escape;
pub mod names;
pub mod raw_escape;
pub mod single;
pub mod utf16;
pub mod utf32;
pub mod utf7;
pub mod utf8;

mod decoding;
#[cfg(test)]
mod tests;

pub use decoding::Decoded;
