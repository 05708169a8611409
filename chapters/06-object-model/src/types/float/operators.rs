//! The operators of `float`.
//!
//! CPython: `Objects/floatobject.c` (`float_add` to `float_pow`).
//!
//! An operand may be an int, which is converted first, and may be too large for that.

use crate::errors::{TYPE_ERROR, raise};
use crate::object::{Obj, Result};
use crate::types::complex::{self, Complex};
use crate::types::{not_implemented, tuple};

use super::object::{Float, new, operand};
use super::{Power, divide, divide_floor, floor_divide, modulo};

// ANCHOR: binary
macro_rules! operators {
    ($($slot:ident = |$left:ident, $right:ident| $body:expr;)*) => {
        $(
            pub(super) extern "C" fn $slot(left: Obj<'_>, right: Obj<'_>) -> Result {
                let (Some($left), Some($right)) = (operand(left), operand(right)) else {
                    return Ok(not_implemented().to_ref());
                };
                let ($left, $right) = ($left?, $right?);
                Ok(new($body)?.object())
            }
        )*
    };
}

operators! {
    float_add = |left, right| left + right;
    float_subtract = |left, right| left - right;
    float_multiply = |left, right| left * right;
    float_true_divide = |left, right| divide(left, right)?;
    float_floor_divide = |left, right| floor_divide(left, right)?;
    float_modulo = |left, right| modulo(left, right)?;
}

pub(super) extern "C" fn float_divmod(left: Obj<'_>, right: Obj<'_>) -> Result {
    let (Some(left), Some(right)) = (operand(left), operand(right)) else {
        return Ok(not_implemented().to_ref());
    };
    let (quotient, remainder) = divide_floor(left?, right?)?;
    Ok(tuple::new([new(quotient)?.object(), new(remainder)?.object()])?.object())
}

/// C: `float_pow`.
pub(super) extern "C" fn float_power(base: Obj<'_>, exponent: Obj<'_>, modulus: Obj<'_>) -> Result {
    if !modulus.is_none() {
        let message = "pow() 3rd argument not allowed unless all arguments are integers";
        return Err(raise(&TYPE_ERROR, message));
    }
    let (Some(base), Some(exponent)) = (operand(base), operand(exponent)) else {
        return Ok(not_implemented().to_ref());
    };
    power(base?, exponent?)
}

/// `base ** exponent`: complex where no float is the answer.
pub(crate) fn power(base: f64, exponent: f64) -> Result {
    match super::power(base, exponent)? {
        Power::Float(power) => Ok(new(power)?.object()),
        Power::Complex => {
            let (base, exponent) = (Complex::new(base, 0.0), Complex::new(exponent, 0.0));
            Ok(complex::make(base.power(exponent)?)?.object())
        }
    }
}
// ANCHOR_END: binary

// ANCHOR: unary
pub(super) extern "C" fn float_negative(float: Float<'_>) -> Result {
    Ok(new(-float.value())?.object())
}

/// `+x` and `float(x)`: an exact float.
pub(super) extern "C" fn float_positive(float: Float<'_>) -> Result {
    Ok(float.exact()?.object())
}

pub(super) extern "C" fn float_absolute(float: Float<'_>) -> Result {
    Ok(new(float.value().abs())?.object())
}
// ANCHOR_END: unary
