//! Numbers: integers in four bases, floats, imaginary ones, with underscores in between.
//!
//! CPython: `tok_get` (the part "Number"), `tok_decimal_tail`, `verify_end_of_number` in
//! `Parser/tokenizer.c`; the `Number` pattern in `Lib/tokenize.py`.
//!
//! ```text
//! decinteger  "0" (["_"] "0")* | nonzerodigit (["_"] digit)*
//! hexinteger  "0" ("x" | "X") (["_"] hexdigit)+          octinteger, bininteger alike
//! pointfloat  [digitpart] "." digitpart | digitpart "."
//! exponent    ("e" | "E") ["+" | "-"] digitpart
//! imagnumber  (floatnumber | digitpart) ("j" | "J")
//! ```
//!
//! `Parser/tokenizer.c` reads as far as it can and complains if what it read is no number,
//! or if a name is glued to it. `Lib/tokenize.py` takes the longest beginning that is a
//! number and leaves the rest to the next token. One scan serves both: it says where the
//! number ends and, apart from that, what CPython's tokenizer finds wrong with it.

use crate::chars::{is_digit, is_hex_digit, is_name_continue};
use crate::cursor::Cursor;

// ANCHOR: literal_kind
/// The base or form that a complaint about a literal names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LiteralKind {
    /// `0b1`
    Binary,
    /// `0o7`
    Octal,
    /// `7`, `7.5`, `7e5`
    Decimal,
    /// `0x7`
    Hexadecimal,
    /// `7j`
    Imaginary,
}

impl LiteralKind {
    /// The word in CPython's messages.
    pub const fn word(self) -> &'static str {
        match self {
            LiteralKind::Binary => "binary",
            LiteralKind::Octal => "octal",
            LiteralKind::Decimal => "decimal",
            LiteralKind::Hexadecimal => "hexadecimal",
            LiteralKind::Imaginary => "imaginary",
        }
    }
}
// ANCHOR_END: literal_kind

// ANCHOR: verdict
/// What `Parser/tokenizer.c` has to say about a number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Verdict {
    /// A number, and nothing is glued to it.
    Good,
    /// A number with a keyword glued to it, as in `1if x else y`: a warning.
    KeywordFollows(LiteralKind),
    /// No number, or a name is glued to it: an error, with the cursor at the offset.
    Invalid(LiteralKind, usize),
    /// The digit just before the offset does not exist in this base.
    InvalidDigit(LiteralKind, usize),
    /// `0777`: zeros, then digits. The offset is behind the first of those.
    LeadingZeros(usize),
}

/// The result of a scan.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Scan {
    /// Behind the longest beginning that is a number by the patterns of `Lib/tokenize.py`.
    pub(crate) pattern_end: usize,
    /// Behind the number of `Parser/tokenizer.c`, where the verdict is no error.
    pub(crate) end: usize,
    /// What is wrong with it.
    pub(crate) verdict: Verdict,
}

impl Scan {
    fn new(end: usize, verdict: Verdict) -> Scan {
        Scan { pattern_end: end, end, verdict }
    }
}
// ANCHOR_END: verdict

// ANCHOR: plain
/// Moves over a decimal integer without underscores, with nothing glued to it and no point:
/// most numbers are that. False, and the cursor stays, for all others.
#[inline(always)]
pub(crate) fn plain(cursor: &mut Cursor<'_>) -> bool {
    let mut end = *cursor;
    end.eat_while(is_digit);
    let length = end.offset - cursor.offset;
    let plain = !is_name_continue(end.peek())
        && end.peek() != b'.'
        && (cursor.peek() != b'0' || length == 1)
        && length > 0;
    if plain {
        *cursor = end;
    }
    plain
}
// ANCHOR_END: plain

// ANCHOR: scan
/// Reads a number at a cursor that stands on a digit, or on `.` with a digit behind it.
pub(crate) fn scan(mut cursor: Cursor<'_>) -> Scan {
    if cursor.peek() == b'0' {
        match cursor.peek_at(1) {
            b'x' | b'X' => return based(cursor, LiteralKind::Hexadecimal, is_hex_digit),
            b'o' | b'O' => return based(cursor, LiteralKind::Octal, |c| matches!(c, b'0'..=b'7')),
            b'b' | b'B' => return based(cursor, LiteralKind::Binary, |c| matches!(c, b'0' | b'1')),
            _ => return zero(cursor),
        }
    }
    if cursor.peek() != b'.'
        && let Err(scan) = digits(&mut cursor)
    {
        return scan;
    }
    point(cursor)
}
// ANCHOR_END: scan

