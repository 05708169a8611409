//! From a source to its code object: all passes in a row.
//!
//! CPython: `builtin_compile_impl` in `Python/bltinmodule.c`, `Py_CompileStringObject` in
//! `Python/pythonrun.c`, `_PyAST_Compile` in `Python/compile.c`.

use std::fmt;

use bumpalo::Bump;
use parser::ast::Mod;
use parser::limits::INT_MAX_STR_DIGITS;
use parser::traceback::show_syntax_error;
use parser::{Mode, parse};
use tokenizer::Source;

use crate::assembly::Look;
use crate::code::Code;
use crate::code_unit::CodeUnit;
use crate::codegen;
use crate::constant::{Shared, Str, Text};
use crate::errors::{Error, ErrorKind, Location};
use crate::flow_graph::Pass;
use crate::fold::fold;
use crate::future::{Features, future};
use crate::recursion::RecursionLimit;
use crate::symtable;
use crate::warnings::{Refusal, Warning, WarningKind, Warnings};

/// How to compile.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Options {
    /// What the source is to be.
    pub mode: Mode,
    /// `optimize`: at 1 without `assert` and with `__debug__` false, at 2 without docstrings
    /// either. A higher level is as 2.
    pub optimize: u8,
    /// Future features that are switched on already: those of the code that calls `compile`,
    /// unless `dont_inherit` was said, and those in `flags`.
    pub features: Features,
    /// Whether a module may `await`. C: `PyCF_ALLOW_TOP_LEVEL_AWAIT`.
    pub allow_top_level_await: bool,
    /// Whether type comments are checked. C: `PyCF_TYPE_COMMENTS`.
    pub type_comments: bool,
    /// Whether a source that ends too early is reported as such. C:
    /// `PyCF_ALLOW_INCOMPLETE_INPUT`.
    pub allow_incomplete_input: bool,
    /// Whether the source is also a file that CPython would read an error's line from.
    pub in_file: bool,
    /// The most decimal digits of an int; 0 for any number.
    pub int_max_str_digits: usize,
    /// How deep the tree may be.
    pub recursion: RecursionLimit,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            mode: Mode::Exec,
            optimize: 0,
            features: Features::default(),
            allow_top_level_await: false,
            type_comments: false,
            allow_incomplete_input: false,
            in_file: false,
            int_max_str_digits: INT_MAX_STR_DIGITS,
            recursion: RecursionLimit::default(),
        }
    }
}

/// Why there is no code.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum CompileError {
    /// The source is no text.
    Source(tokenizer::Error),
    /// The text is no Python.
    Parse(parser::Error),
    /// The tree is no program.
    Compile(Error),
}

/// Compiles a source as it stands in a file. `warnings` hears what there is to warn of.
///
/// # Errors
/// CPython's `SyntaxError`, `RecursionError` and what else `compile` raises.
pub fn compile(
    source: &[u8],
    filename: &str,
    options: &Options,
    warnings: &mut dyn Warnings,
) -> Result<Shared<Code>, CompileError> {
    let ends_with_newline = options.mode == Mode::Exec;
    let source = Source::from_bytes(source, ends_with_newline).map_err(CompileError::Source)?;
    compile_source(&source, filename, options, warnings)
}

/// Compiles a source that was decoded, or was a `str` from the start.
///
/// # Errors
/// As [`compile`].
pub fn compile_source(
    source: &Source<'_>,
    filename: &str,
    options: &Options,
    warnings: &mut dyn Warnings,
) -> Result<Shared<Code>, CompileError> {
    let arena = Bump::new();
    let tree = parse_source(source, &arena, options, warnings)?;
    compile_tree(tree, filename, options, warnings).map_err(CompileError::Compile)
}

/// Only parses a source, as it is parsed before it is compiled.
///
/// # Errors
/// As [`compile`].
pub fn parse_source<'a>(
    source: &'a Source<'a>,
    arena: &'a Bump,
    options: &Options,
    warnings: &mut dyn Warnings,
) -> Result<&'a Mod<'a>, CompileError> {
    let parse = parse(source, arena, &parser_options(options));
    for warning in parse.warnings {
        warn(warning, warnings).map_err(CompileError::Compile)?;
    }
    parse.result.map_err(CompileError::Parse)
}

