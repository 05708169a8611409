//! Division: quotient and remainder, rounded toward minus infinity.
//!
//! CPython: `inplace_divrem1`, `x_divrem`, `long_divrem`, `l_divmod`, `l_mod` in
//! `Objects/longobject.c`.
//!
//! The magnitudes are divided as Knuth's algorithm D does it (The Art of Computer Programming,
//! volume 2, 4.3.1): a digit of the quotient is guessed from the first digits, is right or one
//! or two too great, and is put right. Python wants a remainder with the sign of the divisor, so
//! where the signs differ and something is left, the quotient goes down by one and the divisor
//! is added to what is left.

use std::cmp::Ordering;

use super::add::{add_to, compare_magnitudes};
use super::digits::{
    DIGIT_BASE, DIGIT_BITS, DIGIT_MASK, Int, Integer, Stopped, Watch, scratch, signed_size,
    significant,
};
use super::divide_recursive;
use super::error::NumberError;

/// The digits that [`divide_floor`] needs at most, for the quotient and for the remainder.
pub fn divide_floor_sizes(left: Int<'_>, right: Int<'_>) -> (usize, usize) {
    let quotient = (left.digits.len() + 1).saturating_sub(right.digits.len());
    (quotient + 1, right.digits.len())
}

/// `divmod(left, right)`, into at least [`divide_floor_sizes`] digits each.
pub fn divide_floor(
    left: Int<'_>,
    right: Int<'_>,
    quotient: &mut [u32],
    remainder: &mut [u32],
    watch: Watch<'_>,
) -> Result<(isize, isize), NumberError> {
    if right.is_zero() {
        return Err(NumberError::IntDivisionOrModuloByZero);
    }
    divide_magnitudes(left.digits, right.digits, quotient, remainder, watch)?;
    let differ = left.negative != right.negative;
    if differ && significant(remainder) > 0 {
        add_to(quotient, &[1]);
        complement(remainder, right.digits);
    }
    Ok((signed_size(quotient, differ), signed_size(remainder, right.negative)))
}

/// `left // right`.
pub fn floor_divide(
    left: Int<'_>,
    right: Int<'_>,
    quotient: &mut [u32],
    watch: Watch<'_>,
) -> Result<isize, NumberError> {
    // The remainder of one digit is not worth an allocation.
    if right.digits.len() == 1 {
        return Ok(divide_floor(left, right, quotient, &mut [0], watch)?.0);
    }
    let mut remainder = scratch(right.digits.len())?;
    Ok(divide_floor(left, right, quotient, &mut remainder, watch)?.0)
}

/// `left % right`, into at least as many digits as `right` has.
pub fn modulo(
    left: Int<'_>,
    right: Int<'_>,
    remainder: &mut [u32],
    watch: Watch<'_>,
) -> Result<isize, NumberError> {
    match right.digits {
        [] => return Err(NumberError::IntModuloByZero),
        &[divisor] => {
            remainder[0] = remainder_small(left.digits, divisor);
            remainder[1..].fill(0);
        }
        _ => {
            let mut quotient = scratch(divide_floor_sizes(left, right).0)?;
            divide_magnitudes(left.digits, right.digits, &mut quotient, remainder, watch)?;
        }
    }
    if left.negative != right.negative && significant(remainder) > 0 {
        complement(remainder, right.digits);
    }
    Ok(signed_size(remainder, right.negative))
}

impl Integer {
    /// Quotient and remainder, rounded down.
    pub fn divided(
        &self,
        divisor: Int<'_>,
        watch: Watch<'_>,
    ) -> Result<(Integer, Integer), NumberError> {
        let (quotient_size, remainder_size) = divide_floor_sizes(self.view(), divisor);
        let mut quotient = scratch(quotient_size)?;
        let mut remainder = scratch(remainder_size)?;
        let (quotient_size, remainder_size) =
            divide_floor(self.view(), divisor, &mut quotient, &mut remainder, watch)?;
        Ok((
            Integer::from_digits(quotient, quotient_size < 0),
            Integer::from_digits(remainder, remainder_size < 0),
        ))
    }

    /// The remainder, with the divisor's sign.
    pub fn modulo(&self, divisor: Int<'_>, watch: Watch<'_>) -> Result<Integer, NumberError> {
        let size = divisor.digits.len();
        Integer::filled(size, |into| modulo(self.view(), divisor, into, watch))
    }
}

/// `remainder = divisor - remainder`.
fn complement(remainder: &mut [u32], divisor: &[u32]) {
    let mut borrow = 0;
    for (index, digit) in remainder.iter_mut().enumerate() {
        let from = divisor.get(index).copied().unwrap_or(0);
        let difference = from.wrapping_sub(*digit).wrapping_sub(borrow);
        *digit = difference & DIGIT_MASK;
        borrow = difference >> DIGIT_BITS & 1;
    }
    debug_assert_eq!(borrow, 0);
}

