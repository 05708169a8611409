//! `dict`: an index by hash in front of a table in order of insertion.
//!
//! CPython: `Objects/dictobject.c`, `Include/cpython/dictobject.h`,
//! `Include/internal/pycore_dict.h`.
//!
//! - [`keys`], the table: how large, what an entry is, where one is found;
//! - [`object`], the dict itself: get, set, delete, go through;
//! - [`methods`] and [`merge`]: what `dict` can do, and dicts made of dicts;
//! - [`iterator`] and [`views`].

pub mod keys;
pub mod object;
pub mod versions;
pub mod methods;
pub mod merge;
pub mod iterator;
pub mod views;

pub use keys::PyDictKeysObject;
pub use object::{DICT, PyDictObject, new};
