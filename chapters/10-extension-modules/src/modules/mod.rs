//! The native modules, by name.

pub mod abc;
pub mod ast;
pub mod atexit;
pub mod bisect;
pub mod collections;
pub mod contextvars;
pub mod csv;
pub mod functools;
pub mod gc;
pub mod heapq;
pub mod io;
pub mod itertools;
pub mod math;
pub mod opcode;
pub mod operator;
pub mod signal;
pub mod sre;
pub mod statistics;
pub mod thread;
pub mod typing;
pub mod weakref;

use object_model::types::module::ModuleDefinition;

/// All modules of this crate.
#[rustfmt::skip]
pub static ALL: &[&ModuleDefinition] = &[
    &abc::MODULE,
    &ast::MODULE,
    &atexit::MODULE,
    &bisect::MODULE,
    &collections::MODULE,
    &contextvars::MODULE,
    &csv::MODULE,
    &functools::MODULE,
    &gc::MODULE,
    &heapq::MODULE,
    &io::MODULE,
    &itertools::MODULE,
    &math::MODULE,
    &opcode::MODULE,
    &operator::MODULE,
    &signal::MODULE,
    &sre::MODULE,
    &statistics::MODULE,
    &thread::MODULE,
    &typing::MODULE,
    &weakref::MODULE,
];
