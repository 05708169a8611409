//! The methods of `bytes`.

use std::ops::Range;

use object_model::types::bytes::{ascii, edit, hex, repr};
use object_model::types::str::case::{Case as Change, ascii_with_case};
use object_model::types::str::pad::Padding;
use object_model::types::str::split::Ends;

use crate::notation::{self, Case, error, flags, list};

pub(crate) fn answer(case: &Case) -> String {
    if case.operation == "b.fromhex" {
        return hex::from_hex(case.text(0)).map_or_else(error, |found| notation::bytes(&found));
    }
    let bytes = case.bytes(0);
    let pieces = |ranges: Vec<Range<usize>>| {
        list(ranges.into_iter().map(|range| notation::bytes(&bytes[range])))
    };
    let or_same = |changed: Option<Vec<u8>>| notation::bytes(&changed.unwrap_or(bytes.clone()));
    match case.operation.as_str() {
        "b.upper" => notation::bytes(&ascii_with_case(&bytes, Change::Upper)),
        "b.lower" => notation::bytes(&ascii_with_case(&bytes, Change::Lower)),
        "b.title" => notation::bytes(&ascii_with_case(&bytes, Change::Title)),
        "b.capitalize" => notation::bytes(&ascii_with_case(&bytes, Change::Capitalize)),
        "b.swapcase" => notation::bytes(&ascii_with_case(&bytes, Change::Swap)),
        "b.is" => flags(&[
            ascii::is_all(&bytes, |byte| byte.is_ascii_alphabetic()),
            ascii::is_all(&bytes, |byte| byte.is_ascii_alphanumeric()),
            ascii::is_all(&bytes, |byte| byte.is_ascii_digit()),
            ascii::is_all(&bytes, ascii::is_space),
            ascii::is_upper(&bytes),
            ascii::is_lower(&bytes),
            ascii::is_title(&bytes),
            bytes.is_ascii(),
        ]),
        "b.repr" => notation::bytes(&repr::repr(&bytes)),
        "b.hex" => notation::bytes(&hex::to_hex(&bytes, Some(b':'), case.number(1) as i32)),
        "b.replace" => {
            or_same(edit::replace(&bytes, &case.bytes(1), &case.bytes(2), case.most(3)).unwrap())
        }
        "b.split_spaces" => pieces(ascii::split_spaces(&bytes, case.most(1))),
        "b.rsplit_spaces" => pieces(ascii::rsplit_spaces(&bytes, case.most(1))),
        "b.splitlines" => pieces(ascii::split_lines(&bytes, case.number(1) != 0)),
        "b.strip" => notation::bytes(&bytes[ascii::strip_spaces(&bytes, Ends::Both)]),
        "b.zfill" => or_same(edit::zero_fill(&bytes, case.most(1)).unwrap()),
        "b.center" => {
            let padding = Padding::around(bytes.len(), case.most(1));
            or_same(padding.map(|padding| edit::padded(&bytes, padding, b'*').unwrap()))
        }
        "b.expandtabs" => notation::bytes(&edit::expand_tabs(&bytes, case.most(1)).unwrap()),
        "b.translate" => {
            let table = std::array::from_fn(|byte| 255 - byte as u8);
            notation::bytes(&edit::translate(&bytes, Some(&table), &case.bytes(1)))
        }
        other => panic!("{other} is no operation"),
    }
}
