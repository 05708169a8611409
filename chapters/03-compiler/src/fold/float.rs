//! Floats, where Python has other ideas than the hardware.
//!
//! CPython: `Objects/floatobject.c`.

use crate::fold::complex::{self, Complex};
use crate::fold::operators::Number;

/// `divmod(left, right)`; `None` for a division by zero. C: `_float_div_mod`.
pub(super) fn div_mod(left: f64, right: f64) -> Option<(f64, f64)> {
    if right == 0.0 {
        return None;
    }
    let mut remainder = left % right;
    let mut quotient = (left - remainder) / right;
    if remainder == 0.0 {
        remainder = 0f64.copysign(right);
    } else if (right < 0.0) != (remainder < 0.0) {
        // The remainder has the divisor's sign.
        remainder += right;
        quotient -= 1.0;
    }
    if quotient == 0.0 {
        return Some((0f64.copysign(left / right), remainder));
    }
    let floor = quotient.floor();
    Some((if quotient - floor > 0.5 { floor + 1.0 } else { floor }, remainder))
}

/// `base ** exponent`; complex for a root of a negative number, `None` where that is too large
/// or a division by zero. C: `float_pow`.
pub(super) fn power(base: f64, exponent: f64) -> Option<Number> {
    let is_odd = exponent.abs() % 2.0 == 1.0;
    let value = if exponent == 0.0 {
        1.0
    } else if base.is_nan() {
        base
    } else if exponent.is_nan() {
        if base == 1.0 { 1.0 } else { exponent }
    } else if exponent.is_infinite() {
        let base = base.abs();
        if base == 1.0 {
            1.0
        } else if (exponent > 0.0) == (base > 1.0) {
            exponent.abs()
        } else {
            0.0
        }
    } else if base.is_infinite() {
        match (exponent > 0.0, is_odd) {
            (true, true) => base,
            (true, false) => base.abs(),
            (false, true) => 0f64.copysign(base),
            (false, false) => 0.0,
        }
    } else if base == 0.0 {
        if exponent < 0.0 {
            return None;
        }
        if is_odd { base } else { 0.0 }
    } else if base < 0.0 && exponent != exponent.floor() {
        return complex::power(base.into(), Complex::from(exponent)).map(Number::Complex);
    } else {
        let value = base.abs().powf(exponent);
        if value.is_infinite() {
            return None;
        }
        if base < 0.0 && is_odd { -value } else { value }
    };
    Some(Number::Float(value))
}
