//! Upper, lower and title case, simple and full.
//!
//! CPython: `Objects/unicodectype.c` (`_PyUnicode_ToLowercase`, `_PyUnicode_ToLowerFull` …).
//!
//! The simple mapping makes one character of one; the full mapping may make up to three (`ß`
//! becomes `SS`) and is what the methods of `str` use. The few hundred characters for which the
//! two differ, or whose folding isn't their lower case, stand in a table of their own; what a
//! character becomes also depends on its neighbours in one case only, the Greek sigma, which
//! is for `str.lower` to see.

use super::{Record, SpecialCase, has, record, tables};

/// Category Lu or Other_Uppercase.
pub fn is_uppercase(code: u32) -> bool {
    has(code, tables::UPPER)
}

/// Category Ll or Other_Lowercase.
pub fn is_lowercase(code: u32) -> bool {
    has(code, tables::LOWER)
}

/// Category Lt: `ǅ` and the like.
pub fn is_titlecase(code: u32) -> bool {
    has(code, tables::TITLE)
}

/// Has a case, in Unicode's wide sense.
pub fn is_cased(code: u32) -> bool {
    has(code, tables::CASED)
}

/// Is looked through where the case of neighbours matters.
pub fn is_case_ignorable(code: u32) -> bool {
    has(code, tables::CASE_IGNORABLE)
}

/// The simple lower case.
pub fn to_lowercase(code: u32) -> u32 {
    code.wrapping_add_signed(record(code).lower)
}

/// The simple title case.
pub fn to_titlecase(code: u32) -> u32 {
    code.wrapping_add_signed(record(code).title)
}

/// The simple upper case.
pub fn to_uppercase(code: u32) -> u32 {
    code.wrapping_add_signed(record(code).upper)
}

/// One to three characters.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Mapped {
    points: [u32; 3],
    length: u8,
}

impl Mapped {
    /// One character.
    pub fn one(code: u32) -> Mapped {
        Mapped { points: [code, 0, 0], length: 1 }
    }

    /// No mapping holds U+0000 behind its first place, so that zeros end it.
    fn padded(points: [u32; 3]) -> Mapped {
        let length = 1 + u8::from(points[1] != 0) + u8::from(points[2] != 0);
        Mapped { points, length }
    }

    /// The characters.
    pub fn as_slice(&self) -> &[u32] {
        &self.points[..usize::from(self.length)]
    }
}

/// The full lower case, without regard to neighbours.
pub fn to_lower_full(code: u32) -> Mapped {
    full(code, 0, |record| record.lower)
}

/// The full title case.
pub fn to_title_full(code: u32) -> Mapped {
    full(code, 1, |record| record.title)
}

/// The full upper case.
pub fn to_upper_full(code: u32) -> Mapped {
    full(code, 2, |record| record.upper)
}

/// The full case folding.
pub fn to_folded_full(code: u32) -> Mapped {
    full(code, 3, |record| record.lower)
}

#[inline]
fn full(code: u32, which: usize, simple: impl Fn(&Record) -> i32) -> Mapped {
    let record = record(code);
    if record.flags & tables::SPECIAL_CASE != 0 {
        let row = |row: &SpecialCase| row.0;
        if let Ok(found) = tables::SPECIAL_CASES.binary_search_by_key(&code, row) {
            return Mapped::padded(tables::SPECIAL_CASES[found].1[which]);
        }
    }
    Mapped::one(code.wrapping_add_signed(simple(record)))
}
