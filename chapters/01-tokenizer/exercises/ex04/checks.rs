//! The checks of exercise 4.
//!
//! `cpython.rs`: lines of Python 2, and what the fixer `numliterals` of 3.11's `2to3` makes of
//! them.

use crate::modernise;
use tokenizer::{ErrorKind, Options, Source, tokenize};

const RECORDED: &[(&str, &str)] = &include!("cpython.rs");

fn assert_all(wanted: impl Fn(&str, &str) -> bool, why: &str) {
    let mut count = 0;
    for (old, new) in RECORDED.iter().filter(|(old, new)| wanted(old, new)) {
        assert_eq!(modernise(old), *new, "{why}: {old}");
        count += 1;
    }
    assert!(count > 0, "no recorded line is of this kind");
}

#[test]
fn octal_numbers_get_their_o() {
    assert_all(|old, new| old != new && old.is_ascii(), "an octal number of Python 2");
}

#[test]
fn columns_count_characters() {
    assert_all(|old, new| old != new && !old.is_ascii(), "a column is no byte offset");
}

#[test]
fn what_is_no_octal_number_stays() {
    assert_all(|old, new| old == new, "no octal number in it");
}

#[test]
fn python_2_refused_it_as_well() {
    for source in ["x = 08\n", "x = 0789\n", "x = 00009\n"] {
        assert_eq!(modernise(source), source, "8 and 9 are no octal digits: {source}");
    }
}

#[test]
fn only_what_touches_is_one_number() {
    for source in ["x = 0 777\n", "x = 0\t7\n", "x = [0, 777]\n", "0\n777\n"] {
        assert_eq!(modernise(source), source, "two numbers, and no octal one: {source:?}");
    }
}

#[test]
fn what_is_printed_by_a_statement_is_seen_too() {
    let (old, new) = ("print `x`, 0644, 5 <> 06\n", "print `x`, 0o644, 5 <> 0o6\n");
    assert_eq!(modernise(old), new, "`tokenize` has tokens for what is no Python 3, too");
}

#[test]
fn python_3_accepts_what_comes_out() {
    let error = |text: &str| {
        let source = Source::from_str(text, true).expect("plain text");
        tokenize(&source, Options::default()).error.map(|error| error.kind)
    };
    for (old, _) in RECORDED.iter().filter(|(old, _)| error(old).is_some()) {
        assert_eq!(error(old), Some(ErrorKind::LeadingZeros), "Python 3 refuses {old}");
        assert_eq!(error(&modernise(old)), None, "Python 3 accepts the modern form of {old}");
    }
}
