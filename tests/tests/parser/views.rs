//! Our side of the views in `tests/reference/views.py` and `tests/reference/parser.py`.

use std::fmt::Write;

use bumpalo::Bump;
use glass_snake_tests::snippets;
use parser::ast::{Mod, Node};
use parser::dump::{DumpOptions, dump};
use parser::interactive::{Typed, typed};
use parser::{Error, Mode, Options, Parse, Warning, parse, parse_filtered};
use tokenizer::Source;

/// `ok`, or what the parser raises; and before that, what it warns of.
pub(crate) fn syntax(source: &[u8]) -> String {
    outcome(Source::from_bytes(source, true), &Options::default())
}

/// The same of a source that is also a file.
pub(crate) fn in_file(source: &[u8]) -> String {
    let options = Options { in_file: true, ..Options::default() };
    outcome(Source::from_bytes(source, true), &options)
}

/// The same with a filter that makes errors of warnings: of all, and of each kind.
pub(crate) fn fatal(source: &[u8]) -> String {
    let outcomes = ["Warning", "SyntaxWarning", "DeprecationWarning"].map(|filter| {
        let outcome = match Source::from_bytes(source, true) {
            Err(error) => describe(&Error::Syntax(error.into_kind())),
            Ok(source) => {
                let is_fatal =
                    |warning: &Warning| [warning.kind.category(), "Warning"].contains(&filter);
                let arena = Bump::new();
                let parse = parse_filtered(&source, &arena, &Options::default(), is_fatal);
                outcome_of(&parse, |_| "ok".to_owned())
            }
        };
        format!("{filter}:\n{outcome}")
    });
    outcomes.join("\n")
}

/// What our programs in a folder are asked; see `tests/reference/parser.py`.
pub(crate) fn recorded(folder: &str, source: &[u8]) -> String {
    let dumped = |mode, type_comments| {
        let options = Options { mode, type_comments, ..Options::default() };
        let source = Source::from_bytes(source, mode == Mode::Exec);
        outcome_and(source, &options, |tree| {
            let options = DumpOptions { indent: Some(" "), ..DumpOptions::default() };
            dump(Node::Mod(tree), &options).expect("our programs are no deep ones")
        })
    };
    match folder {
        "errors" => syntax(source),
        "warnings" => syntax(source) + "\n" + &fatal(source),
        "feature_version" => feature_versions(source),
        "type_comments" => dumped(Mode::Exec, true),
        "func_type" => dumped(Mode::FuncType, false),
        "interactive" => prompts(std::str::from_utf8(source).expect("our programs are UTF-8")),
        _ => panic!("nothing is known of {folder}"),
    }
}

/// The view `syntax` for each feature version.
fn feature_versions(source: &[u8]) -> String {
    let outcomes = (3..12).map(|feature_version| {
        let options = Options { feature_version, ..Options::default() };
        format!("3.{feature_version}: {}", outcome(Source::from_bytes(source, true), &options))
    });
    outcomes.collect::<Vec<_>>().join("\n")
}

/// What a prompt is to do after each line.
fn prompts(text: &str) -> String {
    let text = text.strip_suffix('\n').unwrap_or(text);
    let ends = text.match_indices('\n').map(|(end, _)| end).chain([text.len()]);
    let options = Options { mode: Mode::Single, ..Options::default() };
    let outcomes = ends.enumerate().map(|(index, end)| {
        let outcome = match typed(&text[..end], &Bump::new(), &options) {
            Typed::Complete(_) => "complete".to_owned(),
            Typed::Incomplete => "incomplete".to_owned(),
            Typed::Wrong(error) => describe(&error),
        };
        format!("{}: {outcome}", index + 1)
    });
    outcomes.collect::<Vec<_>>().join("\n")
}

/// What the parser says of every string in a source, and of every example in those.
pub(crate) fn snippets(source: &[u8]) -> String {
    let options = |mode| Options { mode, ..Options::default() };
    snippets::outcomes(source, |source, mode| outcome(source, &options(mode))).join("\n\n")
}

fn outcome(source: Result<Source<'_>, tokenizer::Error>, options: &Options) -> String {
    outcome_and(source, options, |_| "ok".to_owned())
}

/// The same, with `show` for a tree.
fn outcome_and(
    source: Result<Source<'_>, tokenizer::Error>,
    options: &Options,
    show: impl FnOnce(&Mod<'_>) -> String,
) -> String {
    let source = match source {
        Ok(source) => source,
        Err(error) => return describe(&Error::Syntax(error.into_kind())),
    };
    let arena = Bump::new();
    outcome_of(&parse(&source, &arena, options), show)
}

fn outcome_of(parse: &Parse<'_>, show: impl FnOnce(&Mod<'_>) -> String) -> String {
    let mut text = String::new();
    for Warning { kind, lineno } in &parse.warnings {
        let _ = writeln!(text, "{}: {kind} (line {lineno})", kind.category());
    }
    text + &parse.result.as_ref().map_or_else(describe, |tree| show(tree))
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
