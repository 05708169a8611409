//! Strings that stand beside each other, joined to one expression.
//!
//! CPython: `_PyPegen_concatenate_strings` in `Parser/action_helpers.c`, `_PyPegen_parsestr`
//! and the `FstringParser` of `Parser/string_parser.c`.
//!
//! All plain text that follows each other, from whichever token or f-string piece, becomes
//! one constant. If no token is an f-string, that constant is the result; otherwise the
//! result is a `JoinedStr` of constants and formatted values. Every node of it stands where
//! the whole does, but for the expressions between braces.

use bumpalo::collections::Vec as ArenaVec;
use tokenizer::token::Token;

use crate::ast::{Constant, Expr, ExprKind, Range, Str};
use crate::errors::ErrorKind;
use crate::parser::Parser;

/// What a token's prefix and quotes say.
#[derive(Clone, Copy)]
pub(crate) struct Literal {
    pub(crate) token: Token,
    pub(crate) is_bytes: bool,
    pub(crate) is_raw: bool,
    pub(crate) is_fstring: bool,
    /// Where the text between the quotes begins and ends in the source.
    pub(crate) start: usize,
    pub(crate) end: usize,
}

// ANCHOR: text
/// Text that is being put together: UTF-8, but for surrogates.
pub(crate) struct Text<'a> {
    bytes: ArenaVec<'a, u8>,
    has_surrogates: bool,
}
// ANCHOR_END: text

/// An expression of strings that is being put together. C: `FstringParser`.
pub(crate) struct Joined<'a> {
    /// C: `last_str`
    pub(crate) text: Text<'a>,
    /// C: `expr_list`
    values: Vec<&'a Expr<'a>>,
    /// C: `fmode`
    pub(crate) is_fstring: bool,
    /// Where the fields stand, and the texts in front of them.
    pub(crate) pieces: Place,
    /// Where the whole stands, and the text at its end. In a format specification that is
    /// its own token, while the pieces stand where all of the strings do.
    whole: Place,
}

/// Where a node stands, and whether the first token there has the prefix `u`.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    pub(crate) range: Range,
    has_u_prefix: bool,
}

impl Place {
    fn between(parser: &Parser<'_>, first: Token, last: Token) -> Place {
        let (lineno, col_offset) = parser.token_start(first);
        let (end_lineno, end_col_offset) = parser.token_end(last);
        Place {
            range: Range { lineno, col_offset, end_lineno, end_col_offset },
            has_u_prefix: parser.token_text(first).starts_with('u'),
        }
    }
}

