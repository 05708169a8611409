//! The sources that CPython's tests of its front end hold in strings and in doctests.
//!
//! The same are taken by `snippets_view` in `tests/reference/views.py`.

use std::fmt::Write;

use bumpalo::Bump;
use parser::ast::{Constant, Expr, ExprKind, Str, Visit, Visitor};
use parser::{Mode, Options, parse};
use tokenizer::Source;

/// What `outcome` says of every string in a source, and of every example in those.
///
/// # Panics
/// If the source isn't one.
pub fn outcomes(
    source: &[u8],
    outcome: impl Fn(Result<Source<'_>, tokenizer::Error>, Mode) -> String,
) -> Vec<String> {
    let arena = Bump::new();
    let source = Source::from_bytes(source, true).expect("a test is a source");
    let parse = parse(&source, &arena, &Options::default());
    let mut strings = Strings::default();
    parse.result.expect("a test has no errors").visit_children(&mut strings);
    let mut outcomes = Vec::new();
    for text in strings.0.into_iter().filter(|text| !text.contains('\0')) {
        outcomes.push(outcome(Source::from_str(text, true), Mode::Exec));
        for example in examples(text) {
            outcomes.push(outcome(Source::from_str(&example, false), Mode::Single));
        }
    }
    outcomes
}

/// The values of string constants, in the order of the fields.
#[derive(Default)]
struct Strings<'a>(Vec<&'a str>);

impl<'a> Visitor<'a> for Strings<'a> {
    fn visit_expr(&mut self, node: &'a Expr<'a>) {
        if let ExprKind::Constant { value: Constant::Str(Str::Utf8(text)), .. } = node.kind {
            self.0.push(text);
        }
        node.visit_children(self);
    }
}

/// The sources of doctest examples: what stands behind `>>> ` and `... `.
fn examples(text: &str) -> Vec<String> {
    let mut examples = Vec::new();
    let mut in_example = false;
    for line in text.split('\n') {
        let line = line.trim_start_matches(' ');
        if let Some(first) = line.strip_prefix(">>> ") {
            examples.push(format!("{first}\n"));
            in_example = true;
        } else if in_example && line.starts_with("...") {
            let rest = line.char_indices().nth(4).map_or("", |(at, _)| &line[at..]);
            let example = examples.last_mut().expect("an example has begun");
            let _ = writeln!(example, "{rest}");
        } else {
            in_example = false;
        }
    }
    examples
}
