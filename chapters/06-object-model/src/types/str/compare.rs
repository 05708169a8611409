//! Order and equality.
//!
//! CPython: `unicode_compare` and `unicode_compare_eq` in `Objects/unicodeobject.c`; `unicode_hash`.
//!
//! Texts are ordered by their code points, so `'\ue000' < '\U00010000'`, unlike in UTF-16.

use std::cmp::Ordering;

use super::{Text, Unit, with_units};

/// Whether two texts have the same characters.
pub fn equal(left: Text<'_>, right: Text<'_>) -> bool {
    left.len() == right.len() && compare(left, right).is_eq()
}

/// Which text comes first.
pub fn compare(left: Text<'_>, right: Text<'_>) -> Ordering {
    with_units!(left, |left| with_units!(right, |right| compare_units(left, right)))
}

fn compare_units<L: Unit, R: Unit>(left: &[L], right: &[R]) -> Ordering {
    let different = left.iter().zip(right).find(|(a, b)| a.code() != b.code());
    match different {
        Some((a, b)) => a.code().cmp(&b.code()),
        None => left.len().cmp(&right.len()),
    }
}

impl<'a> Text<'a> {
    /// The memory of the units, which is what is hashed. Texts that are equal and in their
    /// narrowest form have the same.
    pub fn hash_input(self) -> &'a [u8] {
        match self {
            Text::Ascii(units) | Text::Latin1(units) => units,
            Text::Ucs2(units) => memory(units),
            Text::Ucs4(units) => memory(units),
        }
    }
}

fn memory<U: Unit>(units: &[U]) -> &[u8] {
    // SAFETY: units are integers, so each of their bytes is initialised and any alignment does
    // for bytes; the length is that of the same memory, borrowed for the same time.
    unsafe { std::slice::from_raw_parts(units.as_ptr().cast(), size_of_val(units)) }
}
