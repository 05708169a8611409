//! Exercise 1, a new operator, wrong: there is no `..` on the way to `...`.

use tokenizer::TokenKind::{self, ColonEqual, LPar};

/// The operators of Python 3.11, in the order of the token numbers, and the new one.
fn operators() -> impl Iterator<Item = &'static str> {
    let is_operator = |kind: &&TokenKind| (LPar..=ColonEqual).contains(*kind);
    TokenKind::ALL.iter().filter(is_operator).map(|kind| kind.text()).chain(["|>"])
}

/// The operator at the beginning of `text`; empty if none stands there.
fn operator(text: &str) -> &'static str {
    let spelled = |length| operators().find(|operator| text.get(..length) == Some(operator));
    (1..).map_while(spelled).last().unwrap_or_default()
}

mod checks;
