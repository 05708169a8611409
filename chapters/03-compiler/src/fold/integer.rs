//! Integers of any size.
//!
//! CPython: `Objects/longobject.c`.

use bumpalo::Bump;
use num_bigint::{BigInt, BigUint, Sign};
use parser::ast::constant::DIGIT_BITS;
use parser::ast::{Constant, Int};

/// The int that a constant is.
pub(crate) fn value(constant: Constant<'_>) -> Option<BigInt> {
    let (sign, magnitude) = match constant {
        Constant::Int(magnitude) => (Sign::Plus, magnitude),
        Constant::NegativeInt(magnitude) => (Sign::Minus, magnitude),
        _ => return None,
    };
    let magnitude = match magnitude {
        Int::Small(value) => BigUint::from(value),
        Int::Big(digits) => from_digits(digits),
    };
    Some(BigInt::from_biguint(sign, magnitude))
}

/// The constant that an int is.
pub(super) fn constant<'a>(arena: &'a Bump, value: &BigInt) -> Constant<'a> {
    let magnitude = match u64::try_from(value.magnitude()) {
        Ok(small) => Int::Small(small),
        Err(_) => Int::Big(arena.alloc_slice_copy(&to_digits(value.magnitude()))),
    };
    match value.sign() {
        Sign::Minus => Constant::NegativeInt(magnitude),
        Sign::NoSign | Sign::Plus => Constant::Int(magnitude),
    }
}

/// From digits of 30 bits to such of 32.
fn from_digits(digits: &[u32]) -> BigUint {
    let mut words = Vec::with_capacity(digits.len());
    let (mut pending, mut bits) = (0u64, 0);
    for &digit in digits {
        pending |= u64::from(digit) << bits;
        bits += DIGIT_BITS;
        if bits >= u32::BITS {
            words.push(pending as u32);
            pending >>= u32::BITS;
            bits -= u32::BITS;
        }
    }
    words.push(pending as u32);
    BigUint::new(words)
}

/// And back.
fn to_digits(value: &BigUint) -> Vec<u32> {
    let mut digits = Vec::new();
    let (mut pending, mut bits) = (0u64, 0);
    for word in value.iter_u32_digits() {
        pending |= u64::from(word) << bits;
        bits += u32::BITS;
        while bits >= DIGIT_BITS {
            digits.push((pending & ((1 << DIGIT_BITS) - 1)) as u32);
            pending >>= DIGIT_BITS;
            bits -= DIGIT_BITS;
        }
    }
    digits.push(pending as u32);
    while digits.last() == Some(&0) {
        digits.pop();
    }
    digits
}

/// `divmod(left, right)`, the quotient rounded down; `None` for a division by zero.
pub(super) fn div_mod(left: &BigInt, right: &BigInt) -> Option<(BigInt, BigInt)> {
    if *right == BigInt::ZERO {
        return None;
    }
    let (quotient, remainder) = (left / right, left % right);
    let is_exact = remainder == BigInt::ZERO;
    if is_exact || remainder.sign() == right.sign() {
        return Some((quotient, remainder));
    }
    Some((quotient - 1, remainder + right))
}

/// `float(value)`; `None` where that is too large.
pub(super) fn to_float(value: &BigInt) -> Option<f64> {
    true_divide(value, &BigInt::from(1))
}

/// `int == float`, exactly: large ints that no float is equal none.
pub(super) fn equals_float(int: &BigInt, float: f64) -> bool {
    let Some(nearest) = to_float(int) else { return false };
    // A float from 2**53 on is an int; going back tells whether it is this one.
    nearest == float && (int.bits() <= 53 || from_whole_float(float) == *int)
}

/// The int that a float without a fraction is.
fn from_whole_float(float: f64) -> BigInt {
    let bits = float.to_bits();
    let exponent = (bits >> 52 & 0x7FF) as i64 - 1075;
    let mantissa = BigInt::from(bits & ((1 << 52) - 1) | 1 << 52);
    let magnitude = match exponent {
        0.. => mantissa << exponent.unsigned_abs(),
        _ => mantissa >> exponent.unsigned_abs(),
    };
    if float < 0.0 { -magnitude } else { magnitude }
}

/// `left / right`, rounded once; `None` for a division by zero and too large a quotient.
/// C: `long_true_divide`.
///
/// The dividend is shifted so that the quotient has a few bits more than a float holds. Its
/// last bit says whether something was cut off, so that a tie is seen to be one.
pub(super) fn true_divide(left: &BigInt, right: &BigInt) -> Option<f64> {
    const MANTISSA: i64 = f64::MANTISSA_DIGITS as i64;
    const MIN_EXPONENT: i64 = f64::MIN_EXP as i64;
    if *right == BigInt::ZERO {
        return None;
    }
    let is_negative = (left.sign() == Sign::Minus) != (right.sign() == Sign::Minus);
    let signed = |value: f64| if is_negative { -value } else { value };
    if *left == BigInt::ZERO {
        // -0 is no int.
        return Some(signed(0.0));
    }
    let (left, right) = (left.magnitude(), right.magnitude());
    let difference = left.bits() as i64 - right.bits() as i64;
    if difference > i64::from(f64::MAX_EXP) {
        return None;
    }
    if difference < MIN_EXPONENT - MANTISSA - 1 {
        return Some(signed(0.0));
    }
    let shift = difference.max(MIN_EXPONENT) - MANTISSA - 2;
    let (dividend, divisor) = match shift {
        ..0 => (left << shift.unsigned_abs(), right.clone()),
        _ => (left.clone(), right << shift.unsigned_abs()),
    };
    let quotient = &dividend / &divisor;
    let is_inexact = &quotient * &divisor != dividend;
    let mut quotient = u64::try_from(&quotient).expect("a quotient has at most 56 bits");
    let bits = i64::from(u64::BITS - quotient.leading_zeros());
    let extra = bits.max(MIN_EXPONENT - shift) - MANTISSA;
    let half = 1u64 << (extra - 1);
    quotient |= u64::from(is_inexact);
    if quotient & half != 0 && quotient & (3 * half - 1) != 0 {
        quotient += half;
    }
    quotient &= !(2 * half - 1);
    // Both factors are powers of two, and no bit is lost by either.
    let shift = shift as i32;
    let value = quotient as f64 * 2f64.powi(shift / 2) * 2f64.powi(shift - shift / 2);
    value.is_finite().then(|| signed(value))
}
