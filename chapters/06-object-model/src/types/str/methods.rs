//! The methods of `str`: the table, and those that ask, search and cut.
//!
//! CPython: `Objects/unicodeobject.c` (`unicode_methods`), `Objects/clinic/unicodeobject.c.h`.
//!
//! A method turns its arguments into text and numbers, hands them to the algorithm, and makes
//! objects of what that answers. Those that make a new text are in [`change`], formatting in
//! [`format`](super::format).

use std::ops::Range;

use super::case::Case;
use super::format;
use super::search::bounds;
use super::split::Ends;
use super::{PyASCIIObject, Str, Text, empty};
use crate::arguments::Arguments;
use crate::errors::{TYPE_ERROR, VALUE_ERROR, raise};
use crate::object::{Obj, Result};
use crate::static_type::Method;
use crate::types::text_arguments::{
    at_most, clinic_str, clinic_text, expect_str, slice_index, to_c_int,
};
use crate::types::tuple::PyTupleObject;
use crate::types::{bool_, codec, int, list, tuple};
use crate::unicode;

mod change;

// ANCHOR: table
const FIND: &str = "($self, sub, start=None, end=None, /)";
const STARTS: &str = "($self, prefix, start=None, end=None, /)";
const SPLIT: &str = "($self, /, sep=None, maxsplit=-1)";
const PAD: &str = "($self, width, fillchar=' ', /)";
const STRIP: &str = "($self, chars=None, /)";
const NO_ARGUMENTS: &str = "($self, /)";

