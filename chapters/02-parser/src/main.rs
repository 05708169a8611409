//! `python -m ast`: the tree of a source, as `ast.dump` writes it, or with `--unparse` the
//! source that `ast.unparse` makes of it.
//!
//! CPython: `main` in `Lib/ast.py`.
//!
//! What goes wrong is told in CPython's words, without the calls that lead to it, and with
//! its exit status: 2 where an argument is, 1 where the source is.

#![forbid(unsafe_code)]

use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::process::ExitCode;

use bumpalo::Bump;
use lexopt::Arg;
use parser::ast::Node;
use parser::ast::depth::check_construction;
use parser::dump::{DumpOptions, dump};
use parser::limits::{INT_MAX_STR_DIGITS, RECURSION_LIMIT};
use parser::traceback::show_syntax_error;
use parser::unparse::unparse;
use parser::{Error, Mode, Options, parse};
use tokenizer::Source;
use tokenizer::repr::repr;

const USAGE: &str = "\
usage: parser [-h] [-m {exec,single,eval,func_type}] [--no-type-comments] [-a]
              [-i INDENT] [-u]
              [infile]
";

const HELP: &str = "
Prints the tree of a Python source, from standard input if no file is named.

options:
  -h, --help            show this help message and exit
  -m, --mode MODE       what the source is: exec, single, eval or func_type
  --no-type-comments    leave type comments out of the tree
  -a, --include-attributes
                        show lines and columns
  -i, --indent INDENT   indent a level by so many spaces, 3 if not given
  -u, --unparse         print the tree as source
";

/// The calls that nest when `python -m ast` calls `dump`, and one fewer than when it calls
/// `compile`: two of `runpy`, `exec`, the module, `main`, and the function that it calls.
const CALLS: u32 = 6;

/// What the command line asks for.
struct Arguments {
    mode: Mode,
    type_comments: bool,
    include_attributes: bool,
    indent: i64,
    unparse: bool,
    infile: OsString,
}

/// Why nothing is printed: a text for standard error, and the exit status.
struct Failure(String, u8);

fn main() -> ExitCode {
    let printed = read_arguments().and_then(|arguments| match arguments {
        None => print(&[USAGE, HELP].concat()),
        Some((arguments, source)) => print(&text_of_tree(&arguments, &source)?),
    });
    match printed {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure(message, status)) => {
            // Nobody is left to be told if this fails.
            let _ = io::stderr().write_all(message.as_bytes());
            ExitCode::from(status)
        }
    }
}

fn print(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(|error| {
        let class =
            if error.kind() == io::ErrorKind::BrokenPipe { "BrokenPipeError" } else { "OSError" };
        Failure(format!("{class}: {}\n", os_error(&error)), 1)
    })
}

/// The line that `python -m ast` prints for a source.
fn text_of_tree(arguments: &Arguments, source: &[u8]) -> Result<String, Failure> {
    let standard_input = arguments.infile == "-";
    let filename =
        if standard_input { "<stdin>".into() } else { arguments.infile.to_string_lossy() };
    let options = Options {
        mode: arguments.mode,
        type_comments: arguments.type_comments,
        in_file: !standard_input,
        ..Options::default()
    };
    let source = Source::from_bytes(source, arguments.mode == Mode::Exec)
        .map_err(|error| Failure(show_syntax_error(&error, &filename), 1))?;
    let arena = Bump::new();
    let tree = parse(&source, &arena, &options).result.map_err(|error| match error {
        Error::Syntax(error) => Failure(show_syntax_error(&error, &filename), 1),
        error @ (Error::Decode(_) | Error::Memory) => Failure(format!("{error}\n"), 1),
    })?;
    check_construction(tree, RECURSION_LIMIT - CALLS - 1)
        .map_err(|error| Failure(format!("RecursionError: {error}\n"), 1))?;
    let text = if arguments.unparse {
        unparse(Node::Mod(tree), INT_MAX_STR_DIGITS)
            .map_err(|error| Failure(format!("{}: {error}\n", error.class_name()), 1))?
    } else {
        let options = DumpOptions {
            include_attributes: arguments.include_attributes,
            indent: Some(&spaces(arguments.indent)?),
            recursion_remaining: RECURSION_LIMIT - CALLS,
            ..DumpOptions::default()
        };
        dump(Node::Mod(tree), &options)
            .map_err(|error| Failure(format!("{}: {error}\n", error.class_name()), 1))?
    };
    Ok(text + "\n")
}

/// `' ' * count`
fn spaces(count: i64) -> Result<String, Failure> {
    let mut spaces = String::new();
    let count = usize::try_from(count).unwrap_or(0);
    spaces.try_reserve_exact(count).map_err(|_| Failure("MemoryError\n".to_owned(), 1))?;
    spaces.extend(std::iter::repeat_n(' ', count));
    Ok(spaces)
}

