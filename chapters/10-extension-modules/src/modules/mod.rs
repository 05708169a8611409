//! The native modules, by name.

pub mod ast;
pub mod codecs;
pub mod collections;
pub mod errno;
pub mod fcntl;
pub mod functools;
pub mod grp;
pub mod io;
pub mod itertools;
pub mod locale;
pub mod operator;
pub mod posix;
pub mod posixsubprocess;
pub mod pwd;
pub mod resource;
pub mod select;
pub mod signal;
pub mod sre;
pub mod stat;
pub mod syslog;
pub mod termios;
pub mod thread;
pub mod time;
pub mod weakref;

use object_model::types::module::ModuleDefinition;

/// All modules of this crate.
#[rustfmt::skip]
pub static ALL: &[&ModuleDefinition] = &[
    &ast::MODULE,
    &codecs::MODULE,
    &collections::MODULE,
    &errno::MODULE,
    &fcntl::MODULE,
    &functools::MODULE,
    &grp::MODULE,
    &io::MODULE,
    &itertools::MODULE,
    &locale::MODULE,
    &operator::MODULE,
    &posix::MODULE,
    &posixsubprocess::MODULE,
    &pwd::MODULE,
    &resource::MODULE,
    &select::MODULE,
    &signal::MODULE,
    &sre::MODULE,
    &stat::MODULE,
    &syslog::MODULE,
    &termios::MODULE,
    &thread::MODULE,
    &time::MODULE,
    &weakref::MODULE,
];