/// All of them, in the order of CPython's table.
pub(super) const METHODS: &[Method<PyASCIIObject>] = &[
    Method::new(
        c"encode",
        "($self, /, encoding='utf-8', errors='strict')",
        encode,
        "The text as bytes of an encoding.",
    ),
    Method::new(
        c"replace",
        "($self, old, new, count=-1, /)",
        change::replace,
        "A copy with one text in place of another, everywhere or at the first places only.",
    ),
    Method::new(c"split", SPLIT, split, "The pieces between separators, counted from the left."),
    Method::new(c"rsplit", SPLIT, rsplit, "The pieces between separators, counted from the right."),
    Method::one(
        c"join",
        "($self, iterable, /)",
        change::join,
        "Strings joined into one, with this one in between.",
    ),
    Method::none(
        c"capitalize",
        NO_ARGUMENTS,
        |string| change::with_case(string, Case::Capitalize),
        "A copy that begins with a capital and goes on in lower case.",
    ),
    Method::none(
        c"casefold",
        NO_ARGUMENTS,
        |string| change::with_case(string, Case::Fold),
        "A copy for comparing without regard to case.",
    ),
    Method::none(
        c"title",
        NO_ARGUMENTS,
        |string| change::with_case(string, Case::Title),
        "A copy in which every word begins with a capital.",
    ),
    Method::new(c"center", PAD, change::center, "A copy in the middle of a field."),
    Method::new(c"count", FIND, count, "How often a text is found, without overlaps.")
        .unsigned()
        .parsed(),
    Method::new(
        c"expandtabs",
        "($self, /, tabsize=8)",
        change::expand_tabs,
        "A copy with spaces in place of tabs.",
    ),
    Method::new(c"find", FIND, find, "The first place of a text, or -1.").unsigned().parsed(),
    Method::one(
        c"partition",
        "($self, sep, /)",
        partition,
        "What is before the first separator, the separator, and what is behind it.",
    ),
    Method::new(c"index", FIND, index, "The first place of a text; ValueError if there is none.")
        .unsigned()
        .parsed(),
    Method::new(c"ljust", PAD, change::ljust, "A copy at the left of a field."),
    Method::none(
        c"lower",
        NO_ARGUMENTS,
        |string| change::with_case(string, Case::Lower),
        "A copy in lower case.",
    ),
    Method::new(
        c"lstrip",
        STRIP,
        |string, arguments| strip(string, arguments, Ends::Left),
        "A copy without spaces, or without given characters, at the left.",
    ),
    Method::new(c"rfind", FIND, rfind, "The last place of a text, or -1.").unsigned().parsed(),
    Method::new(c"rindex", FIND, rindex, "The last place of a text; ValueError if there is none.")
        .unsigned()
        .parsed(),
    Method::new(c"rjust", PAD, change::rjust, "A copy at the right of a field."),
    Method::new(
        c"rstrip",
        STRIP,
        |string, arguments| strip(string, arguments, Ends::Right),
        "A copy without spaces, or without given characters, at the right.",
    ),
    Method::one(
        c"rpartition",
        "($self, sep, /)",
        rpartition,
        "What is before the last separator, the separator, and what is behind it.",
    ),
    Method::new(
        c"splitlines",
        "($self, /, keepends=False)",
        split_lines,
        "The lines, with or without what ends them.",
    ),
    Method::new(
        c"strip",
        STRIP,
        |string, arguments| strip(string, arguments, Ends::Both),
        "A copy without spaces, or without given characters, at both ends.",
    ),
    Method::none(
        c"swapcase",
        NO_ARGUMENTS,
        |string| change::with_case(string, Case::Swap),
        "A copy with upper case for lower and the reverse.",
    ),
    Method::one(
        c"translate",
        "($self, table, /)",
        change::translate,
        "A copy with each character as a table says: another, a text, or nothing.",
    ),
    Method::none(
        c"upper",
        NO_ARGUMENTS,
        |string| change::with_case(string, Case::Upper),
        "A copy in upper case.",
    ),
    Method::new(
        c"startswith",
        STARTS,
        |string, arguments| is_at_end(string, arguments, "startswith", Text::starts_with),
        "Whether the text begins with another, or with one of several.",
    )
    .unsigned()
    .parsed(),
    Method::new(
        c"endswith",
        STARTS,
        |string, arguments| is_at_end(string, arguments, "endswith", Text::ends_with),
        "Whether the text ends with another, or with one of several.",
    )
    .unsigned()
    .parsed(),
    Method::one(
        c"removeprefix",
        "($self, prefix, /)",
        remove_prefix,
        "A copy without a prefix, where there is one.",
    ),
    Method::one(
        c"removesuffix",
        "($self, suffix, /)",
        remove_suffix,
        "A copy without a suffix, where there is one.",
    ),
    Method::none(
        c"isascii",
        NO_ARGUMENTS,
        |string| truth(string.is_ascii()),
        "Whether all characters are below 128.",
    ),
    Method::none(
        c"islower",
        NO_ARGUMENTS,
        |string| truth(string.text().is_lower()),
        "Whether there are cased characters and all are lower case.",
    ),
    Method::none(
        c"isupper",
        NO_ARGUMENTS,
        |string| truth(string.text().is_upper()),
        "Whether there are cased characters and all are upper case.",
    ),
    Method::none(
        c"istitle",
        NO_ARGUMENTS,
        |string| truth(string.text().is_title()),
        "Whether every word begins with a capital.",
    ),
    Method::none(
        c"isspace",
        NO_ARGUMENTS,
        |string| truth(string.text().is_all(unicode::is_space)),
        "Whether there are characters and all are spaces.",
    ),
    Method::none(
        c"isdecimal",
        NO_ARGUMENTS,
        |string| truth(string.text().is_all(unicode::is_decimal)),
        "Whether there are characters and all are decimal digits.",
    ),
    Method::none(
        c"isdigit",
        NO_ARGUMENTS,
        |string| truth(string.text().is_all(unicode::is_digit)),
        "Whether there are characters and all are digits.",
    ),
    Method::none(
        c"isnumeric",
        NO_ARGUMENTS,
        |string| truth(string.text().is_all(unicode::is_numeric)),
        "Whether there are characters and all have a numeric value.",
    ),
    Method::none(
        c"isalpha",
        NO_ARGUMENTS,
        |string| truth(string.text().is_all(unicode::is_alpha)),
        "Whether there are characters and all are letters.",
    ),
    Method::none(
        c"isalnum",
        NO_ARGUMENTS,
        |string| truth(string.text().is_all(unicode::is_alphanumeric)),
        "Whether there are characters and all are letters or numbers.",
    ),
    Method::none(
        c"isidentifier",
        NO_ARGUMENTS,
        |string| truth(string.is_identifier()),
        "Whether the text could be a name in a program, be it a keyword or not.",
    ),
    Method::none(
        c"isprintable",
        NO_ARGUMENTS,
        |string| truth(string.text().is_printable()),
        "Whether repr() shows all characters as they are.",
    ),
    Method::one(
        c"zfill",
        "($self, width, /)",
        change::zero_fill,
        "A copy with zeros at the left, behind a sign.",
    ),
    Method::new(
        c"format",
        "($self, *args, **kwargs)",
        format::format,
        "A copy with each field in braces replaced by an argument, formatted.",
    )
    .unsigned(),
    Method::one(
        c"format_map",
        "($self, mapping, /)",
        format::format_map,
        "As format, with the fields looked up in a mapping.",
    )
    .unsigned(),
    Method::one(
        c"__format__",
        "($self, format_spec, /)",
        format::dunder_format,
        "The text as a format specification has it.",
    ),
    Method::static_(
        c"maketrans",
        "(x, y=None, z=None, /)",
        change::make_translation,
        "A table for translate().",
    )
    .unsigned(),
    Method::none(
        c"__sizeof__",
        NO_ARGUMENTS,
        |string| Ok(int::from_u64(string.byte_size() as u64)?.object()),
        "How many bytes the object takes.",
    ),
    Method::none(c"__getnewargs__", NO_ARGUMENTS, new_arguments, "For pickling.").unsigned(),
];
// ANCHOR_END: table

