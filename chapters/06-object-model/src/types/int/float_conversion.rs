//! Integers and doubles: exact where possible, else to the nearest, a tie to the even one.
//!
//! CPython: `_PyLong_Frexp`, `PyLong_AsDouble`, `PyLong_FromDouble`, `long_true_divide` in
//! `Objects/longobject.c`.
//!
//! Rounding happens once, in [`compose`]: it gets the first bits of a number and whether anything
//! was left behind them, which is all that it takes.

use super::digits::{DIGIT_BITS, DIGIT_MASK, Int, Integer, Watch, signed_size};
use super::error::NumberError;

/// A double has as many bits. C: `DBL_MANT_DIG`.
const MANTISSA_BITS: i64 = f64::MANTISSA_DIGITS as i64;
/// The least power of two that is a double.
const LEAST_EXPONENT: i64 = -1074;

/// `float(value)`.
pub fn to_f64(value: Int<'_>) -> Result<f64, NumberError> {
    let (first_bits, exponent, rest) = first_64_bits(value.digits);
    let magnitude = compose(first_bits, rest, exponent);
    if magnitude.is_infinite() {
        return Err(NumberError::IntTooLargeForFloat);
    }
    Ok(if value.negative { -magnitude } else { magnitude })
}

/// A double from 0.5 up to 1, and the power of two that it has to be multiplied by.
/// C: `_PyLong_Frexp`.
pub fn to_fraction(value: Int<'_>) -> (f64, i64) {
    let (first_bits, exponent, rest) = first_64_bits(value.digits);
    if first_bits == 0 {
        return (0.0, 0);
    }
    let bits = i64::from(u64::BITS - first_bits.leading_zeros());
    let mut fraction = compose(first_bits, rest, -bits);
    let mut power = exponent + bits;
    if fraction == 1.0 {
        (fraction, power) = (0.5, power + 1);
    }
    (if value.negative { -fraction } else { fraction }, power)
}

/// The digits that [`from_f64`] needs.
pub fn from_f64_size(value: f64) -> Result<usize, NumberError> {
    if value.is_nan() {
        return Err(NumberError::NanToInteger);
    }
    if value.is_infinite() {
        return Err(NumberError::InfinityToInteger);
    }
    let (mantissa, exponent) = decompose(value);
    let bits = i64::from(u64::BITS - mantissa.leading_zeros()) + exponent;
    Ok(usize::try_from(bits).unwrap_or(0).div_ceil(DIGIT_BITS) + 1)
}

/// `int(value)` of a finite double, into at least [`from_f64_size`] digits.
pub fn from_f64(value: f64, into: &mut [u32]) -> isize {
    into.fill(0);
    let (mantissa, exponent) = decompose(value);
    if exponent < 0 {
        let whole = mantissa.checked_shr(exponent.unsigned_abs() as u32).unwrap_or(0);
        write(u128::from(whole), into);
    } else {
        let exponent = exponent as usize;
        let shifted = u128::from(mantissa) << (exponent % DIGIT_BITS);
        write(shifted, &mut into[exponent / DIGIT_BITS..]);
    }
    signed_size(into, value.is_sign_negative())
}

/// `left / right`.
pub fn true_divide(left: Int<'_>, right: Int<'_>, watch: Watch<'_>) -> Result<f64, NumberError> {
    if right.is_zero() {
        return Err(NumberError::DivisionByZero);
    }
    let negative = left.negative != right.negative;
    let quotient = match (exact(left), exact(right)) {
        _ if left.is_zero() => 0.0,
        // Both are doubles, and the processor rounds correctly.
        (Some(left), Some(right)) => left / right,
        _ => divide_magnitudes(left.magnitude(), right.magnitude(), watch)?,
    };
    if quotient.is_infinite() {
        return Err(NumberError::QuotientTooLargeForFloat);
    }
    Ok(if negative { -quotient } else { quotient })
}

/// The magnitude as a double, if it is one for sure.
fn exact(value: Int<'_>) -> Option<f64> {
    let magnitude = super::machine::to_u64(value.magnitude())?;
    (magnitude <= 1 << MANTISSA_BITS).then_some(magnitude as f64)
}

