//! `int` by a specification.
//!
//! CPython: `_PyLong_FormatAdvancedWriter`, `format_long_internal` in
//! `Python/formatter_unicode.c`.

use super::grouping::Locale;
use super::number::{Layout, Pieces, Remainder};
use super::output::Output;
use super::specification::{FormatError, FormatSpec};
use crate::types::int::{
    DigitLimit, Int, NumberError, Watch, machine, to_decimal, to_f64, to_power_of_two_base,
};

/// `format(value, spec)`. `locale` is the current one, which the code `n` asks for.
pub fn format_int(
    value: Int<'_>,
    spec: &FormatSpec,
    type_name: &str,
    locale: &Locale<'_>,
    limit: DigitLimit,
    watch: Watch<'_>,
    output: &mut dyn Output,
) -> Result<(), FormatError> {
    match spec.code() {
        None if spec.presentation.is_none() => {}
        Some('b' | 'c' | 'd' | 'o' | 'x' | 'X' | 'n') => {}
        Some('e' | 'E' | 'f' | 'F' | 'g' | 'G' | '%') => {
            return super::format_float(to_f64(value)?, spec, type_name, locale, output);
        }
        _ => return Err(spec.unknown_code(type_name)),
    }
    if spec.precision.is_some() {
        return Err(FormatError::PrecisionWithInteger);
    }
    if spec.no_negative_zero {
        return Err(FormatError::NegativeZeroWithInteger);
    }
    if spec.code() == Some('c') {
        return format_character(value, spec, output);
    }
    let (bits, prefix) = match spec.code() {
        Some('b') => (1, "0b"),
        Some('o') => (3, "0o"),
        Some('x') => (4, "0x"),
        Some('X') => (4, "0X"),
        _ => (0, ""),
    };
    let mut digits = match bits {
        0 => to_decimal(value.magnitude(), limit, watch)?,
        _ => to_power_of_two_base(value.magnitude(), bits, "")?,
    };
    if prefix == "0X" {
        digits.make_ascii_uppercase();
    }
    let locale = match spec.code() {
        Some('n') => *locale,
        _ => Locale::of_separator(spec.separator),
    };
    let pieces = Pieces {
        negative: value.negative,
        prefix: if spec.alternate { prefix } else { "" },
        digits: &digits,
        has_point: false,
        remainder: Remainder::Ascii(""),
    };
    let write =
        Layout::new(pieces, spec, locale).and_then(|layout| layout.write(spec.fill, output));
    Ok(write.map_err(NumberError::from)?)
}

/// The character with that number.
fn format_character(
    value: Int<'_>,
    spec: &FormatSpec,
    output: &mut dyn Output,
) -> Result<(), FormatError> {
    if spec.sign.is_some() {
        return Err(FormatError::SignWithCharacter);
    }
    if spec.alternate {
        return Err(FormatError::AlternateWithCharacter);
    }
    let character = machine::to_i64(value).ok_or(FormatError::CharacterTooLarge)?;
    let character = u32::try_from(character).ok().filter(|&character| character < 0x11_0000);
    let character = character.ok_or(FormatError::CharacterOutOfRange)?;
    let pieces = Pieces {
        negative: false,
        prefix: "",
        digits: "",
        has_point: false,
        remainder: Remainder::Character(character),
    };
    let locale = Locale::of_separator(spec.separator);
    let write =
        Layout::new(pieces, spec, locale).and_then(|layout| layout.write(spec.fill, output));
    Ok(write.map_err(NumberError::from)?)
}
