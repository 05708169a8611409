//! Draws the tokens of a source as SVG: `cargo run -p tokenizer --example picture -- FILE`.
//!
//! Each token is a box around its text; what stands outside belongs to no token. INDENT and
//! DEDENT, which have no text, are arrows in the margin, and line breaks are words at the end
//! of their line. With `--tokenize` the tokens are those of `Lib/tokenize.py`, which knows
//! comments and blank lines too.

use std::fmt::Write;
use std::process::ExitCode;

use tokenizer::pytokenize::{SourceLines, TokenInfos};
use tokenizer::{Options, Source, TokenKind, tokenize};

/// A character's width, a line's height and the margin's width, in the picture's units.
const WIDTH: f64 = 9.0;
const HEIGHT: f64 = 34.0;
const MARGIN: f64 = 46.0;

/// A token as it is drawn: lines from 1, columns in characters from 0.
struct Drawn {
    kind: TokenKind,
    text: String,
    line: u32,
    column: u32,
}

fn main() -> ExitCode {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let lenient = arguments.first().is_some_and(|first| first == "--tokenize");
    arguments.drain(..lenient as usize);
    let [filename] = &arguments[..] else {
        eprintln!("usage: picture [--tokenize] FILE");
        return ExitCode::from(2);
    };
    let text = match std::fs::read_to_string(filename) {
        Ok(text) => text,
        Err(error) => {
            eprintln!("{filename}: {error}");
            return ExitCode::FAILURE;
        }
    };
    let drawn = if lenient { of_tokenize(&text) } else { of_parser(&text) };
    match drawn {
        Ok(drawn) => {
            let title = match lenient {
                true => "The tokens of tokenize, with comments and blank lines",
                false => "The tokens that the parser is given",
            };
            print!("{}", svg(&text, &drawn, title));
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{filename}: {error}");
            ExitCode::FAILURE
        }
    }
}

fn of_parser(text: &str) -> Result<Vec<Drawn>, String> {
    let source = Source::from_str(text, true).map_err(|error| error.to_string())?;
    let tokens = tokenize(&source, Options::default());
    if let Some(error) = &tokens.error {
        return Err(error.to_string());
    }
    let drawn = tokens.tokens.iter().map(|token| {
        // What comes at the end of the source is drawn below its last line.
        if token.start as usize == source.text().len() {
            let line = tokens.lines.count() + 1;
            return Drawn { kind: token.kind, text: String::new(), line, column: 0 };
        }
        let line_start = tokens.lines.start_of(token.line) as usize;
        Drawn {
            kind: token.kind,
            text: source.text()[token.range()].to_owned(),
            line: token.line,
            column: source.characters(line_start..token.start as usize) as u32,
        }
    });
    Ok(drawn.collect())
}

fn of_tokenize(text: &str) -> Result<Vec<Drawn>, String> {
    let lines = SourceLines::from_text(text.to_owned());
    let drawn = TokenInfos::new(&lines).map(|token| {
        let token = token.map_err(|error| error.to_string())?;
        let (line, column) = token.start;
        Ok(Drawn { kind: token.exact_kind, text: token.string.to_owned(), line, column })
    });
    drawn.collect()
}

/// The picture. Its colours are the book's, which follow the reader's theme.
fn svg(text: &str, drawn: &[Drawn], title: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let longest = lines.iter().map(|line| line.chars().count()).max().unwrap_or(0);
    let (width, height) =
        (MARGIN + (longest + 10) as f64 * WIDTH, (lines.len() + 1) as f64 * HEIGHT);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
         width=\"{width}\" height=\"{height}\">\n  <title>{title}</title>\n\
         <g font-size=\"15\" font-family=\"ui-monospace, monospace\">\n"
    );
    for (line, y) in lines.iter().zip((0..).map(|index| index as f64 * HEIGHT)) {
        code(&mut out, MARGIN, y, "var(--figure-quiet, gray)", line);
    }
    let mut arrows = 0;
    for token in drawn {
        let (x, y) = (MARGIN + token.column as f64 * WIDTH, (token.line - 1) as f64 * HEIGHT);
        match token.kind {
            TokenKind::Indent | TokenKind::Dedent => {
                let sign = if token.kind == TokenKind::Indent { '\u{2192}' } else { '\u{2190}' };
                let x = 4.0 + 18.0 * arrows as f64;
                label(
                    &mut out,
                    x,
                    y,
                    "--figure-second",
                    &format!("<tspan font-size=\"18\">{sign}</tspan>"),
                );
                arrows += 1;
                continue;
            }
            TokenKind::Newline | TokenKind::Nl => {
                let end = lines.get(token.line as usize - 1).map_or(0, |line| line.chars().count());
                let x = MARGIN + end as f64 * WIDTH + 10.0;
                label(&mut out, x, y, "--figure-quiet", token.kind.name());
            }
            TokenKind::EndMarker => label(&mut out, x, y, "--figure-quiet", "ENDMARKER"),
            _ => boxed(&mut out, x, y, token),
        }
        arrows = 0;
    }
    out.push_str("</g>\n</svg>\n");
    out
}

/// A word in the line's height.
fn label(out: &mut String, x: f64, y: f64, colour: &str, word: &str) {
    let y = y + 22.0;
    writeln!(
        out,
        "  <text x=\"{x}\" y=\"{y}\" font-size=\"13\" fill=\"var({colour}, gray)\">{word}</text>"
    )
    .expect("writing to a string does not fail");
}

/// A token's text in its box.
fn boxed(out: &mut String, x: f64, y: f64, token: &Drawn) {
    let (stroke, fill) = match token.kind {
        TokenKind::Name => ("currentColor", "--figure-fill"),
        TokenKind::Number | TokenKind::String => {
            ("var(--figure-second, gray)", "--figure-second-fill")
        }
        TokenKind::Comment => ("var(--figure-quiet, gray)", "--figure-fill"),
        kind if kind.is_keyword() => ("var(--figure-accent, gray)", "--figure-accent-fill"),
        _ => ("var(--figure-quiet, gray)", "--figure-fill"),
    };
    let length = token.text.chars().count() as f64 * WIDTH;
    let (top, left) = (y + 5.0, x + 0.5);
    writeln!(
        out,
        "  <rect x=\"{left}\" y=\"{top}\" width=\"{}\" height=\"25\" rx=\"3\" \
         fill=\"var({fill}, none)\" stroke=\"{stroke}\"/>",
        length - 1.0
    )
    .expect("writing to a string does not fail");
    code(out, x, y, "currentColor", &token.text);
}

/// Source text, each character in its column.
fn code(out: &mut String, x: f64, y: f64, colour: &str, text: &str) {
    let shown = text.trim_start();
    if shown.is_empty() {
        return;
    }
    let x = x + (text.len() - shown.len()) as f64 * WIDTH;
    let (y, length) = (y + 22.0, shown.chars().count() as f64 * WIDTH);
    let shown = shown.replace('&', "&amp;").replace('<', "&lt;");
    writeln!(
        out,
        "  <text x=\"{x}\" y=\"{y}\" textLength=\"{length}\" xml:space=\"preserve\" \
         fill=\"{colour}\">{shown}</text>"
    )
    .expect("writing to a string does not fail");
}
