//! Names in NFKC.
//!
//! CPython: `_PyPegen_new_identifier` in `Parser/pegen.c`. PEP 3131 wants two names to be
//! the same if they are in the compatibility normal form.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

use crate::ast::Identifier;
use crate::parser::Parser;

impl<'a> Parser<'a> {
    // ANCHOR: identifier
    /// The name that a piece of the source stands for; almost always the piece itself.
    #[inline]
    pub(crate) fn new_identifier(&self, text: &'a str) -> Identifier<'a> {
        if text.is_ascii() { text } else { self.normalize(text) }
    }

    #[cold]
    fn normalize(&self, text: &'a str) -> Identifier<'a> {
        match is_nfkc_quick(text.chars()) {
            IsNormalized::Yes => text,
            _ => self.arena.alloc_str(&text.nfkc().collect::<String>()),
        }
    }
    // ANCHOR_END: identifier
}
