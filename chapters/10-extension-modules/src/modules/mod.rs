//! The native modules, by name.

use object_model::types::module::ModuleDefinition;

/// All modules of this crate.
pub static ALL: &[&ModuleDefinition] = &[];
