//! The hash of a double, equal to that of an equal integer or fraction.
//!
//! CPython: `_Py_HashDouble` in `Python/pyhash.c`.
//!
//! A double is a mantissa times a power of two, and to the prime 2**61 - 1, a multiplication by
//! 2 rotates 61 bits by one. So the remainder of the mantissa, which is the mantissa itself, is
//! rotated by the exponent.

use crate::types::int::float_conversion::decompose;
use crate::types::int::hash::{HASH_BITS, not_an_error, rotate};

/// C: `_PyHASH_INF`.
const INFINITY: i64 = 314_159;

/// `hash(value)`. A NaN equals nothing, and is hashed by its object's address: `None`.
pub fn hash(value: f64) -> Option<i64> {
    if value.is_nan() {
        return None;
    }
    let magnitude = if value.is_infinite() {
        INFINITY
    } else {
        let (mantissa, exponent) = decompose(value);
        rotate(mantissa, exponent.rem_euclid(HASH_BITS as i64) as usize) as i64
    };
    Some(not_an_error(if value < 0.0 { -magnitude } else { magnitude }))
}
