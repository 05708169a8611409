//! Powers to a modulus: `pow(base, exponent, modulus)`.
//!
//! CPython: `long_pow`, `long_invmod` in `Objects/longobject.c`.
//!
//! After each step the remainder is taken, so nothing grows. Every multiplication costs the same
//! then, and a long exponent is read with a window: the odd powers up to the 31st are made first,
//! and up to five bits at a time that begin and end with a 1 are one multiplication.

use super::digits::{Int, Integer, Watch};
use super::error::NumberError;
use super::power::bits_from_the_first;

/// Bits in a window. C: `EXP_WINDOW_SIZE`.
const WINDOW: usize = 5;
/// Exponents with fewer bits go bit by bit: the table would not pay for itself.
const WINDOW_CUTOFF: usize = 60;

/// `pow(base, exponent, modulus)`, with the sign of the modulus.
pub fn power_modulo(
    base: Int<'_>,
    exponent: Int<'_>,
    modulus: Int<'_>,
    watch: Watch<'_>,
) -> Result<Integer, NumberError> {
    match modulus.digits {
        [] => return Err(NumberError::PowerModuloZero),
        [1] => return Ok(Integer::default()),
        _ => {}
    }
    let positive = modulus.magnitude();
    let mut base = base.to_integer()?;
    if exponent.negative {
        base = inverse(base, positive, watch)?;
    }
    let ring = Ring { modulus: positive, watch };
    let base = base.modulo(positive, watch)?;
    let length = super::bit_length(exponent);
    let result = if length < WINDOW_CUTOFF {
        ring.power(&base, exponent.digits)
    } else {
        ring.windowed_power(&base, exponent.digits)
    }?;
    if modulus.negative && !result.view().is_zero() {
        return Ok(result.plus(modulus)?);
    }
    Ok(result)
}

/// The numbers from 0 up to the modulus.
struct Ring<'a> {
    modulus: Int<'a>,
    watch: Watch<'a>,
}

impl Ring<'_> {
    fn product(&self, left: &Integer, right: &Integer) -> Result<Integer, NumberError> {
        left.times(right.view(), self.watch)?.modulo(self.modulus, self.watch)
    }

    fn power(&self, base: &Integer, exponent: &[u32]) -> Result<Integer, NumberError> {
        let mut result = Integer::from(1);
        for bit in bits_from_the_first(exponent) {
            result = self.product(&result, &result)?;
            if bit {
                result = self.product(&result, base)?;
            }
        }
        Ok(result)
    }

    fn windowed_power(&self, base: &Integer, exponent: &[u32]) -> Result<Integer, NumberError> {
        let square = self.product(base, base)?;
        // The odd powers: the first, the third, and so on.
        let mut odd_powers = vec![base.clone()];
        while odd_powers.len() < 1 << (WINDOW - 1) {
            let last = &odd_powers[odd_powers.len() - 1];
            odd_powers.push(self.product(last, &square)?);
        }
        let bits: Vec<bool> = bits_from_the_first(exponent).collect();
        let mut result = Integer::from(1);
        let mut rest = &bits[..];
        while let Some(&first) = rest.first() {
            let width = if first { window_width(rest) } else { 1 };
            let (window, behind) = rest.split_at(width);
            for _ in window {
                result = self.product(&result, &result)?;
            }
            if first {
                let value = window.iter().fold(0, |value, &bit| value << 1 | usize::from(bit));
                result = self.product(&result, &odd_powers[value / 2])?;
            }
            rest = behind;
        }
        Ok(result)
    }
}

/// From a set bit to the last set bit that still fits into a window.
fn window_width(bits: &[bool]) -> usize {
    let window = &bits[..bits.len().min(WINDOW)];
    window.iter().rposition(|&bit| bit).map_or(1, |last| last + 1)
}

/// What `value` has to be multiplied by to give 1: Euclid's algorithm, keeping account of how
/// often `value` went into each remainder. C: `long_invmod`.
fn inverse(value: Integer, modulus: Int<'_>, watch: Watch<'_>) -> Result<Integer, NumberError> {
    let (mut value, mut rest) = (value, modulus.to_integer()?);
    let (mut factor, mut next) = (Integer::from(1), Integer::default());
    while !rest.view().is_zero() {
        let (quotient, remainder) = value.divided(rest.view(), watch)?;
        (value, rest) = (rest, remainder);
        let below = factor.minus(quotient.times(next.view(), watch)?.view())?;
        (factor, next) = (next, below);
    }
    if value.view() != Integer::from(1).view() {
        return Err(NumberError::NotInvertible);
    }
    Ok(factor)
}
