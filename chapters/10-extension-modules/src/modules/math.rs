//! `math`: functions of real numbers, by the C library, and of integers.
//!
//! CPython: `Modules/mathmodule.c`.
//!
//! The crate `pymath` has CPython's way around the C library's functions: which arguments are
//! errors, and its own `gamma` and `log`. What is here brings objects to it and back.
//!
//! - [`integer`], `gcd`, `comb`, `factorial` and their like;
//! - [`norm`], `hypot` and `dist`.

mod integer;
mod norm;

use crate::prelude::*;
use object_model::protocol::number::{MULTIPLY, TRUE_DIVIDE};
use object_model::types::float::{self, PyFloatObject};

// ANCHOR: rows
macro_rules! real {
    ($name:literal, $function:path, $doc:literal) => {
        Method::one($name, "($module, x, /)", |_, x| real($function(x.to_f64()?)), $doc)
    };
}

macro_rules! two {
    ($name:literal, $signature:literal, $function:expr, $doc:literal) => {
        Method::new(
            $name,
            $signature,
            |_, arguments| {
                let function: fn(f64, f64) -> pymath::Result<f64> = $function;
                real(function(arguments[0].to_f64()?, arguments[1].to_f64()?))
            },
            $doc,
        )
    };
}

macro_rules! asks {
    ($name:literal, $function:expr, $doc:literal) => {
        Method::one(
            $name,
            "($module, x, /)",
            |_, x| {
                let function: fn(f64) -> bool = $function;
                boolean(function(x.to_f64()?))
            },
            $doc,
        )
    };
}

