//! The native modules, by name.

pub mod collections;
pub mod functools;
pub mod itertools;
pub mod operator;
pub mod signal;
pub mod thread;
pub mod weakref;

use object_model::types::module::ModuleDefinition;

/// All modules of this crate.
pub static ALL: &[&ModuleDefinition] = &[
    &collections::MODULE,
    &functools::MODULE,
    &itertools::MODULE,
    &operator::MODULE,
    &signal::MODULE,
    &thread::MODULE,
    &weakref::MODULE, //
];
