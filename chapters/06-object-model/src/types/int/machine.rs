//! Integers and the machine's own.
//!
//! CPython: `PyLong_AsLongAndOverflow`, `PyLong_AsUnsignedLongLong`,
//! `PyLong_AsUnsignedLongMask` in `Objects/longobject.c`. The message for a number that doesn't
//! fit names the C type wanted, and is the caller's.

use super::digits::{DIGIT_BITS, Int};

/// The number, if it fits.
pub fn to_i64(value: Int<'_>) -> Option<i64> {
    let magnitude = i128::try_from(to_u128(value.magnitude())?).ok()?;
    i64::try_from(if value.negative { -magnitude } else { magnitude }).ok()
}

/// The number, if it fits.
pub fn to_u64(value: Int<'_>) -> Option<u64> {
    to_u128(value)?.try_into().ok()
}

/// The number, if it fits and isn't negative.
pub fn to_u128(value: Int<'_>) -> Option<u128> {
    if value.negative || super::bit_length(value) > u128::BITS as usize {
        return None;
    }
    Some(value.digits.iter().rev().fold(0, |sum, &digit| sum << DIGIT_BITS | u128::from(digit)))
}

/// The lowest 64 bits in two's complement.
pub fn to_u64_mask(value: Int<'_>) -> u64 {
    let fold = |sum: u64, &digit: &u32| sum << DIGIT_BITS | u64::from(digit);
    let magnitude = value.digits.iter().rev().fold(0, fold);
    if value.negative { magnitude.wrapping_neg() } else { magnitude }
}
