//! Multiplication as on paper.
//!
//! CPython: `x_mul`, `long_mul` in `Objects/longobject.c`.
//!
//! Each digit of the one is multiplied by each of the other. CPython goes through the longer
//! number once for each digit of the shorter; here it is gone through once for four of them: the
//! sum of four products of 60 bits still fits in 64, so there is one load, one carry and one
//! store where there would be four. Long numbers are left to [`karatsuba`](super::karatsuba).

use super::digits::{DIGIT_BITS, DIGIT_MASK, Int, Stopped, Watch, signed_size};
use super::karatsuba::multiply_magnitudes;

/// The digits that [`multiply`] needs.
pub fn multiply_size(left: Int<'_>, right: Int<'_>) -> usize {
    left.digits.len() + right.digits.len()
}

/// `left * right`, into at least [`multiply_size`] digits.
pub fn multiply(
    left: Int<'_>,
    right: Int<'_>,
    into: &mut [u32],
    watch: Watch<'_>,
) -> Result<isize, Stopped> {
    if left.is_zero() || right.is_zero() {
        return Ok(0);
    }
    let size = multiply_size(left, right);
    multiply_magnitudes(left.digits, right.digits, &mut into[..size], watch)?;
    Ok(signed_size(&into[..size], left.negative != right.negative))
}

/// Writes the product of `short` and `long` into as many digits as both have together.
pub(crate) fn schoolbook(short: &[u32], long: &[u32], into: &mut [u32]) {
    debug_assert_eq!(into.len(), short.len() + long.len());
    into.fill(0);
    let fours = short.chunks_exact(4);
    let rest = fours.remainder();
    let first_of_rest = short.len() - rest.len();
    for (four, start) in fours.zip((0..).step_by(4)) {
        let four = [four[0], four[1], four[2], four[3]].map(u64::from);
        add_four_rows(four, long, &mut into[start..start + long.len() + 4]);
    }
    for (index, &digit) in rest.iter().enumerate() {
        let start = first_of_rest + index;
        add_row(digit, long, &mut into[start..=start + long.len()]);
    }
}

/// Writes the square into twice as many digits. Each product of two different digits occurs
/// twice, and is made once: first those of four digits with all behind them, then, while the sum
/// is doubled, those among the four. These fill eight places, which no other four share.
pub(crate) fn square(digits: &[u32], into: &mut [u32]) {
    debug_assert_eq!(into.len(), 2 * digits.len());
    into.fill(0);
    let block = |start: usize| {
        [0, 1, 2, 3].map(|index| digits.get(start + index).map_or(0, |&digit| u64::from(digit)))
    };
    for start in (0..digits.len().saturating_sub(4)).step_by(4) {
        let behind = &digits[start + 4..];
        let end = 2 * start + 8 + behind.len();
        add_four_rows(block(start), behind, &mut into[2 * start + 4..end]);
    }
    let mut carry = 0;
    for (into, start) in into.chunks_mut(8).zip((0..).step_by(4)) {
        let [a, b, c, d] = block(start);
        let among = [
            a * a,
            2 * a * b,
            2 * a * c + b * b,
            2 * (a * d + b * c),
            2 * b * d + c * c,
            2 * c * d,
            d * d,
            0,
        ];
        for (into, among) in into.iter_mut().zip(among) {
            carry += 2 * u64::from(*into) + among;
            *into = carry as u32 & DIGIT_MASK;
            carry >>= DIGIT_BITS;
        }
    }
    debug_assert_eq!(carry, 0);
}

/// `into += four * long`, where `into` reaches as far as the product does.
fn add_four_rows(four: [u64; 4], long: &[u32], into: &mut [u32]) {
    let (low, high) = into.split_at_mut(long.len());
    let mut recent = [0; 4];
    let mut carry = 0;
    let mut step = |digit: u32, into: &mut u32| {
        recent = [u64::from(digit), recent[0], recent[1], recent[2]];
        // At most 4 * (2**30 - 1)**2 + 2**30 + 2**33, far below 2**64.
        carry += u64::from(*into);
        carry += four[0] * recent[0] + four[1] * recent[1];
        carry += four[2] * recent[2] + four[3] * recent[3];
        *into = carry as u32 & DIGIT_MASK;
        carry >>= DIGIT_BITS;
    };
    low.iter_mut().zip(long).for_each(|(into, &digit)| step(digit, into));
    high.iter_mut().for_each(|into| step(0, into));
    debug_assert_eq!(carry, 0);
}

/// `into += digit * long`, where the last of `into` is still 0.
fn add_row(digit: u32, long: &[u32], into: &mut [u32]) {
    let digit = u64::from(digit);
    let mut carry = 0;
    for (into, &other) in into.iter_mut().zip(long) {
        carry += u64::from(*into) + digit * u64::from(other);
        *into = carry as u32 & DIGIT_MASK;
        carry >>= DIGIT_BITS;
    }
    into[long.len()] = carry as u32;
}

/// `digits = digits * factor + carry`; what goes beyond is returned.
pub(crate) fn multiply_small(digits: &mut [u32], factor: u32, carry: u32) -> u32 {
    let mut carry = u64::from(carry);
    for digit in digits {
        carry += u64::from(*digit) * u64::from(factor);
        *digit = carry as u32 & DIGIT_MASK;
        carry >>= DIGIT_BITS;
    }
    carry as u32
}