fn truth(value: bool) -> Result {
    Ok(bool_(value).to_ref())
}

fn new_arguments(string: Str<'_>) -> Result {
    let copy = super::make::copy(string)?;
    Ok(tuple::new([copy.object()])?.object())
}

fn encode(string: Str<'_>, arguments: &Arguments<'_>) -> Result {
    let encoding = clinic_text(arguments.get(0), "encode", "argument 'encoding'")?;
    let errors = clinic_text(arguments.get(1), "encode", "argument 'errors'")?;
    Ok(codec::encode(string, encoding.as_deref(), errors.as_deref())?.object())
}

// ANCHOR: search
/// The text that is looked for, and the stretch that it is looked for in.
/// C: `parse_args_finds_unicode`.
fn wanted<'a>(
    string: Str<'_>,
    arguments: &Arguments<'a>,
) -> Result<(Text<'a>, Option<Range<usize>>)> {
    let start = slice_index(arguments.get(1), 0)?;
    let end = slice_index(arguments.get(2), isize::MAX)?;
    Ok((expect_str(arguments[0])?.text(), bounds(start, end, string.len())))
}

/// The first or the last place of a text.
fn place<'a>(
    string: Str<'a>,
    arguments: &Arguments<'a>,
    search: impl Fn(Text<'a>, Text<'a>) -> Option<usize>,
) -> Result<Option<usize>> {
    let (wanted, range) = wanted(string, arguments)?;
    let Some(range) = range else { return Ok(None) };
    let start = range.start;
    Ok(search(string.text().slice(range), wanted).map(|place| start + place))
}

fn place_or_minus_one(place: Option<usize>) -> Result {
    Ok(int::from_i64(place.map_or(-1, |place| place as i64))?.object())
}

fn place_or_raise(place: Option<usize>) -> Result {
    match place {
        Some(_) => place_or_minus_one(place),
        None => Err(raise(&VALUE_ERROR, "substring not found")),
    }
}

fn find<'a>(string: Str<'a>, arguments: &Arguments<'a>) -> Result {
    place_or_minus_one(place(string, arguments, Text::find)?)
}

fn rfind<'a>(string: Str<'a>, arguments: &Arguments<'a>) -> Result {
    place_or_minus_one(place(string, arguments, Text::rfind)?)
}

fn index<'a>(string: Str<'a>, arguments: &Arguments<'a>) -> Result {
    place_or_raise(place(string, arguments, Text::find)?)
}

fn rindex<'a>(string: Str<'a>, arguments: &Arguments<'a>) -> Result {
    place_or_raise(place(string, arguments, Text::rfind)?)
}

fn count(string: Str<'_>, arguments: &Arguments<'_>) -> Result {
    let (wanted, range) = wanted(string, arguments)?;
    let count = range.map_or(0, |range| string.text().slice(range).count(wanted));
    Ok(int::from_u64(count as u64)?.object())
}

fn is_at_end<'a>(
    string: Str<'a>,
    arguments: &Arguments<'a>,
    name: &str,
    matches: impl Fn(Text<'a>, Text<'a>) -> bool,
) -> Result {
    let start = slice_index(arguments.get(1), 0)?;
    let end = slice_index(arguments.get(2), isize::MAX)?;
    let range = bounds(start, end, string.len());
    let text = range.map(|range| string.text().slice(range));
    let is_one = |wanted: Str<'a>| text.is_some_and(|text| matches(text, wanted.text()));
    if let Some(several) = arguments[0].downcast::<PyTupleObject>() {
        for wanted in several.items() {
            let Some(wanted) = wanted.downcast::<PyASCIIObject>() else {
                let kind = wanted.ob_type().name().to_owned();
                let message = format_args!("tuple for {name} must only contain str, not {kind}");
                return Err(raise(&TYPE_ERROR, message));
            };
            if is_one(wanted) {
                return truth(true);
            }
        }
        return truth(false);
    }
    let Some(wanted) = arguments[0].downcast::<PyASCIIObject>() else {
        let kind = arguments[0].ob_type().name().to_owned();
        let message = format_args!("{name} first arg must be str or a tuple of str, not {kind}");
        return Err(raise(&TYPE_ERROR, message));
    };
    truth(is_one(wanted))
}
// ANCHOR_END: search

