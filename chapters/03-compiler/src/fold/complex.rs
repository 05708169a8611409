//! Complex numbers.
//!
//! CPython: `Objects/complexobject.c`. The formulas are the same step for step, since another
//! order of operations rounds to another last bit.

use parser::ast::Operator;

/// A complex number. C: `Py_complex`.
#[derive(Clone, Copy)]
pub(super) struct Complex {
    pub(super) real: f64,
    pub(super) imag: f64,
}

impl From<f64> for Complex {
    fn from(real: f64) -> Complex {
        Complex { real, imag: 0.0 }
    }
}

/// `left op right`, unless that raises an exception.
pub(super) fn arithmetic(left: Complex, op: Operator, right: Complex) -> Option<Complex> {
    Some(match op {
        Operator::Add => Complex { real: left.real + right.real, imag: left.imag + right.imag },
        Operator::Sub => Complex { real: left.real - right.real, imag: left.imag - right.imag },
        Operator::Mult => product(left, right),
        Operator::Div => return quotient(left, right),
        Operator::Pow => return power(left, right),
        _ => return None,
    })
}

/// C: `_Py_c_prod`
fn product(left: Complex, right: Complex) -> Complex {
    Complex {
        real: left.real * right.real - left.imag * right.imag,
        imag: left.real * right.imag + left.imag * right.real,
    }
}

/// Divides both by the larger part of the divisor first, so that nothing overflows without
/// need. C: `_Py_c_quot`.
fn quotient(left: Complex, right: Complex) -> Option<Complex> {
    let (real, imag) = (right.real.abs(), right.imag.abs());
    Some(if real >= imag {
        if real == 0.0 {
            return None;
        }
        let ratio = right.imag / right.real;
        let denominator = right.real + right.imag * ratio;
        Complex {
            real: (left.real + left.imag * ratio) / denominator,
            imag: (left.imag - left.real * ratio) / denominator,
        }
    } else if imag >= real {
        let ratio = right.real / right.imag;
        let denominator = right.real * ratio + right.imag;
        Complex {
            real: (left.real * ratio + left.imag) / denominator,
            imag: (left.imag * ratio - left.real) / denominator,
        }
    } else {
        Complex { real: f64::NAN, imag: f64::NAN }
    })
}

/// `base ** exponent`; `None` for too large a result and for a division by zero.
/// C: `complex_pow`.
pub(super) fn power(base: Complex, exponent: Complex) -> Option<Complex> {
    /// Up to here a whole exponent is reached by multiplying.
    const MULTIPLIED: f64 = 100.0;
    let is_whole = exponent.imag == 0.0 && exponent.real == exponent.real.floor();
    let value = if is_whole && exponent.real.abs() <= MULTIPLIED {
        let power = whole_power(base, exponent.real.abs() as u32);
        if exponent.real > 0.0 { power } else { quotient(Complex::from(1.0), power)? }
    } else {
        polar_power(base, exponent)?
    };
    (!value.real.is_infinite() && !value.imag.is_infinite()).then_some(value)
}

/// C: `c_powu`
fn whole_power(base: Complex, exponent: u32) -> Complex {
    let (mut result, mut square) = (Complex::from(1.0), base);
    let mut rest = exponent;
    while rest > 0 {
        if rest & 1 == 1 {
            result = product(result, square);
        }
        rest >>= 1;
        square = product(square, square);
    }
    result
}

/// C: `_Py_c_pow`
fn polar_power(base: Complex, exponent: Complex) -> Option<Complex> {
    if base.real == 0.0 && base.imag == 0.0 {
        let is_division = exponent.imag != 0.0 || exponent.real < 0.0;
        return (!is_division).then_some(Complex::from(0.0));
    }
    let absolute = base.real.hypot(base.imag);
    let angle = base.imag.atan2(base.real);
    let mut length = absolute.powf(exponent.real);
    let mut phase = angle * exponent.real;
    if exponent.imag != 0.0 {
        length /= (angle * exponent.imag).exp();
        phase += exponent.imag * absolute.ln();
    }
    // An infinite angle has no sine; CPython takes the C library's complaint for a division.
    if phase.is_infinite() {
        return None;
    }
    Some(Complex { real: length * phase.cos(), imag: length * phase.sin() })
}
