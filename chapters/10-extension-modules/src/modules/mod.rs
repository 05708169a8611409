//! The native modules, by name.

pub mod binascii;
pub mod codecs;
pub mod random;
pub mod string;
pub mod struct_;

use object_model::types::module::ModuleDefinition;

/// All modules of this crate.
pub static ALL: &[&ModuleDefinition] =
    &[&binascii::MODULE, &codecs::MODULE, &random::MODULE, &string::MODULE, &struct_::MODULE];
