//! `marshal`: values as bytes, which is what a `.pyc` holds behind its header.
//!
//! CPython: `Python/marshal.c`. A value is one byte for its type, then what the type needs.
//! From version 3 on the byte's highest bit, `FLAG_REF`, says that the value gets the next
//! number of a list, and `r` with a number stands for a value of that list.
//!
//! CPython sets the bit on every object whose reference count is above one, and on interned
//! strings. So the bytes show who held what while they were written; [`write`] says how that
//! is known here.
//!
//! Invariant: no value nests deeper than [`MAX_DEPTH`], so that whatever walks one may recurse.
//! CPython only counts while it reads, and can be made to load deeper ones through `r`.

mod read;
mod write;
#[cfg(test)]
mod tests;

use std::fmt;

use crate::code::CodeError;
use crate::constant::{Decoding, Unhashable};

pub use read::{loads, loads_prefix};
pub(crate) use write::dumps_referenced;
pub use write::{WriteError, dump_fields, dumps};

/// The newest version.
pub const VERSION: i32 = 4;

/// How deep values may nest.
pub const MAX_DEPTH: usize = 2000;

/// The bit of a type byte that says that the value gets a number.
pub const FLAG_REF: u8 = 0x80;

// ANCHOR: kind
/// The type bytes, by CPython's names.
#[allow(missing_docs, reason = "the names say it")]
pub mod kind {
    pub const NULL: u8 = b'0';
    pub const NONE: u8 = b'N';
    pub const FALSE: u8 = b'F';
    pub const TRUE: u8 = b'T';
    pub const STOPITER: u8 = b'S';
    pub const ELLIPSIS: u8 = b'.';
    pub const INT: u8 = b'i';
    pub const INT64: u8 = b'I';
    pub const FLOAT: u8 = b'f';
    pub const BINARY_FLOAT: u8 = b'g';
    pub const COMPLEX: u8 = b'x';
    pub const BINARY_COMPLEX: u8 = b'y';
    pub const LONG: u8 = b'l';
    pub const STRING: u8 = b's';
    pub const INTERNED: u8 = b't';
    pub const REF: u8 = b'r';
    pub const TUPLE: u8 = b'(';
    pub const LIST: u8 = b'[';
    pub const DICT: u8 = b'{';
    pub const CODE: u8 = b'c';
    pub const UNICODE: u8 = b'u';
    pub const SET: u8 = b'<';
    pub const FROZENSET: u8 = b'>';
    pub const ASCII: u8 = b'a';
    pub const ASCII_INTERNED: u8 = b'A';
    pub const SMALL_TUPLE: u8 = b')';
    pub const SHORT_ASCII: u8 = b'z';
    pub const SHORT_ASCII_INTERNED: u8 = b'Z';
}
// ANCHOR_END: kind

/// Why bytes can't be read. Its `Display` is CPython's message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ReadError {
    /// They end inside a value.
    TooShort,
    /// They end where a value should begin.
    NoObject,
    /// They end where a single byte should be.
    NoByte,
    /// They say something impossible.
    Bad(&'static str),
    /// They refer to a value that isn't finished. CPython says so of code objects and frozen
    /// sets; tuples, lists, dicts and sets it lets contain themselves.
    Unfinished,
    /// Values nest deeper than [`MAX_DEPTH`].
    TooDeep,
    /// The end mark of a dict where a value should be, inside the named.
    Null(&'static str),
    /// A string that is no UTF-8.
    Undecodable(Box<Decoding>),
    /// Digits that are no float.
    NoFloat(Box<str>),
    /// A set's item or a dict's key that has no hash.
    Unhashable(&'static str),
    /// A code object whose fields don't fit together.
    Code(CodeError),
}

impl ReadError {
    /// The name of CPython's exception.
    pub fn class(&self) -> &'static str {
        match self {
            ReadError::TooShort | ReadError::NoObject | ReadError::NoByte => "EOFError",
            ReadError::Bad(_)
            | ReadError::Unfinished
            | ReadError::TooDeep
            | ReadError::NoFloat(_) => "ValueError",
            ReadError::Null(_) | ReadError::Unhashable(_) => "TypeError",
            ReadError::Undecodable(_) => "UnicodeDecodeError",
            ReadError::Code(error) => error.class(),
        }
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReadError::TooShort => f.write_str("marshal data too short"),
            ReadError::NoObject => f.write_str("EOF read where object expected"),
            ReadError::NoByte => f.write_str("EOF read where not expected"),
            ReadError::Bad(what) => write!(f, "bad marshal data ({what})"),
            ReadError::Unfinished => f.write_str("bad marshal data (invalid reference)"),
            ReadError::TooDeep => f.write_str("recursion limit exceeded"),
            ReadError::Null(what) => write!(f, "NULL object in marshal data for {what}"),
            ReadError::Undecodable(error) => error.fmt(f),
            ReadError::NoFloat(text) => write!(f, "could not convert string to float: '{text}'"),
            ReadError::Unhashable(name) => write!(f, "unhashable type: '{name}'"),
            ReadError::Code(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for ReadError {}

impl From<Unhashable> for ReadError {
    fn from(Unhashable(name): Unhashable) -> ReadError {
        ReadError::Unhashable(name)
    }
}
