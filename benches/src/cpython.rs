//! CPython in the same process: found, loaded and started once, then called.
//!
//! [`find`] says where a `libpython3.11` is, [`api`] loads the C API's functions from it,
//! [`python`] starts the interpreter and wraps what the benches do in safe types. Where
//! there is no CPython 3.11 the reason is printed once, and the benches leave its rows out.

pub mod find;
pub mod api;
pub mod python;

pub use api::Api;
pub use python::{Gil, Object, Python, Raised};
