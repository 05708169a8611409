use super::*;

const FILE: &str = "//! Idea.

use std::{
    fmt,
    io,
};

pub mod inner;

/// Doc.
#[derive(Debug)]
pub struct Scanner {
    at: usize,
}

impl fmt::Display for Scanner {
    // Why.
    fn fmt(
        &self,
        out: &mut fmt::Formatter<'_>,
    ) -> fmt::Result {
        out.write_str(\"x\")
    }
}

const LONG: u32 =
    5;
pub const NAMES: [&str; 2] = [
    \"a\", \"b\",
];

fn generic<T>(t: T)
where
    T: Copy,
{
    drop(t);
}

fn short() {}

#[cfg(test)]
mod tests {
    fn helper() {}
}
";

#[test]
fn kinds_of_lines() {
    let letters: String = kinds(FILE)
        .into_iter()
        .map(|kind| match kind {
            Kind::Code => 'c',
            Kind::Head => 'h',
            Kind::Aside => '.',
        })
        .collect();
    // One letter a line; a group for each item of the file.
    let groups = [
        "..",
        "....",
        ".",
        ".",
        ".",
        ".ccc.",
        ".",
        "h.ccccc..",
        ".",
        "cccc.",
        ".",
        "ccc.c.",
        ".",
        "c",
        ".",
        "....",
    ];
    let expected: String = groups.concat();
    for (at, line) in FILE.lines().enumerate() {
        let pair = (expected.as_bytes().get(at), letters.as_bytes().get(at));
        assert_eq!(pair.0, pair.1, "line {}: {line}", at + 1);
    }
}

#[test]
fn items_by_their_head() {
    let lines = |head| item(FILE, head).map(|range| (*range.start(), *range.end()));
    assert_eq!(lines("struct Scanner"), Ok((10, 14)));
    assert_eq!(lines("impl fmt::Display for Scanner"), Ok((16, 24)));
    assert_eq!(lines("fn fmt"), Ok((18, 23)));
    assert_eq!(lines("const LONG"), Ok((26, 27)));
    assert_eq!(lines("const NAMES"), Ok((28, 30)));
    assert_eq!(lines("fn generic"), Ok((32, 37)));
    assert_eq!(lines("fn short"), Ok((39, 39)));
    assert!(lines("fn shorter").unwrap_err().contains("no line"));
    assert!(lines("fn").unwrap_err().contains("one is needed"));
    assert!(lines("fn sho").unwrap_err().contains("no line"));
}
