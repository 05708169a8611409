//! The checks of exercise 6.
//!
//! `cpython.rs`: sources, and what 3.11's `tokenize.untokenize` makes of their tokens.

use crate::{Backwards, Piece, untokenize};
use tokenizer::TokenKind;
use tokenizer::pytokenize::{SourceLines, TokenInfos};

const RECORDED: &[(&str, &str)] = &include!("cpython.rs");

fn pieces(lines: &SourceLines) -> Vec<Piece<'_>> {
    let tokens = TokenInfos::new(lines).map(|token| token.expect("it has tokens to the end"));
    tokens
        .map(|token| {
            let (string, start, end) = (token.string, token.start, token.end);
            Piece { kind: token.kind(), string, start, end }
        })
        .collect()
}

fn assert_all(wanted: impl Fn(&str, &str) -> bool, why: &str) {
    let mut count = 0;
    for (source, expected) in RECORDED.iter().filter(|(source, text)| wanted(source, text)) {
        let lines = SourceLines::from_text((*source).to_owned());
        let found = untokenize(&pieces(&lines));
        assert_eq!(found.as_deref(), Ok(*expected), "{why}: the tokens of {source:?}");
        count += 1;
    }
    assert!(count > 0, "nothing recorded is of this kind");
}

#[test]
fn one_level() {
    assert_all(|source, _| !source.contains([':', '\\', '\t']), "each comes back whole");
}

#[test]
fn blocks() {
    assert_all(
        |source, text| source == text && source.contains(':') && !source.contains('\t'),
        "INDENT holds the blanks of every line of its block",
    );
}

#[test]
fn blocks_indented_by_tabs() {
    assert_all(
        |source, text| source == text && source.contains(":\n\t"),
        "a tab is one column to a token and must come back as a tab",
    );
}

#[test]
fn line_breaks_without_a_token() {
    assert_all(
        |source, _| source.contains("\\\n"),
        "a line break that is no token stands behind a backslash; a blank before it is lost",
    );
}

#[test]
fn columns_count_characters() {
    assert_all(|source, _| !source.is_ascii(), "é is one column and two bytes");
}

#[test]
fn what_tokens_do_not_tell() {
    assert_all(
        |source, text| source != text && !source.contains("\\\n"),
        "CPython itself does not get these back",
    );
}

#[test]
fn read_from_bytes() {
    let lines = SourceLines::from_bytes("# coding: latin-1\nx = 1\n".as_bytes(), None);
    let lines = lines.expect("Latin-1 is known");
    let found = untokenize(&pieces(&lines));
    assert_eq!(
        found.as_deref(),
        Ok("# coding: latin-1\nx = 1\n"),
        "the ENCODING in front is no text of the source"
    );
}

#[test]
fn out_of_order() {
    let piece = |string, start, end| Piece { kind: TokenKind::Name, string, start, end };
    let pieces = [piece("b", (2, 4), (2, 5)), piece("a", (2, 0), (2, 1))];
    assert_eq!(
        untokenize(&pieces),
        Err(Backwards { start: (2, 0), previous_end: (2, 5) }),
        "CPython: ValueError: start (2,0) precedes previous end (2,5)"
    );
    let pieces = [piece("b", (2, 4), (2, 5)), piece("a", (1, 6), (1, 7))];
    assert_eq!(
        untokenize(&pieces),
        Err(Backwards { start: (1, 6), previous_end: (2, 5) }),
        "CPython: ValueError: start (1,6) precedes previous end (2,5)"
    );
}
