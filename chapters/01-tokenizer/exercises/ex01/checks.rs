//! The checks of exercise 1.
//!
//! `cpython.rs`: runs of operator characters and the operators that `tokenize` finds in them.
//! Where no `|>` stands in a text, the new scanner has to find the same.

use crate::operator;
use tokenizer::TokenKind;
use tokenizer::pytokenize::{SourceLines, TokenInfos};

const RECORDED: &[(&str, &[&str])] = &include!("cpython.rs");

/// The operators of a run, by the reader's scanner.
fn split(run: &str) -> Vec<&str> {
    let mut operators = Vec::new();
    let mut rest = run;
    while !rest.is_empty() {
        let found = operator(rest);
        assert!(!found.is_empty(), "in `{run}`, no operator is found at the beginning of `{rest}`");
        operators.push(found);
        rest = &rest[found.len()..];
    }
    operators
}

#[test]
fn the_new_operator_is_found() {
    assert_eq!(operator("|> f"), "|>", "`|> f` begins with the new operator");
    assert_eq!(split("|>|>"), ["|>", "|>"], "two of them side by side are two operators");
}

#[test]
fn the_new_operator_is_found_among_others() {
    assert_eq!(split("||>"), ["|", "|>"], "`|` is an operator still, and here `|>` follows it");
    assert_eq!(split("|>="), ["|>", "="], "`|>=` is no operator: the longest beginning is `|>`");
    assert_eq!(split("|>>"), ["|>", ">"], "from the left, `|>` is read before `>>` is seen");
}

#[test]
fn what_cpython_reads_otherwise_stays() {
    for (run, expected) in RECORDED.iter().filter(|(run, _)| !run.contains("|>")) {
        assert_eq!(split(run), *expected, "CPython reads `{run}` so");
    }
}

#[test]
fn every_short_text_without_it_stays() {
    const CHARACTERS: &[u8] = b"()[]{}:,;+-*/|&<>=.%~^@! x";
    let count = CHARACTERS.len();
    for number in 0..count.pow(3) {
        let bytes = [number / count / count, number / count % count, number % count];
        let text: String = bytes.map(|index| CHARACTERS[index] as char).iter().collect();
        if text.starts_with("|>") || text.starts_with(' ') {
            continue;
        }
        let lines = SourceLines::from_text(text.clone());
        let first = TokenInfos::new(&lines).next().and_then(Result::ok);
        let first = first.filter(|token| token.kind() == TokenKind::Op);
        let expected = first.map_or("", |token| token.string);
        assert_eq!(operator(&text), expected, "the operator at the beginning of `{text}`");
    }
}
