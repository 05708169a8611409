//! The native modules, by name.

pub mod codecs;

use object_model::types::module::ModuleDefinition;

/// All modules of this crate.
pub static ALL: &[&ModuleDefinition] = &[&codecs::MODULE];
