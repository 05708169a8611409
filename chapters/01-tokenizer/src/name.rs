//! Names and keywords.
//!
//! CPython: `tok_get` (the part "Identifier") reads names without knowing the keywords; its
//! parser looks each name up among the keywords of the same length
//! (`_get_keyword_or_name_type` in `Parser/pegen.c`).
//!
//! Here the look-up happens while the name's bytes are at hand: a hash that no two keywords
//! share leads to the one keyword that the name can be, and one comparison of eight bytes
//! decides, since no keyword is longer.

use crate::token::TokenKind;

// ANCHOR: table
const TABLE_SIZE: usize = 128;

/// A keyword and its letters, as [`pack`] packs them.
#[derive(Clone, Copy)]
struct Keyword {
    kind: TokenKind,
    letters: u64,
}

/// Keywords by their hash.
static TABLE: [Keyword; TABLE_SIZE] = {
    let mut table = [Keyword { kind: TokenKind::Name, letters: 0 }; TABLE_SIZE];
    let mut index = 0;
    while index < TokenKind::ALL.len() {
        let kind = TokenKind::ALL[index];
        if kind.is_keyword() || matches!(kind, TokenKind::Async | TokenKind::Await) {
            let text = kind.text().as_bytes();
            let slot = hash(text[0], text[text.len() - 1], text.len());
            assert!(table[slot].letters == 0, "two keywords share a hash");
            table[slot] = Keyword { kind, letters: pack(text) };
        }
        index += 1;
    }
    table
};

/// Tells the keywords apart by first letter, last letter and length. The factor was found by
/// trying; the assertion above says whether it still does.
#[inline(always)]
const fn hash(first: u8, last: u8, length: usize) -> usize {
    (length + first as usize + last as usize * 11) % TABLE_SIZE
}
// ANCHOR_END: table

// ANCHOR: kind_of
/// Up to eight bytes as a number.
const fn pack(text: &[u8]) -> u64 {
    let mut packed = 0;
    let mut index = text.len();
    while index > 0 {
        index -= 1;
        packed = packed << 8 | text[index] as u64;
    }
    packed
}

/// The kind of the name at `start..end`: a keyword's own, `Async` and `Await`, or `Name`.
#[inline(always)]
pub(crate) fn kind_of(bytes: &[u8], start: usize, end: usize) -> TokenKind {
    let length = end - start;
    if length > 8 {
        return TokenKind::Name;
    }
    let keyword = TABLE[hash(bytes[start], bytes[end - 1], length)];
    let letters = match bytes[start..].first_chunk() {
        // What stands behind the name is shifted out at the top.
        Some(eight) => u64::from_le_bytes(*eight) << (64 - 8 * length) >> (64 - 8 * length),
        None => pack(&bytes[start..end]),
    };
    if keyword.letters == letters { keyword.kind } else { TokenKind::Name }
}
// ANCHOR_END: kind_of
