//! `complex`: two C doubles.
//!
//! The object is in [`object`], making it in [`new`]. The rest knows nothing of objects:
//! [`arithmetic`] is what can be done with two numbers, [`text`] how one is written and read.

pub mod arithmetic;
pub mod text;
pub mod object;
pub mod new;

#[cfg(test)]
mod tests;

pub use object::{COMPLEX, PyComplexObject, make};
pub use text::{parse, repr};

use crate::types::float;
use crate::types::int::hash::not_an_error;

/// A complex number. C: `Py_complex`.
#[derive(Clone, Copy, PartialEq, Debug)]
#[repr(C)]
pub struct Complex {
    /// The real part.
    pub real: f64,
    /// The imaginary part.
    pub imag: f64,
}

impl Complex {
    /// The number with these parts.
    pub fn new(real: f64, imag: f64) -> Complex {
        Complex { real, imag }
    }

    /// Its hash, that of its real part where the imaginary part is 0. A part that is a NaN has
    /// no hash of its own, so its object's address is hashed for it: `of_nan`.
    pub fn hash(self, of_nan: i64) -> i64 {
        // C: `_PyHASH_IMAG`.
        const IMAG: i64 = 1_000_003;
        let [real, imag] = [self.real, self.imag].map(|part| float::hash(part).unwrap_or(of_nan));
        not_an_error(real.wrapping_add(imag.wrapping_mul(IMAG)))
    }
}
