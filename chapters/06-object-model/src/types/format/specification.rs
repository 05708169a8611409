//! Reading a format specification.
//!
//! ```text
//! [[fill]align][sign]["z"]["#"]["0"][width]["," | "_"]["." precision][type]
//! ```
//! CPython: `parse_internal_render_format_spec` in `Python/formatter_unicode.c`.
//!
//! Every part may be missing. What can be refused without knowing the value is refused here.

use crate::types::int::{Exception, NumberError};

/// Where the text goes when the width is greater.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Alignment {
    /// `<`
    Left,
    /// `>`
    Right,
    /// `^`
    Center,
    /// `=`: the padding goes between the sign and the digits.
    AfterSign,
}

/// Which numbers get a sign.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sign {
    /// `+`: all of them.
    Always,
    /// `-`: those below zero.
    Negative,
    /// A space: those below zero, and the others a space.
    Space,
}

/// What stands between groups of digits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Separator {
    /// `,` between groups of three.
    Comma,
    /// `_` between groups of three.
    Underscore,
    /// `_` between groups of four, for digits to the base 2, 8 and 16.
    UnderscoreOfFour,
}

/// What is formatted, which decides on what a specification leaves out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Formatted {
    /// A number goes to the right, or with a `0` before the width, its padding behind the sign.
    Number,
    /// A text goes to the left, and its code is `s`.
    Text,
}

/// A specification that was read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FormatSpec {
    /// What padding is made of.
    pub fill: u32,
    /// Where the text goes.
    pub align: Alignment,
    /// Which sign, if the specification says.
    pub sign: Option<Sign>,
    /// `z`: no minus before a zero.
    pub no_negative_zero: bool,
    /// `#`
    pub alternate: bool,
    /// The least width.
    pub width: Option<usize>,
    /// Between groups of digits.
    pub separator: Option<Separator>,
    /// What stands behind the point.
    pub precision: Option<usize>,
    /// The last character.
    pub presentation: Option<u32>,
}

/// What is wrong with a specification, or with formatting by it.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[allow(missing_docs)]
pub enum FormatError {
    #[error(transparent)]
    Number(#[from] NumberError),
    #[error("Too many decimal digits in format string")]
    TooManyDigits,
    #[error("Format specifier missing precision")]
    MissingPrecision,
    #[error("Invalid format specifier '{}' for object of type '{type_name}'", shown(spec))]
    InvalidSpecifier { spec: Vec<u32>, type_name: String },
    #[error("Cannot specify both ',' and '_'.")]
    CommaAndUnderscore,
    #[error("Cannot specify '{separator}' with '{}'.", shown_code(*code))]
    SeparatorWithCode { separator: char, code: u32 },
    #[error("Unknown format code '{}' for object of type '{type_name}'", shown_code(*code))]
    UnknownCode { code: u32, type_name: String },
    #[error("precision too big")]
    PrecisionTooBig,
    #[error("Space not allowed in string format specifier")]
    SpaceWithText,
    #[error("Sign not allowed in string format specifier")]
    SignWithText,
    #[error("Negative zero coercion (z) not allowed in string format specifier")]
    NegativeZeroWithText,
    #[error("Alternate form (#) not allowed in string format specifier")]
    AlternateWithText,
    #[error("'=' alignment not allowed in string format specifier")]
    AfterSignWithText,
    #[error("Precision not allowed in integer format specifier")]
    PrecisionWithInteger,
    #[error("Negative zero coercion (z) not allowed in integer format specifier")]
    NegativeZeroWithInteger,
    #[error("Sign not allowed with integer format specifier 'c'")]
    SignWithCharacter,
    #[error("Alternate form (#) not allowed with integer format specifier 'c'")]
    AlternateWithCharacter,
    /// `OverflowError`, as is the next.
    #[error("%c arg not in range(0x110000)")]
    CharacterOutOfRange,
    #[error("Python int too large to convert to C long")]
    CharacterTooLarge,
    #[error("Zero padding is not allowed in complex format specifier")]
    ZeroPaddingWithComplex,
    #[error("'=' alignment flag is not allowed in complex format specifier")]
    AfterSignWithComplex,
}

impl FormatError {
    /// As what it is raised.
    pub fn exception(&self) -> Exception {
        match self {
            FormatError::Number(error) => error.exception(),
            FormatError::CharacterOutOfRange | FormatError::CharacterTooLarge => {
                Exception::OverflowError
            }
            _ => Exception::ValueError,
        }
    }
}

impl FormatSpec {
    /// Reads the specification of a number, which goes to the right.
    pub fn for_number(spec: &[u32], type_name: &str) -> Result<FormatSpec, FormatError> {
        FormatSpec::read(spec, type_name, Formatted::Number, &ascii_decimal)
    }

    /// Reads the specification of a text, which goes to the left.
    pub fn for_text(spec: &[u32], type_name: &str) -> Result<FormatSpec, FormatError> {
        FormatSpec::read(spec, type_name, Formatted::Text, &ascii_decimal)
    }

