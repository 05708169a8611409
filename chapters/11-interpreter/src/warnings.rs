//! Warnings of the compiler, on their way to `warnings`.
//!
//! CPython: `PyErr_WarnExplicitObject` in `Python/_warnings.c`, and its callers in
//! `Parser/pegen.c` and `Python/compile.c`.

use compiler::{Refusal, Warning, Warnings};
use object_model::types::str::Str;

/// Hears the warnings about a source.
pub(crate) struct Listener<'a> {
    /// The file's name.
    pub(crate) filename: Str<'a>,
}

impl Warnings for Listener<'_> {
    fn warn(&mut self, warning: Warning) -> Result<(), Refusal> {
        let _ = (warning, self.filename);
        Ok(())
    }
}
