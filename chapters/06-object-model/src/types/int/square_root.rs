//! The integer square root, `math.isqrt`.
//!
//! CPython: `_approximate_isqrt`, `math_isqrt` in `Modules/mathmodule.c`.
//!
//! Newton's method from the first bits on: each step doubles the number of bits that are right,
//! and works on no more bits of the number than those. What comes out is at most one too great.

use super::digits::{Int, Integer, Watch};
use super::error::NumberError;

/// The greatest integer whose square is at most `value`.
pub fn square_root(value: Int<'_>, watch: Watch<'_>) -> Result<Integer, NumberError> {
    if value.negative {
        return Err(NumberError::SquareRootOfNegative);
    }
    if value.is_zero() {
        return Ok(Integer::default());
    }
    let value = value.to_integer()?;
    let half = (super::bit_length(value.view()) - 1) / 2;
    let (mut root, mut known) = (Integer::from(1), 0);
    for shift in (0..usize::BITS - half.leading_zeros()).rev() {
        let before = known;
        known = half >> shift;
        let first_bits = value.shifted(-((2 * half + 1 - before - known) as isize))?;
        let (correction, _) = first_bits.divided(root.view(), watch)?;
        root = root.shifted((known - before) as isize - 1)?.plus(correction.view())?;
    }
    let square = root.times(root.view(), watch)?;
    if super::compare(square.view(), value.view()).is_gt() {
        root = root.minus(Integer::from(1).view())?;
    }
    Ok(root)
}
