//! What crosses the chapters, held against CPython.
//!
//! There are two ways to hold a stage against the reference, and both are here:
//! 1. [`recordings`]: what CPython printed for our own programs, committed and read only.
//!    They are made by `tests/reference/record.py` and need no Python to be checked.
//! 2. [`compare`]: CPython is asked, in a few [`helper`] processes, about every file of its
//!    own [`library`], about [`mutants`] of those, or about [`snippets`] in its tests. Where [`cpython`] finds no 3.11, such
//!    a test says that it is skipped.
//!
//! ```no_run
//! use glass_snake_tests::{compare::Comparison, cpython::Python, library};
//!
//! if let Some(python) = Python::get("the tokens of the library") {
//!     let files = library::files(python);
//!     let ours = |_name: &str, source: &[u8]| vec![Some(source.to_vec())];
//!     Comparison { python, view: "tokenize", ours: &ours }
//!         .run(files.len(), |index| files[index].read())
//!         .assert_all("files");
//! }
//! ```

pub mod cpython;
pub mod library;
pub mod mutants;
pub mod snippets;
pub mod helper;
pub mod compare;
pub mod recordings;

/// Says something on standard error even where the test runner keeps what tests print: a
/// skipped comparison and a count of files are results.
pub fn say(text: &str) {
    use std::io::Write;
    // Nothing is lost that a test depends on if standard error is closed.
    let _ = writeln!(std::io::stderr(), "{text}");
}
