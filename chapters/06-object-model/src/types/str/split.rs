//! Splitting: at whitespace, at a separator, into lines, in two.
//!
//! CPython: `Objects/stringlib/split.h`, `partition.h`.
//!
//! The pieces are ranges of the text, from which the caller makes what it needs. Generic over
//! units and over what a space is, for `str` and for bytes.

use std::iter;
use std::ops::Range;

use super::search::{as_wide, places, rfind};
use super::{Text, Unit, with_units};
use crate::unicode;

/// The words of a text: at most `most` are split off, the rest is the last piece, without the
/// space before it.
pub fn split_spaces<U: Unit>(
    units: &[U],
    most: usize,
    is_space: impl Fn(U) -> bool,
) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let skip =
        |from: usize| units[from..].iter().position(|unit| !is_space(*unit)).map(|n| from + n);
    let mut next = 0;
    while pieces.len() < most {
        let Some(start) = skip(next) else { return pieces };
        let end = units[start..].iter().position(|unit| is_space(*unit));
        next = end.map_or(units.len(), |length| start + length);
        pieces.push(start..next);
    }
    if let Some(start) = skip(next) {
        pieces.push(start..units.len());
    }
    pieces
}

/// The words of a text, at most `most` of them split off from the end.
pub fn rsplit_spaces<U: Unit>(
    units: &[U],
    most: usize,
    is_space: impl Fn(U) -> bool,
) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let skip = |to: usize| units[..to].iter().rposition(|unit| !is_space(*unit)).map(|n| n + 1);
    let mut next = units.len();
    let mut rest = true;
    while pieces.len() < most {
        let Some(end) = skip(next) else {
            rest = false;
            break;
        };
        next = units[..end].iter().rposition(|unit| is_space(*unit)).map_or(0, |place| place + 1);
        pieces.push(next..end);
    }
    if rest && let Some(end) = skip(next) {
        pieces.push(0..end);
    }
    pieces.reverse();
    pieces
}

/// The pieces between separators, of which at most `most` count. The separator isn't empty.
pub fn split<U: Unit>(units: &[U], separator: &[U], most: usize) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let mut start = 0;
    for place in places(units, separator, most) {
        pieces.push(start..place);
        start = place + separator.len();
    }
    pieces.push(start..units.len());
    pieces
}

/// The pieces between separators, of which the last `most` count.
pub fn rsplit<U: Unit>(units: &[U], separator: &[U], most: usize) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let mut end = units.len();
    while pieces.len() < most
        && let Some(place) = rfind(&units[..end], separator)
    {
        pieces.push(place + separator.len()..end);
        end = place;
    }
    pieces.push(0..end);
    pieces.reverse();
    pieces
}

/// The lines, with what ends them if `keep_ends`. A carriage return and a line feed are one end.
pub fn split_lines<U: Unit>(
    units: &[U],
    keep_ends: bool,
    is_break: impl Fn(U) -> bool,
) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let mut start = 0;
    while start < units.len() {
        let length = units[start..].iter().position(|unit| is_break(*unit));
        let end = length.map_or(units.len(), |length| start + length);
        let next = match units[end..] {
            [] => end,
            [first, second, ..] if first.code() == 0x0D && second.code() == 0x0A => end + 2,
            _ => end + 1,
        };
        lines.push(start..if keep_ends { next } else { end });
        start = next;
    }
    lines
}

/// The range without units of a sort at its ends.
pub fn strip<U: Unit>(units: &[U], ends: Ends, is_stripped: impl Fn(U) -> bool) -> Range<usize> {
    let mut start = 0;
    let mut end = units.len();
    if ends != Ends::Right {
        start = units.iter().position(|unit| !is_stripped(*unit)).unwrap_or(end);
    }
    if ends != Ends::Left {
        end = units[start..]
            .iter()
            .rposition(|unit| !is_stripped(*unit))
            .map_or(start, |n| start + n + 1);
    }
    start..end
}

/// Which ends are stripped.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ends {
    /// `lstrip`
    Left,
    /// `rstrip`
    Right,
    /// `strip`
    Both,
}

impl Text<'_> {
    /// `str.split()`
    pub fn split_spaces(self, most: usize) -> Vec<Range<usize>> {
        with_units!(self, |units| split_spaces(units, most, |unit| unicode::is_space(unit.code())))
    }

    /// `str.rsplit()`
    pub fn rsplit_spaces(self, most: usize) -> Vec<Range<usize>> {
        with_units!(self, |units| rsplit_spaces(units, most, |unit| unicode::is_space(unit.code())))
    }

    /// `str.split(separator)`, which isn't empty.
    pub fn split(self, separator: Text<'_>, most: usize) -> Vec<Range<usize>> {
        with_units!(self, |units| match as_wide(separator) {
            Some(separator) => split(units, &separator, most),
            None => iter::once(0..units.len()).collect(),
        })
    }

    /// `str.rsplit(separator)`, which isn't empty.
    pub fn rsplit(self, separator: Text<'_>, most: usize) -> Vec<Range<usize>> {
        with_units!(self, |units| match as_wide(separator) {
            Some(separator) => rsplit(units, &separator, most),
            None => iter::once(0..units.len()).collect(),
        })
    }

    /// `str.partition`: what is before the first separator, which isn't empty, and what is behind.
    pub fn partition(self, separator: Text<'_>) -> Option<(Range<usize>, Range<usize>)> {
        let place = self.find(separator)?;
        Some((0..place, place + separator.len()..self.len()))
    }

    /// `str.rpartition`: what is before the last separator, which isn't empty, and what is behind.
    pub fn rpartition(self, separator: Text<'_>) -> Option<(Range<usize>, Range<usize>)> {
        let place = self.rfind(separator)?;
        Some((0..place, place + separator.len()..self.len()))
    }

    /// `str.splitlines`
    pub fn split_lines(self, keep_ends: bool) -> Vec<Range<usize>> {
        with_units!(self, |units| {
            split_lines(units, keep_ends, |unit| unicode::is_linebreak(unit.code()))
        })
    }

    /// The space at the ends taken off.
    pub fn strip_spaces(self, ends: Ends) -> Range<usize> {
        with_units!(self, |units| strip(units, ends, |unit| unicode::is_space(unit.code())))
    }

    /// Characters of a set taken off the ends. A small filter in front answers for most
    /// characters that aren't in the set (`BLOOM`).
    pub fn strip(self, set: Text<'_>, ends: Ends) -> Range<usize> {
        let filter = set.iter().fold(0_u64, |filter, code| filter | 1 << (code & 63));
        let stripped =
            |code: u32| filter >> (code & 63) & 1 != 0 && set.iter().any(|one| one == code);
        with_units!(self, |units| strip(units, ends, |unit| stripped(unit.code())))
    }
}
