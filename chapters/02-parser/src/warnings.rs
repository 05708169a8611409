//! What the parser accepts but warns of.
//!
//! CPython: `warn_invalid_escape_sequence` in `Parser/string_parser.c`, `parser_warn` in
//! `Parser/tokenizer.c`.

use std::fmt;
use tokenizer::number::LiteralKind;

/// A warning and the line it is given for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Warning {
    /// What is wrong; its `Display` is the message.
    pub kind: WarningKind,
    /// The line.
    pub lineno: i32,
}

impl WarningKind {
    /// The name of the Python class.
    pub const fn category(&self) -> &'static str {
        match self {
            WarningKind::InvalidLiteral(_) => "SyntaxWarning",
            WarningKind::InvalidEscape(_) | WarningKind::InvalidOctalEscape(_) => {
                "DeprecationWarning"
            }
        }
    }
}

/// What there can be a warning about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum WarningKind {
    /// `'\d'`
    InvalidEscape(char),
    /// `'\400'`, an octal escape above one byte; the three digits.
    InvalidOctalEscape(String),
    /// `1if x else y`: a keyword glued to a number.
    InvalidLiteral(LiteralKind),
}

impl fmt::Display for WarningKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WarningKind::InvalidEscape(c) => write!(f, "invalid escape sequence '\\{c}'"),
            WarningKind::InvalidOctalEscape(digits) => {
                write!(f, "invalid octal escape sequence '\\{digits}'")
            }
            WarningKind::InvalidLiteral(kind) => write!(f, "invalid {} literal", kind.word()),
        }
    }
}
