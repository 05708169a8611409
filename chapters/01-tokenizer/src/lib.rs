//! Chapter 1: source bytes to tokens.
//!
//! A [`Source`] is decoded text, made of a `str`, of bytes or of a file. [`tokenize`] reads
//! the tokens that CPython's parser is given; [`pytokenize`] reads those that
//! `Lib/tokenize.py` yields. The two share the scanners of single tokens.
//!
//! ```
//! use tokenizer::{Options, Source, TokenKind, tokenize};
//!
//! let source = Source::from_str("x = 0x1f\n", true)?;
//! let tokens = tokenize(&source, Options::default());
//! let number = tokens.tokens[2];
//! assert_eq!(number.kind, TokenKind::Number);
//! assert_eq!(&source.text()[number.range()], "0x1f");
//! # Ok::<(), tokenizer::Error>(())
//! ```
//!
//! The modules below stand in the order in which to read them: what a token is, how bytes
//! become text, what can be wrong, then the parser's view from its smallest parts up to
//! [`scanner`] and [`tokens`](Tokens), and the other view last.

#![forbid(unsafe_code)]

pub mod token;
pub mod source;
pub mod error;
pub mod lines;
mod cursor;
pub mod chars;
mod unicode_ranges;
mod name;
pub mod number;
mod string;
mod operator;
pub mod scanner;
mod tokens;
pub mod pytokenize;
pub mod repr;

pub use error::{Complaint, Error, ErrorClass, ErrorKind, Location, SyntaxError};
pub use lines::Lines;
pub use scanner::{Bracket, Options, TypeIgnore, Warning};
pub use source::Source;
pub use token::{Token, TokenKind};
pub use tokens::{State, Tokens, tokenize, tokenize_by_line};
