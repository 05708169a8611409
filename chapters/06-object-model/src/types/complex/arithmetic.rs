//! Complex arithmetic.
//!
//! CPython: `_Py_c_sum` to `_Py_c_abs`, `c_powi`, `complex_pow` in `Objects/complexobject.c`.
//!
//! The formulas are the plain ones, in CPython's order of operations, since each order rounds
//! differently. Infinities get no special care, as there.

use std::ops::{Add, Mul, Neg, Sub};

use super::Complex;
use crate::types::int::NumberError;

const ONE: Complex = Complex { real: 1.0, imag: 0.0 };
/// Integer exponents up to here are powers by multiplication.
const MOST_MULTIPLICATIONS: f64 = 100.0;

impl Add for Complex {
    type Output = Complex;

    fn add(self, other: Complex) -> Complex {
        Complex { real: self.real + other.real, imag: self.imag + other.imag }
    }
}

impl Sub for Complex {
    type Output = Complex;

    fn sub(self, other: Complex) -> Complex {
        Complex { real: self.real - other.real, imag: self.imag - other.imag }
    }
}

impl Neg for Complex {
    type Output = Complex;

    fn neg(self) -> Complex {
        Complex { real: -self.real, imag: -self.imag }
    }
}

impl Mul for Complex {
    type Output = Complex;

    fn mul(self, other: Complex) -> Complex {
        Complex {
            real: self.real * other.real - self.imag * other.imag,
            imag: self.real * other.imag + self.imag * other.real,
        }
    }
}

impl Complex {
    /// The quotient.
    pub fn divided(self, divisor: Complex) -> Result<Complex, NumberError> {
        self.quotient(divisor).ok_or(NumberError::ComplexDivisionByZero)
    }

    /// Both are first divided by the greater part of the divisor, so that nothing overflows
    /// whose quotient doesn't (R. L. Smith, 1962). `None`: the divisor is 0.
    fn quotient(self, divisor: Complex) -> Option<Complex> {
        let Complex { real, imag } = self;
        let (abs_real, abs_imag) = (divisor.real.abs(), divisor.imag.abs());
        if abs_real >= abs_imag {
            if abs_real == 0.0 {
                return None;
            }
            let ratio = divisor.imag / divisor.real;
            let denominator = divisor.real + divisor.imag * ratio;
            Some(Complex {
                real: (real + imag * ratio) / denominator,
                imag: (imag - real * ratio) / denominator,
            })
        } else if abs_imag >= abs_real {
            let ratio = divisor.real / divisor.imag;
            let denominator = divisor.real * ratio + divisor.imag;
            Some(Complex {
                real: (real * ratio + imag) / denominator,
                imag: (imag * ratio - real) / denominator,
            })
        } else {
            Some(Complex { real: f64::NAN, imag: f64::NAN })
        }
    }

    /// `self ** exponent`.
    pub fn power(self, exponent: Complex) -> Result<Complex, NumberError> {
        let is_small = exponent.imag == 0.0
            && exponent.real == exponent.real.floor()
            && exponent.real.abs() <= MOST_MULTIPLICATIONS;
        let result = if is_small {
            self.integer_power(exponent.real as i32)
        } else {
            self.polar_power(exponent)
        };
        let result = result.ok_or(NumberError::ComplexZeroToPower)?;
        if result.real.is_infinite() || result.imag.is_infinite() {
            return Err(NumberError::ComplexPowerOverflow);
        }
        Ok(result)
    }

    /// By squaring. C: `c_powi`, `c_powu`.
    fn integer_power(self, exponent: i32) -> Option<Complex> {
        let (mut result, mut square) = (ONE, self);
        let mut rest = exponent.unsigned_abs();
        while rest > 0 {
            if rest & 1 == 1 {
                result = result * square;
            }
            square = square * square;
            rest >>= 1;
        }
        if exponent > 0 { Some(result) } else { ONE.quotient(result) }
    }

    /// By length and angle. C: `_Py_c_pow`. `None` where C sets `EDOM`: 0 to what is no positive
    /// number, and an angle without end.
    fn polar_power(self, exponent: Complex) -> Option<Complex> {
        if exponent == Complex::new(0.0, 0.0) {
            return Some(ONE);
        }
        if self == Complex::new(0.0, 0.0) {
            let is_defined = exponent.imag == 0.0 && exponent.real >= 0.0;
            return is_defined.then_some(Complex::new(0.0, 0.0));
        }
        let length = self.real.hypot(self.imag);
        let angle = self.imag.atan2(self.real);
        let mut new_length = length.powf(exponent.real);
        let mut new_angle = angle * exponent.real;
        if exponent.imag != 0.0 {
            new_length /= (angle * exponent.imag).exp();
            new_angle += exponent.imag * length.ln();
        }
        if new_angle.is_infinite() {
            return None;
        }
        Some(Complex::new(new_length * new_angle.cos(), new_length * new_angle.sin()))
    }

    /// `abs(self)`.
    pub fn absolute(self) -> Result<f64, NumberError> {
        // An infinite part makes the length infinite, whatever the other is.
        let length = self.real.hypot(self.imag);
        if length.is_infinite() && self.real.is_finite() && self.imag.is_finite() {
            return Err(NumberError::AbsoluteTooLarge);
        }
        Ok(length)
    }
}
