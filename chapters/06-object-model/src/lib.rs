//! Chapter 6: the object model.
//!
//! Everything in Python is an object, and an object is a place in memory that begins with two
//! words: how many references lead to it, and which type it is of. What can be done with it is
//! in the type: a table of functions, called slots. This crate is those tables, how classes made
//! at run time get theirs, and the built-in types of CPython 3.11, laid out byte for byte as
//! CPython lays it out.
//!
//! # Reading order
//! 1. [`object`]: an object's head; [`Obj`], which borrows a reference, [`Ref`], which owns one;
//!    [`Raised`], an error without content.
//! 2. [`type_object`]: the type object with all its slots. [`slot_kinds`]: what slots return.
//! 3. [`static_type`]: a built-in type as a table. [`signature`] and [`arguments`]: how a row's
//!    text binds a call's arguments. `types/float`, the smallest type, shows it all.
//! 4. [`memory`], [`dealloc`], [`gc`]: how an object is made, how it ends, and how the collector
//!    of chapter 5 sees it.
//! 5. [`thread_state`] and [`errors`]: the exception in flight. [`runtime`]: what there is once,
//!    and how it begins.
//! 6. [`protocol`]: `x + y`, `x.y`, `x[y]`, `x()`: which slots are asked, and in which order.
//! 7. [`types::type_`]: classes: the MRO, the attribute cache, the bridge between slots and
//!    special methods, what is inherited. [`types::descriptor`]: what stands in a type's dict.
//! 8. [`types`], the breadth: a folder a type.
//!
//! [`buffer`] is the struct of the buffer protocol, [`hash_secret`] the hash of text, and
//! [`unicode`] what Unicode 14 says of each character, [`codecs`] text to bytes and back. What
//! is in the folders of [`types`] beside `object.rs` are algorithms that know nothing of objects.
//!
//! # An example
//! ```
//! use object_model::protocol::number::ADD;
//! use object_model::runtime::with_objects;
//! use object_model::types::int;
//!
//! with_objects(|| {
//!     let (x, y) = (int::from_i64(40)?, int::from_i64(2)?);
//!     let sum = x.clone().object().borrow().binary(y.borrow().object(), ADD)?;
//!     assert_eq!(sum.downcast::<int::PyLongObject>().unwrap().borrow().to_i64(), Some(42));
//!     Ok::<(), object_model::Raised>(())
//! })
//! .unwrap();
//! ```
//!
//! # Invariants
//! - A reference is counted by whoever owns it: [`Ref`] alone counts.
//! - Only the thread that holds the GIL has references; they are neither `Send` nor `Sync`.
//! - A function that returns [`Raised`] has set an exception, and one that returns a value has
//!   set none.
//! - A slot is called with objects of its type only.

pub mod object;
pub mod type_object;
pub mod slot_kinds;
pub mod static_type;
pub mod signature;
pub mod arguments;
pub mod memory;
pub mod dealloc;
pub(crate) mod free_list;
pub mod gc;
pub mod thread_state;
pub mod errors;
pub mod runtime;
pub mod protocol;
pub mod types;
pub mod buffer;
pub mod hash_secret;
pub mod unicode;
pub mod codecs;

pub use object::{Field, Layout, Obj, PyObject, Raised, Ref, Result, Status};
pub use static_type::{Getter, Method, StaticType, Table};
