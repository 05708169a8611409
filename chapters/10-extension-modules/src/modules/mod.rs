//! The native modules, by name.

pub mod collections;
pub mod functools;
pub mod io;
pub mod itertools;
pub mod matrix;
pub mod operator;
pub mod signal;
pub mod sre;
pub mod thread;

use object_model::types::module::ModuleDefinition;

/// All modules of this crate.
pub static ALL: &[&ModuleDefinition] = &[
    &collections::MODULE,
    &functools::MODULE,
    &io::MODULE,
    &itertools::MODULE,
    &matrix::MODULE,
    &operator::MODULE,
    &signal::MODULE,
    &sre::MODULE,
    &thread::MODULE,
];
