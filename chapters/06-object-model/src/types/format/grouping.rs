//! Separators between groups of digits.
//!
//! CPython: `_PyUnicode_InsertThousandsGrouping` in `Objects/unicodeobject.c`,
//! `Objects/stringlib/localeutil.h`, `get_locale_info` in `Python/formatter_unicode.c`.
//!
//! Groups are counted from the right. Zeros that fill up to a width are grouped as well, but a
//! separator never comes first, so the result may be a character wider.

use super::specification::Separator;
use crate::types::int::Stopped;

/// What `localeconv` says of numbers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Locale<'a> {
    /// The decimal point.
    pub decimal_point: &'a [u32],
    /// What stands between groups.
    pub thousands_separator: &'a [u32],
    /// The sizes of the groups from the right. The last is repeated; after [`Locale::STOP`] there
    /// are no more groups.
    pub grouping: &'a [u8],
}

impl Locale<'static> {
    /// C: `CHAR_MAX`.
    pub const STOP: u8 = i8::MAX as u8;
    /// No groups: the locale `C`, and what a specification without a separator means.
    pub const C: Locale<'static> = Locale {
        decimal_point: &['.' as u32],
        thousands_separator: &[],
        grouping: &[Locale::STOP],
    };

    /// What a separator in a specification means.
    pub(crate) fn of_separator(separator: Option<Separator>) -> Locale<'static> {
        let (thousands_separator, grouping): (&[u32], &[u8]) = match separator {
            None => return Locale::C,
            Some(Separator::Comma) => (&[',' as u32], &[3]),
            Some(Separator::Underscore) => (&['_' as u32], &[3]),
            Some(Separator::UnderscoreOfFour) => (&['_' as u32], &[4]),
        };
        Locale { thousands_separator, grouping, ..Locale::C }
    }
}

/// Digits with their separators.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Grouped<'a> {
    /// None are needed: so many zeros, and the digits.
    Plain(usize, &'a str),
    /// With separators.
    Separated(Vec<u32>),
}

impl<'a> Grouped<'a> {
    /// Groups the digits, with zeros before them up to a width.
    pub(crate) fn new(
        digits: &'a str,
        least_width: usize,
        locale: &Locale<'_>,
    ) -> Result<Grouped<'a>, Stopped> {
        if matches!(locale.grouping.first(), None | Some(&Locale::STOP)) {
            return Ok(Grouped::Plain(least_width.saturating_sub(digits.len()), digits));
        }
        Ok(Grouped::Separated(separated(digits.as_bytes(), least_width, locale)?))
    }

    pub(crate) fn len(&self) -> usize {
        match self {
            Grouped::Plain(zeros, digits) => zeros.saturating_add(digits.len()),
            Grouped::Separated(characters) => characters.len(),
        }
    }
}

/// Writes from the right, and turns it around at the end.
fn separated(digits: &[u8], least_width: usize, locale: &Locale<'_>) -> Result<Vec<u32>, Stopped> {
    let separator = locale.thousands_separator;
    let most = digits.len().max(least_width);
    let reserve = most.checked_mul(separator.len() + 1).ok_or(Stopped::OutOfMemory)?;
    let mut characters = Vec::new();
    characters.try_reserve(reserve + 1).map_err(|_| Stopped::OutOfMemory)?;
    let mut digits = digits.iter().rev().map(|&digit| u32::from(digit));
    let mut width = least_width as i64;
    let mut sizes = Sizes { grouping: locale.grouping, last: None };
    let mut is_first = true;
    loop {
        let wanted = (digits.len() as i64).max(width).max(1);
        let size = sizes.next();
        // After the last group comes all that is left.
        let taken = size.map_or(wanted, |size| wanted.min(i64::from(size)));
        if !is_first {
            characters.extend(separator.iter().rev());
        }
        is_first = false;
        characters.extend((0..taken).map(|_| digits.next().unwrap_or(u32::from('0'))));
        width -= taken;
        if size.is_none() || (digits.len() == 0 && width <= 0) {
            break;
        }
        width -= separator.len() as i64;
    }
    characters.reverse();
    Ok(characters)
}

/// The sizes of the groups, without end unless the locale says so.
struct Sizes<'a> {
    grouping: &'a [u8],
    last: Option<u8>,
}

impl Iterator for Sizes<'_> {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        match self.grouping {
            [] => self.last,
            [Locale::STOP, ..] => None,
            [size, rest @ ..] => {
                self.grouping = rest;
                self.last = Some(*size);
                self.last
            }
        }
    }
}
