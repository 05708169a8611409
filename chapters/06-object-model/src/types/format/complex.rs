//! `complex` by a specification.
//!
//! CPython: `_PyComplex_FormatAdvancedWriter`, `format_complex_internal` in
//! `Python/formatter_unicode.c`.
//!
//! Both parts are laid out without padding, the imaginary one with a sign, and padded together.

use super::float::{float_format, letter};
use super::grouping::Locale;
use super::number::{Layout, Pieces};
use super::output::Output;
use super::specification::{Alignment, FormatError, FormatSpec, Sign};
use super::text::paddings;
use crate::types::complex::Complex;
use crate::types::int::NumberError;

/// `format(value, spec)`. `locale` is the current one, which the code `n` asks for.
pub fn format_complex(
    value: Complex,
    spec: &FormatSpec,
    type_name: &str,
    locale: &Locale<'_>,
    output: &mut dyn Output,
) -> Result<(), FormatError> {
    let letter = letter(spec, "eEfFgGn").ok_or_else(|| spec.unknown_code(type_name))?;
    let format = float_format(spec, letter)?;
    if spec.fill == u32::from('0') {
        return Err(FormatError::ZeroPaddingWithComplex);
    }
    if spec.align == Alignment::AfterSign {
        return Err(FormatError::AfterSignWithComplex);
    }
    // Without a format code it looks like `str`: no real part if that is 0, else parentheses.
    let skips_real = letter.is_none() && value.real == 0.0 && value.real.is_sign_positive();
    let is_bracketed = letter.is_none() && !skips_real;
    let locale = match letter {
        Some('n') => *locale,
        _ => Locale::of_separator(spec.separator),
    };
    let [real, imag] = [format.write(value.real)?, format.write(value.imag)?];
    let part_spec = FormatSpec { width: None, fill: 0, align: Alignment::Left, ..*spec };
    let imag_sign = if skips_real { spec.sign } else { Some(Sign::Always) };
    let imag_spec = FormatSpec { sign: imag_sign, ..part_spec };
    let mut write = || {
        let real = Layout::new(Pieces::of_float(&real), &part_spec, locale)?;
        let imag = Layout::new(Pieces::of_float(&imag), &imag_spec, locale)?;
        let real_length = if skips_real { 0 } else { real.len() };
        let length = real_length + imag.len() + 1 + 2 * usize::from(is_bracketed);
        let (left, right) = paddings(spec, length);
        output.fill(spec.fill, left)?;
        output.ascii(if is_bracketed { "(" } else { "" })?;
        if !skips_real {
            real.write(0, output)?;
        }
        imag.write(0, output)?;
        output.ascii(if is_bracketed { "j)" } else { "j" })?;
        output.fill(spec.fill, right)
    };
    Ok(write().map_err(NumberError::from)?)
}
