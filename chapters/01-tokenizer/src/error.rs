//! What can be wrong with a source before anyone parses it, and how it is reported.
//!
//! CPython: `Parser/tokenizer.c` (`syntaxerror`, `indenterror`, the `E_` codes),
//! `Parser/pegen_errors.c` (`_Pypegen_tokenizer_error`, which puts the codes into words).
//!
//! A complaint is a [`SyntaxError`]: what is wrong, as a value that can be matched on, and
//! where. The parser and the compiler have kinds of their own and use the same type.

use std::fmt;

/// The exception that a complaint becomes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ErrorClass {
    /// `SyntaxError`
    SyntaxError,
    /// `IndentationError`
    IndentationError,
    /// `TabError`
    TabError,
}

impl ErrorClass {
    /// The class's Python name.
    pub const fn name(self) -> &'static str {
        match self {
            ErrorClass::SyntaxError => "SyntaxError",
            ErrorClass::IndentationError => "IndentationError",
            ErrorClass::TabError => "TabError",
        }
    }
}

/// The attributes of a Python `SyntaxError` but for message and file name. Lines count
/// from 1, and so do offsets, in characters; CPython's own oddities (offset 0 or -1, line 0)
/// are kept, which is why they are signed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Location {
    /// `lineno`
    pub lineno: i32,
    /// `offset`
    pub offset: i32,
    /// `end_lineno`
    pub end_lineno: i32,
    /// `end_offset`
    pub end_offset: i32,
    /// `text`: the line that is shown, without its line break unless CPython keeps it.
    pub text: Option<String>,
}

/// A kind of complaint: knows its exception class and, by `Display`, CPython's words.
pub trait Complaint: fmt::Display {
    /// The exception raised for it.
    fn class(&self) -> ErrorClass;
}

/// A complaint about a source, as CPython raises it. `K` says what is wrong.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SyntaxError<K> {
    /// What is wrong; its `Display` is the message.
    pub kind: K,
    /// Where; boxed, so that a `Result` with a token or a node in it stays small.
    pub location: Box<Location>,
}

impl<K: Complaint> SyntaxError<K> {
    /// The exception's class.
    pub fn class(&self) -> ErrorClass {
        self.kind.class()
    }

    /// The same complaint, counted among another stage's kinds.
    pub fn into_kind<L: From<K>>(self) -> SyntaxError<L> {
        SyntaxError { kind: self.kind.into(), location: self.location }
    }
}

impl<K: Complaint> fmt::Display for SyntaxError<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} (line {})", self.class().name(), self.kind, self.location.lineno)
    }
}

impl<K: Complaint + fmt::Debug> std::error::Error for SyntaxError<K> {}