/// `math`.
pub static MODULE: ModuleDefinition = ModuleDefinition {
    name: "math",
    doc: "Functions of real numbers.",
    functions: &[
        real!(c"acos", pymath::math::acos, "The arc cosine, in radians."),
        real!(c"acosh", pymath::math::acosh, "The inverse hyperbolic cosine."),
        real!(c"asin", pymath::math::asin, "The arc sine, in radians."),
        real!(c"asinh", pymath::math::asinh, "The inverse hyperbolic sine."),
        real!(c"atan", pymath::math::atan, "The arc tangent, in radians."),
        two!(
            c"atan2",
            "($module, y, x, /)",
            pymath::math::atan2,
            "The angle of the point (x, y), in radians."
        ),
        real!(c"atanh", pymath::math::atanh, "The inverse hyperbolic tangent."),
        real!(c"cbrt", cube_root, "The cube root."),
        Method::one(c"ceil", "($module, x, /)", ceil, "The least integer that isn't less."),
        two!(c"copysign", "($module, x, y, /)", |x, y| Ok(x.copysign(y)), "x with the sign of y."),
        real!(c"cos", pymath::math::cos, "The cosine."),
        real!(c"cosh", pymath::math::cosh, "The hyperbolic cosine."),
        Method::one(
            c"degrees",
            "($module, x, /)",
            |_, x| real(Ok(x.to_f64()? * (180.0 / std::f64::consts::PI))),
            "An angle in radians in degrees.",
        ),
        Method::new(c"dist", "($module, p, q, /)", norm::dist, "How far two points are apart."),
        real!(c"erf", pymath::math::erf, "The error function."),
        real!(c"erfc", pymath::math::erfc, "One less the error function."),
        real!(c"exp", pymath::math::exp, "e to the power of x."),
        real!(c"exp2", pymath::math::exp2, "2 to the power of x."),
        real!(c"expm1", pymath::math::expm1, "e to the power of x, less one."),
        Method::one(
            c"fabs",
            "($module, x, /)",
            |_, x| real(Ok(x.to_f64()?.abs())),
            "The absolute value as a float.",
        ),
        Method::one(c"factorial", "($module, n, /)", integer::factorial, "n!"),
        Method::one(c"floor", "($module, x, /)", floor, "The greatest integer that isn't greater."),
        two!(
            c"fmod",
            "($module, x, y, /)",
            pymath::math::fmod,
            "The rest of x / y, with the sign of x."
        ),
        Method::one(c"frexp", "($module, x, /)", frexp, "(m, e) so that x = m * 2**e."),
        Method::one(c"fsum", "($module, seq, /)", fsum, "The exact sum of floats, rounded once."),
        real!(c"gamma", pymath::math::gamma, "The gamma function."),
        Method::new(c"gcd", "($module, *integers)", integer::gcd, "The greatest common divisor."),
        Method::new(
            c"hypot",
            "($module, *coordinates)",
            norm::hypot,
            "How far a point is from the origin.",
        )
        .unsigned(),
        Method::new(
            c"isclose",
            "($module, /, a, b, *, rel_tol=1e-09, abs_tol=0.0)",
            is_close,
            "Whether two numbers are close to each other.",
        ),
        asks!(c"isfinite", f64::is_finite, "Whether x is neither infinite nor a NaN."),
        asks!(c"isinf", f64::is_infinite, "Whether x is infinite."),
        asks!(c"isnan", f64::is_nan, "Whether x is a NaN."),
        Method::one(
            c"isqrt",
            "($module, n, /)",
            integer::isqrt,
            "The integer part of the square root.",
        ),
        Method::new(c"lcm", "($module, *integers)", integer::lcm, "The least common multiple."),
        Method::new(c"ldexp", "($module, x, i, /)", ldexp, "x * 2**i"),
        real!(c"lgamma", pymath::math::lgamma, "The logarithm of the gamma function's amount."),
        Method::new(
            c"log",
            "($module, x, base=None, /)",
            log,
            "The logarithm, to the base e or another.",
        )
        .unsigned(),
        real!(c"log1p", pymath::math::log1p, "The natural logarithm of 1 + x."),
        Method::one(
            c"log10",
            "($module, x, /)",
            |_, x| log_of(x, pymath::math::log10),
            "The logarithm to the base 10.",
        ),
        Method::one(
            c"log2",
            "($module, x, /)",
            |_, x| log_of(x, pymath::math::log2),
            "The logarithm to the base 2.",
        ),
        Method::one(c"modf", "($module, x, /)", modf, "The fraction and the integer part."),
        two!(c"pow", "($module, x, y, /)", pymath::math::pow, "x to the power of y."),
        Method::one(
            c"radians",
            "($module, x, /)",
            |_, x| real(Ok(x.to_f64()? * (std::f64::consts::PI / 180.0))),
            "An angle in degrees in radians.",
        ),
        two!(
            c"remainder",
            "($module, x, y, /)",
            pymath::math::remainder,
            "The difference of x and the nearest multiple of y."
        ),
        real!(c"sin", pymath::math::sin, "The sine."),
        real!(c"sinh", pymath::math::sinh, "The hyperbolic sine."),
        real!(c"sqrt", pymath::math::sqrt, "The square root."),
        real!(c"tan", pymath::math::tan, "The tangent."),
        real!(c"tanh", pymath::math::tanh, "The hyperbolic tangent."),
        Method::one(c"trunc", "($module, x, /)", trunc, "The integer part, by __trunc__."),
        Method::new(
            c"prod",
            "($module, iterable, /, *, start=1)",
            prod,
            "The product of all items and the start.",
        ),
        Method::new(c"perm", "($module, n, k=None, /)", integer::perm, "n! / (n - k)!"),
        Method::new(c"comb", "($module, n, k, /)", integer::comb, "n! / (k! * (n - k)!)"),
        two!(
            c"nextafter",
            "($module, x, y, /)",
            |x, y| Ok(pymath::math::nextafter(x, y, None)),
            "The next float from x towards y."
        ),
        Method::one(
            c"ulp",
            "($module, x, /)",
            |_, x| real(Ok(pymath::math::ulp(x.to_f64()?))),
            "How much the last bit of x stands for.",
        ),
    ],
    constants: &[
        ("pi", Constant::Float(std::f64::consts::PI)),
        ("e", Constant::Float(std::f64::consts::E)),
        ("tau", Constant::Float(std::f64::consts::TAU)),
        ("inf", Constant::Float(f64::INFINITY)),
        ("nan", Constant::Float(f64::NAN)),
    ],
    ..ModuleDefinition::NONE
};
// ANCHOR_END: rows

