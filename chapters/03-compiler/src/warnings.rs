//! What the compiler accepts but warns of, and who is told.
//!
//! CPython: `compiler_warn`, `check_compare`, `check_caller`, `check_subscripter`, `check_index`,
//! `compiler_assert` in `Python/compile.c`.
//!
//! In CPython the `warnings` module decides what comes of a warning: it is shown, or passed
//! over, or raised as an exception. So the compiler asks. A warning that is raised ends the
//! compilation as a `SyntaxError` with the same words, which knows its place better.

use std::fmt;

/// A warning and the line it is given for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Warning {
    /// What is wrong; its `Display` is the message.
    pub kind: WarningKind,
    /// The line.
    pub lineno: i32,
}

/// What there can be a warning about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum WarningKind {
    /// Something that the parser or the tokenizer saw.
    Parser(parser::WarningKind),
    /// `x is 1`
    IsLiteral,
    /// `x is not 1`
    IsNotLiteral,
    /// `(1, 2) (3, 4)`: a type whose values can't be called.
    NotCallable(&'static str),
    /// `{1} [2]`: a type whose values have no items.
    NotSubscriptable(&'static str),
    /// `[1] ['x']`: a type whose items are numbered, and that of what stands in brackets.
    NotAnIndex(&'static str, &'static str),
    /// `assert (x, 'message')`
    AssertionAlwaysTrue,
}

impl WarningKind {
    /// The name of the Python class.
    pub const fn category(&self) -> &'static str {
        match self {
            WarningKind::Parser(kind) => kind.category(),
            _ => "SyntaxWarning",
        }
    }
}

/// Why a compilation ends at a warning.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refusal {
    /// The warning is raised as an exception of its own class.
    Raised,
    /// Another exception was raised on the way.
    Failed,
}

/// Who is told of warnings. C: `PyErr_WarnExplicitObject`.
pub trait Warnings {
    /// Shows a warning or passes over it.
    ///
    /// # Errors
    /// When the compilation is to end here.
    fn warn(&mut self, warning: Warning) -> Result<(), Refusal>;
}

/// Keeps them.
impl Warnings for Vec<Warning> {
    fn warn(&mut self, warning: Warning) -> Result<(), Refusal> {
        self.push(warning);
        Ok(())
    }
}

impl fmt::Display for WarningKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WarningKind::Parser(kind) => kind.fmt(f),
            WarningKind::IsLiteral => f.write_str("\"is\" with a literal. Did you mean \"==\"?"),
            WarningKind::IsNotLiteral => {
                f.write_str("\"is not\" with a literal. Did you mean \"!=\"?")
            }
            WarningKind::NotCallable(what) => {
                write!(f, "'{what}' object is not callable; perhaps you missed a comma?")
            }
            WarningKind::NotSubscriptable(what) => {
                write!(f, "'{what}' object is not subscriptable; perhaps you missed a comma?")
            }
            WarningKind::NotAnIndex(what, index) => write!(
                f,
                "{what} indices must be integers or slices, not {index}; \
                 perhaps you missed a comma?"
            ),
            WarningKind::AssertionAlwaysTrue => {
                f.write_str("assertion is always true, perhaps remove parentheses?")
            }
        }
    }
}