/// The arguments and the source, or nothing where help is asked for. The source is read
/// here, since CPython refuses a file as it does any wrong argument.
fn read_arguments() -> Result<Option<(Arguments, Vec<u8>)>, Failure> {
    let mut arguments = Arguments {
        mode: Mode::Exec,
        type_comments: true,
        include_attributes: false,
        indent: 3,
        unparse: false,
        infile: "-".into(),
    };
    let mut infile = None;
    let mut unrecognized = Vec::new();
    let mut given = lexopt::Parser::from_env();
    while let Some(argument) = given.next().map_err(|error| usage_error(&error.to_string()))? {
        let option = match &argument {
            Arg::Value(value) if infile.is_none() => {
                infile = Some(value.clone());
                continue;
            }
            Arg::Value(value) => {
                unrecognized.push(value.to_string_lossy().into_owned());
                continue;
            }
            Arg::Short(letter) => letter.to_string(),
            Arg::Long(name) => full_name(name)?.to_owned(),
        };
        match option.as_str() {
            "h" | "help" => return Ok(None),
            "m" | "mode" => arguments.mode = mode(&value(&mut given, "-m/--mode")?)?,
            "i" | "indent" => arguments.indent = indent(&value(&mut given, "-i/--indent")?)?,
            "no-type-comments" => arguments.type_comments = false,
            "a" | "include-attributes" => arguments.include_attributes = true,
            "u" | "unparse" => arguments.unparse = true,
            _ => unrecognized.push(format!("-{option}")),
        }
    }
    arguments.infile = infile.unwrap_or(arguments.infile);
    let source = read_file(&arguments.infile)?;
    if !unrecognized.is_empty() {
        return Err(usage_error(&format!("unrecognized arguments: {}", unrecognized.join(" "))));
    }
    Ok(Some((arguments, source)))
}

/// A long option, of which the beginning is enough.
fn full_name(beginning: &str) -> Result<&'static str, Failure> {
    const NAMES: [&str; 6] =
        ["help", "mode", "no-type-comments", "include-attributes", "indent", "unparse"];
    let mut matching = NAMES.into_iter().filter(|name| name.starts_with(beginning));
    match (NAMES.into_iter().find(|&name| name == beginning), matching.next(), matching.next()) {
        (Some(name), ..) | (None, Some(name), None) => Ok(name),
        (None, Some(name), Some(other)) => Err(usage_error(&format!(
            "ambiguous option: --{beginning} could match --{name}, --{other}"
        ))),
        (None, None, _) => Err(usage_error(&format!("unrecognized arguments: --{beginning}"))),
    }
}

/// What belongs to an option. What looks like an option itself does not, unless it is a
/// negative number.
fn value(given: &mut lexopt::Parser, option: &str) -> Result<String, Failure> {
    let value = given.optional_value().or_else(|| {
        given.try_raw_args()?.next_if(|next| {
            let next = next.to_string_lossy();
            next == "-" || !next.starts_with('-') || next[1..].bytes().all(|b| b.is_ascii_digit())
        })
    });
    let value =
        value.ok_or_else(|| usage_error(&format!("argument {option}: expected one argument")))?;
    Ok(value.to_string_lossy().into_owned())
}

fn mode(word: &str) -> Result<Mode, Failure> {
    match word {
        "exec" => Ok(Mode::Exec),
        "single" => Ok(Mode::Single),
        "eval" => Ok(Mode::Eval),
        "func_type" => Ok(Mode::FuncType),
        _ => Err(usage_error(&format!(
            "argument -m/--mode: invalid choice: {} \
             (choose from 'exec', 'single', 'eval', 'func_type')",
            repr(word)
        ))),
    }
}

fn indent(word: &str) -> Result<i64, Failure> {
    word.trim().parse().map_err(|_| {
        usage_error(&format!("argument -i/--indent: invalid int value: {}", repr(word)))
    })
}

fn read_file(infile: &OsString) -> Result<Vec<u8>, Failure> {
    let mut source = Vec::new();
    let read = match infile == "-" {
        true => io::stdin().lock().read_to_end(&mut source).map(|_| source),
        false => std::fs::read(infile),
    };
    read.map_err(|error| {
        let (infile, error) = (repr(&infile.to_string_lossy()), os_error(&error));
        usage_error(&format!("argument infile: can't open {infile}: {error}: {infile}"))
    })
}

fn usage_error(message: &str) -> Failure {
    Failure(format!("{USAGE}parser: error: {message}\n"), 2)
}

/// `str(OSError)` without the file name: `[Errno 2] No such file or directory`.
fn os_error(error: &io::Error) -> String {
    let words = error.to_string();
    let Some(number) = error.raw_os_error() else { return words };
    format!("[Errno {number}] {}", words.split(" (os error").next().unwrap_or(&words))
}
