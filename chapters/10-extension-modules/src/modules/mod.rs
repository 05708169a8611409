//! The native modules, by name.

pub mod io;

use object_model::types::module::ModuleDefinition;

/// All modules of this crate.
pub static ALL: &[&ModuleDefinition] = &[&io::MODULE];
