//! Addition, subtraction, and comparison.
//!
//! CPython: `x_add`, `x_sub`, `long_add`, `long_sub`, `long_compare` in `Objects/longobject.c`.
//!
//! As on paper: from the lowest digit up, with a carry. The signs decide which of the two is
//! done with the magnitudes.

use std::cmp::Ordering;

use super::digits::{DIGIT_BITS, DIGIT_MASK, Int, normalised, signed_size};

/// The digits that [`add`] and [`subtract`] need at most.
pub fn add_size(left: Int<'_>, right: Int<'_>) -> usize {
    left.digits.len().max(right.digits.len()) + 1
}

/// `left + right`, into at least [`add_size`] digits.
pub fn add(left: Int<'_>, right: Int<'_>, into: &mut [u32]) -> isize {
    if left.negative == right.negative {
        add_magnitudes(left.digits, right.digits, into);
        return signed_size(into, left.negative);
    }
    match compare_magnitudes(left.digits, right.digits) {
        Ordering::Equal => 0,
        Ordering::Greater => {
            subtract_magnitudes(left.digits, right.digits, into);
            signed_size(into, left.negative)
        }
        Ordering::Less => {
            subtract_magnitudes(right.digits, left.digits, into);
            signed_size(into, right.negative)
        }
    }
}

/// `left - right`, into at least [`add_size`] digits.
pub fn subtract(left: Int<'_>, right: Int<'_>, into: &mut [u32]) -> isize {
    add(left, right.negated(), into)
}

/// Which of the two is greater.
pub fn compare(left: Int<'_>, right: Int<'_>) -> Ordering {
    match (left.negative, right.negative) {
        (false, true) => Ordering::Greater,
        (true, false) => Ordering::Less,
        (false, false) => compare_magnitudes(left.digits, right.digits),
        (true, true) => compare_magnitudes(right.digits, left.digits),
    }
}

/// Which is greater; both without zeros at the end.
pub(crate) fn compare_magnitudes(left: &[u32], right: &[u32]) -> Ordering {
    let by_size = left.len().cmp(&right.len());
    by_size.then_with(|| left.iter().rev().cmp(right.iter().rev()))
}

/// Writes the sum, and zeros above it. C: `x_add`.
fn add_magnitudes(left: &[u32], right: &[u32], into: &mut [u32]) {
    let (long, short) = if left.len() >= right.len() { (left, right) } else { (right, left) };
    let (low, high) = long.split_at(short.len());
    let (into_low, into_high) = into.split_at_mut(short.len());
    let mut carry = 0;
    let (low_pairs, low_rest) = low.as_chunks::<2>();
    let (short_pairs, short_rest) = short.as_chunks::<2>();
    let (into_pairs, into_rest) = into_low.as_chunks_mut::<2>();
    // Two digits at a time, so that each pair waits for one carry and not for two.
    for ((into, left), right) in into_pairs.iter_mut().zip(low_pairs).zip(short_pairs) {
        let sums =
            [u64::from(left[0]) + u64::from(right[0]), u64::from(left[1]) + u64::from(right[1])];
        let sum = (sums[0] + (sums[1] << DIGIT_BITS)) + u64::from(carry);
        *into = [sum as u32 & DIGIT_MASK, (sum >> DIGIT_BITS) as u32 & DIGIT_MASK];
        carry = (sum >> (2 * DIGIT_BITS)) as u32;
    }
    for ((into, &left), &right) in into_rest.iter_mut().zip(low_rest).zip(short_rest) {
        carry += left + right;
        *into = carry & DIGIT_MASK;
        carry >>= DIGIT_BITS;
    }
    for (into, &digit) in into_high.iter_mut().zip(high) {
        carry += digit;
        *into = carry & DIGIT_MASK;
        carry >>= DIGIT_BITS;
    }
    into_high[high.len()] = carry;
    into_high[high.len() + 1..].fill(0);
}

/// Writes the difference of a number and one that is not greater, and zeros above it.
/// C: `x_sub`.
fn subtract_magnitudes(left: &[u32], right: &[u32], into: &mut [u32]) {
    into[..left.len()].copy_from_slice(left);
    into[left.len()..].fill(0);
    let borrow = subtract_from(into, right);
    debug_assert!(!borrow);
}

/// `into += digits`; the carry out of `into` is returned. C: `v_iadd`.
pub(crate) fn add_to(into: &mut [u32], digits: &[u32]) -> bool {
    let digits = if digits.len() > into.len() { normalised(digits) } else { digits };
    let (low, high) = into.split_at_mut(digits.len());
    let mut carry = 0;
    for (into, &digit) in low.iter_mut().zip(digits) {
        carry += *into + digit;
        *into = carry & DIGIT_MASK;
        carry >>= DIGIT_BITS;
    }
    for into in high {
        if carry == 0 {
            return false;
        }
        carry += *into;
        *into = carry & DIGIT_MASK;
        carry >>= DIGIT_BITS;
    }
    carry != 0
}

/// `into -= digits`; the borrow from beyond `into` is returned. C: `v_isub`.
pub(crate) fn subtract_from(into: &mut [u32], digits: &[u32]) -> bool {
    let digits = if digits.len() > into.len() { normalised(digits) } else { digits };
    let (low, high) = into.split_at_mut(digits.len());
    let mut borrow = 0;
    for (into, &digit) in low.iter_mut().zip(digits) {
        // Below zero the difference wraps around, and its bit 30 is the borrow.
        let difference = into.wrapping_sub(digit).wrapping_sub(borrow);
        *into = difference & DIGIT_MASK;
        borrow = difference >> DIGIT_BITS & 1;
    }
    for into in high {
        if borrow == 0 {
            return false;
        }
        let difference = into.wrapping_sub(borrow);
        *into = difference & DIGIT_MASK;
        borrow = difference >> DIGIT_BITS & 1;
    }
    borrow != 0
}
