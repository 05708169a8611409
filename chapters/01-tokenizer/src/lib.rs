//! Chapter 1: source bytes to tokens.
//!
//! A program is a row of bytes. This crate makes text of them, and of the text a row of
//! tokens: names, numbers, strings, operators, and, since Python has no braces, INDENT and
//! DEDENT where blocks begin and end. What comes out is what CPython 3.11 makes, down to the
//! column of an error.
//!
//! ```
//! use tokenizer::{Options, Source, TokenKind::*, tokenize};
//!
//! let source = Source::from_str("if x:\n    go(1)", true)?;
//! let tokens = tokenize(&source, Options::default());
//! let kinds: Vec<_> = tokens.tokens.iter().map(|token| token.kind).collect();
//! assert_eq!(kinds, [If, Name, Colon, Newline,
//!                    Indent, Name, LPar, Number, RPar, Newline,
//!                    Dedent, EndMarker]);
//! # Ok::<(), tokenizer::Error>(())
//! ```
//!
//! # Reading order
//! 1. [`token`], what comes out.
//! 2. [`source`], from bytes to text: line breaks, cookies, encodings.
//! 3. `cursor.rs` and [`chars`], a place in the text and what a byte can be part of.
//! 4. [`scanner`], the parser's view: a line and its tokens; below it indentation, errors, and
//!    `async` as it once was.
//! 5. `name.rs`, [`number`], `string.rs`, `operator.rs`: one token each.
//! 6. [`lines`] and [`error`], where something is and what is wrong with it.
//! 7. [`pytokenize`], the other view: what `Lib/tokenize.py` prints. [`repr`] shows a string.

#![forbid(unsafe_code)]

pub mod token;
pub mod source;
mod cursor;
pub mod chars;
mod unicode_ranges;
pub mod scanner;
mod tokens;
mod name;
pub mod number;
mod string;
mod operator;
pub mod lines;
pub mod error;
pub mod pytokenize;
pub mod repr;

pub use error::{Complaint, Error, ErrorClass, ErrorKind, Location, SyntaxError};
pub use lines::Lines;
pub use scanner::{Bracket, Options, TypeIgnore, Warning};
pub use source::Source;
pub use token::{Token, TokenKind};
pub use tokens::{State, Tokens, tokenize, tokenize_by_line};
