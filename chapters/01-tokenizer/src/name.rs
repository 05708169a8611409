//! Names and keywords.
//!
//! CPython: `tok_get` (the part "Identifier") reads names without knowing the keywords; its
//! parser looks each name up among the keywords of the same length
//! (`_get_keyword_or_name_type` in `Parser/pegen.c`).
//!
//! Here the look-up happens while the name's bytes are at hand: a hash that no two keywords
//! share leads to the one keyword that the name can be, and one comparison decides.

use crate::token::TokenKind;

const TABLE_SIZE: usize = 128;

/// Keywords by their hash; `Name` where there is none.
const TABLE: [TokenKind; TABLE_SIZE] = {
    let mut table = [TokenKind::Name; TABLE_SIZE];
    let mut index = 0;
    while index < TokenKind::ALL.len() {
        let kind = TokenKind::ALL[index];
        if kind.is_keyword() || matches!(kind, TokenKind::Async | TokenKind::Await) {
            let slot = hash(kind.text().as_bytes());
            assert!(matches!(table[slot], TokenKind::Name), "two keywords share a hash");
            table[slot] = kind;
        }
        index += 1;
    }
    table
};

/// Tells the keywords apart by length, first and last letter. The factor was found by
/// trying; the assertion above says whether it still does.
const fn hash(name: &[u8]) -> usize {
    (name.len() + name[0] as usize + name[name.len() - 1] as usize * 11) % TABLE_SIZE
}

/// The kind of a name: a keyword's own, `Async` and `Await`, or `Name`.
#[inline]
pub(crate) fn kind_of(name: &[u8]) -> TokenKind {
    if !(2..=8).contains(&name.len()) {
        return TokenKind::Name;
    }
    let candidate = TABLE[hash(name)];
    if candidate.text().as_bytes() == name { candidate } else { TokenKind::Name }
}
