//! The native modules, by name.

pub mod ast;
pub mod codecs;
pub mod collections;
pub mod functools;
pub mod io;
pub mod itertools;
pub mod operator;
pub mod signal;
pub mod sre;
pub mod thread;
pub mod weakref;

use object_model::types::module::ModuleDefinition;

/// All modules of this crate.
#[rustfmt::skip]
pub static ALL: &[&ModuleDefinition] = &[
    &ast::MODULE,
    &codecs::MODULE,
    &collections::MODULE,
    &functools::MODULE,
    &io::MODULE,
    &itertools::MODULE,
    &operator::MODULE,
    &signal::MODULE,
    &sre::MODULE,
    &thread::MODULE,
    &weakref::MODULE,
];
