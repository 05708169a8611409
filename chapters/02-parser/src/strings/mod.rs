//! Literals and names: from the text of a token to the value it stands for.
//!
//! CPython: `Parser/string_parser.c`; `parsenumber` and `_PyPegen_new_identifier` in
//! `Parser/pegen.c`.
//!
//! [`literal`] joins the strings that stand beside each other, [`escape`] reads what is
//! between their quotes, [`fstring`] what is between the braces of an f-string.

pub mod number;
pub(crate) mod identifier;
pub(crate) mod literal;
pub(crate) mod escape;
pub(crate) mod fstring;
pub(crate) mod character_name;

pub use tokenizer::source::DecodeError;
