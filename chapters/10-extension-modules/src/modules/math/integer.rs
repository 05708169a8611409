//! The functions of `math` that are about integers.
//!
//! CPython: `Modules/mathmodule.c` (`math_gcd`, `math_lcm`, `math_isqrt`, `math_factorial`,
//! `math_comb_impl`, `math_perm_impl`).

use crate::prelude::*;
use object_model::types::int::operators::{floor_divide, multiply, subtract};
use object_model::types::int::square_root::square_root;
use object_model::types::int::{WATCH, object::from_integer};

type Int = Ref<PyLongObject>;

fn one() -> Result<Int> {
    int::from_i64(1)
}

fn is_zero(value: &Int) -> bool {
    value.borrow().digits().is_empty()
}

fn absolute(value: Int) -> Result<Int> {
    match value.borrow().is_negative() {
        true => int::from_digits(value.borrow().digits(), false),
        false => Ok(value),
    }
}

// ANCHOR: divisors
fn divisor(a: &Int, b: &Int) -> Result<Int> {
    from_integer(&int::gcd(a.borrow().number(), b.borrow().number(), WATCH)?)
}

/// `math.gcd`.
pub(super) fn gcd(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let mut result = int::from_i64(0)?;
    for argument in arguments.rest() {
        let next = argument.index()?;
        // Once it is 1, the others are only looked at.
        if result.borrow().to_i64() != Some(1) {
            result = divisor(&result, &next)?;
        }
    }
    Ok(result.object())
}

/// `math.lcm`.
pub(super) fn lcm(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let mut result = one()?;
    for argument in arguments.rest() {
        let next = argument.index()?;
        if is_zero(&result) {
            continue;
        }
        if is_zero(&next) {
            result = int::from_i64(0)?;
            continue;
        }
        let common = divisor(&result, &next)?;
        let quotient = floor_divide(result.borrow(), common.borrow())?;
        result = absolute(multiply(quotient.borrow(), next.borrow())?)?;
    }
    Ok(result.object())
}

/// `math.isqrt`.
pub(super) fn isqrt(_: Module<'_>, argument: Obj<'_>) -> Result {
    let value = argument.index()?;
    if value.borrow().is_negative() {
        return Err(raise(&VALUE_ERROR, "isqrt() argument must be nonnegative"));
    }
    Ok(from_integer(&square_root(value.borrow().number(), WATCH)?)?.object())
}
// ANCHOR_END: divisors

// ANCHOR: products
/// The product of the integers from `first` to `last`, as a tree of products of equal size.
fn product(first: i64, last: i64) -> Result<Int> {
    match last - first {
        ..0 => one(),
        0 => int::from_i64(first),
        span => {
            let middle = first + span / 2;
            let (left, right) = (product(first, middle)?, product(middle + 1, last)?);
            multiply(left.borrow(), right.borrow())
        }
    }
}

/// `math.factorial`.
pub(super) fn factorial(_: Module<'_>, argument: Obj<'_>) -> Result {
    let n = argument.index()?;
    if n.borrow().is_negative() {
        return Err(raise(&VALUE_ERROR, "factorial() not defined for negative values"));
    }
    match n.borrow().to_i64() {
        Some(n) => Ok(product(1, n)?.object()),
        None => {
            let most = i64::MAX;
            let message = format_args!("factorial() argument should not exceed {most}");
            Err(raise(&OVERFLOW_ERROR, message))
        }
    }
}

/// The two arguments of `perm` and `comb`.
fn natural_numbers(n: Obj<'_>, k: Obj<'_>) -> Result<(Int, Int)> {
    let (n, k) = (n.index()?, k.index()?);
    for (name, value) in [("n", &n), ("k", &k)] {
        if value.borrow().is_negative() {
            let message = format_args!("{name} must be a non-negative integer");
            return Err(raise(&VALUE_ERROR, message));
        }
    }
    Ok((n, k))
}

/// `n (n - 1) … (n - k + 1)`, the falling factorial, as a tree of products.
fn falling(n: &Int, from: i64, count: i64) -> Result<Int> {
    match count {
        0 => one(),
        1 => subtract(n.borrow(), int::from_i64(from)?.borrow()),
        _ => {
            let half = count / 2;
            let (left, right) = (falling(n, from, half)?, falling(n, from + half, count - half)?);
            multiply(left.borrow(), right.borrow())
        }
    }
}

/// `math.perm`.
pub(super) fn perm(module: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let Some(k) = arguments.not_none(1) else {
        return factorial(module, arguments[0]);
    };
    let (n, k) = natural_numbers(arguments[0], k)?;
    if n.borrow().compare_int(k.borrow()).is_lt() {
        return integer(0);
    }
    match k.borrow().to_i64() {
        Some(k) => Ok(falling(&n, 0, k)?.object()),
        None => {
            let message = format_args!("k must not exceed {}", i64::MAX);
            Err(raise(&OVERFLOW_ERROR, message))
        }
    }
}

/// `math.comb`.
pub(super) fn comb(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let (n, k) = natural_numbers(arguments[0], arguments[1])?;
    let rest = subtract(n.borrow(), k.borrow())?;
    if rest.borrow().is_negative() {
        return integer(0);
    }
    let fewer = if rest.borrow().compare_int(k.borrow()).is_lt() { rest } else { k };
    match fewer.borrow().to_i64() {
        Some(k) => {
            let (above, below) = (falling(&n, 0, k)?, product(1, k)?);
            Ok(floor_divide(above.borrow(), below.borrow())?.object())
        }
        None => {
            let message = format_args!("min(n - k, k) must not exceed {}", i64::MAX);
            Err(raise(&OVERFLOW_ERROR, message))
        }
    }
}
// ANCHOR_END: products