/// Divides magnitudes without zeros at the end, and fills both results up with zeros.
pub(crate) fn divide_magnitudes(
    left: &[u32],
    right: &[u32],
    quotient: &mut [u32],
    remainder: &mut [u32],
    watch: Watch<'_>,
) -> Result<(), Stopped> {
    quotient.fill(0);
    remainder.fill(0);
    if compare_magnitudes(left, right) == Ordering::Less {
        remainder[..left.len()].copy_from_slice(left);
        return Ok(());
    }
    if let &[divisor] = right {
        quotient[..left.len()].copy_from_slice(left);
        remainder[0] = divide_small(&mut quotient[..left.len()], divisor);
        return Ok(());
    }
    let size = left.len() - right.len() + 1;
    if divide_recursive::pays(left.len(), right.len()) {
        return divide_recursive::divide(left, right, quotient, remainder, watch);
    }
    // The divisor's first bit is set, so that a guess is at most two too great.
    let bits = right[right.len() - 1].leading_zeros() - 2;
    let mut working = scratch(left.len() + 1 + right.len())?;
    let (dividend, divisor) = working.split_at_mut(left.len() + 1);
    shift_up(left, bits, dividend);
    shift_up(right, bits, divisor);
    knuth(dividend, divisor, &mut quotient[..size], watch)?;
    shift_down(&dividend[..right.len()], bits, &mut remainder[..right.len()]);
    Ok(())
}

/// Knuth's algorithm D. The divisor has at least two digits, of which the last has its first bit
/// set; `dividend` has as many digits as `divisor` and `quotient` together, and the quotient
/// fits. In `dividend` the remainder is left. C: `x_divrem`.
pub(crate) fn knuth(
    dividend: &mut [u32],
    divisor: &[u32],
    quotient: &mut [u32],
    watch: Watch<'_>,
) -> Result<(), Stopped> {
    let size = divisor.len();
    debug_assert_eq!(dividend.len(), size + quotient.len());
    let [first, second] = [divisor[size - 1], divisor[size - 2]].map(u64::from);
    for (index, digit) in quotient.iter_mut().enumerate().rev() {
        // As often as CPython asks: for each digit. It is cheap beside a row.
        watch()?;
        let window = &mut dividend[index..=index + size];
        let [top, next, third] = [size, size - 1, size - 2].map(|at| u64::from(window[at]));
        let start = top << DIGIT_BITS | next;
        let (mut guess, mut rest) = (start / first, start % first);
        while guess >= DIGIT_BASE || guess * second > (rest << DIGIT_BITS | third) {
            guess -= 1;
            rest += first;
            if rest >= DIGIT_BASE {
                break;
            }
        }
        if subtract_row(window, guess, divisor) {
            guess -= 1;
            add_to(window, divisor);
        }
        *digit = guess as u32;
    }
    Ok(())
}

/// `window -= factor * digits`; whether it went below zero.
fn subtract_row(window: &mut [u32], factor: u64, digits: &[u32]) -> bool {
    let (low, top) = window.split_at_mut(digits.len());
    let mut carry = 0;
    for (into, &digit) in low.iter_mut().zip(digits) {
        carry += factor * u64::from(digit);
        let difference = into.wrapping_sub(carry as u32 & DIGIT_MASK);
        *into = difference & DIGIT_MASK;
        carry = (carry >> DIGIT_BITS) + u64::from(difference >> 31);
    }
    let below = u64::from(top[0]) < carry;
    top[0] = top[0].wrapping_sub(carry as u32) & DIGIT_MASK;
    below
}

/// Divides by one digit in place, and returns the remainder. C: `inplace_divrem1`.
pub(crate) fn divide_small(digits: &mut [u32], divisor: u32) -> u32 {
    let divisor = u64::from(divisor);
    let mut rest = 0;
    for digit in digits.iter_mut().rev() {
        let value = rest << DIGIT_BITS | u64::from(*digit);
        *digit = (value / divisor) as u32;
        rest = value % divisor;
    }
    rest as u32
}

/// The remainder of a division by one digit. C: `inplace_rem1`.
pub(crate) fn remainder_small(digits: &[u32], divisor: u32) -> u32 {
    let divisor = u64::from(divisor);
    let fold = |rest: u64, &digit: &u32| (rest << DIGIT_BITS | u64::from(digit)) % divisor;
    digits.iter().rev().fold(0, fold) as u32
}

/// Shifts by less than a digit into as many digits or more, which are filled up with zeros. What
/// goes beyond has to be nothing. C: `v_lshift`.
pub(crate) fn shift_up(digits: &[u32], bits: u32, into: &mut [u32]) {
    let mut carry = 0;
    for (into, &digit) in into.iter_mut().zip(digits) {
        let value = u64::from(digit) << bits | carry;
        *into = value as u32 & DIGIT_MASK;
        carry = value >> DIGIT_BITS;
    }
    let rest = &mut into[digits.len()..];
    rest.fill(0);
    match rest.first_mut() {
        Some(into) => *into = carry as u32,
        None => debug_assert_eq!(carry, 0),
    }
}

/// Shifts down by less than a digit, into as many digits. C: `v_rshift`.
pub(crate) fn shift_down(digits: &[u32], bits: u32, into: &mut [u32]) {
    let mut above = 0;
    for (into, &digit) in into.iter_mut().zip(digits).rev() {
        let value = above << DIGIT_BITS | u64::from(digit);
        *into = (value >> bits) as u32 & DIGIT_MASK;
        above = u64::from(digit);
    }
}
