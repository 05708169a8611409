//! The native modules, by name.

pub mod array;
pub mod ast;
pub mod binascii;
pub mod codecs;
pub mod collections;
pub mod functools;
pub mod io;
pub mod itertools;
pub mod operator;
pub mod random;
pub mod signal;
pub mod sre;
pub mod string;
pub mod struct_;
pub mod thread;
pub mod weakref;

use object_model::types::module::ModuleDefinition;

/// All modules of this crate.
#[rustfmt::skip]
pub static ALL: &[&ModuleDefinition] = &[
    &array::MODULE,
    &ast::MODULE,
    &binascii::MODULE,
    &codecs::MODULE,
    &collections::MODULE,
    &functools::MODULE,
    &io::MODULE,
    &itertools::MODULE,
    &operator::MODULE,
    &random::MODULE,
    &signal::MODULE,
    &sre::MODULE,
    &string::MODULE,
    &struct_::MODULE,
    &thread::MODULE,
    &weakref::MODULE,
];
