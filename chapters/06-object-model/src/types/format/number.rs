//! Laying a number out.
//!
//! ```text
//! <padding> <sign> <prefix> <padding> <digits, grouped> <point> <remainder> <padding>
//! ```
//! CPython: `calc_number_widths`, `fill_number` in `Python/formatter_unicode.c`.
//!
//! At most one of the paddings is there. Padding with zeros behind the sign becomes digits, so
//! that they are grouped with the others.

use super::grouping::{Grouped, Locale};
use super::output::Output;
use super::specification::{Alignment, FormatSpec, Sign};
use crate::types::int::Stopped;

/// The pieces of a number.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pieces<'a> {
    pub(crate) negative: bool,
    /// `0x` and the like.
    pub(crate) prefix: &'a str,
    /// The digits before the point; a character has none.
    pub(crate) digits: &'a str,
    /// Whether a point follows.
    pub(crate) has_point: bool,
    /// What comes behind the point: digits, an exponent, a percent sign.
    pub(crate) remainder: Remainder<'a>,
}

/// What isn't grouped.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Remainder<'a> {
    Ascii(&'a str),
    Character(u32),
}

impl<'a> Pieces<'a> {
    /// The pieces of a number as [`FloatFormat`](crate::types::float::FloatFormat) writes it.
    pub(crate) fn of_float(text: &'a str) -> Pieces<'a> {
        let unsigned = text.strip_prefix('-');
        let (negative, text) = (unsigned.is_some(), unsigned.unwrap_or(text));
        let is_digit = |character: char| character.is_ascii_digit();
        let end = text.find(|character| !is_digit(character)).unwrap_or(text.len());
        let (digits, rest) = text.split_at(end);
        let fraction = rest.strip_prefix('.');
        Pieces {
            negative,
            prefix: "",
            digits,
            has_point: fraction.is_some(),
            remainder: Remainder::Ascii(fraction.unwrap_or(rest)),
        }
    }
}

/// A number whose widths are known.
#[derive(Clone, Debug)]
pub(crate) struct Layout<'a> {
    pieces: Pieces<'a>,
    locale: Locale<'a>,
    sign: Option<char>,
    digits: Grouped<'a>,
    paddings: [usize; 3],
}

impl<'a> Layout<'a> {
    /// Decides on the widths.
    pub(crate) fn new(
        pieces: Pieces<'a>,
        spec: &FormatSpec,
        locale: Locale<'a>,
    ) -> Result<Layout<'a>, Stopped> {
        let sign = match (spec.sign, pieces.negative) {
            (_, true) => Some('-'),
            (Some(Sign::Always), false) => Some('+'),
            (Some(Sign::Space), false) => Some(' '),
            (Some(Sign::Negative) | None, false) => None,
        };
        let mut layout =
            Layout { pieces, locale, sign, digits: Grouped::Plain(0, ""), paddings: [0; 3] };
        let width = spec.width.unwrap_or(0);
        let least_digits = match spec.pads_with_zeros() {
            true => width.saturating_sub(layout.len()),
            false => 0,
        };
        if !pieces.digits.is_empty() {
            layout.digits = Grouped::new(pieces.digits, least_digits, &locale)?;
        }
        let padding = width.saturating_sub(layout.len());
        layout.paddings = match spec.align {
            Alignment::Left => [0, 0, padding],
            Alignment::Right => [padding, 0, 0],
            Alignment::AfterSign => [0, padding, 0],
            Alignment::Center => [padding / 2, 0, padding - padding / 2],
        };
        Ok(layout)
    }

    /// How many characters there are, without padding.
    pub(crate) fn len(&self) -> usize {
        let point = if self.pieces.has_point { self.locale.decimal_point.len() } else { 0 };
        let remainder = match self.pieces.remainder {
            Remainder::Ascii(text) => text.len(),
            Remainder::Character(_) => 1,
        };
        let fixed = usize::from(self.sign.is_some()) + self.pieces.prefix.len() + point + remainder;
        fixed.saturating_add(self.digits.len())
    }

    /// Writes it all.
    pub(crate) fn write(&self, fill: u32, output: &mut dyn Output) -> Result<(), Stopped> {
        let [before, after_sign, behind] = self.paddings;
        output.fill(fill, before)?;
        if let Some(sign) = self.sign {
            output.fill(u32::from(sign), 1)?;
        }
        output.ascii(self.pieces.prefix)?;
        output.fill(fill, after_sign)?;
        match &self.digits {
            Grouped::Plain(zeros, digits) => {
                output.fill(u32::from('0'), *zeros)?;
                output.ascii(digits)?;
            }
            Grouped::Separated(characters) => output.characters(characters)?,
        }
        if self.pieces.has_point {
            output.characters(self.locale.decimal_point)?;
        }
        match self.pieces.remainder {
            Remainder::Ascii(text) => output.ascii(text)?,
            Remainder::Character(character) => output.fill(character, 1)?,
        }
        output.fill(fill, behind)
    }
}
