//! Chapter 3: tree to bytecode.
//!
//! The passes, in the order in which they run:
//! 1. [`future`] reads the future statements, which change what the other passes do.
//! 2. [`fold`] computes what can be computed from constants alone.
//! 3. [`symtable`] finds out what each name is in each block.

#![forbid(unsafe_code)]

pub mod errors;
pub mod future;
pub mod recursion;
pub mod fold;
pub mod symtable;

pub use errors::{Error, ErrorKind};
