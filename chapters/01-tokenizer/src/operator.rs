//! Operators and delimiters: the longest that the next three bytes spell.
//!
//! CPython: `PyToken_OneChar`, `PyToken_TwoChars` and `PyToken_ThreeChars`, nested `switch`es
//! made from `Grammar/Tokens`.
//!
//! Which operator comes next is hard to foresee, for a person and for a processor, and a
//! branch that goes the other way than foreseen costs as much as ten instructions. So there
//! is a table, made from the spellings of the kinds: a row for each first byte, a column for
//! each second byte that can go on in an operator.

use crate::cursor::Cursor;
use crate::token::TokenKind;

// ANCHOR: table
/// Bytes that come second in some operator, and their columns; 0 is the column of all others.
const SECOND: &[u8] = b"=<>*/";
const COLUMNS: usize = 8;

/// The operator that two bytes spell, and how many of them belong to it.
#[derive(Clone, Copy)]
struct Spelled {
    kind: TokenKind,
    length: u8,
}

/// The column of each byte.
static COLUMN: [u8; 256] = {
    let mut columns = [0; 256];
    let mut index = 0;
    while index < SECOND.len() {
        columns[SECOND[index] as usize] = index as u8 + 1;
        index += 1;
    }
    columns
};

/// By first byte and by column of the second. A byte that begins no operator is
/// [`TokenKind::Op`], as CPython has it.
static TABLE: [[Spelled; COLUMNS]; 128] = {
    let mut table = [[Spelled { kind: TokenKind::Op, length: 1 }; COLUMNS]; 128];
    let mut length = 1;
    // The longer spellings come later and take their columns from the shorter.
    while length <= 2 {
        let mut kind = TokenKind::LPar as usize;
        while kind <= TokenKind::ColonEqual as usize {
            let (kind_here, text) = (TokenKind::ALL[kind], TokenKind::ALL[kind].text().as_bytes());
            let spelled = Spelled { kind: kind_here, length };
            if text.len() == 1 && length == 1 {
                table[text[0] as usize] = [spelled; COLUMNS];
            } else if text.len() == 2 && length == 2 {
                table[text[0] as usize][COLUMN[text[1] as usize] as usize] = spelled;
            }
            kind += 1;
        }
        length += 1;
    }
    // The old spelling of `!=` that the parser knows to refuse.
    table[b'<' as usize][COLUMN[b'>' as usize] as usize] =
        Spelled { kind: TokenKind::NotEqual, length: 2 };
    table
};
// ANCHOR_END: table

// ANCHOR: scan
/// The operator at the cursor and its length in bytes.
#[inline(always)]
pub(crate) fn scan(cursor: &Cursor<'_>) -> (TokenKind, usize) {
    let row = &TABLE[(cursor.peek() & 0x7f) as usize];
    let Spelled { kind, length } = row[COLUMN[cursor.peek_at(1) as usize] as usize];
    let longer = match kind {
        TokenKind::DoubleStar => TokenKind::DoubleStarEqual,
        TokenKind::DoubleSlash => TokenKind::DoubleSlashEqual,
        TokenKind::LeftShift => TokenKind::LeftShiftEqual,
        TokenKind::RightShift => TokenKind::RightShiftEqual,
        // Two dots alone are two tokens.
        TokenKind::Dot if cursor.peek_at(1) == b'.' && cursor.peek_at(2) == b'.' => {
            return (TokenKind::Ellipsis, 3);
        }
        _ => return (kind, length as usize),
    };
    if cursor.peek_at(2) == b'=' { (longer, 3) } else { (kind, 2) }
}
// ANCHOR_END: scan