    /// Reads a specification. `decimal` is the value of a decimal digit; CPython takes those of
    /// all scripts.
    pub fn read(
        spec: &[u32],
        type_name: &str,
        formatted: Formatted,
        decimal: &dyn Fn(u32) -> Option<u32>,
    ) -> Result<FormatSpec, FormatError> {
        let mut reader = Reader { rest: spec, decimal };
        let (fill, align) = reader.fill_and_align();
        let sign = reader.sign();
        let no_negative_zero = reader.take('z');
        let alternate = reader.take('#');
        let zero = fill.is_none() && reader.take('0');
        let align = align.unwrap_or(match formatted {
            Formatted::Number if zero => Alignment::AfterSign,
            Formatted::Number => Alignment::Right,
            Formatted::Text => Alignment::Left,
        });
        let width = reader.integer()?;
        let separator = reader.separator()?;
        let precision = match reader.take('.') {
            true => Some(reader.integer()?.ok_or(FormatError::MissingPrecision)?),
            false => None,
        };
        let presentation = match *reader.rest {
            [] => None,
            [code] => Some(code),
            _ => {
                let (spec, type_name) = (spec.to_vec(), type_name.to_owned());
                return Err(FormatError::InvalidSpecifier { spec, type_name });
            }
        };
        // Of texts, none has digits to separate.
        let code = presentation.or((formatted == Formatted::Text).then_some(u32::from('s')));
        let separator = separator.map(|separator| fit(separator, code)).transpose()?;
        let fill = fill.unwrap_or(u32::from(if zero { '0' } else { ' ' }));
        Ok(FormatSpec {
            fill,
            align,
            sign,
            no_negative_zero,
            alternate,
            width,
            separator,
            precision,
            presentation,
        })
    }

    /// The last character, where it is ASCII.
    pub(crate) fn code(&self) -> Option<char> {
        self.presentation.and_then(char::from_u32).filter(char::is_ascii)
    }

    /// The error of a type that doesn't know the last character.
    pub(crate) fn unknown_code(&self, type_name: &str) -> FormatError {
        let code = self.presentation.unwrap_or(0);
        FormatError::UnknownCode { code, type_name: type_name.to_owned() }
    }

    /// Whether nothing but the digits decides how wide a number gets.
    pub(crate) fn pads_with_zeros(&self) -> bool {
        self.fill == u32::from('0') && self.align == Alignment::AfterSign
    }
}

/// The code points of a text.
pub fn code_points(text: &str) -> Vec<u32> {
    text.chars().map(u32::from).collect()
}

/// Which separator goes with a format code, and in which groups.
fn fit(separator: Separator, code: Option<u32>) -> Result<Separator, FormatError> {
    let Some(code) = code else { return Ok(separator) };
    let shown = if separator == Separator::Comma { ',' } else { '_' };
    match char::from_u32(code) {
        Some('d' | 'e' | 'f' | 'g' | 'E' | 'G' | '%' | 'F' | '\0') => Ok(separator),
        Some('b' | 'o' | 'x' | 'X') if separator == Separator::Underscore => {
            Ok(Separator::UnderscoreOfFour)
        }
        _ => Err(FormatError::SeparatorWithCode { separator: shown, code }),
    }
}

struct Reader<'a> {
    rest: &'a [u32],
    decimal: &'a dyn Fn(u32) -> Option<u32>,
}

impl Reader<'_> {
    fn take(&mut self, wanted: char) -> bool {
        let found = self.rest.first() == Some(&u32::from(wanted));
        if found {
            self.rest = &self.rest[1..];
        }
        found
    }

    fn fill_and_align(&mut self) -> (Option<u32>, Option<Alignment>) {
        if let [fill, align, rest @ ..] = self.rest
            && let Some(align) = alignment(*align)
        {
            self.rest = rest;
            return (Some(*fill), Some(align));
        }
        if let [align, rest @ ..] = self.rest
            && let Some(align) = alignment(*align)
        {
            self.rest = rest;
            return (None, Some(align));
        }
        (None, None)
    }

    fn sign(&mut self) -> Option<Sign> {
        let signs = [('+', Sign::Always), ('-', Sign::Negative), (' ', Sign::Space)];
        signs.into_iter().find(|(shown, _)| self.take(*shown)).map(|(_, sign)| sign)
    }

    /// A number, if there is one.
    fn integer(&mut self) -> Result<Option<usize>, FormatError> {
        let mut value = None;
        while let Some(digit) = self.rest.first().and_then(|&digit| (self.decimal)(digit)) {
            let sum = value.unwrap_or(0_i64).checked_mul(10);
            let sum = sum.and_then(|sum| sum.checked_add(i64::from(digit)));
            value = Some(sum.ok_or(FormatError::TooManyDigits)?);
            self.rest = &self.rest[1..];
        }
        Ok(value.map(|value| value as usize))
    }

    fn separator(&mut self) -> Result<Option<Separator>, FormatError> {
        let comma = self.take(',');
        let underscore = self.take('_');
        let comma_follows = underscore && self.rest.first() == Some(&u32::from(','));
        match (comma, underscore) {
            (true, true) => Err(FormatError::CommaAndUnderscore),
            _ if comma_follows => Err(FormatError::CommaAndUnderscore),
            (true, false) => Ok(Some(Separator::Comma)),
            (false, true) => Ok(Some(Separator::Underscore)),
            (false, false) => Ok(None),
        }
    }
}

fn alignment(character: u32) -> Option<Alignment> {
    match char::from_u32(character)? {
        '<' => Some(Alignment::Left),
        '>' => Some(Alignment::Right),
        '^' => Some(Alignment::Center),
        '=' => Some(Alignment::AfterSign),
        _ => None,
    }
}

fn ascii_decimal(character: u32) -> Option<u32> {
    char::from_u32(character)?.to_digit(10)
}

/// A code as an error message shows it.
fn shown_code(code: u32) -> String {
    match char::from_u32(code) {
        Some(character @ '!'..='\x7f') => character.to_string(),
        _ => format!("\\x{code:x}"),
    }
}

fn shown(spec: &[u32]) -> String {
    let replace =
        |&character: &u32| char::from_u32(character).unwrap_or(char::REPLACEMENT_CHARACTER);
    spec.iter().map(replace).collect()
}