// ANCHOR: helpers
/// A result as an object; `errno`'s two errors are exceptions. C: `is_error`, `math_1`.
pub(super) fn real(result: pymath::Result<f64>) -> Result {
    match result {
        Ok(value) => Ok(float::new(value)?.object()),
        Err(pymath::Error::EDOM) => Err(raise(&VALUE_ERROR, "math domain error")),
        Err(pymath::Error::ERANGE) => Err(raise(&OVERFLOW_ERROR, "math range error")),
    }
}

/// The C library's, which has to be asked for by name where it was loaded: the compiler's own
/// runtime has a function of that name, which rounds differently and comes first.
fn cube_root(x: f64) -> pymath::Result<f64> {
    type Function = unsafe extern "C" fn(f64) -> f64;
    static FOUND: std::sync::OnceLock<Option<Function>> = std::sync::OnceLock::new();
    let found = FOUND.get_or_init(|| {
        // SAFETY: the C library's function has this type.
        unsafe {
            let symbol = libc::dlsym(libc::RTLD_DEFAULT, c"cbrt".as_ptr());
            std::mem::transmute::<*mut libc::c_void, Option<Function>>(symbol)
        }
    });
    Ok(match found {
        // SAFETY: a function of numbers.
        Some(function) => unsafe { function(x) },
        None => x.cbrt(),
    })
}
// ANCHOR_END: helpers

// ANCHOR: rounding
fn floor(_: Module<'_>, x: Obj<'_>) -> Result {
    if x.downcast_exact::<PyFloatObject>().is_none()
        && let Some(method) = x.lookup_special(name!("__floor__"))?
    {
        return method.borrow().call_none();
    }
    Ok(int::object::from_f64(x.to_f64()?.floor())?.object())
}

fn ceil(_: Module<'_>, x: Obj<'_>) -> Result {
    if x.downcast_exact::<PyFloatObject>().is_none()
        && let Some(method) = x.lookup_special(name!("__ceil__"))?
    {
        return method.borrow().call_none();
    }
    Ok(int::object::from_f64(x.to_f64()?.ceil())?.object())
}

fn trunc(_: Module<'_>, x: Obj<'_>) -> Result {
    if let Some(x) = x.downcast_exact::<PyFloatObject>() {
        return Ok(int::object::from_f64(x.value())?.object());
    }
    match x.lookup_special(name!("__trunc__"))? {
        Some(method) => method.borrow().call_none(),
        None => {
            let kind = x.ob_type().name().to_owned();
            let message = format_args!("type {kind} doesn't define __trunc__ method");
            Err(raise(&TYPE_ERROR, message))
        }
    }
}
// ANCHOR_END: rounding

// ANCHOR: parts
fn frexp(_: Module<'_>, x: Obj<'_>) -> Result {
    let (mantissa, exponent) = pymath::math::frexp(x.to_f64()?);
    pack([real(Ok(mantissa))?, integer(exponent.into())?])
}

fn modf(_: Module<'_>, x: Obj<'_>) -> Result {
    let x = x.to_f64()?;
    let (fraction, whole) = match x {
        _ if x.is_infinite() => (0.0_f64.copysign(x), x),
        _ if x.is_nan() => (x, x),
        _ => ((x - x.trunc()).copysign(x), x.trunc()),
    };
    pack([real(Ok(fraction))?, real(Ok(whole))?])
}