/// Compiles a tree. C: `_PyAST_Compile`.
///
/// # Errors
/// As [`compile`], but for what only a source can have wrong.
pub fn compile_tree(
    tree: &Mod<'_>,
    filename: &str,
    options: &Options,
    warnings: &mut dyn Warnings,
) -> Result<Shared<Code>, Error> {
    through_passes(tree, filename, options, warnings, None)
}

/// As [`compile_tree`], with a look at each unit's graph before the first pass over it and
/// after each: [`dump`](crate::flow_graph::dump) shows it.
///
/// # Errors
/// As [`compile_tree`].
pub fn compile_tree_observed(
    tree: &Mod<'_>,
    filename: &str,
    options: &Options,
    warnings: &mut dyn Warnings,
    look: &mut dyn FnMut(Pass, &CodeUnit),
) -> Result<Shared<Code>, Error> {
    through_passes(tree, filename, options, warnings, Some(look))
}

fn through_passes(
    tree: &Mod<'_>,
    filename: &str,
    options: &Options,
    warnings: &mut dyn Warnings,
    look: Look<'_, '_>,
) -> Result<Shared<Code>, Error> {
    let arena = Bump::new();
    let future = future(tree)?;
    let features = options.features | future.features;
    let tree = fold(tree, &arena, options.optimize == 0, features, options.recursion)?;
    let table = symtable::build(tree, &arena, features, options.recursion)?;
    let options = codegen::Options {
        optimize: options.optimize,
        features,
        future_line: future.lineno,
        allow_top_level_await: options.allow_top_level_await,
        int_max_str_digits: options.int_max_str_digits,
    };
    let filename = file_name(filename);
    // No longer than the arena, like everything else that code generation holds.
    let look = look.map(|look| look as &mut dyn FnMut(Pass, &CodeUnit));
    codegen::generate(tree, table, filename, options, warnings, look).map(Shared::new)
}

/// The file's name as a string to which the caller also has a reference.
fn file_name(filename: &str) -> Str {
    Shared::held(Text::new(filename))
}

fn parser_options(options: &Options) -> parser::Options {
    parser::Options {
        mode: options.mode,
        type_comments: options.type_comments,
        barry_as_flufl: options.features.contains(Features::BARRY_AS_BDFL),
        allow_incomplete_input: options.allow_incomplete_input,
        in_file: options.in_file,
        int_max_str_digits: options.int_max_str_digits,
        ..parser::Options::default()
    }
}

/// Tells of what the parser warned of.
fn warn(warning: parser::Warning, warnings: &mut dyn Warnings) -> Result<(), Error> {
    let parser::Warning { kind, lineno } = warning;
    let kind = WarningKind::Parser(kind);
    warnings.warn(Warning { kind: kind.clone(), lineno }).map_err(|refusal| match refusal {
        Refusal::Raised => Error::located(ErrorKind::Warning(kind), Location::at(lineno, 0)),
        Refusal::Failed => Error::Warning,
    })
}

impl CompileError {
    /// What CPython prints about the error at the end of a traceback, where the file holds
    /// the source.
    pub fn show(&self, source: &[u8], filename: &str) -> String {
        match self {
            CompileError::Source(error) => show_syntax_error(error, filename),
            CompileError::Parse(parser::Error::Syntax(error)) => show_syntax_error(error, filename),
            CompileError::Compile(Error::Syntax(error)) => {
                show_syntax_error(&error.with_text(source), filename)
            }
            error => format!("{error}\n"),
        }
    }

    /// The name of the Python class.
    pub fn class_name(&self) -> &'static str {
        match self {
            CompileError::Source(error) => error.class().name(),
            CompileError::Parse(error) => error.class_name(),
            CompileError::Compile(error) => error.class_name(),
        }
    }
}

impl fmt::Display for CompileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CompileError::Source(error) => error.fmt(f),
            CompileError::Parse(error) => error.fmt(f),
            CompileError::Compile(error) => write!(f, "{}: {error}", error.class_name()),
        }
    }
}

impl std::error::Error for CompileError {}
