//! Our side of the views `syntax` and `snippets` in `tests/reference/views.py`.

use std::fmt::Write;

use bumpalo::Bump;
use parser::ast::{Constant, Expr, ExprKind, Pattern, Stmt, Str, Visit, Visitor};
use parser::{Error, Mode, Options, Warning, parse};
use tokenizer::Source;

/// `ok`, or what the parser raises; and before that, what it warns of.
pub(crate) fn syntax(source: &[u8]) -> String {
    outcome(Source::from_bytes(source, true), Mode::Exec)
}

/// What the parser says of every string in a source, and of every example in those.
pub(crate) fn snippets(source: &[u8]) -> String {
    let arena = Bump::new();
    let source = Source::from_bytes(source, true).expect("a test is a source");
    let parse = parse(&source, &arena, &Options::default());
    let mut strings = Strings::default();
    parse.result.expect("a test has no errors").visit_children(&mut strings);
    let mut outcomes = Vec::new();
    for text in strings.0 {
        if text.contains('\0') {
            continue;
        }
        outcomes.push(outcome(Source::from_str(text, true), Mode::Exec));
        for example in examples(text) {
            outcomes.push(outcome(Source::from_str(&example, false), Mode::Single));
        }
    }
    outcomes.join("\n\n")
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

    fn visit_stmt(&mut self, node: &'a Stmt<'a>) {
        node.visit_children(self);
    }

    fn visit_pattern(&mut self, node: &'a Pattern<'a>) {
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

fn outcome(source: Result<Source<'_>, tokenizer::Error>, mode: Mode) -> String {
    let source = match source {
        Ok(source) => source,
        Err(error) => return describe(&Error::Syntax(error.into_kind())),
    };
    let arena = Bump::new();
    let parse = parse(&source, &arena, &Options { mode, ..Options::default() });
    let mut text = String::new();
    for Warning { kind, lineno } in &parse.warnings {
        let _ = writeln!(text, "{}: {kind} (line {lineno})", kind.category());
    }
    text + &parse.result.map_or_else(|error| describe(&error), |_| "ok".to_owned())
}

/// The error's class, message and attributes.
pub(crate) fn describe(error: &Error) -> String {
    let Error::Syntax(error) = error else { return error.class_name().to_owned() };
    let mut text = format!("{}: {}", error.class().name(), error.kind);
    let location = error.location.as_deref();
    let end = location.and_then(|location| location.end);
    let numbers = [
        ("lineno", location.map(|location| location.lineno)),
        ("offset", location.map(|location| location.offset)),
        ("end_lineno", end.map(|end| end.0)),
        ("end_offset", end.map(|end| end.1)),
    ];
    for (name, number) in numbers {
        let number = number.map_or("None".into(), |number| number.to_string());
        let _ = write!(text, "\n  {name} {number}");
    }
    let shown = location.and_then(|location| location.text.as_deref());
    let shown = shown.map_or("None".into(), |shown| format!("[{}]", escaped(shown)));
    text + "\n  text " + &shown
}

pub(crate) fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\n', "\\n").replace('\r', "\\r")
}
