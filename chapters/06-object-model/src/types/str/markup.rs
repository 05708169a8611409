//! What stands in the format string of `str.format`: literals, and fields in braces.
//!
//! CPython: `Objects/stringlib/unicode_format.h` (`MarkupIterator_next`, `parse_field`,
//! `field_name_split`, `FieldNameIterator_next`).
//!
//! Three parsers, each with the complaints of CPython's: [`Markup`] cuts the string into
//! literals and fields, [`FieldName`] cuts the name before a field's colon into its first part
//! and the attributes and items behind, [`AutoNumber`] keeps account of fields without a name.
//! They are also what `string.Formatter` uses. Looking names up, converting and formatting are
//! for the caller.

use std::ops::Range;

use super::Text;
use crate::unicode;

/// How deep a format spec may hold fields, the outermost string included.
pub const MAX_RECURSION: usize = 2;

/// What is wrong with a format string (`ValueError`).
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum MarkupError {
    #[error("Single '}}' encountered in format string")]
    SingleClose,
    #[error("Single '{{' encountered in format string")]
    SingleOpen,
    #[error("unexpected '{{' in field name")]
    OpenInName,
    #[error("end of string while looking for conversion specifier")]
    NoConversion,
    #[error("expected ':' after conversion specifier")]
    NoColon,
    #[error("unmatched '{{' in format spec")]
    UnmatchedInSpec,
    #[error("expected '}}' before end of string")]
    Unclosed,
    #[error("Missing ']' in format string")]
    NoBracket,
    #[error("Only '.' or '[' may follow ']' in format field specifier")]
    BehindBracket,
    #[error("Empty attribute in format string")]
    EmptyAttribute,
    #[error("Too many decimal digits in format string")]
    TooManyDigits,
    #[error("cannot switch from manual field specification to automatic field numbering")]
    ManualToAutomatic,
    #[error("cannot switch from automatic field numbering to manual field specification")]
    AutomaticToManual,
    #[error("Max string recursion exceeded")]
    TooDeep,
    #[error("Unknown conversion specifier {}", Shown(*.0))]
    UnknownConversion(u32),
    #[error("Format string contains positional fields")]
    Positional,
}

/// A conversion as the complaint shows it.
struct Shown(u32);

impl std::fmt::Display for Shown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match char::from_u32(self.0) {
            Some(character @ '!'..='~') => write!(f, "{character}"),
            _ => write!(f, "\\x{:x}", self.0),
        }
    }
}

/// A literal, and the field behind it. Places are those of the whole string.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Piece {
    /// Text that stands for itself; of a doubled brace only one is in it.
    pub literal: Range<usize>,
    /// The field, if one follows.
    pub field: Option<Field>,
}

/// What stands in braces.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Field {
    /// Up to a `!` or `:`.
    pub name: Range<usize>,
    /// The character behind `!`.
    pub conversion: Option<u32>,
    /// Behind the `:`. `None` where there is nothing that a spec could be in.
    pub spec: Option<Range<usize>>,
    /// Whether the spec has fields of its own.
    pub spec_has_fields: bool,
}

/// The pieces of a format string (`MarkupIterator`).
#[derive(Clone, Debug)]
pub struct Markup<'a> {
    text: Text<'a>,
    at: usize,
    end: usize,
}

impl<'a> Markup<'a> {
    /// Of a whole string, or of a part of one, such as a spec.
    pub fn new(text: Text<'a>, range: Range<usize>) -> Markup<'a> {
        Markup { text, at: range.start, end: range.end }
    }

    /// How far it was read.
    pub fn position(&self) -> usize {
        self.at
    }

    fn read(&mut self) -> Option<u32> {
        let code = self.peek()?;
        self.at += 1;
        Some(code)
    }

    fn peek(&self) -> Option<u32> {
        (self.at < self.end).then(|| self.text.at(self.at))
    }

    fn piece(&mut self) -> Result<Piece, MarkupError> {
        let start = self.at;
        let mut brace = None;
        while let Some(code) = self.read() {
            if code == OPEN || code == CLOSE {
                brace = Some(code);
                break;
            }
        }
        let Some(brace) = brace else {
            return Ok(Piece { literal: start..self.at, field: None });
        };
        if self.peek() == Some(brace) {
            // Both braces are passed, one is in the literal.
            let literal = start..self.at;
            self.at += 1;
            return Ok(Piece { literal, field: None });
        }
        if brace == CLOSE {
            return Err(MarkupError::SingleClose);
        }
        if self.peek().is_none() {
            return Err(MarkupError::SingleOpen);
        }
        let literal = start..self.at - 1;
        Ok(Piece { literal, field: Some(self.field()?) })
    }

    fn field(&mut self) -> Result<Field, MarkupError> {
        let start = self.at;
        let mut last = None;
        while let Some(code) = self.read() {
            last = Some(code);
            match code {
                OPEN => return Err(MarkupError::OpenInName),
                BRACKET => {
                    // Anything may stand in brackets; the closing one is read by the loop.
                    while self.peek().is_some_and(|code| code != CLOSE_BRACKET) {
                        self.at += 1;
                    }
                }
                CLOSE | COLON | BANG => break,
                _ => {}
            }
        }
        let name = start..self.at.saturating_sub(1).max(start);
        let mut field = Field { name, conversion: None, spec: None, spec_has_fields: false };
        match last {
            Some(CLOSE) => return Ok(field),
            Some(BANG) => {
                field.conversion = Some(self.read().ok_or(MarkupError::NoConversion)?);
                match self.read() {
                    Some(CLOSE) => return Ok(field),
                    Some(COLON) | None => {}
                    Some(_) => return Err(MarkupError::NoColon),
                }
            }
            Some(COLON) => {}
            _ => return Err(MarkupError::Unclosed),
        }
        let start = self.at;
        let mut depth = 1;
        while let Some(code) = self.read() {
            match code {
                OPEN => {
                    field.spec_has_fields = true;
                    depth += 1;
                }
                CLOSE => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                field.spec = Some(start..self.at - 1);
                return Ok(field);
            }
        }
        Err(MarkupError::UnmatchedInSpec)
    }
}

const OPEN: u32 = b'{' as u32;
const CLOSE: u32 = b'}' as u32;
const BRACKET: u32 = b'[' as u32;
const CLOSE_BRACKET: u32 = b']' as u32;
const COLON: u32 = b':' as u32;
const BANG: u32 = b'!' as u32;
const DOT: u32 = b'.' as u32;

impl Iterator for Markup<'_> {
    type Item = Result<Piece, MarkupError>;

