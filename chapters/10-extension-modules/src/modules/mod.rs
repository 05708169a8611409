//! The native modules, by name.

pub mod array;
pub mod ast;
pub mod binascii;
pub mod codecs;
pub mod collections;
pub mod errno;
pub mod functools;
pub mod io;
pub mod itertools;
pub mod operator;
pub mod posix;
pub mod random;
pub mod resource;
pub mod signal;
pub mod sre;
pub mod stat;
pub mod string;
pub mod struct_;
pub mod thread;
pub mod time;
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
    &errno::MODULE,
    &functools::MODULE,
    &io::MODULE,
    &itertools::MODULE,
    &operator::MODULE,
    &posix::MODULE,
    &random::MODULE,
    &resource::MODULE,
    &signal::MODULE,
    &sre::MODULE,
    &stat::MODULE,
    &string::MODULE,
    &struct_::MODULE,
    &thread::MODULE,
    &time::MODULE,
    &weakref::MODULE,
];