impl<'a> Text<'a> {
    fn new(parser: &Parser<'a>) -> Text<'a> {
        Text { bytes: ArenaVec::new_in(parser.arena), has_surrogates: false }
    }

    pub(crate) fn push_str(&mut self, text: &str) {
        self.bytes.extend_from_slice_copy(text.as_bytes());
    }

    /// Appends a code point, of which Rust's `char` doesn't have all.
    pub(crate) fn push_code_point(&mut self, code: u32) {
        match char::from_u32(code) {
            Some(character) => self.push_str(character.encode_utf8(&mut [0; 4])),
            None => {
                let continuation = |shift: u32| 0x80 | (code >> shift & 0x3F) as u8;
                self.has_surrogates = true;
                self.bytes.extend_from_slice_copy(&[
                    0xE0 | (code >> 12) as u8,
                    continuation(6),
                    continuation(0),
                ]);
            }
        }
    }

    fn take(&mut self, parser: &Parser<'a>) -> Str<'a> {
        let text = std::mem::replace(self, Text::new(parser));
        let bytes = text.bytes.into_bump_slice();
        if text.has_surrogates {
            return Str::Surrogates(bytes);
        }
        Str::Utf8(std::str::from_utf8(bytes).expect("only code points were appended"))
    }
}

impl<'a> Joined<'a> {
    /// An empty one, whose nodes stand between these tokens.
    pub(crate) fn new(parser: &Parser<'a>, first: Token, last: Token) -> Joined<'a> {
        let place = Place::between(parser, first, last);
        Joined {
            text: Text::new(parser),
            values: Vec::new(),
            is_fstring: false,
            pieces: place,
            whole: place,
        }
    }

    /// An empty format specification in a string of these.
    pub(crate) fn format_spec(&self, parser: &Parser<'a>, token: Token) -> Joined<'a> {
        Joined { pieces: self.pieces, ..Joined::new(parser, token, token) }
    }

    /// Appends an expression, and before it the text so far.
    pub(crate) fn push(&mut self, parser: &mut Parser<'a>, value: &'a Expr<'a>) {
        self.flush(parser, self.pieces);
        self.values.push(value);
    }

    fn flush(&mut self, parser: &mut Parser<'a>, place: Place) {
        if !self.text.bytes.is_empty() {
            let value = self.text.take(parser);
            self.values.push(constant(parser, place, value));
        }
    }

    /// The finished expression. C: `_PyPegen_FstringParser_Finish`.
    pub(crate) fn finish(mut self, parser: &mut Parser<'a>) -> &'a Expr<'a> {
        if !self.is_fstring {
            let value = self.text.take(parser);
            return constant(parser, self.whole, value);
        }
        self.flush(parser, self.whole);
        let values = parser.slice(&self.values);
        parser.arena.alloc(Expr { kind: ExprKind::JoinedStr { values }, range: self.whole.range })
    }
}

/// C: `make_str_node_and_del`.
fn constant<'a>(parser: &mut Parser<'a>, place: Place, value: Str<'a>) -> &'a Expr<'a> {
    let kind = place.has_u_prefix.then_some("u");
    let kind = ExprKind::Constant { value: Constant::Str(value), kind };
    parser.arena.alloc(Expr { kind, range: place.range })
}

impl<'a> Parser<'a> {
    /// The expression that `count` string tokens from `start` on are.
    pub(crate) fn concatenate_strings(
        &mut self,
        start: usize,
        count: usize,
    ) -> Option<&'a Expr<'a>> {
        let warnings = self.warnings.len();
        let node = self.read_strings(start, count);
        // The quick pass may read them twice where the grammar remembers them.
        if self.quick && start < self.strings_read {
            self.warnings.truncate(warnings);
        }
        self.strings_read = self.strings_read.max(start + count);
        node
    }

    fn read_strings(&mut self, start: usize, count: usize) -> Option<&'a Expr<'a>> {
        let first = self.literal(self.scan.tokens[start]);
        if count == 1
            && !first.is_fstring
            && self.source.undecodable_in(first.token.range()).is_none()
        {
            return self.single_string(first);
        }
        let last = self.scan.tokens[start + count - 1];
        let mut joined = Joined::new(self, first.token, last);
        let mut bytes: Vec<u8> = Vec::new();
        for index in start..start + count {
            let literal = self.literal(self.scan.tokens[index]);
            if literal.is_fstring && self.options.feature_version < 6 {
                let what = "Format strings are";
                return self.raise(ErrorKind::OnlySupportedSince { what, minor: 6 });
            }
            if literal.is_bytes {
                self.push_bytes(&mut bytes, literal)?;
            } else if !literal.is_fstring {
                self.push_text(&mut joined.text, literal.start..literal.end, literal)?;
            }
            if literal.is_bytes != first.is_bytes {
                return self.raise(ErrorKind::MixedBytes);
            }
            if literal.is_fstring {
                joined.is_fstring = true;
                self.push_fstring(&mut joined, literal)?;
            }
        }
        if first.is_bytes {
            let value = Constant::Bytes(self.arena.alloc_slice_copy(&bytes));
            let kind = ExprKind::Constant { value, kind: None };
            return Some(self.arena.alloc(Expr { kind, range: joined.whole.range }));
        }
        Some(joined.finish(self))
    }

    /// A string alone, which most are, and mostly one that is its own value.
    fn single_string(&mut self, literal: Literal) -> Option<&'a Expr<'a>> {
        let Literal { token, is_bytes, is_raw, start, end, .. } = literal;
        let text = &self.text[start..end];
        let is_plain = is_raw || memchr::memchr(b'\\', text.as_bytes()).is_none();
        let value = match (is_bytes, is_plain) {
            (false, true) => Constant::Str(Str::Utf8(text)),
            (false, false) => {
                let mut decoded = Text::new(self);
                self.push_text(&mut decoded, start..end, literal)?;
                Constant::Str(decoded.take(self))
            }
            (true, true) if text.is_ascii() => Constant::Bytes(text.as_bytes()),
            (true, _) => {
                let mut decoded = Vec::new();
                self.push_bytes(&mut decoded, literal)?;
                Constant::Bytes(self.arena.alloc_slice_copy(&decoded))
            }
        };
        let has_u_prefix = !is_bytes && self.token_text(token).starts_with('u');
        let kind = ExprKind::Constant { value, kind: has_u_prefix.then_some("u") };
        let range = self.token_range(token);
        Some(self.arena.alloc(Expr { kind, range }))
    }

    /// Reads prefix and quotes. C: the first half of `_PyPegen_parsestr`.
    fn literal(&self, token: Token) -> Literal {
        let text = self.token_text(token).as_bytes();
        let (mut is_bytes, mut is_raw, mut is_fstring) = (false, false, false);
        let mut prefix = 0;
        let quote = loop {
            match text[prefix] {
                b'b' | b'B' => is_bytes = true,
                b'r' | b'R' => is_raw = true,
                b'f' | b'F' => is_fstring = true,
                b'u' | b'U' => {}
                quote => break quote,
            }
            prefix += 1;
        };
        let body = &text[prefix..];
        let quotes = if body.len() >= 6 && body[1] == quote && body[2] == quote { 3 } else { 1 };
        Literal {
            token,
            is_bytes,
            is_raw,
            is_fstring,
            start: token.start as usize + prefix + quotes,
            end: token.end as usize - quotes,
        }
    }
}
