//! A complex number as text, and from it.
//!
//! CPython: `complex_repr`, `complex_from_string_inner` in `Objects/complexobject.c`.

use super::Complex;
use crate::types::float::text_in::without_underscores;
use crate::types::float::{FloatCode, FloatFormat, number_prefix};
use crate::types::int::NumberError;
use crate::types::int::text_in::trim_start;

/// `repr(value)`. Without a real part there are no parentheses, unless it is -0.0.
pub fn repr(value: Complex) -> String {
    let format = FloatFormat::new(FloatCode::Repr, 0);
    let part =
        |format: FloatFormat, part| format.write(part).expect("the fewest digits are at most 17");
    if value.real == 0.0 && value.real.is_sign_positive() {
        return format!("{}j", part(format, value.imag));
    }
    let signed = FloatFormat { always_sign: true, ..format };
    format!("({}{}j)", part(format, value.real), part(signed, value.imag))
}

/// `complex(text)`: a float, a float and `j`, or both with a sign between them; perhaps in
/// parentheses. A sign alone before the `j` is 1 with that sign, and so is nothing.
pub fn parse(text: &[u8]) -> Result<Complex, NumberError> {
    let text = without_underscores(text).ok_or(NumberError::InvalidComplex)?;
    parse_parts(&text).ok_or(NumberError::MalformedComplex)
}

fn parse_parts(text: &[u8]) -> Option<Complex> {
    let text = trim_start(text);
    let (bracketed, text) = match text {
        [b'(', rest @ ..] => (true, trim_start(rest)),
        _ => (false, text),
    };
    let (value, text) = match number_prefix(text) {
        None => imaginary(0.0, None, text)?,
        Some((first, length)) => match &text[length..] {
            rest @ [b'+' | b'-', ..] => match number_prefix(rest) {
                Some((second, length)) => imaginary(first, Some(second), &rest[length..])?,
                None => imaginary(first, None, rest)?,
            },
            rest @ [b'j' | b'J', ..] => imaginary(0.0, Some(first), rest)?,
            rest => (Complex::new(first, 0.0), rest),
        },
    };
    let mut text = trim_start(text);
    if bracketed {
        let [b')', rest @ ..] = text else { return None };
        text = trim_start(rest);
    }
    text.is_empty().then_some(value)
}

/// The imaginary part up to its `j`, after its number if it has one.
fn imaginary(real: f64, imag: Option<f64>, text: &[u8]) -> Option<(Complex, &[u8])> {
    let (imag, text) = match (imag, text) {
        (Some(imag), _) => (imag, text),
        (None, [b'-', rest @ ..]) => (-1.0, rest),
        (None, [b'+', rest @ ..]) => (1.0, rest),
        (None, _) => (1.0, text),
    };
    let [b'j' | b'J', rest @ ..] = text else { return None };
    Some((Complex::new(real, imag), rest))
}
