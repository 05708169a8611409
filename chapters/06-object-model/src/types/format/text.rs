//! `str` by a specification.
//!
//! CPython: `format_string_internal`, `calc_padding` in `Python/formatter_unicode.c`.

use super::output::Output;
use super::specification::{Alignment, FormatError, FormatSpec, Sign};

/// How a text is padded and cut.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TextLayout {
    /// How many of its characters are kept.
    pub kept: usize,
    /// The padding before them.
    pub left: usize,
    /// The padding behind them.
    pub right: usize,
}

impl TextLayout {
    /// For a text of so many characters.
    pub fn new(
        length: usize,
        spec: &FormatSpec,
        type_name: &str,
    ) -> Result<TextLayout, FormatError> {
        if !matches!(spec.code(), None | Some('s'))
            || spec.code().is_none() && spec.presentation.is_some()
        {
            return Err(spec.unknown_code(type_name));
        }
        match spec.sign {
            Some(Sign::Space) => return Err(FormatError::SpaceWithText),
            Some(_) => return Err(FormatError::SignWithText),
            None => {}
        }
        if spec.no_negative_zero {
            return Err(FormatError::NegativeZeroWithText);
        }
        if spec.alternate {
            return Err(FormatError::AlternateWithText);
        }
        if spec.align == Alignment::AfterSign {
            return Err(FormatError::AfterSignWithText);
        }
        let kept = spec.precision.map_or(length, |precision| precision.min(length));
        let (left, right) = paddings(spec, kept);
        Ok(TextLayout { kept, left, right })
    }
}

/// The padding before and behind so many characters, where none goes between them.
pub(crate) fn paddings(spec: &FormatSpec, length: usize) -> (usize, usize) {
    let padding = spec.width.unwrap_or(0).saturating_sub(length);
    match spec.align {
        Alignment::Right => (padding, 0),
        Alignment::Center => (padding / 2, padding - padding / 2),
        Alignment::Left | Alignment::AfterSign => (0, padding),
    }
}

/// `format(value, spec)`.
pub fn format_text(
    value: &[u32],
    spec: &FormatSpec,
    type_name: &str,
    output: &mut dyn Output,
) -> Result<(), FormatError> {
    let layout = TextLayout::new(value.len(), spec, type_name)?;
    let mut write = || {
        output.fill(spec.fill, layout.left)?;
        output.characters(&value[..layout.kept])?;
        output.fill(spec.fill, layout.right)
    };
    Ok(write().map_err(crate::types::int::NumberError::from)?)
}
