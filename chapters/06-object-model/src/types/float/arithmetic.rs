//! What Python adds to the processor's arithmetic: division by zero is an error, a remainder has
//! the sign of the divisor, and powers have their own errors.
//!
//! CPython: `float_div`, `float_rem`, `_float_div_mod`, `float_floor_div`, `float_pow` in
//! `Objects/floatobject.c`.

use crate::types::int::NumberError;

/// `left / right`.
pub fn divide(left: f64, right: f64) -> Result<f64, NumberError> {
    if right == 0.0 { Err(NumberError::FloatDivisionByZero) } else { Ok(left / right) }
}

/// `left % right`.
pub fn modulo(left: f64, right: f64) -> Result<f64, NumberError> {
    if right == 0.0 { Err(NumberError::FloatModuloByZero) } else { Ok(floor_parts(left, right).1) }
}

/// `left // right`.
pub fn floor_divide(left: f64, right: f64) -> Result<f64, NumberError> {
    if right == 0.0 {
        return Err(NumberError::FloatFloorDivisionByZero);
    }
    Ok(floor_parts(left, right).0)
}

/// `divmod(left, right)`.
pub fn divide_floor(left: f64, right: f64) -> Result<(f64, f64), NumberError> {
    if right == 0.0 { Err(NumberError::FloatDivmodByZero) } else { Ok(floor_parts(left, right)) }
}

/// Quotient, rounded down, and remainder. C: `_float_div_mod`.
fn floor_parts(left: f64, right: f64) -> (f64, f64) {
    let mut rest = left % right;
    // The remainder is exact, so this is an integer but for the rounding of the division.
    let mut quotient = (left - rest) / right;
    if rest == 0.0 {
        rest = 0.0_f64.copysign(right);
    } else if (right < 0.0) != (rest < 0.0) {
        rest += right;
        quotient -= 1.0;
    }
    if quotient == 0.0 {
        return (0.0_f64.copysign(left / right), rest);
    }
    let floor = quotient.floor();
    (if quotient - floor > 0.5 { floor + 1.0 } else { floor }, rest)
}

/// What a power is.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Power {
    /// A double.
    Float(f64),
    /// A negative number to a power that is no integer: what `complex` says.
    Complex,
}

/// `base ** exponent`. The special cases are settled here, since C's `pow` has been wrong about
/// each of them somewhere.
pub fn power(base: f64, exponent: f64) -> Result<Power, NumberError> {
    let is_odd = exponent.abs() % 2.0 == 1.0;
    let signed = |magnitude: f64| if is_odd { magnitude.copysign(base) } else { magnitude };
    let result = if exponent == 0.0 {
        1.0
    } else if base.is_nan() {
        base
    } else if exponent.is_nan() {
        if base == 1.0 { 1.0 } else { exponent }
    } else if exponent.is_infinite() {
        match base.abs() {
            1.0 => 1.0,
            magnitude if (exponent > 0.0) == (magnitude > 1.0) => f64::INFINITY,
            _ => 0.0,
        }
    } else if base.is_infinite() {
        signed(if exponent > 0.0 { f64::INFINITY } else { 0.0 })
    } else if base == 0.0 {
        if exponent < 0.0 {
            return Err(NumberError::ZeroToNegativePower);
        }
        signed(0.0)
    } else if base < 0.0 && exponent != exponent.floor() {
        return Ok(Power::Complex);
    } else {
        let magnitude = match base.abs() {
            1.0 => 1.0,
            magnitude => magnitude.powf(exponent),
        };
        if magnitude.is_infinite() {
            return Err(NumberError::PowerOutOfRange);
        }
        signed(magnitude)
    };
    Ok(Power::Float(result))
}
