//! A double from text: `float("…")`.
//!
//! CPython: `_PyOS_ascii_strtod`, `_Py_parse_inf_or_nan`,
//! `_Py_string_to_number_with_underscores` in `Python/pystrtod.c`, `float_from_string_inner` in
//! `Objects/floatobject.c`.
//!
//! The text is ASCII, other decimal digits and spaces are the caller's to turn into it. Which
//! characters make a number is decided here, and its value, correctly rounded however many digits
//! there are, by the standard library.

use std::borrow::Cow;

use crate::types::int::NumberError;
use crate::types::int::text_in::{is_space, trim_start};

/// `float(text)`.
pub fn parse(text: &[u8]) -> Result<f64, NumberError> {
    let text = without_underscores(text).ok_or(NumberError::InvalidFloat)?;
    let text = trim(&text);
    match number_prefix(text) {
        Some((value, length)) if length == text.len() => Ok(value),
        _ => Err(NumberError::InvalidFloat),
    }
}

/// The number that a text begins with, and how many characters make it. A text that begins with
/// none is `None`; an exponent without digits doesn't belong to it. C: `PyOS_string_to_double`.
pub fn number_prefix(text: &[u8]) -> Option<(f64, usize)> {
    decimal_prefix(text).or_else(|| special_prefix(text))
}

/// An infinity or a NaN. C: `_Py_parse_inf_or_nan`.
pub(crate) fn special_prefix(text: &[u8]) -> Option<(f64, usize)> {
    let (sign, unsigned) = match text {
        [b'-', rest @ ..] => (-1.0, rest),
        [b'+', rest @ ..] => (1.0, rest),
        _ => (1.0, text),
    };
    let names = [("infinity", f64::INFINITY), ("inf", f64::INFINITY), ("nan", f64::NAN)];
    let (name, value) = names.into_iter().find(|(name, _)| {
        unsigned.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name.as_bytes()))
    })?;
    Some((value.copysign(sign), text.len() - unsigned.len() + name.len()))
}

fn decimal_prefix(text: &[u8]) -> Option<(f64, usize)> {
    let digits = |from: usize| text[from..].iter().take_while(|c| c.is_ascii_digit()).count();
    let whole_start = usize::from(matches!(text.first(), Some(b'+' | b'-')));
    let whole = digits(whole_start);
    let mut end = whole_start + whole;
    let mut fraction = 0;
    if text.get(end) == Some(&b'.') {
        fraction = digits(end + 1);
        if whole + fraction > 0 {
            end += 1 + fraction;
        }
    }
    if whole + fraction == 0 {
        return None;
    }
    if let Some(b'e' | b'E') = text.get(end) {
        let signed = usize::from(matches!(text.get(end + 1), Some(b'+' | b'-')));
        let start = end + 1 + signed;
        let exponent = if start <= text.len() { digits(start) } else { 0 };
        if exponent > 0 {
            end = start + exponent;
        }
    }
    let number = std::str::from_utf8(&text[..end]).expect("digits and signs are ASCII");
    Some((number.parse().expect("what Python takes, the standard library takes"), end))
}

/// Takes away underscores, each of which has to stand between two digits. `None`: one doesn't.
pub(crate) fn without_underscores(text: &[u8]) -> Option<Cow<'_, [u8]>> {
    if !text.contains(&b'_') {
        return Some(Cow::Borrowed(text));
    }
    let is_digit = |at: Option<&u8>| at.is_some_and(u8::is_ascii_digit);
    let mut kept = Vec::with_capacity(text.len());
    for (index, &character) in text.iter().enumerate() {
        if character != b'_' {
            kept.push(character);
        } else if index == 0 || !is_digit(text.get(index - 1)) || !is_digit(text.get(index + 1)) {
            return None;
        }
    }
    Some(Cow::Owned(kept))
}

/// Without whitespace at both ends.
pub(crate) fn trim(text: &[u8]) -> &[u8] {
    let text = trim_start(text);
    let end = text.iter().rposition(|character| !is_space(character)).map_or(0, |last| last + 1);
    &text[..end]
}
