//! `float` by a specification.
//!
//! CPython: `_PyFloat_FormatAdvancedWriter`, `format_float_internal` in
//! `Python/formatter_unicode.c`.

use super::grouping::Locale;
use super::number::{Layout, Pieces};
use super::output::Output;
use super::specification::{FormatError, FormatSpec};
use crate::types::float::FloatFormat;
use crate::types::int::NumberError;

/// What a format code means without a precision.
const DEFAULT_PRECISION: usize = 6;

/// `format(value, spec)`. `locale` is the current one, which the code `n` asks for.
pub fn format_float(
    value: f64,
    spec: &FormatSpec,
    type_name: &str,
    locale: &Locale<'_>,
    output: &mut dyn Output,
) -> Result<(), FormatError> {
    let letter = letter(spec, "eEfFgGn%").ok_or_else(|| spec.unknown_code(type_name))?;
    let is_percent = letter == Some('%');
    let letter = if is_percent { Some('f') } else { letter };
    let value = if is_percent { value * 100.0 } else { value };
    let format = FloatFormat { point_zero: letter.is_none(), ..float_format(spec, letter)? };
    let mut text = format.write(value)?;
    if is_percent {
        text.push('%');
    }
    let locale = match spec.code() {
        Some('n') => *locale,
        _ => Locale::of_separator(spec.separator),
    };
    let layout = Layout::new(Pieces::of_float(&text), spec, locale);
    let write = layout.and_then(|layout| layout.write(spec.fill, output));
    Ok(write.map_err(NumberError::from)?)
}

/// The format code: `Some(None)` where there is none, `None` where it isn't one of `known`.
pub(crate) fn letter(spec: &FormatSpec, known: &str) -> Option<Option<char>> {
    match (spec.presentation, spec.code()) {
        (None, _) => Some(None),
        (Some(_), Some(letter)) if known.contains(letter) => Some(Some(letter)),
        _ => None,
    }
}

/// How to write a double, by the code and the flags. Without a code it is `repr`'s way, or if
/// there is a precision, `g`'s.
pub(crate) fn float_format(
    spec: &FormatSpec,
    letter: Option<char>,
) -> Result<FloatFormat, FormatError> {
    if spec.precision.is_some_and(|precision| precision > i32::MAX as usize) {
        return Err(FormatError::PrecisionTooBig);
    }
    let (letter, default_precision) = match (letter, spec.precision) {
        (None, None) => ('r', 0),
        (None, Some(_)) => ('g', 0),
        (Some('n'), _) => ('g', DEFAULT_PRECISION),
        (Some(letter), _) => (letter, DEFAULT_PRECISION),
    };
    let precision = spec.precision.unwrap_or(default_precision);
    let format = FloatFormat::from_letter(letter, precision).expect("one of the letters above");
    Ok(FloatFormat { alternate: spec.alternate, no_negative_zero: spec.no_negative_zero, ..format })
}