// ANCHOR: cut
fn pieces(string: Str<'_>, ranges: Vec<Range<usize>>) -> Result {
    let pieces = list::new()?;
    for range in ranges {
        pieces.borrow().push(string.piece(range)?)?;
    }
    Ok(pieces.object())
}

/// The separator, none for whitespace, and how many pieces are split off at most.
fn separator<'a>(arguments: &Arguments<'a>) -> Result<(Option<Text<'a>>, usize)> {
    let most = at_most(arguments.get(1))?;
    let Some(given) = arguments.not_none(0) else { return Ok((None, most)) };
    let Some(separator) = given.downcast::<PyASCIIObject>() else {
        let name = given.ob_type().name().to_owned();
        return Err(raise(&TYPE_ERROR, format_args!("must be str or None, not {name}")));
    };
    match separator.is_empty() {
        true => Err(raise(&VALUE_ERROR, "empty separator")),
        false => Ok((Some(separator.text()), most)),
    }
}

fn split(string: Str<'_>, arguments: &Arguments<'_>) -> Result {
    let ranges = match separator(arguments)? {
        (Some(separator), most) => string.text().split(separator, most),
        (None, most) => string.text().split_spaces(most),
    };
    pieces(string, ranges)
}

fn rsplit(string: Str<'_>, arguments: &Arguments<'_>) -> Result {
    let ranges = match separator(arguments)? {
        (Some(separator), most) => string.text().rsplit(separator, most),
        (None, most) => string.text().rsplit_spaces(most),
    };
    pieces(string, ranges)
}

fn split_lines(string: Str<'_>, arguments: &Arguments<'_>) -> Result {
    let keep_ends = arguments.get(0).map_or(Ok(0), to_c_int)? != 0;
    pieces(string, string.text().split_lines(keep_ends))
}

fn checked_separator(separator: Obj<'_>) -> Result<Str<'_>> {
    let separator = expect_str(separator)?;
    match separator.is_empty() {
        true => Err(raise(&VALUE_ERROR, "empty separator")),
        false => Ok(separator),
    }
}

fn partition(string: Str<'_>, separator: Obj<'_>) -> Result {
    let separator = checked_separator(separator)?;
    let parts = match string.text().partition(separator.text()) {
        Some((before, behind)) => {
            [string.piece(before)?, separator.object().to_ref(), string.piece(behind)?]
        }
        None => [string.unchanged()?, empty()?.object(), empty()?.object()],
    };
    Ok(tuple::new(parts)?.object())
}

fn rpartition(string: Str<'_>, separator: Obj<'_>) -> Result {
    let separator = checked_separator(separator)?;
    let parts = match string.text().rpartition(separator.text()) {
        Some((before, behind)) => {
            [string.piece(before)?, separator.object().to_ref(), string.piece(behind)?]
        }
        None => [empty()?.object(), empty()?.object(), string.unchanged()?],
    };
    Ok(tuple::new(parts)?.object())
}

fn strip(string: Str<'_>, arguments: &Arguments<'_>, ends: Ends) -> Result {
    let range = match arguments.not_none(0) {
        None => string.text().strip_spaces(ends),
        Some(set) => match set.downcast::<PyASCIIObject>() {
            Some(set) => string.text().strip(set.text(), ends),
            None => {
                let name = match ends {
                    Ends::Left => "lstrip",
                    Ends::Right => "rstrip",
                    Ends::Both => "strip",
                };
                let message = format_args!("{name} arg must be None or str");
                return Err(raise(&TYPE_ERROR, message));
            }
        },
    };
    string.piece(range)
}

fn remove_prefix(string: Str<'_>, prefix: Obj<'_>) -> Result {
    let prefix = clinic_str(prefix, "removeprefix", "argument")?;
    string.piece(string.text().without_prefix(prefix.text()).unwrap_or(0..string.len()))
}

fn remove_suffix(string: Str<'_>, suffix: Obj<'_>) -> Result {
    let suffix = clinic_str(suffix, "removesuffix", "argument")?;
    string.piece(string.text().without_suffix(suffix.text()).unwrap_or(0..string.len()))
}
// ANCHOR_END: cut
