//! What one can do with any object: the functions behind `x.y`, `x + y`, `x[y]`, `x()`.
//!
//! CPython: `Objects/abstract.c`, `Objects/object.c`, `Objects/call.c`.
//!
//! Each asks the object's type for a slot and calls it. They are methods of
//! [`Obj`](crate::object::Obj), one file a protocol.

pub mod attribute;
pub mod buffer;
pub mod call;
pub mod compare;
pub mod hash;
pub mod number;
pub mod conversion;
pub mod text;
pub mod container;
pub mod sequence;
pub mod iterate;
pub mod instance;
