//! The operators of `int`.
//!
//! CPython: `Objects/longobject.c` (`long_add` to `long_or`, `long_pow`, `fast_mod`,
//! `fast_floor_div`).
//!
//! A slot asks whether both operands are ints, the function behind it calculates. Ints of one
//! digit are calculated by the processor. All others go to the algorithms, which write straight
//! into the digits of a new int.

use crate::object::{Obj, Ref, Result};
use crate::types::float::{self, PyFloatObject};
use crate::types::{not_implemented, tuple};

use super::object::{Int, PyLongObject, from_algorithm, from_i64, from_integer};
use super::raise::WATCH;
use super::{Bitwise, NumberError, ShiftCount, divide};

// ANCHOR: binary
macro_rules! operators {
    ($($slot:ident = $function:ident;)*) => {
        $(
            #[doc = concat!("The slot of [`", stringify!($function), "`].")]
            pub(crate) extern "C" fn $slot(left: Obj<'_>, right: Obj<'_>) -> Result {
                match (left.downcast(), right.downcast()) {
                    (Some(left), Some(right)) => Ok($function(left, right)?.object()),
                    _ => Ok(not_implemented().to_ref()),
                }
            }
        )*
    };
}

operators! {
    int_add = add;
    int_subtract = subtract;
    int_multiply = multiply;
    int_floor_divide = floor_divide;
    int_modulo = modulo;
    int_divmod = divmod;
    int_true_divide = true_divide;
    int_shift_left = shift_left;
    int_shift_right = shift_right;
    int_and = and;
    int_xor = xor;
    int_or = or;
}

/// The values of two ints of at most one digit each.
#[inline]
fn one_digit(left: Int<'_>, right: Int<'_>) -> Option<(i64, i64)> {
    Some((left.one_digit()?, right.one_digit()?))
}

/// `left + right`. C: `_PyLong_Add`.
#[inline]
pub fn add(left: Int<'_>, right: Int<'_>) -> Result<Ref<PyLongObject>> {
    if let Some((left, right)) = one_digit(left, right) {
        return from_i64(left + right);
    }
    let (left, right) = (left.number(), right.number());
    from_algorithm(super::add_size(left, right), |into| Ok(super::add(left, right, into)))
}

/// `left - right`. C: `_PyLong_Subtract`.
#[inline]
pub fn subtract(left: Int<'_>, right: Int<'_>) -> Result<Ref<PyLongObject>> {
    if let Some((left, right)) = one_digit(left, right) {
        return from_i64(left - right);
    }
    let (left, right) = (left.number(), right.number());
    from_algorithm(super::add_size(left, right), |into| Ok(super::subtract(left, right, into)))
}

/// `left * right`. C: `_PyLong_Multiply`.
#[inline]
pub fn multiply(left: Int<'_>, right: Int<'_>) -> Result<Ref<PyLongObject>> {
    if let Some((left, right)) = one_digit(left, right) {
        return from_i64(left * right);
    }
    let (left, right) = (left.number(), right.number());
    from_algorithm(super::multiply_size(left, right), |into| {
        Ok(super::multiply(left, right, into, WATCH)?)
    })
}

/// `left // right`.
pub fn floor_divide(left: Int<'_>, right: Int<'_>) -> Result<Ref<PyLongObject>> {
    if let Some((quotient, _)) = divide_one_digit(left, right) {
        return from_i64(quotient);
    }
    let (left, right) = (left.number(), right.number());
    let (most, _) = super::divide_floor_sizes(left, right);
    from_algorithm(most, |into| Ok(divide::floor_divide(left, right, into, WATCH)?))
}

/// `left % right`.
pub fn modulo(left: Int<'_>, right: Int<'_>) -> Result<Ref<PyLongObject>> {
    if let Some((_, remainder)) = divide_one_digit(left, right) {
        return from_i64(remainder);
    }
    let (left, right) = (left.number(), right.number());
    from_algorithm(right.digits.len(), |into| Ok(divide::modulo(left, right, into, WATCH)?))
}

/// `divmod(left, right)`.
pub fn divmod(left: Int<'_>, right: Int<'_>) -> Result<Ref<tuple::PyTupleObject>> {
    let (quotient, remainder) = match divide_one_digit(left, right) {
        Some((quotient, remainder)) => (from_i64(quotient)?, from_i64(remainder)?),
        None => divide_both(left, right)?,
    };
    tuple::object::new([quotient.object(), remainder.object()])
}

fn divide_both(left: Int<'_>, right: Int<'_>) -> Result<(Ref<PyLongObject>, Ref<PyLongObject>)> {
    let (left, right) = (left.number(), right.number());
    let (most, most_of_remainder) = super::divide_floor_sizes(left, right);
    let mut quotient = None;
    let remainder = from_algorithm(most_of_remainder, |remainder| {
        let mut remainder_size = 0;
        quotient = Some(from_algorithm(most, |quotient| {
            let sizes = super::divide_floor(left, right, quotient, remainder, WATCH)?;
            remainder_size = sizes.1;
            Ok(sizes.0)
        })?);
        Ok(remainder_size)
    })?;
    Ok((quotient.expect("divided"), remainder))
}

/// Quotient and remainder, rounded down; `None` for long numbers and where the divisor is zero.
/// C: `fast_floor_div`, `fast_mod`.
#[inline]
fn divide_one_digit(left: Int<'_>, right: Int<'_>) -> Option<(i64, i64)> {
    let (left, right) = one_digit(left, right)?;
    let (quotient, remainder) = (left.checked_div(right)?, left.checked_rem(right)?);
    match remainder != 0 && (remainder < 0) != (right < 0) {
        true => Some((quotient - 1, remainder + right)),
        false => Some((quotient, remainder)),
    }
}

