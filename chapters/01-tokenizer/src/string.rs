//! Strings: prefixes, quotes, and the way to the closing quote.
//!
//! CPython: `tok_get` (the parts "Identifier" and "String") in `Parser/tokenizer.c`;
//! `_all_string_prefixes`, `ContStr` and `endpats` in `Lib/tokenize.py`.
//!
//! What a backslash escapes is the parser's business. Here it only keeps the character
//! behind it, a quote or a line break, from ending anything. The `f` in front changes
//! nothing either: in 3.11 an f-string is one token, and the parser looks inside.

use crate::cursor::Cursor;

// ANCHOR: prefix
/// The length of a string prefix at the cursor, if a quote follows it: `b`, `r`, `u`, `f`,
/// `br`, `fr`, in any case and, where there are two, in any order.
#[inline(always)]
pub(crate) fn prefix(cursor: &Cursor<'_>) -> Option<usize> {
    let lower = |distance| cursor.peek_at(distance) | 0x20;
    let is_quote = |distance| matches!(cursor.peek_at(distance), b'\'' | b'"');
    match (lower(0), lower(1)) {
        (b'b' | b'r' | b'u' | b'f', _) if is_quote(1) => Some(1),
        (b'b' | b'f', b'r') | (b'r', b'b' | b'f') if is_quote(2) => Some(2),
        _ => None,
    }
}

/// Whether three equal quotes stand at the cursor.
#[inline]
pub(crate) fn is_triple(cursor: &Cursor<'_>) -> bool {
    let quote = cursor.peek();
    cursor.peek_at(1) == quote && cursor.peek_at(2) == quote
}
// ANCHOR_END: prefix

// ANCHOR: single
/// How the way to the closing quote of a string on one line ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum SingleEnd {
    /// Behind the closing quote.
    Closed,
    /// At a line break or the end of the source: there is no closing quote.
    Unterminated,
    /// Behind a backslash and a line break; the string goes on in the next line.
    NextLine,
}

/// Moves the cursor from behind the opening quote of a string that is not tripled to its
/// end, or to the end of the line.
#[inline(always)]
pub(crate) fn single(cursor: &mut Cursor<'_>, quote: u8) -> SingleEnd {
    loop {
        let rest = &cursor.bytes[cursor.offset..];
        let Some(found) = memchr::memchr3(quote, b'\\', b'\n', rest) else {
            cursor.offset = cursor.bytes.len();
            return SingleEnd::Unterminated;
        };
        cursor.offset += found;
        match rest[found] {
            b'\n' => return SingleEnd::Unterminated,
            b'\\' => {
                let skipped = match (cursor.peek_at(1), cursor.peek_at(2)) {
                    (b'\n', _) => 2,
                    (b'\r', b'\n') => 3,
                    _ => {
                        cursor.offset = cursor.bytes.len().min(cursor.offset + 2);
                        continue;
                    }
                };
                cursor.offset += skipped;
                return SingleEnd::NextLine;
            }
            _ => {
                cursor.bump();
                return SingleEnd::Closed;
            }
        }
    }
}
// ANCHOR_END: single

// ANCHOR: triple
/// Moves the cursor from behind the three opening quotes to behind the closing ones; false,
/// and the cursor at the end of the source, if there are none. `line_begins` is told of
/// every line that begins on the way.
#[inline]
pub(crate) fn triple(
    cursor: &mut Cursor<'_>,
    quote: u8,
    mut line_begins: impl FnMut(usize),
) -> bool {
    let bytes = cursor.bytes;
    loop {
        let rest = &bytes[cursor.offset.min(bytes.len())..];
        let Some(found) = memchr::memchr3(quote, b'\\', b'\n', rest) else {
            cursor.offset = bytes.len();
            return false;
        };
        cursor.offset += found;
        match cursor.peek() {
            b'\n' => {
                cursor.bump();
                line_begins(cursor.offset);
            }
            // The escaped character may be a line break, which is then seen as one.
            b'\\' if cursor.peek_at(1) == b'\n' => cursor.bump(),
            b'\\' => cursor.offset += 2,
            _ if is_triple(cursor) => {
                cursor.offset += 3;
                return true;
            }
            _ => cursor.bump(),
        }
    }
}
// ANCHOR_END: triple
