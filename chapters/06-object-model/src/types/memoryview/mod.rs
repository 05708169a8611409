//! `memoryview`: somebody's memory as items of a format, with a shape.
//!
//! CPython: `Objects/memoryobject.c`.
//!
//! 1. [`managed_buffer`]: the one buffer that all views of an object share.
//! 2. [`object`]: the view, and how one is made from another.
//! 3. [`format`]: what the characters of a format mean.
//! 4. [`items`]: reading and writing items; [`methods`], [`compare`], [`iterator`].

pub mod compare;
pub mod format;
pub mod items;
pub mod iterator;
pub mod managed_buffer;
pub mod methods;
pub mod object;

pub use iterator::MEMORY_ITERATOR;
pub use managed_buffer::MANAGED_BUFFER;
pub use object::{MEMORYVIEW, PyMemoryViewObject, new};