/// `left / right`.
pub fn true_divide(left: Int<'_>, right: Int<'_>) -> Result<Ref<PyFloatObject>> {
    match one_digit(left, right) {
        Some((left, right)) if right != 0 => float::new(left as f64 / right as f64),
        _ => float::new(super::true_divide(left.number(), right.number(), WATCH)?),
    }
}

/// `left << right`.
pub fn shift_left(left: Int<'_>, right: Int<'_>) -> Result<Ref<PyLongObject>> {
    // A digit and as many bits as this fit 64.
    const MOST: i64 = 32;
    if let Some((left, right @ 0..=MOST)) = one_digit(left, right) {
        return from_i64(left << right);
    }
    let (left, count) = (left.number(), ShiftCount::new(right.number())?);
    from_algorithm(super::shift_left_size(left, count)?, |into| {
        Ok(super::shift_left(left, count, into))
    })
}

/// `left >> right`.
pub fn shift_right(left: Int<'_>, right: Int<'_>) -> Result<Ref<PyLongObject>> {
    if let Some((left, right @ 0..)) = one_digit(left, right) {
        return from_i64(left >> right.min(63));
    }
    let (left, count) = (left.number(), ShiftCount::new(right.number())?);
    from_algorithm(super::shift_right_size(left, count), |into| {
        Ok(super::shift_right(left, count, into))
    })
}

/// `left & right`.
pub fn and(left: Int<'_>, right: Int<'_>) -> Result<Ref<PyLongObject>> {
    match one_digit(left, right) {
        Some((left, right)) => from_i64(left & right),
        None => bitwise(Bitwise::And, left, right),
    }
}

/// `left ^ right`.
pub fn xor(left: Int<'_>, right: Int<'_>) -> Result<Ref<PyLongObject>> {
    match one_digit(left, right) {
        Some((left, right)) => from_i64(left ^ right),
        None => bitwise(Bitwise::Xor, left, right),
    }
}

/// `left | right`.
pub fn or(left: Int<'_>, right: Int<'_>) -> Result<Ref<PyLongObject>> {
    match one_digit(left, right) {
        Some((left, right)) => from_i64(left | right),
        None => bitwise(Bitwise::Or, left, right),
    }
}

fn bitwise(operation: Bitwise, left: Int<'_>, right: Int<'_>) -> Result<Ref<PyLongObject>> {
    let (left, right) = (left.number(), right.number());
    from_algorithm(super::bitwise_size(left, right), |into| {
        Ok(super::bitwise(operation, left, right, into))
    })
}
// ANCHOR_END: binary

// ANCHOR: power
/// C: `long_pow`.
pub(crate) extern "C" fn int_power(base: Obj<'_>, exponent: Obj<'_>, modulus: Obj<'_>) -> Result {
    let (Some(base), Some(exponent)) = (base.downcast(), exponent.downcast()) else {
        return Ok(not_implemented().to_ref());
    };
    match modulus.downcast() {
        Some(modulus) => Ok(power_modulo(base, exponent, modulus)?.object()),
        None if modulus.is_none() => power(base, exponent),
        None => Ok(not_implemented().to_ref()),
    }
}

/// `base ** exponent`: a float where the exponent is negative.
pub fn power(base: Int<'_>, exponent: Int<'_>) -> Result {
    if exponent.is_negative() {
        return float::operators::power(base.to_f64()?, exponent.to_f64()?);
    }
    if let Some((base, exponent)) = one_digit(base, exponent)
        && let Some(power) = base.checked_pow(exponent as u32)
    {
        return Ok(from_i64(power)?.object());
    }
    Ok(from_integer(&super::power(base.number(), exponent.number(), WATCH)?)?.object())
}

/// `pow(base, exponent, modulus)`.
pub fn power_modulo(
    base: Int<'_>,
    exponent: Int<'_>,
    modulus: Int<'_>,
) -> Result<Ref<PyLongObject>> {
    let (base, exponent, modulus) = (base.number(), exponent.number(), modulus.number());
    from_integer(&super::power_modulo(base, exponent, modulus, WATCH)?)
}
// ANCHOR_END: power

// ANCHOR: unary
pub(crate) extern "C" fn int_negative(int: Int<'_>) -> Result {
    Ok(negative(int)?.object())
}

/// `+x`, `int(x)` and `operator.index(x)`: an exact int. C: `long_long`.
pub(crate) extern "C" fn int_positive(int: Int<'_>) -> Result {
    Ok(int.exact()?.object())
}

pub(crate) extern "C" fn int_absolute(int: Int<'_>) -> Result {
    match int.is_negative() {
        true => int_negative(int),
        false => int_positive(int),
    }
}

pub(crate) extern "C" fn int_invert(int: Int<'_>) -> Result {
    if let Some(value) = int.one_digit() {
        return Ok(from_i64(!value)?.object());
    }
    let number = int.number();
    let inverted =
        from_algorithm(super::invert_size(number), |into| Ok(super::invert(number, into)));
    Ok(inverted?.object())
}

/// `-int`.
pub fn negative(int: Int<'_>) -> Result<Ref<PyLongObject>> {
    match int.one_digit() {
        Some(value) => from_i64(-value),
        None => super::object::from_digits(int.digits(), !int.is_negative()),
    }
}
// ANCHOR_END: unary

/// `round(int, -digits)` for so many digits before the point. C: `int___round___impl`.
pub(super) fn round(int: Int<'_>, digits: Int<'_>) -> Result<Ref<PyLongObject>> {
    let rounded: std::result::Result<_, NumberError> =
        super::round(int.number(), digits.number().magnitude(), WATCH);
    from_integer(&rounded?)
}
