//! Errors: what is wrong ([`kind`]), and where ([`raise`]).
//!
//! CPython: `Parser/pegen_errors.c`.

pub mod kind;
mod raise;

use std::fmt;
use tokenizer::error::SyntaxError;

use crate::strings::DecodeError;

pub use kind::ErrorKind;

// ANCHOR: error
/// Why there is no tree.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Error {
    /// `SyntaxError` and its subclasses.
    Syntax(SyntaxError<ErrorKind>),
    /// `UnicodeDecodeError`: a name behind a wrong place is not UTF-8. Where it is met before
    /// anything else is wrong, CPython makes a `SyntaxError` of it.
    Decode(DecodeError),
    /// `MemoryError`: the rules called each other too deeply. CPython gives no message.
    Memory,
}

impl Error {
    /// The name of the Python class.
    pub fn class_name(&self) -> &'static str {
        match self {
            Error::Syntax(error) => error.class().name(),
            Error::Decode(_) => "UnicodeDecodeError",
            Error::Memory => "MemoryError",
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Syntax(error) => error.fmt(f),
            Error::Decode(error) => write!(f, "{}: {error}", self.class_name()),
            Error::Memory => f.write_str(self.class_name()),
        }
    }
}

impl std::error::Error for Error {}
// ANCHOR_END: error
