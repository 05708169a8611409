//! Exercise 1, a new operator, solved.

use tokenizer::TokenKind::{self, ColonEqual, LPar};

/// The operators of Python 3.11, in the order of the token numbers, and the new one.
fn operators() -> impl Iterator<Item = &'static str> {
    let is_operator = |kind: &&TokenKind| (LPar..=ColonEqual).contains(*kind);
    TokenKind::ALL.iter().filter(is_operator).map(|kind| kind.text()).chain(["|>"])
}

/// The operator at the beginning of `text`, the longest if there are several; empty if none
/// stands there.
fn operator(text: &str) -> &'static str {
    let candidates = operators().filter(|operator| text.starts_with(operator));
    candidates.max_by_key(|operator| operator.len()).unwrap_or_default()
}

mod checks;