// ANCHOR: based
/// `0x`, `0o`, `0b`: at least one digit, single underscores before digits.
fn based(mut cursor: Cursor<'_>, kind: LiteralKind, belongs: impl Fn(u8) -> bool) -> Scan {
    // Until a digit has been seen, only the 0 is a number.
    let mut end = cursor.offset + 1;
    cursor.offset += 2;
    let mut digit_seen = false;
    loop {
        let underscore = cursor.eat(b'_');
        if !belongs(cursor.peek()) {
            let verdict = if is_digit(cursor.peek()) {
                Verdict::InvalidDigit(kind, cursor.offset + 1)
            } else if underscore || !digit_seen {
                Verdict::Invalid(kind, cursor.offset)
            } else {
                glued(cursor, kind)
            };
            return Scan::new(end, verdict);
        }
        cursor.eat_while(&belongs);
        end = cursor.offset;
        digit_seen = true;
    }
}
// ANCHOR_END: based

// ANCHOR: zero
/// A number that begins with 0 and names no base: zeros only, unless it turns out to be a
/// float or imaginary.
fn zero(mut cursor: Cursor<'_>) -> Scan {
    cursor.bump();
    loop {
        if cursor.peek() == b'_' {
            if !is_digit(cursor.peek_at(1)) {
                return invalid(cursor);
            }
            if cursor.peek_at(1) != b'0' {
                break;
            }
            cursor.bump();
        }
        if !cursor.eat(b'0') {
            break;
        }
    }
    let zeros_end = cursor.offset;
    cursor.eat(b'_');
    if !is_digit(cursor.peek()) {
        return point(cursor);
    }
    let first_digit_end = cursor.offset + 1;
    if let Err(scan) = digits(&mut cursor) {
        return Scan { pattern_end: zeros_end, ..scan };
    }
    if !matches!(cursor.peek(), b'.' | b'e' | b'E' | b'j' | b'J') {
        return Scan::new(zeros_end, Verdict::LeadingZeros(first_digit_end));
    }
    let scan = point(cursor);
    // `0777else`: no float after all. CPython's tokenizer takes the digits all the same, the
    // pattern the zeros only.
    let pattern_end = if scan.end == cursor.offset { zeros_end } else { scan.pattern_end };
    Scan { pattern_end, ..scan }
}
// ANCHOR_END: zero

// ANCHOR: decimal
/// Digits with single underscores between them. C: `tok_decimal_tail`.
fn digits(cursor: &mut Cursor<'_>) -> Result<(), Scan> {
    loop {
        cursor.eat_while(is_digit);
        if cursor.peek() != b'_' {
            return Ok(());
        }
        if !is_digit(cursor.peek_at(1)) {
            return Err(invalid(*cursor));
        }
        cursor.bump();
    }
}

/// An underscore at the cursor that no digit follows.
fn invalid(cursor: Cursor<'_>) -> Scan {
    Scan::new(cursor.offset, Verdict::Invalid(LiteralKind::Decimal, cursor.offset + 1))
}

/// What may follow the digits before the point.
fn point(mut cursor: Cursor<'_>) -> Scan {
    if cursor.eat(b'.')
        && is_digit(cursor.peek())
        && let Err(scan) = digits(&mut cursor)
    {
        return scan;
    }
    exponent(cursor)
}

/// What may follow the digits behind the point, or an integer.
fn exponent(mut cursor: Cursor<'_>) -> Scan {
    if matches!(cursor.peek(), b'e' | b'E') {
        let sign = matches!(cursor.peek_at(1), b'+' | b'-') as usize;
        if !is_digit(cursor.peek_at(1 + sign)) {
            let verdict = if sign == 1 {
                Verdict::Invalid(LiteralKind::Decimal, cursor.offset + 2)
            } else {
                glued(cursor, LiteralKind::Decimal)
            };
            return Scan::new(cursor.offset, verdict);
        }
        cursor.offset += 1 + sign;
        if let Err(scan) = digits(&mut cursor) {
            return scan;
        }
    }
    let imaginary = matches!(cursor.peek(), b'j' | b'J');
    cursor.offset += imaginary as usize;
    let kind = if imaginary { LiteralKind::Imaginary } else { LiteralKind::Decimal };
    Scan::new(cursor.offset, glued(cursor, kind))
}
// ANCHOR_END: decimal

// ANCHOR: glued
/// What is glued to a number that ends at the cursor. Some keywords may be, for old code's
/// sake. C: `verify_end_of_number`.
fn glued(cursor: Cursor<'_>, kind: LiteralKind) -> Verdict {
    // Beyond ASCII it may be no letter at all; whether it is, the next token shows.
    if !(is_name_continue(cursor.peek()) && cursor.peek().is_ascii()) {
        return Verdict::Good;
    }
    let rest = &cursor.bytes[cursor.offset..];
    let keyword = [&b"and"[..], b"else", b"for", b"or", b"not"].iter().any(|word| {
        rest.starts_with(word) && !rest.get(word.len()).is_some_and(|&c| is_name_continue(c))
    });
    // Of these three CPython looks at the first two letters only.
    if keyword || [b"if", b"in", b"is"].iter().any(|word| rest.starts_with(*word)) {
        Verdict::KeywordFollows(kind)
    } else {
        Verdict::Invalid(kind, cursor.offset)
    }
}
// ANCHOR_END: glued
