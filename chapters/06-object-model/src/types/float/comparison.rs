//! A double compared with an integer of any size, exactly.
//!
//! CPython: `float_richcompare` in `Objects/floatobject.c`.
//!
//! Turning the integer into a double would round it, and 2**53 + 1 would equal 2.0**53. Most
//! pairs are told apart by sign or by how many bits they have; for the rest the double's integer
//! part is compared as an integer, and then what is behind its point.

use std::cmp::Ordering;

use crate::types::int::{Int, compare, from_f64, from_f64_size};

/// Digits for the greatest double, and one that [`from_f64_size`] has in addition.
const MOST_DIGITS: usize = f64::MAX_EXP as usize / crate::types::int::DIGIT_BITS + 2;

/// How the double compares; `None` for a NaN.
pub fn compare_int(left: f64, right: Int<'_>) -> Option<Ordering> {
    if left.is_nan() {
        return None;
    }
    let mut digits = [0; MOST_DIGITS];
    let Ok(size) = from_f64_size(left) else {
        return left.partial_cmp(&0.0);
    };
    let ob_size = from_f64(left, &mut digits[..size]);
    let whole = Int::new(ob_size < 0, &digits[..ob_size.unsigned_abs()]);
    Some(compare(whole, right).then_with(|| left.total_cmp(&left.trunc())))
}