fn ldexp(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let x = arguments[0].to_f64()?;
    let Some(exponent) = arguments[1].downcast::<PyLongObject>() else {
        return Err(raise(&TYPE_ERROR, "Expected an int as second argument to ldexp."));
    };
    let far = if exponent.is_negative() { i64::MIN } else { i64::MAX };
    let exponent = exponent.to_i64().unwrap_or(far);
    if x == 0.0 || !x.is_finite() {
        return real(Ok(x));
    }
    match i32::try_from(exponent) {
        Ok(exponent) => real(pymath::math::ldexp(x, exponent)),
        Err(_) if exponent > 0 => real(Err(pymath::Error::ERANGE)),
        Err(_) => real(Ok(0.0_f64.copysign(x))),
    }
}
// ANCHOR_END: parts

// ANCHOR: logarithms
/// The logarithm of an object; an int may be too large for a float, whose exponent is then taken
/// apart. C: `loghelper`.
fn log_of(x: Obj<'_>, function: fn(f64) -> pymath::Result<f64>) -> Result {
    let Some(int) = x.downcast::<PyLongObject>() else {
        return real(function(x.to_f64()?));
    };
    if int.is_negative() || int.digits().is_empty() {
        return Err(raise(&VALUE_ERROR, "math domain error"));
    }
    match int.to_f64() {
        Ok(value) => real(function(value)),
        Err(raised) if !errors::catch(&OVERFLOW_ERROR) => Err(raised),
        Err(_) => {
            let (fraction, exponent) = int::float_conversion::to_fraction(int.number());
            // Both are in the domain.
            let log = |value: f64| function(value).unwrap_or(f64::NAN);
            real(Ok(log(fraction) + log(2.0) * exponent as f64))
        }
    }
}

fn natural(x: f64) -> pymath::Result<f64> {
    pymath::math::log(x, None)
}

fn log(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let numerator = log_of(arguments[0], natural)?;
    let Some(base) = arguments.get(1) else {
        return Ok(numerator);
    };
    let denominator = log_of(base, natural)?;
    numerator.borrow().binary(denominator.borrow(), TRUE_DIVIDE)
}
// ANCHOR_END: logarithms

// ANCHOR: many
fn fsum(_: Module<'_>, iterable: Obj<'_>) -> Result {
    let it = iterable.iter()?;
    let mut failed = None;
    let items = std::iter::from_fn(|| {
        let item =
            it.borrow().next().and_then(|item| item.map(|item| item.borrow().to_f64()).transpose());
        item.unwrap_or_else(|raised| {
            failed = Some(raised);
            None
        })
    });
    let sum = pymath::math::fsum(items);
    if let Some(raised) = failed {
        return Err(raised);
    }
    match sum {
        Ok(sum) => real(Ok(sum)),
        Err(pymath::Error::EDOM) => Err(raise(&VALUE_ERROR, "-inf + inf in fsum")),
        Err(pymath::Error::ERANGE) => Err(raise(&OVERFLOW_ERROR, "intermediate overflow in fsum")),
    }
}

fn prod(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let it = arguments[0].iter()?;
    let mut product = match arguments.get(1) {
        Some(start) => start.to_ref(),
        None => integer(1)?,
    };
    while let Some(item) = it.borrow().next()? {
        product = product.borrow().binary(item.borrow(), MULTIPLY)?;
    }
    Ok(product)
}

fn is_close(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let (a, b) = (arguments[0].to_f64()?, arguments[1].to_f64()?);
    let relative = arguments.get(2).map_or(Ok(1e-9), |given| given.to_f64())?;
    let absolute = arguments.get(3).map_or(Ok(0.0), |given| given.to_f64())?;
    match pymath::math::isclose(a, b, Some(relative), Some(absolute)) {
        Ok(answer) => boolean(answer),
        Err(_) => Err(raise(&VALUE_ERROR, "tolerances must be non-negative")),
    }
}
// ANCHOR_END: many
