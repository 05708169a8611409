//! Chapter 3: tree to code object.
//!
//! What stands of it. The passes before code generation, in the order in which they run:
//! 1. [`future`] reads the future statements, which change what the other passes do.
//! 2. [`fold`] computes what can be computed from constants alone.
//! 3. [`symtable`] finds out what each name is in each block.
//!
//! And what there is to know of finished code:
//! 4. [`opcode`], the one table of instructions.
//! 5. [`code`], a code object of plain values: [`constant`], [`location`],
//!    [`exception_table`].
//! 6. [`dis`], which shows it.
//! 7. [`marshal`] and [`pyc`], code as bytes and in files; [`siphash`] for their hashes.

#![forbid(unsafe_code)]

pub mod errors;
pub mod warnings;
pub mod future;
pub mod recursion;
pub mod fold;
pub mod symtable;
pub mod opcode;
pub mod constant;
pub mod code;
pub mod location;
pub mod exception_table;
pub mod flow_graph;
pub mod verify;
pub mod code_unit;
pub mod codegen;
pub mod assembly;
pub mod dis;
pub mod marshal;
pub mod siphash;
pub mod pyc;
mod compile;

pub use compile::{CompileError, Options, compile, compile_source, compile_tree};
pub use errors::{Error, ErrorKind};
pub use parser::Mode;
pub use warnings::{Refusal, Warning, WarningKind, Warnings};
