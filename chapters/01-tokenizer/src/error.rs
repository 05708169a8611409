//! What can be wrong with a source before anyone parses it, and how it is reported.
//!
//! CPython: `Parser/tokenizer.c` (`syntaxerror`, `indenterror`, the `E_` codes),
//! `Parser/pegen_errors.c` (`_Pypegen_tokenizer_error`, which puts the codes into words).
//!
//! A complaint is a [`SyntaxError`]: what is wrong, as a value that can be matched on, and
//! where. The parser and the compiler have kinds of their own and use the same type.

use std::fmt;

use crate::number::LiteralKind;
use crate::source::DecodeError;

// ANCHOR: class
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
// ANCHOR_END: class

// ANCHOR: location
/// The attributes of a Python `SyntaxError` but for message and file name. Lines count
/// from 1, and so do offsets, in characters; CPython's own oddities (offset 0 or -1, line 0)
/// are kept, which is why they are signed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Location {
    /// `lineno`
    pub lineno: i32,
    /// `offset`
    pub offset: i32,
    /// `end_lineno` and `end_offset`, where they are set.
    pub end: Option<(i32, i32)>,
    /// `text`: the line that is shown, without its line break unless CPython keeps it.
    pub text: Option<String>,
}
// ANCHOR_END: location

// ANCHOR: complaint
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
    /// Where, if CPython says so; boxed, so that a `Result` with a token or a node in it
    /// stays small.
    pub location: Option<Box<Location>>,
}
// ANCHOR_END: complaint

// ANCHOR: error_impls
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
        write!(f, "{}: {}", self.class().name(), self.kind)?;
        match &self.location {
            Some(location) => write!(f, " (line {})", location.lineno),
            None => Ok(()),
        }
    }
}

impl<K: Complaint + fmt::Debug> std::error::Error for SyntaxError<K> {}
// ANCHOR_END: error_impls

// ANCHOR: kinds
/// What the tokenizer can find wrong. The first group is raised by CPython's tokenizer
/// itself; the second are its `E_` codes, which its parser puts into words when it reaches
/// the place; the third concerns bytes, before there are characters.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ErrorKind {
    /// A literal that ends too early, or has a name glued to it.
    InvalidLiteral(LiteralKind),
    /// A digit that the base does not have, as in `0b2`.
    InvalidDigit(LiteralKind, char),
    /// `0777`, an octal number in Python 2.
    LeadingZeros,
    /// A printable character that may not stand in a name.
    InvalidCharacter(char),
    /// One that cannot be shown either.
    InvalidNonPrintable(char),
    /// A string that is still open at the end of the line, found out on this line.
    UnterminatedString(u32),
    /// A string in three quotes that is still open at the end, found out on this line.
    UnterminatedTripleQuoted(u32),
    /// The 201st open bracket.
    TooManyNestedParentheses,
    /// A closing bracket, and none is open.
    UnmatchedBracket(char),
    /// A closing bracket of another kind than the innermost open one.
    MismatchedBracket {
        /// The closing one.
        closing: char,
        /// The open one.
        opening: char,
        /// The line of the open one, where that is another.
        line: Option<u32>,
    },
    /// A NUL in a file.
    NullByteInFile,

    /// `E_EOF` inside brackets: this one, the innermost, is open.
    NeverClosed(char),
    /// `E_EOF` behind a backslash.
    UnexpectedEof,
    /// `E_LINECONT`: a backslash with something behind it.
    UnexpectedAfterContinuation,
    /// `E_DEDENT`: back to a column that no block began at.
    UnmatchedDedent,
    /// `E_TABSPACE`: the order of two indentations hangs on how wide a tab is.
    InconsistentTabs,
    /// `E_TOODEEP`: the 100th level.
    TooDeep,
    /// `E_DECODE`: bytes of a token that are not UTF-8.
    Unicode(DecodeError),

    /// A NUL in a string to be compiled.
    NullByteInString,
    /// A cookie that names no encoding.
    UnknownEncoding(String),
    /// A cookie that names a codec which gives no text.
    NotTextEncoding(String),
    /// Bytes that the named encoding does not have.
    Undecodable(DecodeError),
    /// A file's cookie that names no usable encoding, or one that its beginning is not in.
    EncodingProblem(String),
    /// A cookie that contradicts the byte order mark.
    EncodingProblemWithBom(String),
    /// A file with bytes that are not UTF-8 and no cookie.
    NonUtf8 {
        /// The first of them.
        byte: u8,
        /// The file's name.
        filename: String,
        /// The line it is on.
        line: u32,
    },
    /// More than 4 GiB; positions are 32 bits wide. CPython's are C ints.
    TooLarge,
}
// ANCHOR_END: kinds

