//! Weak references: they lead to an object, and don't keep it alive.
//!
//! CPython: `Objects/weakrefobject.c`.
//!
//! - [`object`]: the list of an object's weak references, and `weakref.ref`;
//! - [`proxy`]: stand-ins that pass on whatever is done to them.

pub mod object;
pub mod proxy;

pub use object::{PyWeakReference, REFERENCE, clear_references, references};
pub use proxy::{CALLABLE_PROXY, PROXY};
