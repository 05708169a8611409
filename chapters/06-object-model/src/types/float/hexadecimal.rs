//! Doubles in hexadecimal, where nothing is ever rounded on the way out.
//!
//! CPython: `float_hex_impl`, `float_fromhex` in `Objects/floatobject.c`.

use super::text_in::{special_prefix, trim};
use crate::types::int::NumberError;
use crate::types::int::float_conversion::{compose, decompose};

/// Behind the point stand 52 bits. C: `TOHEX_NBITS` with the bit before it, and two unused.
const FRACTION_BITS: i64 = 52;

/// `value.hex()`: `0x1.` and thirteen digits.
pub fn to_hexadecimal(value: f64) -> String {
    if !value.is_finite() {
        return super::repr(value);
    }
    let sign = if value.is_sign_negative() { "-" } else { "" };
    if value == 0.0 {
        return format!("{sign}0x0.0p+0");
    }
    let (mantissa, exponent) = decompose(value);
    let (whole, fraction) = (mantissa >> FRACTION_BITS, mantissa & ((1 << FRACTION_BITS) - 1));
    format!("{sign}0x{whole}.{fraction:013x}p{:+}", exponent + FRACTION_BITS)
}

/// `float.fromhex(text)`. Bits that have no place are rounded, a tie to the even.
pub fn from_hexadecimal(text: &[u8]) -> Result<f64, NumberError> {
    let text = trim(text);
    if let Some((value, length)) = special_prefix(text) {
        return finished(value, &text[length..]);
    }
    let (negative, text) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    let text = match text {
        [b'0', b'x' | b'X', rest @ ..] => rest,
        _ => text,
    };
    let mut coefficient = Coefficient::default();
    let text = coefficient.read(text).ok_or(NumberError::InvalidHexFloat)?;
    let (exponent, text) = read_exponent(text)?;
    let magnitude = coefficient.value(exponent);
    if magnitude.is_infinite() {
        return Err(NumberError::HexFloatTooLarge);
    }
    finished(if negative { -magnitude } else { magnitude }, text)
}

fn finished(value: f64, rest: &[u8]) -> Result<f64, NumberError> {
    if rest.is_empty() { Ok(value) } else { Err(NumberError::InvalidHexFloat) }
}

/// The digits before the exponent: the first 60 bits, where they stand, and whether there is more.
#[derive(Default)]
struct Coefficient {
    bits: u64,
    exponent: i64,
    rest: bool,
}

impl Coefficient {
    /// Reads digits with at most one point; at least one digit. What follows is returned.
    fn read<'a>(&mut self, text: &'a [u8]) -> Option<&'a [u8]> {
        let (mut count, mut has_point) = (0, false);
        let mut end = 0;
        for &character in text {
            match char::from(character).to_digit(16) {
                Some(digit) => {
                    count += 1;
                    self.push(u64::from(digit), has_point);
                }
                None if character == b'.' && !has_point => has_point = true,
                None => break,
            }
            end += 1;
        }
        (count > 0).then(|| &text[end..])
    }

    fn push(&mut self, digit: u64, behind_point: bool) {
        if self.bits >> 60 == 0 {
            self.bits = self.bits << 4 | digit;
            self.exponent -= if behind_point { 4 } else { 0 };
        } else {
            self.rest |= digit != 0;
            self.exponent += if behind_point { 0 } else { 4 };
        }
    }

    fn value(&self, exponent: i64) -> f64 {
        compose(self.bits, self.rest, self.exponent.saturating_add(exponent))
    }
}

/// `p`, a sign, decimal digits; or nothing. One beyond all doubles is cut to what surely is.
fn read_exponent(text: &[u8]) -> Result<(i64, &[u8]), NumberError> {
    const BEYOND: i64 = i64::MAX / 2;
    let [b'p' | b'P', rest @ ..] = text else { return Ok((0, text)) };
    let (sign, rest) = match rest {
        [b'-', rest @ ..] => (-1, rest),
        [b'+', rest @ ..] => (1, rest),
        _ => (1, rest),
    };
    let count = rest.iter().take_while(|character| character.is_ascii_digit()).count();
    if count == 0 {
        return Err(NumberError::InvalidHexFloat);
    }
    let fold =
        |sum: i64, &digit: &u8| sum.saturating_mul(10).saturating_add(i64::from(digit - b'0'));
    let exponent = rest[..count].iter().fold(0, fold).min(BEYOND);
    Ok((sign * exponent, &rest[count..]))
}
