//! The limits that CPython sets to what it writes.
//!
//! CPython: `_Py_CheckRecursiveCall` in `Python/ceval.c`, `long_to_decimal_string_internal`
//! in `Objects/longobject.c`.
//!
//! What goes through a tree calls itself for each level, so each counts how deep it is and
//! gives up with the error that CPython raises, before the stack is used up.

use std::fmt;

/// The most decimal digits that an `int` is written with, unless a program sets another
/// limit. C: `_PY_LONG_DEFAULT_MAX_STR_DIGITS`.
pub const INT_MAX_STR_DIGITS: usize = 4300;

/// How deep calls may nest in Python, unless a program sets another limit.
/// C: `Py_DEFAULT_RECURSION_LIMIT`.
pub const RECURSION_LIMIT: u32 = 1000;

// ANCHOR: recursion
/// `RecursionError`, and during what.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RecursionError {
    /// A Python function called another.
    Call,
    /// Python called a function that is written in C.
    CallOfObject,
    /// `repr` was asked.
    Repr,
    /// A tree was turned into Python objects.
    Construction,
}
// ANCHOR_END: recursion

impl fmt::Display for RecursionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("maximum recursion depth exceeded")?;
        f.write_str(match self {
            RecursionError::Call => "",
            RecursionError::CallOfObject => " while calling a Python object",
            RecursionError::Repr => " while getting the repr of an object",
            RecursionError::Construction => " during ast construction",
        })
    }
}

impl std::error::Error for RecursionError {}

/// `ValueError`: an `int` has more decimal digits than this limit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct IntTooLong(pub usize);

impl fmt::Display for IntTooLong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Exceeds the limit ({} digits) for integer string conversion; \
             use sys.set_int_max_str_digits() to increase the limit",
            self.0
        )
    }
}

impl std::error::Error for IntTooLong {}
