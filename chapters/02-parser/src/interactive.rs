//! What a prompt is to do with the lines typed so far.
//!
//! CPython: `_maybe_compile` in `Lib/codeop.py`, which `code.InteractiveConsole` and IDLE ask.
//!
//! A statement is whole when a parser that is told that more may come finds nothing wrong. If
//! it finds that the source ends too early, or that a line break at the end would do, the
//! prompt asks for another line. Anything else is an error, and the statement is parsed once
//! more for the words that it would get in a file.

use std::borrow::Cow;

use bumpalo::Bump;
use tokenizer::Source;

use crate::ast::Mod;
use crate::errors::Error;
use crate::options::Options;
use crate::parser::parse_once;
use crate::{ErrorKind, Mode};

// ANCHOR: typed
/// What the lines typed so far are.
#[derive(Debug)]
pub enum Typed<'a> {
    /// A statement.
    Complete(&'a Mod<'a>),
    /// The beginning of one: another line has to be asked for.
    Incomplete,
    /// Neither, whatever follows.
    Wrong(Error),
}

/// Says what the lines typed so far are. The last of them has no line break yet; an empty one
/// ends a statement that has blocks.
pub fn typed<'a>(lines: &str, arena: &'a Bump, options: &Options) -> Typed<'a> {
    let is_nothing = |line: &str| {
        let line = line.trim();
        line.is_empty() || line.starts_with('#')
    };
    let lines = match options.mode != Mode::Eval && lines.split('\n').all(is_nothing) {
        true => Cow::Borrowed("pass"),
        false => Cow::Borrowed(lines),
    };
    let tolerant =
        Options { allow_incomplete_input: true, dont_imply_dedent: true, ..options.clone() };
    if let Err(Error::Syntax(_)) = read(&lines, arena, &tolerant) {
        match read(&format!("{lines}\n"), arena, &tolerant) {
            Ok(_) => return Typed::Incomplete,
            Err(error) if is_incomplete(&error) => return Typed::Incomplete,
            Err(_) => {}
        }
    }
    match read(&lines, arena, options) {
        Ok(tree) => Typed::Complete(tree),
        Err(error) => Typed::Wrong(error),
    }
}

fn is_incomplete(error: &Error) -> bool {
    matches!(error, Error::Syntax(error) if error.kind == ErrorKind::IncompleteInput)
}

fn read<'a>(text: &str, arena: &'a Bump, options: &Options) -> Result<&'a Mod<'a>, Error> {
    let source = Source::from_str(arena.alloc_str(text), options.mode == Mode::Exec);
    parse_once(source.map_err(|error| Error::Syntax(error.into_kind()))?, arena, options).result
}
// ANCHOR_END: typed
