//! What Unicode 14 says of a character, as far as `str` needs it.
//!
//! CPython: `Objects/unicodectype.c` and its generated `unicodetype_db.h`.
//!
//! Characters are code points from 0 to 0x10FFFF, lone surrogates among them, so they are
//! `u32` and not `char`. Every question is one look into a table of two stages: few of the
//! 8,704 blocks of 128 code points differ from each other, and what characters have in common
//! (flags, a digit's value, the distance to the other case) makes fewer than 300 records.
//!
//! Invariant: for each of the 0x110000 code points the answers are CPython's; the tests hash
//! them all. Any other number is answered like an unassigned code point.
//!
//! Names, decompositions and the rest of `unicodedata` belong to that module.

mod case;
mod number;
mod tables;

#[cfg(test)]
mod tests;

pub use case::{
    Mapped, is_case_ignorable, is_cased, is_lowercase, is_titlecase, is_uppercase, to_folded_full,
    to_lower_full, to_lowercase, to_title_full, to_titlecase, to_upper_full, to_uppercase,
};
pub use number::{
    is_decimal, is_digit, is_numeric, to_ascii_number, to_decimal, to_digit, to_numeric,
};

/// The greatest code point.
pub const MAX_UNICODE: u32 = 0x10_FFFF;

/// What all characters of one class have in common (`_PyUnicode_TypeRecord`).
#[derive(Clone, Copy)]
struct Record {
    flags: u16,
    digit: u8,
    lower: i32,
    title: i32,
    upper: i32,
}

impl Record {
    const fn new(flags: u16, digit: u8, lower: i32, title: i32, upper: i32) -> Record {
        Record { flags, digit, lower, title, upper }
    }
}

/// A code point and its full lower, title, upper and folded mappings, filled up with zeros.
type SpecialCase = (u32, [[u32; 3]; 4]);

// ANCHOR: record
/// The record of a code point: two loads, then the record.
#[inline]
fn record(code: u32) -> &'static Record {
    let Some(block) = tables::BLOCKS.get((code >> tables::BLOCK_BITS) as usize) else {
        return &UNASSIGNED;
    };
    let place = code & ((1 << tables::BLOCK_BITS) - 1);
    let class = tables::CLASSES[(usize::from(*block) << tables::BLOCK_BITS) | place as usize];
    &tables::RECORDS[usize::from(class)]
}
// ANCHOR_END: record

static UNASSIGNED: Record = Record::new(0, 0, 0, 0, 0);

fn has(code: u32, flag: u16) -> bool {
    record(code).flags & flag != 0
}

/// A letter: general category L* (`str.isalpha`).
pub fn is_alpha(code: u32) -> bool {
    if code < 0x80 {
        return (code as u8).is_ascii_alphabetic();
    }
    has(code, tables::ALPHA)
}

/// A letter or a number of any sort (`str.isalnum`).
pub fn is_alphanumeric(code: u32) -> bool {
    has(code, tables::ALPHA | tables::DECIMAL | tables::DIGIT | tables::NUMERIC)
}

/// What `str.split` splits at and `str.strip` strips: bidirectional type WS, B or S, or
/// category Zs.
pub fn is_space(code: u32) -> bool {
    if code < 0x80 {
        return matches!(code, 0x09..=0x0D | 0x1C..=0x20);
    }
    has(code, tables::SPACE)
}

/// What `str.splitlines` splits at.
pub fn is_linebreak(code: u32) -> bool {
    if code < 0x80 {
        return matches!(code, 0x0A..=0x0D | 0x1C..=0x1E);
    }
    has(code, tables::LINEBREAK)
}

/// What `repr` shows as it is: all but the categories C* and Z*, and the ASCII space.
pub fn is_printable(code: u32) -> bool {
    if code < 0x80 {
        return matches!(code, 0x20..0x7F);
    }
    has(code, tables::PRINTABLE)
}

/// Has a meaning, be it that of a surrogate or of private use: any category but Cn.
pub fn is_assigned(code: u32) -> bool {
    has(code, tables::ASSIGNED)
}

/// What may begin an identifier; `_`, which also may, is no XID_Start.
pub fn is_xid_start(code: u32) -> bool {
    has(code, tables::XID_START)
}

/// What may continue an identifier.
pub fn is_xid_continue(code: u32) -> bool {
    has(code, tables::XID_CONTINUE)
}

/// Half of a UTF-16 pair (`Py_UNICODE_IS_SURROGATE`): in a `str` a character like others, for
/// most codecs an error.
pub fn is_surrogate(code: u32) -> bool {
    code & 0xFFFF_F800 == 0xD800
}
