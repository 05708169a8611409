//! Finding, counting, and matching at an end.
//!
//! CPython: `Objects/stringlib/fastsearch.h`, `find.h`, `count.h`; `tailmatch` and
//! `ADJUST_INDICES` in `Objects/unicodeobject.c`.
//!
//! One byte a character goes to `memchr`'s vectorised search. Wider units are searched by their
//! first unit and a comparison; where such comparisons have cost more than a few times what was
//! passed over, the search goes on with Crochemore and Perrin's two-way algorithm. So no
//! text and pattern take longer than linear time, from either end, which CPython holds forwards
//! only.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::ops::Range;

use super::{Text, Unit, with_units};

/// The range that optional start and end arguments mean: negative ones count from the end, and
/// what is outside is cut off. `None` where it begins behind its end; then not even the empty
/// text is found (`ADJUST_INDICES`).
pub fn bounds(start: isize, end: isize, length: usize) -> Option<Range<usize>> {
    let within = |index: isize| match index {
        0.. => index as usize,
        _ => length.saturating_sub(index.unsigned_abs()),
    };
    let range = within(start)..within(end).min(length);
    (range.start <= range.end).then_some(range)
}

/// The first place of a pattern.
pub fn find<U: Unit>(haystack: &[U], needle: &[U]) -> Option<usize> {
    match needle {
        [] => Some(0),
        [unit] => U::find_unit(haystack, *unit),
        _ if needle.len() > haystack.len() => None,
        _ => U::find_units(haystack, needle),
    }
}

/// The last place of a pattern.
pub fn rfind<U: Unit>(haystack: &[U], needle: &[U]) -> Option<usize> {
    match needle {
        [] => Some(haystack.len()),
        [unit] => U::rfind_unit(haystack, *unit),
        _ if needle.len() > haystack.len() => None,
        _ => U::rfind_units(haystack, needle),
    }
}

/// The places of a pattern that don't overlap, from the front, at most so many. The empty
/// pattern stands before each unit and at the end.
pub fn places<U: Unit>(haystack: &[U], needle: &[U], most: usize) -> Vec<usize> {
    if needle.is_empty() {
        return (0..=haystack.len()).take(most).collect();
    }
    let mut found = Vec::new();
    if most > 0 {
        U::each_place(haystack, needle, |place| {
            found.push(place);
            found.len() < most
        });
    }
    found
}

/// How often a pattern stands in a text without overlapping itself.
pub fn count<U: Unit>(haystack: &[U], needle: &[U]) -> usize {
    match needle {
        [] => haystack.len() + 1,
        [unit] => haystack.iter().filter(|other| *other == unit).count(),
        _ => {
            let mut count = 0;
            U::each_place(haystack, needle, |_| {
                count += 1;
                true
            });
            count
        }
    }
}

impl Text<'_> {
    /// The first place of a text in this one.
    pub fn find(self, needle: Text<'_>) -> Option<usize> {
        with_units!(self, |units| find(units, &as_wide(needle)?))
    }

    /// The last place of a text in this one.
    pub fn rfind(self, needle: Text<'_>) -> Option<usize> {
        with_units!(self, |units| rfind(units, &as_wide(needle)?))
    }

    /// How often a text stands in this one.
    pub fn count(self, needle: Text<'_>) -> usize {
        with_units!(self, |units| as_wide(needle).map_or(0, |needle| count(units, &needle)))
    }

    /// Whether a text stands in this one.
    pub fn contains(self, needle: Text<'_>) -> bool {
        self.find(needle).is_some()
    }

    /// Whether this text begins with another.
    pub fn starts_with(self, prefix: Text<'_>) -> bool {
        self.len() >= prefix.len() && self.slice(0..prefix.len()) == prefix
    }

    /// Whether this text ends with another.
    pub fn ends_with(self, suffix: Text<'_>) -> bool {
        let length = self.len();
        length >= suffix.len() && self.slice(length - suffix.len()..length) == suffix
    }

    /// What is left without a prefix, if it has it (`str.removeprefix`).
    pub fn without_prefix(self, prefix: Text<'_>) -> Option<Range<usize>> {
        self.starts_with(prefix).then(|| prefix.len()..self.len())
    }

    /// What is left without a suffix, if it has one that isn't empty (`str.removesuffix`).
    pub fn without_suffix(self, suffix: Text<'_>) -> Option<Range<usize>> {
        (!suffix.is_empty() && self.ends_with(suffix)).then(|| 0..self.len() - suffix.len())
    }
}

