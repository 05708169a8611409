//! Draws the memo table of a line that the grammar has read, as SVG:
//! `cargo run -p parser --example memo -- 'LINE'`.
//!
//! A column is a token, a row a rule. A number says that the rule was tried at the token and
//! how many tokens it took; a dash, that it was tried and doesn't match.

use std::fmt::Write;
use std::process::ExitCode;

use bumpalo::Bump;
use parser::memo::{MemoTable, Memoised};
use parser::{Options, parse_by_grammar};
use tokenizer::{Source, TokenKind, tokenize};

/// The size of a cell, the width of the rules' names, and the height of the tokens.
const WIDTH: f64 = 34.0;
const HEIGHT: f64 = 23.0;
const NAMES: f64 = 190.0;
const TOP: f64 = 32.0;

/// A cell that is filled: the row, the column, and how many tokens the rule took.
struct Cell {
    row: usize,
    column: usize,
    taken: Option<usize>,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [line] = &arguments[..] else {
        eprintln!("usage: memo LINE");
        return ExitCode::from(2);
    };
    match draw(line) {
        Ok(svg) => {
            print!("{svg}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn draw(line: &str) -> Result<String, String> {
    let source = Source::from_str(line, true).map_err(|error| error.to_string())?;
    let arena = Bump::new();
    let (parse, memo) = parse_by_grammar(&source, &arena, &Options::default());
    parse.result.map_err(|error| error.to_string())?;
    let tokens: Vec<String> = tokenize(&source, tokenizer::Options::default())
        .tokens
        .iter()
        .map(|token| match token.kind {
            TokenKind::Newline => "↵".to_owned(),
            TokenKind::EndMarker => "end".to_owned(),
            _ => source.text()[token.range()].to_owned(),
        })
        .collect();
    let (rules, cells) = table(&memo, tokens.len());
    Ok(svg(&tokens, &rules, &cells))
}

/// The rules in the order in which they came to be remembered, and the cells. An entry is
/// made when a rule is done, so the rules that call others stand below them.
fn table(memo: &MemoTable<'_>, tokens: usize) -> (Vec<String>, Vec<Cell>) {
    let (mut rules, mut cells) = (Vec::new(), Vec::new());
    for column in 0..tokens {
        let entries: Vec<_> = memo.at(column).collect();
        for entry in entries.iter().rev() {
            let name = grammar_name(&format!("{:?}", entry.rule));
            let row = rules.iter().position(|rule| *rule == name).unwrap_or_else(|| {
                rules.push(name);
                rules.len() - 1
            });
            let taken = match entry.result {
                Memoised::Nothing => None,
                _ => Some(entry.end as usize - column),
            };
            cells.push(Cell { row, column, taken });
        }
    }
    (rules, cells)
}

/// `BitwiseOr` as the grammar has it: `bitwise_or`.
fn grammar_name(name: &str) -> String {
    let mut result = String::new();
    for character in name.chars() {
        if character.is_ascii_uppercase() && !result.is_empty() {
            result.push('_');
        }
        result.push(character.to_ascii_lowercase());
    }
    result
}

/// The picture. Its colours are the book's, which follow the reader's theme.
fn svg(tokens: &[String], rules: &[String], cells: &[Cell]) -> String {
    let (width, height) =
        (NAMES + tokens.len() as f64 * WIDTH + 4.0, TOP + rules.len() as f64 * HEIGHT + 6.0);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
         width=\"{width}\" height=\"{height}\" font-size=\"15\" \
         font-family=\"ui-monospace, monospace\">\n  <title>A memo table</title>\n"
    );
    for (column, token) in tokens.iter().enumerate() {
        let middle = NAMES + (column as f64 + 0.5) * WIDTH;
        let token = token.replace('&', "&amp;").replace('<', "&lt;");
        writeln!(
            out,
            "  <text x=\"{middle}\" y=\"21\" text-anchor=\"middle\" \
             fill=\"currentColor\">{token}</text>"
        )
        .expect("writing to a string does not fail");
    }
    for (row, rule) in rules.iter().enumerate() {
        let top = TOP + row as f64 * HEIGHT;
        writeln!(
            out,
            "  <path d=\"M4 {top} H{width}\" stroke=\"var(--figure-quiet, gray)\" \
             stroke-width=\"0.5\"/>\n  <text x=\"{}\" y=\"{}\" font-size=\"14\" \
             text-anchor=\"end\" fill=\"currentColor\">{rule}</text>",
            NAMES - 8.0,
            top + 17.0
        )
        .expect("writing to a string does not fail");
    }
    for cell in cells {
        let (left, top) =
            (NAMES + cell.column as f64 * WIDTH + 3.0, TOP + cell.row as f64 * HEIGHT + 2.5);
        let (fill, stroke, colour, shown) = match cell.taken {
            Some(taken) => {
                ("--figure-accent-fill", "--figure-accent", "currentColor", taken.to_string())
            }
            None => {
                ("--figure-fill", "--figure-quiet", "var(--figure-quiet, gray)", "–".to_owned())
            }
        };
        writeln!(
            out,
            "  <rect x=\"{left}\" y=\"{top}\" width=\"{}\" height=\"{}\" rx=\"3\" \
             fill=\"var({fill}, none)\" stroke=\"var({stroke}, gray)\"/>\n  <text x=\"{}\" \
             y=\"{}\" font-size=\"14\" text-anchor=\"middle\" fill=\"{colour}\">{shown}</text>",
            WIDTH - 6.0,
            HEIGHT - 5.0,
            left + WIDTH / 2.0 - 3.0,
            top + 14.0
        )
        .expect("writing to a string does not fail");
    }
    out.push_str("</svg>\n");
    out
}
