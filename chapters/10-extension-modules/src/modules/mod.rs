//! The native modules, by name.

pub mod ast;
pub mod collections;
pub mod functools;
pub mod io;
pub mod itertools;
pub mod operator;
pub mod signal;
pub mod sre;
pub mod thread;
pub mod weakref;
pub mod codecs;

use object_model::types::module::ModuleDefinition;

/// All modules of this crate.
#[rustfmt::skip]
pub static ALL: &[&ModuleDefinition] = &[
    &ast::MODULE,
    &collections::MODULE,
    &functools::MODULE,
    &io::MODULE,
    &itertools::MODULE,
    &operator::MODULE,
    &signal::MODULE,
    &sre::MODULE,
    &thread::MODULE,
    &weakref::MODULE, //
];
pub static ALL: &[&ModuleDefinition] = &[&codecs::MODULE];
