//! What may be asked of the parser.
//!
//! CPython: the start rules and flags of `Parser/pegen.h`, `PyCompilerFlags`.

use crate::warnings::Warning;

// ANCHOR: options
/// What the source is to be. C: `start_rule`; in Python, the `mode` of `compile`.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Mode {
    /// `exec`: a module.
    #[default]
    Exec,
    /// `eval`: one expression.
    Eval,
    /// `single`: one statement, as at a prompt.
    Single,
    /// `func_type`: the signature in a type comment.
    FuncType,
}

/// How to parse.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Options {
    /// What the source is to be.
    pub mode: Mode,
    /// The minor version of Python 3 whose syntax is accepted, as far as CPython tells
    /// versions apart.
    pub feature_version: u8,
    /// Whether type comments (PEP 484) become part of the tree.
    pub type_comments: bool,
    /// Whether `<>` is written for `!=` (`from __future__ import barry_as_FLUFL`).
    pub barry_as_flufl: bool,
    /// Whether a source that ends too early is reported as "incomplete input", which is how
    /// a prompt knows to ask for another line.
    pub allow_incomplete_input: bool,
    /// Whether the end of a source of mode `single` does not end its blocks: at a prompt an
    /// empty line does.
    pub dont_imply_dedent: bool,
    /// Whether the source is also a file that CPython would read an error's line from.
    pub in_file: bool,
    /// The warnings that a filter makes errors of, as `-W error` does: in place of each
    /// CPython raises a `SyntaxError`. See [`parse_filtered`](crate::parse_filtered).
    pub fatal_warnings: Vec<Warning>,
    /// The most decimal digits that an integer literal may have; 0 for any number.
    pub int_max_str_digits: usize,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            mode: Mode::Exec,
            feature_version: 11,
            type_comments: false,
            barry_as_flufl: false,
            allow_incomplete_input: false,
            dont_imply_dedent: false,
            in_file: false,
            fatal_warnings: Vec::new(),
            int_max_str_digits: 4300,
        }
    }
}
// ANCHOR_END: options
