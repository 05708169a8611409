//! `python -m tokenize`, and with `--parser` the tokens that the parser is given instead.
//!
//! CPython: `main` in `Lib/tokenize.py`.

#![forbid(unsafe_code)]

use std::io::{self, BufWriter, Read, Write};
use std::process::ExitCode;

use tokenizer::pytokenize::{SourceLines, TokenInfos, TokenizeError};
use tokenizer::repr::repr;
use tokenizer::{Error, Options, Source, TokenKind, tokenize};

// ANCHOR: arguments
const USAGE: &str = "usage: tokenizer [-h] [-e | -p] [filename.py]";

const HELP: &str = "
Prints the tokens of a Python source, from standard input if no file is named.

options:
  -h, --help    show this help message and exit
  -e, --exact   name each operator, as `python -m tokenize -e` does
  -p, --parser  print what the parser is given: keywords told apart, no comments,
                no blank lines, columns in bytes";

/// What to print.
#[derive(Clone, Copy, PartialEq, Eq)]
enum View {
    Inexact,
    Exact,
    Parser,
}

/// Why printing ended early: the line for standard error.
struct Failure(String);

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Failure {
        Failure(format!("error: {}", os_error(&error)))
    }
}

fn main() -> ExitCode {
    let mut view = View::Inexact;
    let mut filename = None;
    for argument in std::env::args().skip(1) {
        match argument.as_str() {
            "-h" | "--help" => {
                println!("{USAGE}\n{HELP}");
                return ExitCode::SUCCESS;
            }
            "-e" | "--exact" => view = View::Exact,
            "-p" | "--parser" => view = View::Parser,
            _ if !argument.starts_with('-') && filename.is_none() => filename = Some(argument),
            _ => {
                eprintln!("{USAGE}\ntokenizer: error: unrecognized arguments: {argument}");
                return ExitCode::from(2);
            }
        }
    }
    let mut out = BufWriter::new(io::stdout().lock());
    let printed = match (view, filename) {
        (View::Parser, filename) => print_parser_view(filename, &mut out),
        (_, Some(filename)) => print_file(&filename, view, &mut out),
        (_, None) => print_standard_input(view, &mut out),
    };
    match printed.and_then(|()| Ok(out.flush()?)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure(message)) => {
            // What was printed before the failure has been printed by CPython too.
            let _ = out.flush();
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}
// ANCHOR_END: arguments

// ANCHOR: tokenize
/// All tokens of a file, or none if any is wrong.
fn print_file(filename: &str, view: View, out: &mut impl Write) -> Result<(), Failure> {
    let bytes = std::fs::read(filename)
        .map_err(|error| Failure(format!("error: {}: {}", os_error(&error), repr(filename))))?;
    let lines = SourceLines::from_bytes(&bytes, Some(filename))
        .map_err(|error| Failure(error.report(filename)))?;
    let tokens: Result<Vec<_>, _> = TokenInfos::new(&lines).collect();
    for token in tokens.map_err(|error| Failure(error.report(filename)))? {
        writeln!(out, "{}", token.row(view == View::Exact))?;
    }
    Ok(())
}

/// The tokens of standard input, each as soon as it has been read.
fn print_standard_input(view: View, out: &mut impl Write) -> Result<(), Failure> {
    let failure = |error: TokenizeError| Failure(error.report("<stdin>"));
    let lines = SourceLines::from_standard_input(&standard_input()?)
        .map_err(|error| failure(TokenizeError::Decode(error)))?;
    for token in TokenInfos::new(&lines) {
        writeln!(out, "{}", token.map_err(failure)?.row(view == View::Exact))?;
    }
    Ok(())
}
// ANCHOR_END: tokenize

// ANCHOR: parser_view
/// The parser's tokens, up to the first error.
fn print_parser_view(filename: Option<String>, out: &mut impl Write) -> Result<(), Failure> {
    let (bytes, filename) = match filename {
        Some(filename) => (std::fs::read(&filename)?, filename),
        None => (standard_input()?, "<stdin>".to_owned()),
    };
    let source = Source::from_file(&bytes, &filename).map_err(|e| syntax_error(&filename, &e))?;
    let tokens = tokenize(&source, Options::default());
    for token in &tokens.tokens {
        let (start, end) = (token.start, token.end);
        let end_line = tokens.lines.line_from(token.line, end.max(start + 1) - 1);
        let column = start - tokens.lines.start_of(token.line);
        let end_column = end - tokens.lines.start_of(end_line);
        let range = format!("{},{column}-{end_line},{end_column}:", token.line);
        let text = match token.kind {
            TokenKind::Indent | TokenKind::Dedent | TokenKind::EndMarker => "",
            _ => &source.text()[token.range()],
        };
        writeln!(out, "{range:<20}{:<15}{:<15}", token.kind.name(), repr(text))?;
    }
    tokens.error.map_or(Ok(()), |error| Err(syntax_error(&filename, &error)))
}
// ANCHOR_END: parser_view

// ANCHOR: rest
fn syntax_error(filename: &str, error: &Error) -> Failure {
    let (line, column) = error.location.as_ref().map_or((0, 0), |at| (at.lineno, at.offset));
    Failure(format!("{filename}:{line}:{column}: {}: {}", error.class().name(), error.kind))
}

fn standard_input() -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// `str(OSError)` without the file name: `[Errno 2] No such file or directory`.
fn os_error(error: &io::Error) -> String {
    let words = error.to_string();
    match error.raw_os_error() {
        Some(number) => {
            let words = words.split(" (os error").next().unwrap_or(&words);
            format!("[Errno {number}] {words}")
        }
        None => words,
    }
}
// ANCHOR_END: rest
