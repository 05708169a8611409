//! Powers without a modulus.
//!
//! CPython: `long_pow` in `Objects/longobject.c`.
//!
//! The exponent's bits are read from the first on: for each the result is squared, and for a set
//! bit multiplied by the base. What makes it slow is the last squarings, of the longest numbers,
//! so nothing is to be won by fewer multiplications. A factor 2**n of the base, which many bases
//! are, is taken out and shifted in at the end.

use super::digits::{Int, Integer, Stopped, Watch};
use super::error::NumberError;

/// `base ** exponent`. A negative exponent makes a float, which is left to the caller.
pub fn power(base: Int<'_>, exponent: Int<'_>, watch: Watch<'_>) -> Result<Integer, NumberError> {
    debug_assert!(!exponent.negative);
    let is_negative = base.negative && exponent.is_odd();
    if let ([] | [1], _) | (_, []) = (base.digits, exponent.digits) {
        let one = !base.is_zero() || exponent.is_zero();
        let result = Integer::from(i32::from(one));
        return Ok(if is_negative { result.negated() } else { result });
    }
    let zeros = trailing_zeros(base.digits);
    let odd = base.magnitude().to_integer()?.shifted(-(zeros as isize))?;
    let result = odd_power(&odd, exponent, watch)?;
    let shift = exponent_times(exponent, zeros)?;
    let result = if shift == 0 { result } else { result.shifted(shift)? };
    Ok(if is_negative { result.negated() } else { result })
}

fn odd_power(base: &Integer, exponent: Int<'_>, watch: Watch<'_>) -> Result<Integer, Stopped> {
    let mut result = Integer::from(1);
    if base.digits() == [1] {
        return Ok(result);
    }
    for bit in bits_from_the_first(exponent.digits) {
        result = result.times(result.view(), watch)?;
        if bit {
            result = result.times(base.view(), watch)?;
        }
    }
    Ok(result)
}

/// How far a factor of `2 ** zeros` shifts the power. One that has no place in memory fails as
/// the shift would.
fn exponent_times(exponent: Int<'_>, zeros: usize) -> Result<isize, NumberError> {
    if zeros == 0 {
        return Ok(0);
    }
    let exponent = super::machine::to_i64(exponent).and_then(|value| isize::try_from(value).ok());
    let shift = exponent.and_then(|exponent| exponent.checked_mul(zeros as isize));
    shift.ok_or(NumberError::Stopped(Stopped::OutOfMemory))
}

/// How often 2 divides the number, which isn't 0.
pub(crate) fn trailing_zeros(digits: &[u32]) -> usize {
    let empty = digits.iter().take_while(|&&digit| digit == 0).count();
    empty * super::DIGIT_BITS + digits[empty].trailing_zeros() as usize
}

/// The bits of a magnitude, from the first that is set.
pub(crate) fn bits_from_the_first(digits: &[u32]) -> impl Iterator<Item = bool> {
    let length = super::bit_length(Int { digits, negative: false });
    (0..length)
        .rev()
        .map(|bit| digits[bit / super::DIGIT_BITS] >> (bit % super::DIGIT_BITS) & 1 == 1)
}
