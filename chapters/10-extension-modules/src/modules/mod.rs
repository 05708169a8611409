//! The native modules, by name.

pub mod abc;
pub mod array;
pub mod ast;
pub mod atexit;
pub mod binascii;
pub mod bisect;
pub mod codecs;
pub mod collections;
pub mod contextvars;
pub mod csv;
pub mod errno;
pub mod fcntl;
pub mod functools;
pub mod gc;
pub mod grp;
pub mod hashes;
pub mod heapq;
pub mod io;
pub mod itertools;
pub mod json;
pub mod locale;
pub mod math;
pub mod matrix;
pub mod opcode;
pub mod operator;
pub mod posix;
pub mod posixsubprocess;
pub mod pwd;
pub mod random;
pub mod resource;
pub mod select;
pub mod signal;
pub mod sre;
pub mod stat;
pub mod statistics;
pub mod string;
pub mod struct_;
pub mod syslog;
pub mod termios;
pub mod thread;
pub mod time;
pub mod typing;
pub mod weakref;

use object_model::types::module::ModuleDefinition;

/// All modules of this crate.
#[rustfmt::skip]
pub static ALL: &[&ModuleDefinition] = &[
    &abc::MODULE,
    &array::MODULE,
    &ast::MODULE,
    &atexit::MODULE,
    &binascii::MODULE,
    &bisect::MODULE,
    &codecs::MODULE,
    &collections::MODULE,
    &contextvars::MODULE,
    &csv::MODULE,
    &errno::MODULE,
    &fcntl::MODULE,
    &functools::MODULE,
    &gc::MODULE,
    &grp::MODULE,
    &hashes::MD5,
    &hashes::SHA1,
    &hashes::SHA256,
    &hashes::SHA512,
    &heapq::MODULE,
    &io::MODULE,
    &itertools::MODULE,
    &json::MODULE,
    &locale::MODULE,
    &math::MODULE,
    &matrix::MODULE,
    &opcode::MODULE,
    &operator::MODULE,
    &posix::MODULE,
    &posixsubprocess::MODULE,
    &pwd::MODULE,
    &random::MODULE,
    &resource::MODULE,
    &select::MODULE,
    &signal::MODULE,
    &sre::MODULE,
    &stat::MODULE,
    &statistics::MODULE,
    &string::MODULE,
    &struct_::MODULE,
    &syslog::MODULE,
    &termios::MODULE,
    &thread::MODULE,
    &time::MODULE,
    &typing::MODULE,
    &weakref::MODULE,
];
