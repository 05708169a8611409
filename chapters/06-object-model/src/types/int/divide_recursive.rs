//! Division of long numbers, in little more time than their multiplication.
//!
//! CPython 3.11 has nothing like it, and takes time in the square of the length; the method is
//! Burnikel's and Ziegler's (Fast Recursive Division, 1998), which CPython 3.12 has in
//! `Lib/_pylong.py`.
//!
//! Knuth's step, with halves of a number in place of digits: the quotient of three halves by two
//! is guessed from the first two and the first, by the same method, is at most two too great, and
//! is put right. Two such steps divide a number twice as long as the divisor.

use super::add::{add_to, compare_magnitudes, subtract_from};
use super::digits::{DIGIT_MASK, Stopped, Watch, normalised, scratch};
use super::divide::{knuth, shift_down, shift_up};
use super::karatsuba::multiply_magnitudes;

/// Divisors with fewer digits are divided by as on paper.
const CUTOFF: usize = 120;

/// Whether numbers of these sizes are divided here.
pub(crate) fn pays(left: usize, right: usize) -> bool {
    right > CUTOFF && left - right > CUTOFF
}

/// Divides `left` by a shorter `right`. Both results were filled with zeros.
pub(crate) fn divide(
    left: &[u32],
    right: &[u32],
    quotient: &mut [u32],
    remainder: &mut [u32],
    watch: Watch<'_>,
) -> Result<(), Stopped> {
    // The divisor's length becomes a power of two times something below the cutoff, so that it
    // can be halved down to there.
    let mut pieces = 1;
    while right.len().div_ceil(pieces) > CUTOFF {
        pieces *= 2;
    }
    let size = right.len().div_ceil(pieces) * pieces;
    let digits = size - right.len();
    let bits = right[right.len() - 1].leading_zeros() - 2;
    let mut divisor = scratch(size)?;
    shift_up(right, bits, &mut divisor[digits..]);

    // The dividend is shifted likewise, and goes through in blocks as long as the divisor, of
    // which the first is below it: there is a zero above all.
    let blocks = (left.len() + digits + 2).div_ceil(size).max(2);
    let mut dividend = scratch(blocks * size)?;
    shift_up(left, bits, &mut dividend[digits..]);
    if compare_magnitudes(normalised(&dividend[(blocks - 1) * size..]), &divisor).is_ge() {
        dividend.try_reserve_exact(size).map_err(|_| Stopped::OutOfMemory)?;
        dividend.resize((blocks + 1) * size, 0);
    }
    let blocks = dividend.len() / size;
    let mut whole = scratch((blocks - 1) * size)?;
    for block in (0..blocks - 1).rev() {
        let window = &mut dividend[block * size..(block + 2) * size];
        divide_two_by_one(window, &divisor, &mut whole[block * size..][..size], watch)?;
    }
    let found = normalised(&whole);
    quotient[..found.len()].copy_from_slice(found);
    shift_down(&dividend[digits..size], bits, &mut remainder[..right.len()]);
    Ok(())
}

/// Divides twice the digits of the divisor, of which the upper half is below it. The remainder
/// is left in the lower half.
fn divide_two_by_one(
    dividend: &mut [u32],
    divisor: &[u32],
    quotient: &mut [u32],
    watch: Watch<'_>,
) -> Result<(), Stopped> {
    let size = divisor.len();
    if size % 2 == 1 || size <= CUTOFF {
        return knuth(dividend, divisor, quotient, watch);
    }
    let half = size / 2;
    let (low, high) = quotient.split_at_mut(half);
    divide_three_by_two(&mut dividend[half..], divisor, high, watch)?;
    divide_three_by_two(&mut dividend[..3 * half], divisor, low, watch)
}

/// Divides three halves by two. The remainder is left in the lower two.
fn divide_three_by_two(
    dividend: &mut [u32],
    divisor: &[u32],
    quotient: &mut [u32],
    watch: Watch<'_>,
) -> Result<(), Stopped> {
    let half = divisor.len() / 2;
    let (low, high) = divisor.split_at(half);
    if compare_magnitudes(normalised(&dividend[2 * half..]), high).is_lt() {
        divide_two_by_one(&mut dividend[half..], high, quotient, watch)?;
    } else {
        // The greatest quotient that fits: `high` is taken away that often.
        quotient.fill(DIGIT_MASK);
        subtract_from(&mut dividend[2 * half..], high);
        add_to(&mut dividend[half..], high);
    }
    let mut product = scratch(2 * half)?;
    multiply_magnitudes(quotient, low, &mut product, watch)?;
    let mut below = subtract_from(dividend, &product);
    while below {
        subtract_from(quotient, &[1]);
        below = !add_to(dividend, divisor);
    }
    Ok(())
}
