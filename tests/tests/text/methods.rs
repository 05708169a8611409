//! The methods of `str`.

use std::ops::Range;

use object_model::types::str::case::Case as Change;
use object_model::types::str::pad::{self, Padding};
use object_model::types::str::search::bounds;
use object_model::types::str::split::Ends;
use object_model::types::str::{Text, TextBuf, compare, replace, repr};
use object_model::unicode;

use crate::notation::{Case, escape, flags, list, narrow};

pub(crate) fn answer(case: &Case) -> String {
    let text = case.text(0);
    let pieces =
        |ranges: Vec<Range<usize>>| list(ranges.into_iter().map(|range| escape(text.slice(range))));
    let piece = |range: Range<usize>| escape(text.slice(range));
    match case.operation.as_str() {
        name @ ("find" | "rfind" | "count" | "startswith" | "endswith") => within(name, case),
        "replace" => {
            let replaced =
                replace::replace(text, case.text(1), case.text(2), case.most(3)).unwrap();
            replaced.map_or(escape(text), |replaced| narrow(&replaced))
        }
        "removeprefix" => piece(text.without_prefix(case.text(1)).unwrap_or(0..text.len())),
        "removesuffix" => piece(text.without_suffix(case.text(1)).unwrap_or(0..text.len())),
        "partition" => match text.partition(case.text(1)) {
            Some((before, behind)) => list([piece(before), escape(case.text(1)), piece(behind)]),
            None => list([escape(text), String::new(), String::new()]),
        },
        "rpartition" => match text.rpartition(case.text(1)) {
            Some((before, behind)) => list([piece(before), escape(case.text(1)), piece(behind)]),
            None => list([String::new(), String::new(), escape(text)]),
        },
        "split" => pieces(text.split(case.text(1), case.most(2))),
        "rsplit" => pieces(text.rsplit(case.text(1), case.most(2))),
        "split_spaces" => pieces(text.split_spaces(case.most(1))),
        "rsplit_spaces" => pieces(text.rsplit_spaces(case.most(1))),
        "splitlines" => pieces(text.split_lines(case.number(1) != 0)),
        "strip" => piece(text.strip_spaces(Ends::Both)),
        "lstrip" => piece(text.strip_spaces(Ends::Left)),
        "rstrip" => piece(text.strip_spaces(Ends::Right)),
        "strip_set" => piece(text.strip(case.text(1), Ends::Both)),
        "lstrip_set" => piece(text.strip(case.text(1), Ends::Left)),
        "rstrip_set" => piece(text.strip(case.text(1), Ends::Right)),
        "upper" => narrow(&text.with_case(Change::Upper)),
        "lower" => narrow(&text.with_case(Change::Lower)),
        "title" => narrow(&text.with_case(Change::Title)),
        "capitalize" => narrow(&text.with_case(Change::Capitalize)),
        "swapcase" => narrow(&text.with_case(Change::Swap)),
        "casefold" => narrow(&text.with_case(Change::Fold)),
        "is" => flags(&[
            text.is_all(unicode::is_alpha),
            text.is_all(unicode::is_alphanumeric),
            text.is_all(unicode::is_decimal),
            text.is_all(unicode::is_digit),
            text.is_all(unicode::is_numeric),
            text.is_all(unicode::is_space),
            text.is_upper(),
            text.is_lower(),
            text.is_title(),
            text.is_printable(),
            text.is_identifier(),
            text.is_ascii(),
        ]),
        "center" => padded(case, Padding::around),
        "ljust" => padded(case, Padding::to_the_right),
        "rjust" => padded(case, Padding::to_the_left),
        "zfill" => or_same(pad::zero_fill(text, case.most(1)).unwrap(), text),
        "expandtabs" => narrow(&pad::expand_tabs(text, case.most(1)).unwrap()),
        "compare" => (compare::compare(text, case.text(1)) as i8).to_string(),
        "repr" => narrow(&repr::repr(text)),
        "ascii" => {
            let repr = repr::repr(text);
            or_same(repr::ascii(repr.as_text()), repr.as_text())
        }
        "join" => {
            let pieces = || (1..case.len()).map(|place| case.text(place));
            let pieces: Vec<_> = pieces().collect();
            let shape = pad::join_shape(text, pieces.iter().copied()).unwrap();
            narrow(&TextBuf::build(shape, |out| pad::join(text, pieces.iter().copied(), out)))
        }
        "times" => {
            let shape = text.shape().times(case.most(1)).unwrap();
            narrow(&TextBuf::build(shape, |out| pad::repeat(text, out)))
        }
        "slice" => {
            let (start, step, length) =
                indices(text.len(), [case.number(1), case.number(2), case.number(3)]);
            narrow(&pad::slice_step(text, start, step, length))
        }
        other => panic!("{other} is no operation"),
    }
}

fn or_same(changed: Option<TextBuf>, same: Text<'_>) -> String {
    changed.map_or(escape(same), |changed| narrow(&changed))
}

fn within(name: &str, case: &Case) -> String {
    let (text, some) = (case.text(0), case.text(1));
    let missing = || if name.contains("find") { "-1" } else { "0" }.to_owned();
    let Some(range) = bounds(case.number(2), case.number(3), text.len()) else { return missing() };
    let part = text.slice(range.clone());
    let place = |found: Option<usize>| {
        found.map_or_else(missing, |found| (range.start + found).to_string())
    };
    match name {
        "find" => place(part.find(some)),
        "rfind" => place(part.rfind(some)),
        "count" => part.count(some).to_string(),
        "startswith" => u8::from(part.starts_with(some)).to_string(),
        _ => u8::from(part.ends_with(some)).to_string(),
    }
}

fn padded(case: &Case, padding: impl Fn(usize, usize) -> Option<Padding>) -> String {
    let text = case.text(0);
    let padding = padding(text.len(), case.most(1));
    or_same(padding.map(|padding| padding.apply(text, case.text(2).at(0)).unwrap()), text)
}

/// `slice.indices`, with the first index, the step and the number of indexes.
fn indices(length: usize, [start, stop, step]: [isize; 3]) -> (usize, isize, usize) {
    let length = length as isize;
    let (low, high) = if step > 0 { (0, length) } else { (-1, length - 1) };
    let clip = |index: isize| if index < 0 { (index + length).max(low) } else { index.min(high) };
    let (start, stop) = (clip(start), clip(stop));
    let count =
        if step > 0 { (stop - start + step - 1) / step } else { (start - stop - step - 1) / -step };
    (start.max(0) as usize, step, count.max(0) as usize)
}
