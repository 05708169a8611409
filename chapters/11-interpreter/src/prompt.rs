//! The prompt: statements are read, run and, where they are expressions, their values shown.
//!
//! CPython: `PyRun_InteractiveLoopFlags`, `PyRun_InteractiveOneObjectEx` in `Python/pythonrun.c`.
//!
//! Lines are asked for until they are a whole statement. An exception ends the statement and
//! not the prompt; the end of the input does.

use compiler::future::Features;
use compiler::{CompileError, Mode, Options};
use eval_loop::objects::code::from_code;
use eval_loop::run::eval_code;
use object_model::errors::{self, raise};
use object_model::name;
use object_model::types::module::PyModuleObject;
use object_model::types::str::{self, Str};
use object_model::{Obj, Ref, Result};
use parser::Bump;
use parser::interactive::{Typed, typed};

use crate::builtins::Flags;
use crate::compile_errors::raise_compile_error;
use crate::run::{Ended, flush_standard_files, report};
use crate::{std_printer, sys, warnings};

// ANCHOR: prompt
/// Goes on until the input ends. C: `PyRun_InteractiveLoopFlags`.
pub(crate) fn run(main: Obj<'_, PyModuleObject>) -> Result<Ended> {
    for (name, text) in [(name!("ps1"), ">>> "), (name!("ps2"), "... ")] {
        if sys::get(name)?.is_none() {
            sys::set(name, str::interned(text)?.borrow().object())?;
        }
    }
    let mut features = Features::default();
    loop {
        match read_statement(features) {
            Ok(None) => {
                std_printer::write_all(2, b"\n")?;
                return Ok(Ended::Status(0));
            }
            Ok(Some(statement)) => {
                if let Err(raised) = run_statement(main, &statement, &mut features) {
                    let _ = raised;
                    if let Some(ended) = reported() {
                        return Ok(ended);
                    }
                }
            }
            Err(_) => {
                if let Some(ended) = reported() {
                    return Ok(ended);
                }
            }
        }
        flush_standard_files();
    }
}

/// Shows the exception; `SystemExit` ends the prompt.
fn reported() -> Option<Ended> {
    let is_exit = errors::matches(&errors::SYSTEM_EXIT);
    let ended = report();
    flush_standard_files();
    is_exit.then_some(ended)
}

/// The lines of a statement; none at the end of the input.
fn read_statement(features: Features) -> Result<Option<String>> {
    let mut lines = String::new();
    let mut prompt = name!("ps1");
    loop {
        let Some(line) = read_line(prompt)? else {
            return Ok(if lines.is_empty() { None } else { Some(lines) });
        };
        lines.push_str(line.strip_suffix('\n').unwrap_or(&line));
        let arena = Bump::new();
        let options = parser::Options {
            mode: Mode::Single,
            barry_as_flufl: features.contains(Features::BARRY_AS_BDFL),
            ..parser::Options::default()
        };
        match typed(&lines, &arena, &options) {
            Typed::Incomplete => lines.push('\n'),
            Typed::Complete(_) | Typed::Wrong(_) => return Ok(Some(lines)),
        }
        prompt = name!("ps2");
    }
}

fn read_line(prompt: Str<'_>) -> Result<Option<String>> {
    flush_standard_files();
    if let Some(prompt) = sys::get(prompt)? {
        let text = prompt.borrow().str()?;
        std_printer::write_all(2, text.borrow().to_text().as_bytes())?;
    }
    let mut line = Vec::new();
    std_printer::read_line(0, &mut line)?;
    match line.is_empty() {
        true => Ok(None),
        false => Ok(Some(String::from_utf8_lossy(&line).into_owned())),
    }
}

/// C: `PyRun_InteractiveOneObjectEx`. Features of the future stay switched on.
fn run_statement(
    main: Obj<'_, PyModuleObject>,
    statement: &str,
    features: &mut Features,
) -> Result<()> {
    let filename = str::interned("<stdin>")?;
    let options = Options { features: *features, ..Flags::default().options(Mode::Single, None) };
    let mut listener = warnings::Listener { filename: filename.borrow() };
    let bytes = statement.as_bytes();
    let code = tokenizer::Source::from_str(statement, false)
        .map_err(CompileError::Source)
        .and_then(|source| compiler::compile_source(&source, "<stdin>", &options, &mut listener))
        .map_err(|error| raise_compile_error(&error, filename.borrow(), bytes))?;
    let known = Features::ANNOTATIONS.0 | Features::BARRY_AS_BDFL.0;
    *features |= Features(code.flags as u32 & known);
    let globals = main.dict_object();
    let globals = globals.ok_or_else(|| raise(&errors::SYSTEM_ERROR, "__main__ has no dict"))?;
    let code = from_code(&code)?;
    let value: Ref = eval_code(code.borrow(), globals.borrow(), globals.borrow().object())?;
    drop(value);
    Ok(())
}
// ANCHOR_END: prompt