// ANCHOR: worded
impl ErrorKind {
    /// Whether CPython's parser puts this into words, when it has read that far, and not
    /// its tokenizer at once. A parser that reads on after an error of its own, to see
    /// whether a bracket is the cause, does not hear of these.
    pub fn is_worded_by_parser(&self) -> bool {
        use ErrorKind::*;
        matches!(
            self,
            NeverClosed(_)
                | UnexpectedEof
                | UnexpectedAfterContinuation
                | UnmatchedDedent
                | InconsistentTabs
                | TooDeep
                | Unicode(_)
        )
    }
}
// ANCHOR_END: worded

// ANCHOR: class_of
impl Complaint for ErrorKind {
    fn class(&self) -> ErrorClass {
        match self {
            ErrorKind::UnmatchedDedent | ErrorKind::TooDeep => ErrorClass::IndentationError,
            ErrorKind::InconsistentTabs => ErrorClass::TabError,
            _ => ErrorClass::SyntaxError,
        }
    }
}
// ANCHOR_END: class_of

// ANCHOR: words
impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use ErrorKind::*;
        match self {
            InvalidLiteral(kind) => write!(f, "invalid {} literal", kind.word()),
            InvalidDigit(kind, digit) => {
                write!(f, "invalid digit '{digit}' in {} literal", kind.word())
            }
            LeadingZeros => f.write_str(
                "leading zeros in decimal integer literals are not permitted; \
                 use an 0o prefix for octal integers",
            ),
            InvalidCharacter(c) => write!(f, "invalid character '{c}' (U+{:04X})", *c as u32),
            InvalidNonPrintable(c) => {
                write!(f, "invalid non-printable character U+{:04X}", *c as u32)
            }
            UnterminatedString(line) => {
                write!(f, "unterminated string literal (detected at line {line})")
            }
            UnterminatedTripleQuoted(line) => {
                write!(f, "unterminated triple-quoted string literal (detected at line {line})")
            }
            TooManyNestedParentheses => f.write_str("too many nested parentheses"),
            UnmatchedBracket(c) => write!(f, "unmatched '{c}'"),
            MismatchedBracket { closing, opening, line } => {
                write!(f, "closing parenthesis '{closing}' does not match ")?;
                write!(f, "opening parenthesis '{opening}'")?;
                line.map_or(Ok(()), |line| write!(f, " on line {line}"))
            }
            NullByteInFile => f.write_str("source code cannot contain null bytes"),
            NeverClosed(c) => write!(f, "'{c}' was never closed"),
            UnexpectedEof => f.write_str("unexpected EOF while parsing"),
            UnexpectedAfterContinuation => {
                f.write_str("unexpected character after line continuation character")
            }
            UnmatchedDedent => f.write_str("unindent does not match any outer indentation level"),
            InconsistentTabs => f.write_str("inconsistent use of tabs and spaces in indentation"),
            TooDeep => f.write_str("too many levels of indentation"),
            Unicode(error) => write!(f, "(unicode error) {error}"),
            NullByteInString => f.write_str("source code string cannot contain null bytes"),
            UnknownEncoding(name) => write!(f, "unknown encoding: {name}"),
            NotTextEncoding(name) => write!(
                f,
                "'{name}' is not a text encoding; \
                 use codecs.decode() to handle arbitrary codecs"
            ),
            Undecodable(error) => error.fmt(f),
            EncodingProblem(name) => write!(f, "encoding problem: {name}"),
            EncodingProblemWithBom(name) => write!(f, "encoding problem: {name} with BOM"),
            NonUtf8 { byte, filename, line } => write!(
                f,
                "Non-UTF-8 code starting with '\\x{byte:02x}' in file {filename} on line {line}, \
                 but no encoding declared; see https://peps.python.org/pep-0263/ for details"
            ),
            TooLarge => f.write_str("source code is larger than 4 GiB"),
        }
    }
}

/// A complaint of this crate.
pub type Error = SyntaxError<ErrorKind>;
// ANCHOR_END: words
