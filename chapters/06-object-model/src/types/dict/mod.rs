//! `dict`: an index by hash in front of a table in order of insertion.
//!
//! CPython: `Objects/dictobject.c`, `Include/cpython/dictobject.h`,
//! `Include/internal/pycore_dict.h`.
//!
//! - [`keys`], the table: how large, what an entry is, where one is found;
//! - [`object`], the dict itself: get, set, delete, go through.

pub mod keys;
pub mod object;

pub use keys::PyDictKeysObject;
pub use object::{DICT, PyDictObject, new};
