//! Our side of the views in `tests/reference/views.py`: the same text, made of our tokens.

use std::fmt::Write;

use glass_snake_tests::helper::Part;
use tokenizer::pytokenize::{SourceLines, TokenInfos};
use tokenizer::{Error, Options, Source, TokenKind, Tokens, tokenize};

/// What `python -m tokenize` writes, with the operators' own names if `exact`.
pub(crate) fn tokenize_module(name: &str, source: &[u8], exact: bool) -> Vec<Part> {
    let (mut text, status) = match token_infos(name, source, exact) {
        Ok(text) => (text, 0),
        Err(text) => (text, 1),
    };
    let _ = writeln!(text, "exit status {status}");
    vec![Some(text.into_bytes())]
}

fn token_infos(name: &str, source: &[u8], exact: bool) -> Result<String, String> {
    let report = |report: String| report + "\n";
    let lines =
        SourceLines::from_bytes(source, Some(name)).map_err(|error| report(error.report(name)))?;
    let mut text = String::new();
    for token in TokenInfos::new(&lines) {
        let token = token.map_err(|error| report(error.report(name)))?;
        let _ = writeln!(text, "{}", token.row(exact));
    }
    Ok(text)
}

/// The parser's tokens; what is wrong with the source as bytes; and as a file.
pub(crate) fn parser(name: &str, source: &[u8]) -> Vec<Part> {
    let as_bytes = scanned(Source::from_bytes(source, true));
    let as_file = scanned(Source::from_file(source, name));
    let tokens = as_bytes.as_ref().ok().map(|(source, tokens)| token_lines(source, tokens));
    [tokens, Some(verdict(as_bytes)), Some(verdict(as_file))]
        .map(|part| part.map(String::into_bytes))
        .into()
}

type Scanned<'s> = Result<(Source<'s>, Tokens), Error>;

fn scanned(source: Result<Source<'_>, Error>) -> Scanned<'_> {
    source.map(|source| {
        let tokens = tokenize(&source, Options::default());
        (source, tokens)
    })
}

/// A line for each token but the last, which CPython's iterator keeps to itself, and for
/// each warning.
fn token_lines(source: &Source<'_>, tokens: &Tokens) -> String {
    let mut lines = String::new();
    for token in &tokens.tokens[..tokens.tokens.len() - 1] {
        let (start, end) = (token.start, token.end);
        let end_line = tokens.lines.line_from(token.line, end.max(start + 1) - 1);
        let (column, end_column) = match token.kind {
            // These stand nowhere to the C tokenizer.
            TokenKind::Indent | TokenKind::Dedent => (-1, -1),
            _ => (
                i64::from(start - tokens.lines.start_of(token.line)),
                i64::from(end - tokens.lines.start_of(end_line)),
            ),
        };
        let text = match token.kind {
            TokenKind::Indent | TokenKind::Dedent => "",
            _ => &source.text()[token.range()],
        };
        let place = format!("{},{column}-{end_line},{end_column}:", token.line);
        let kind = token.kind.without_keyword().name();
        let line = format!("{place:<20}{kind:<15}{}", escaped(text));
        lines.push_str(line.trim_end_matches(' '));
        lines.push('\n');
    }
    for warning in &tokens.warnings {
        let (word, line) = (warning.literal.word(), warning.line);
        let _ = writeln!(lines, "SyntaxWarning: invalid {word} literal (line {line})");
    }
    lines
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\n', "\\n").replace('\r', "\\r")
}

/// `ok`, or the error's class, message and attributes.
fn verdict(scanned: Scanned<'_>) -> String {
    let error = match scanned {
        Ok((_, Tokens { error: None, .. })) => return "ok".into(),
        Ok((_, Tokens { error: Some(error), .. })) | Err(error) => error,
    };
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
