//! Arithmetic on int objects, as ranges need it: exact ints in, exact ints out.
//!
//! CPython calls `PyNumber_Add` and the others, which find the same functions.

use crate::errors::no_memory;
use crate::object::{Ref, Result};
use crate::types::int::object::{Int, add, from_digits, from_i64};
use crate::types::int::{
    self, PyLongObject, UNWATCHED, add_size, divide_floor, divide_floor_sizes, multiply_size,
};

/// A number that a range is made of.
pub(super) type Number = Ref<PyLongObject>;

pub(super) fn sum(left: &Number, right: &Number) -> Result<Number> {
    add(left.borrow(), right.borrow())
}

pub(super) fn difference(left: Int<'_>, right: &Number) -> Result<Number> {
    let (left, right) = (left.number(), right.borrow().number());
    let mut digits = vec![0; add_size(left, right)];
    let size = int::subtract(left, right, &mut digits);
    from_digits(&digits[..size.unsigned_abs()], size < 0)
}

pub(super) fn product(left: &Number, right: &Number) -> Result<Number> {
    let (left, right) = (left.borrow().number(), right.borrow().number());
    let mut digits = vec![0; multiply_size(left, right)];
    let size = int::multiply(left, right, &mut digits, UNWATCHED).map_err(|_| no_memory())?;
    from_digits(&digits[..size.unsigned_abs()], size < 0)
}

/// `divmod(left, right)`; the divisor isn't zero.
pub(super) fn quotient_and_remainder(left: &Number, right: &Number) -> Result<(Number, Number)> {
    let (left, right) = (left.borrow().number(), right.borrow().number());
    let (most, rest) = divide_floor_sizes(left, right);
    let (mut quotient, mut remainder) = (vec![0; most], vec![0; rest]);
    let sizes = divide_floor(left, right, &mut quotient, &mut remainder, UNWATCHED);
    let (size, rest) = sizes.map_err(|_| no_memory())?;
    Ok((
        from_digits(&quotient[..size.unsigned_abs()], size < 0)?,
        from_digits(&remainder[..rest.unsigned_abs()], rest < 0)?,
    ))
}

pub(super) fn negative(number: &Number) -> Result<Number> {
    from_digits(number.borrow().digits(), !number.borrow().is_negative())
}

pub(super) fn is_zero(number: &Number) -> bool {
    number.borrow().digits().is_empty()
}

pub(super) fn is_less(left: &Number, right: &Number) -> bool {
    int::compare(left.borrow().number(), right.borrow().number()).is_lt()
}

pub(super) fn is_equal(left: &Number, right: &Number) -> bool {
    int::compare(left.borrow().number(), right.borrow().number()).is_eq()
}

pub(super) fn one() -> Result<Number> {
    from_i64(1)
}

pub(super) fn zero() -> Result<Number> {
    from_i64(0)
}
