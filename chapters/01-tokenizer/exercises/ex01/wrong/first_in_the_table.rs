//! Exercise 1, a new operator, wrong: the table knows `|>`, but `|` comes first in it.

use tokenizer::TokenKind::{self, ColonEqual, LPar};

/// The operators of Python 3.11, in the order of the token numbers, and the new one.
fn operators() -> impl Iterator<Item = &'static str> {
    let is_operator = |kind: &&TokenKind| (LPar..=ColonEqual).contains(*kind);
    TokenKind::ALL.iter().filter(is_operator).map(|kind| kind.text()).chain(["|>"])
}

/// The operator at the beginning of `text`; empty if none stands there.
fn operator(text: &str) -> &'static str {
    operators().find(|operator| text.starts_with(operator)).unwrap_or_default()
}

mod checks;
