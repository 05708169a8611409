//! `async` and `await` as they were before 3.7: keywords only in front of `def` and inside an
//! `async def` (PEP 492), for `ast.parse(…, feature_version=(3, 6))`.
//!
//! CPython: `async_hacks`, `async_def` and their kin in `tok_get`, `Parser/tokenizer.c`.

use super::Scanner;
use crate::chars;
use crate::token::TokenKind;

// ANCHOR: old_async
/// Where we are inside an `async def` (only with [`Options::async_hacks`]).
#[derive(Clone, Copy, Debug)]
pub(super) struct AsyncDef {
    /// How deep its `def` stands.
    indents: usize,
    /// Whether the NEWLINE behind the signature has been seen.
    pub(super) in_body: bool,
}

impl Scanner<'_> {
    /// A keyword only in `async def` and inside one.
    pub(super) fn old_async(&mut self, kind: TokenKind) -> TokenKind {
        if !matches!(kind, TokenKind::Async | TokenKind::Await) || self.async_def.is_some() {
            return kind;
        }
        if kind == TokenKind::Async && self.def_follows() {
            self.async_def = Some(AsyncDef { indents: self.indents.len(), in_body: false });
            return kind;
        }
        TokenKind::Name
    }

    /// Whether the next token is `def`, which a backslash may put on the next line.
    fn def_follows(&self) -> bool {
        let mut cursor = self.cursor();
        loop {
            cursor.eat_while(chars::is_blank);
            if !(cursor.peek() == b'\\' && cursor.peek_at(1) == b'\n') {
                break;
            }
            cursor.offset += 2;
        }
        let start = cursor.offset;
        cursor.eat_name();
        &self.bytes[start..cursor.offset] == b"def"
    }

    /// Forgets the `async def` once a line is no deeper than it.
    pub(super) fn leave_async_def(&mut self, async_def: AsyncDef) {
        let over = async_def.in_body
            && self.peek() != b'\n'
            && self.brackets.is_empty()
            && async_def.indents >= self.indents.len();
        if over {
            self.async_def = None;
        }
    }
}
// ANCHOR_END: old_async
