//! Operators and delimiters: the longest that the next three bytes spell.
//!
//! CPython: `PyToken_OneChar`, `PyToken_TwoChars` and `PyToken_ThreeChars`, made from
//! `Grammar/Tokens`. A table from the first byte would do; written out as a `match`, the
//! compiler makes the jump table, and a reader sees which operators share a beginning.

use crate::cursor::Cursor;
use crate::token::TokenKind::{self, *};

// ANCHOR: scan
/// The operator at the cursor and its length in bytes. [`TokenKind::Op`] for a byte that
/// begins none, as CPython has it.
#[inline(always)]
pub(crate) fn scan(cursor: &Cursor<'_>) -> (TokenKind, usize) {
    let (second, third) = (cursor.peek_at(1), cursor.peek_at(2));
    match (cursor.peek(), second) {
        (b'(', _) => (LPar, 1),
        (b')', _) => (RPar, 1),
        (b'[', _) => (LSqb, 1),
        (b']', _) => (RSqb, 1),
        (b'{', _) => (LBrace, 1),
        (b'}', _) => (RBrace, 1),
        (b',', _) => (Comma, 1),
        (b';', _) => (Semi, 1),
        (b'~', _) => (Tilde, 1),
        (b':', b'=') => (ColonEqual, 2),
        (b':', _) => (Colon, 1),
        (b'=', b'=') => (EqEqual, 2),
        (b'=', _) => (Equal, 1),
        (b'!', b'=') => (NotEqual, 2),
        (b'.', b'.') if third == b'.' => (Ellipsis, 3),
        (b'.', _) => (Dot, 1),
        (b'+', b'=') => (PlusEqual, 2),
        (b'+', _) => (Plus, 1),
        (b'-', b'=') => (MinEqual, 2),
        (b'-', b'>') => (RArrow, 2),
        (b'-', _) => (Minus, 1),
        (b'*', b'*') if third == b'=' => (DoubleStarEqual, 3),
        (b'*', b'*') => (DoubleStar, 2),
        (b'*', b'=') => (StarEqual, 2),
        (b'*', _) => (Star, 1),
        (b'/', b'/') if third == b'=' => (DoubleSlashEqual, 3),
        (b'/', b'/') => (DoubleSlash, 2),
        (b'/', b'=') => (SlashEqual, 2),
        (b'/', _) => (Slash, 1),
        (b'%', b'=') => (PercentEqual, 2),
        (b'%', _) => (Percent, 1),
        (b'@', b'=') => (AtEqual, 2),
        (b'@', _) => (At, 1),
        (b'<', b'<') if third == b'=' => (LeftShiftEqual, 3),
        (b'<', b'<') => (LeftShift, 2),
        (b'<', b'=') => (LessEqual, 2),
        (b'<', b'>') => (NotEqual, 2),
        (b'<', _) => (Less, 1),
        (b'>', b'>') if third == b'=' => (RightShiftEqual, 3),
        (b'>', b'>') => (RightShift, 2),
        (b'>', b'=') => (GreaterEqual, 2),
        (b'>', _) => (Greater, 1),
        (b'&', b'=') => (AmperEqual, 2),
        (b'&', _) => (Amper, 1),
        (b'|', b'=') => (VBarEqual, 2),
        (b'|', _) => (VBar, 1),
        (b'^', b'=') => (CircumflexEqual, 2),
        (b'^', _) => (Circumflex, 1),
        _ => (Op, 1),
    }
}
// ANCHOR_END: scan