    fn next(&mut self) -> Option<Result<Piece, MarkupError>> {
        (self.at < self.end).then(|| self.piece())
    }
}

/// What `{0…}` or `{name…}` begins with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum First {
    /// A place among the arguments.
    Index(usize),
    /// A keyword, possibly empty.
    Name(Range<usize>),
}

/// One step behind the first part of a name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Access {
    /// `.name`
    Attribute(Range<usize>),
    /// `[0]`
    Index(usize),
    /// `[key]`
    Key(Range<usize>),
}

/// The steps of a field's name (`FieldNameIterator`).
#[derive(Clone, Debug)]
pub struct FieldName<'a> {
    text: Text<'a>,
    at: usize,
    end: usize,
}

impl<'a> FieldName<'a> {
    /// Splits a field's name into its first part and the rest (`field_name_split`).
    pub fn split(
        text: Text<'a>,
        name: Range<usize>,
    ) -> Result<(First, FieldName<'a>), MarkupError> {
        let stop = |at: &usize| matches!(text.at(*at), DOT | BRACKET);
        let end = name.clone().find(stop).unwrap_or(name.end);
        let rest = FieldName { text, at: end, end: name.end };
        let first = match integer(text.slice(name.start..end))? {
            Some(index) => First::Index(index),
            None => First::Name(name.start..end),
        };
        Ok((first, rest))
    }

    fn access(&mut self) -> Result<Access, MarkupError> {
        let kind = self.text.at(self.at);
        let start = self.at + 1;
        let mut places = start..self.end;
        let (part, next) = match kind {
            DOT => {
                let end = places.find(|at| matches!(self.text.at(*at), DOT | BRACKET));
                let end = end.unwrap_or(self.end);
                (start..end, end)
            }
            BRACKET => {
                let end = places.find(|at| self.text.at(*at) == CLOSE_BRACKET);
                let end = end.ok_or(MarkupError::NoBracket)?;
                (start..end, end + 1)
            }
            _ => return Err(MarkupError::BehindBracket),
        };
        self.at = next;
        let index = if kind == BRACKET { integer(self.text.slice(part.clone()))? } else { None };
        if part.is_empty() {
            return Err(MarkupError::EmptyAttribute);
        }
        Ok(match (kind, index) {
            (DOT, _) => Access::Attribute(part),
            (_, Some(index)) => Access::Index(index),
            (_, None) => Access::Key(part),
        })
    }
}

impl Iterator for FieldName<'_> {
    type Item = Result<Access, MarkupError>;

    fn next(&mut self) -> Option<Result<Access, MarkupError>> {
        (self.at < self.end).then(|| self.access())
    }
}

/// A number in decimals of any script; `None` where it is none (`get_integer`).
fn integer(text: Text<'_>) -> Result<Option<usize>, MarkupError> {
    if text.is_empty() {
        return Ok(None);
    }
    let mut value = 0_isize;
    for code in text.iter() {
        let Some(digit) = unicode::to_decimal(code) else { return Ok(None) };
        let next = value.checked_mul(10).and_then(|value| value.checked_add(digit.into()));
        value = next.ok_or(MarkupError::TooManyDigits)?;
    }
    Ok(Some(value as usize))
}

/// Which number a field without one has. One string numbers all its fields the same way.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum AutoNumber {
    /// No field was numbered yet.
    #[default]
    Undecided,
    /// `{}`: the next one's number.
    Automatic(usize),
    /// `{0}`.
    Manual,
}

impl AutoNumber {
    /// Gives an empty name its number.
    pub fn resolve(&mut self, first: First) -> Result<First, MarkupError> {
        let empty = matches!(&first, First::Name(name) if name.is_empty());
        if matches!(first, First::Name(_)) && !empty {
            return Ok(first);
        }
        if *self == AutoNumber::Undecided {
            *self = if empty { AutoNumber::Automatic(0) } else { AutoNumber::Manual };
        }
        match (self, empty) {
            (AutoNumber::Automatic(next), true) => {
                *next += 1;
                Ok(First::Index(*next - 1))
            }
            (AutoNumber::Automatic(_), false) => Err(MarkupError::AutomaticToManual),
            (_, true) => Err(MarkupError::ManualToAutomatic),
            (_, false) => Ok(first),
        }
    }
}
