//! `round(value, digits)`.
//!
//! CPython: `double_round`, `float___round___impl` in `Objects/floatobject.c`.
//!
//! `round(2.675, 2)` is 2.67, because the double is a little below: what is rounded is the exact
//! value, and what comes out is the double nearest to the decimal. So the way goes through decimal
//! digits. To no digits, which gives an integer, `f64::round_ties_even` rounds.

use super::decimal::Decimal;
use crate::types::int::NumberError;

/// With so many digits behind the point every double stays as it is. C: `NDIGITS_MAX`.
const MOST_DIGITS: i64 = 323;
/// With so many before it nothing is left of any. C: `NDIGITS_MIN`.
const LEAST_DIGITS: i64 = -308;

/// The value to so many digits behind the point, or if negative, before it. A number of digits
/// that has no place in 64 bits is cut to what has.
pub fn round_to(value: f64, digits: i64) -> Result<f64, NumberError> {
    if !value.is_finite() || digits > MOST_DIGITS {
        return Ok(value);
    }
    if digits < LEAST_DIGITS {
        return Ok(0.0 * value);
    }
    let decimal = match usize::try_from(digits) {
        Ok(places) => Decimal::fixed(value, places),
        Err(_) => Decimal::rounded_to_power(value, digits.unsigned_abs() as usize),
    };
    let exponent = decimal.point - decimal.digits.len() as i64;
    let text = format!("0{}e{exponent}", decimal.digits);
    let magnitude: f64 = text.parse().expect("digits and an exponent are a number");
    if magnitude.is_infinite() {
        return Err(NumberError::RoundedTooLarge);
    }
    Ok(magnitude.copysign(value))
}
