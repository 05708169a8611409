//! Chapter 1: source bytes to tokens.

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
