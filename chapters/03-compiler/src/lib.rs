//! Chapter 3: tree to code object.
//!
//! A tree says what a program means. A code object says what to do, one small step after the
//! other, for a machine with a stack. On the way the names are looked up, what is constant is
//! computed, statements become instructions in blocks, and the blocks are tidied up and put in
//! order. What comes out is what CPython 3.11 makes of the same source, byte for byte.
//!
//! ```
//! use compiler::{Options, Warning, compile, dis};
//!
//! let mut warnings: Vec<Warning> = Vec::new();
//! let code = compile(b"answer = 6 * 7", "<string>", &Options::default(), &mut warnings)?;
//! let shown = String::from_utf8(dis::dis(&code, &dis::Options::default())).unwrap();
//! assert_eq!(shown, "  0           0 RESUME                   0
//!
//!   1           2 LOAD_CONST               0 (42)
//!               4 STORE_NAME               0 (answer)
//!               6 LOAD_CONST               1 (None)
//!               8 RETURN_VALUE
//! ");
//!
//! let error = compile(b"break", "<string>", &Options::default(), &mut warnings).unwrap_err();
//! assert_eq!(error.to_string(), "SyntaxError: 'break' outside loop");
//! # Ok::<(), compiler::CompileError>(())
//! ```
//!
//! The reading order. The passes, as they run:
//! 1. `compile`, which calls all of them. [`errors`] and [`warnings`] are what they have to say,
//!    [`recursion`] is how deep they may go.
//! 2. [`future`] reads the future statements, which change what the other passes do.
//! 3. [`fold`] computes what can be computed from constants alone.
//! 4. [`symtable`] finds out what each name is in each block.
//! 5. [`codegen`] goes through the tree and writes instructions, into a [`flow_graph`] for each
//!    code object; [`code_unit`] is all that it hands on.
//! 6. [`assembly`] has the graph optimised and makes of it bytes and tables.
//!
//! And what there is to know of finished code:
//! 7. [`opcode`], the one table of instructions.
//! 8. [`code`], a code object of plain values: [`constant`], [`location`],
//!    [`exception_table`].
//! 9. [`dis`], which shows it; [`verify`], which refuses what would harm who runs it.
//! 10. [`marshal`] and [`pyc`], code as bytes and in files; [`siphash`] for their hashes.

#![forbid(unsafe_code)]

pub mod errors;
pub mod warnings;
pub mod recursion;
mod compile;
pub mod future;
pub mod fold;
pub mod symtable;
pub mod codegen;
pub mod flow_graph;
pub mod code_unit;
pub mod assembly;
pub mod opcode;
pub mod code;
pub mod constant;
pub mod location;
pub mod exception_table;
pub mod dis;
pub mod verify;
pub mod marshal;
pub mod pyc;
pub mod siphash;

pub use compile::{
    CompileError, Options, compile, compile_source, compile_tree, compile_tree_observed,
    parse_source,
};
pub use errors::{Error, ErrorKind};
pub use parser::Mode;
pub use warnings::{Refusal, Warning, WarningKind, Warnings};
