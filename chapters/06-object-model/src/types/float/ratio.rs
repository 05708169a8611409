//! A double as a fraction.
//!
//! CPython: `float_as_integer_ratio_impl`, `float_is_integer_impl` in `Objects/floatobject.c`.

use crate::types::int::float_conversion::decompose;
use crate::types::int::{Integer, NumberError};

/// `value.as_integer_ratio()`: in lowest terms, the denominator a power of two.
pub fn as_integer_ratio(value: f64) -> Result<(Integer, Integer), NumberError> {
    if value.is_nan() {
        return Err(NumberError::NanToRatio);
    }
    if value.is_infinite() {
        return Err(NumberError::InfinityToRatio);
    }
    let one = Integer::from(1);
    let (mantissa, exponent) = decompose(value);
    if mantissa == 0 {
        return Ok((Integer::default(), one));
    }
    let zeros = mantissa.trailing_zeros();
    let numerator = Integer::from(mantissa >> zeros);
    let numerator = if value < 0.0 { numerator.negated() } else { numerator };
    let exponent = exponent as isize + zeros as isize;
    if exponent >= 0 {
        Ok((numerator.shifted(exponent)?, one))
    } else {
        Ok((numerator, one.shifted(-exponent)?))
    }
}

/// `value.is_integer()`.
pub fn is_integer(value: f64) -> bool {
    value.is_finite() && value == value.trunc()
}
