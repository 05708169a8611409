//! What the benches share: CPython in the same process, inputs, and the report.
//!
//! The benches themselves are in `benches/`, one file a stage. Each criterion group times
//! a chapter's work beside CPython's own, so that both figures come from one run on one
//! machine. Read:
//! 1. [`cpython`]: finds `libpython3.11`, starts it here and times calls of it;
//! 2. [`sources`]: Python sources to work on, CPython's library or made by a seed;
//! 3. [`report`]: criterion's results as the table and the plots of the book's appendix.
//!
//! ```no_run
//! use glass_snake_benches::cpython::Python;
//!
//! if let Some(python) = Python::get() {
//!     let took = python.with_gil(|gil| {
//!         let work = gil.function("def work(): sorted(range(1000))", "work")?;
//!         work.time(gil, 100)
//!     });
//!     println!("{} took {:?} for 100 calls", python.version(), took.unwrap());
//! }
//! ```

pub mod cpython;
pub mod sources;
pub mod report;