/// A pattern in units of a text's width; `None` where it has a character that none of them is.
pub(super) fn as_wide<'a, U: Unit>(pattern: Text<'a>) -> Option<Cow<'a, [U]>> {
    if let Some(units) = U::units(pattern) {
        return Some(Cow::Borrowed(units));
    }
    pattern.iter().map(U::from_code).collect::<Option<Vec<U>>>().map(Cow::Owned)
}

/// Searches forwards. The needle has two units at least.
pub(super) fn find_general<U: Unit>(haystack: &[U], needle: &[U]) -> Option<usize> {
    let last = haystack.len().checked_sub(needle.len())?;
    let (mut start, mut spent) = (0, 0);
    while start <= last {
        start += U::find_unit(&haystack[start..=last], needle[0])?;
        let same = haystack[start..].iter().zip(needle).take_while(|(a, b)| a == b).count();
        if same == needle.len() {
            return Some(start);
        }
        spent += same;
        if spent > 4 * start + 256 {
            let rest = &haystack[start..];
            let found = two_way(rest.len(), needle.len(), |at| rest[at], |at| needle[at]);
            return found.map(|offset| start + offset);
        }
        start += 1;
    }
    None
}

/// Searches backwards: the two-way algorithm on both texts read from their ends.
pub(super) fn rfind_general<U: Unit>(haystack: &[U], needle: &[U]) -> Option<usize> {
    let (long, short) = (haystack.len(), needle.len());
    let found = two_way(long, short, |at| haystack[long - 1 - at], |at| needle[short - 1 - at])?;
    Some(long - short - found)
}

/// Crochemore and Perrin's search. The needle is cut at a place where the local period is the
/// global one; the right part is compared first, from left to right, then the left part. A
/// mismatch on the right moves the needle by as much as matched, one on the left by the period.
/// For a periodic needle `memory` units that the last attempt proved aren't compared again.
fn two_way<U: Unit>(
    long: usize,
    short: usize,
    haystack: impl Fn(usize) -> U,
    needle: impl Fn(usize) -> U,
) -> Option<usize> {
    let (less, less_period) = maximal_suffix(short, &needle, Ordering::Less);
    let (greater, greater_period) = maximal_suffix(short, &needle, Ordering::Greater);
    let (cut, period) =
        if less > greater { (less, less_period) } else { (greater, greater_period) };
    let periodic = cut + period <= short && (0..cut).all(|at| needle(at) == needle(at + period));
    let period = if periodic { period } else { cut.max(short - cut) + 1 };
    let (mut start, mut memory) = (0, 0);
    while start + short <= long {
        let mut at = cut.max(memory);
        while at < short && needle(at) == haystack(start + at) {
            at += 1;
        }
        if at < short {
            start += at - cut + 1;
            memory = 0;
            continue;
        }
        let mut at = cut;
        while at > memory && needle(at - 1) == haystack(start + at - 1) {
            at -= 1;
        }
        if at <= memory {
            return Some(start);
        }
        start += period;
        memory = if periodic { short - period } else { 0 };
    }
    None
}

/// Where the greatest suffix begins in one of the two orders, and its period.
fn maximal_suffix<U: Unit>(
    length: usize,
    needle: &impl Fn(usize) -> U,
    order: Ordering,
) -> (usize, usize) {
    let (mut suffix, mut candidate, mut offset, mut period) = (0, 1, 0, 1);
    while candidate + offset < length {
        let (new, old) = (needle(candidate + offset), needle(suffix + offset));
        match new.cmp(&old) {
            Ordering::Equal if offset + 1 == period => {
                candidate += period;
                offset = 0;
            }
            Ordering::Equal => offset += 1,
            unequal if unequal == order => {
                candidate += offset + 1;
                offset = 0;
                period = candidate - suffix;
            }
            _ => {
                suffix = candidate;
                candidate += 1;
                offset = 0;
                period = 1;
            }
        }
    }
    (suffix, period)
}
