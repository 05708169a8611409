//! The native modules, by name.

pub mod signal;
pub mod thread;

use object_model::types::module::ModuleDefinition;

/// All modules of this crate.
pub static ALL: &[&ModuleDefinition] = &[&signal::MODULE, &thread::MODULE];