fn divide_magnitudes(left: Int<'_>, right: Int<'_>, watch: Watch<'_>) -> Result<f64, NumberError> {
    let difference = super::bit_length(left) as i64 - super::bit_length(right) as i64;
    // Below the least double, or above the greatest, whatever the bits are.
    if difference < LEAST_EXPONENT - 2 {
        return Ok(0.0);
    }
    if difference > i64::from(f64::MAX_EXP) {
        return Ok(f64::INFINITY);
    }
    // So that the quotient has two or three bits more than a double.
    let shift = difference.max(LEAST_EXPONENT + MANTISSA_BITS - 1) - MANTISSA_BITS - 2;
    let shifted = left.to_integer()?.shifted(-shift as isize)?;
    let lost = shift > 0 && super::power::trailing_zeros(left.digits) < shift as usize;
    let (quotient, remainder) = shifted.divided(right, watch)?;
    let (first_bits, exponent, rest) = first_64_bits(quotient.digits());
    Ok(compose(first_bits, rest || lost || !remainder.view().is_zero(), exponent + shift))
}

/// The first 64 bits, or fewer, the power of two that the last of them counts, and whether any
/// bit that is set was left behind.
fn first_64_bits(digits: &[u32]) -> (u64, i64, bool) {
    let length = super::bit_length(Int { digits, negative: false });
    let start = length.saturating_sub(u64::BITS as usize);
    let (index, bits) = (start / DIGIT_BITS, start % DIGIT_BITS);
    let upper = digits.get(index..).unwrap_or_default();
    let window = upper.iter().rev().fold(0, |sum, &digit| sum << DIGIT_BITS | u128::from(digit));
    let rest = start > 0 && super::power::trailing_zeros(digits) < start;
    ((window >> bits) as u64, start as i64, rest)
}

/// `mantissa * 2 ** exponent`, rounded to the nearest double, a tie to the even one. `rest` says
/// that the number is greater by something less than one in the mantissa's last place; then the
/// mantissa has more bits than the result. Too great a number becomes infinity.
pub(crate) fn compose(mantissa: u64, rest: bool, exponent: i64) -> f64 {
    if mantissa == 0 {
        return 0.0;
    }
    let length = i64::from(u64::BITS - mantissa.leading_zeros());
    if exponent + length > i64::from(f64::MAX_EXP) {
        return f64::INFINITY;
    }
    let last = (exponent + length - MANTISSA_BITS).max(LEAST_EXPONENT);
    let shift = last - exponent;
    let kept = if shift <= 0 {
        mantissa << -shift
    } else if shift > i64::from(u64::BITS) {
        return 0.0;
    } else {
        let mantissa = u128::from(mantissa);
        let half = 1_u128 << (shift - 1);
        let (kept, below) = (mantissa >> shift, mantissa & (2 * half - 1));
        let up = below > half || (below == half && (rest || kept & 1 == 1));
        (kept + u128::from(up)) as u64
    };
    // A mantissa's first bit is not stored but adds one to the exponent, and so does a carry out
    // of it; what has no such bit has the exponent 0.
    f64::from_bits((((last - LEAST_EXPONENT) as u64) << (MANTISSA_BITS - 1)) + kept)
}

/// A finite double's magnitude as a mantissa of at most 53 bits and a power of two.
pub(crate) fn decompose(value: f64) -> (u64, i64) {
    let bits = value.to_bits();
    let mantissa = bits & ((1 << (MANTISSA_BITS - 1)) - 1);
    match (bits >> (MANTISSA_BITS - 1) & 0x7ff) as i64 {
        0 => (mantissa, LEAST_EXPONENT),
        exponent => (mantissa | 1 << (MANTISSA_BITS - 1), exponent - 1 + LEAST_EXPONENT),
    }
}

fn write(mut value: u128, into: &mut [u32]) {
    for digit in into {
        *digit = value as u32 & DIGIT_MASK;
        value >>= DIGIT_BITS;
    }
}

impl Integer {
    /// The integer part of a finite double.
    pub fn from_f64(value: f64) -> Result<Integer, NumberError> {
        Integer::filled(from_f64_size(value)?, |into| Ok(from_f64(value, into)))
    }
}
