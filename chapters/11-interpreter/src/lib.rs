//! Chapter 11: the interpreter.
//!
//! Here the pieces join: `builtins` and `sys`, the command line, start-up and shutdown, and the
//! `glass` program.
//!
//! # Reading order
//! 1. [`command_line`]: what the interpreter is asked to do, which is a [`config`]; [`path`]:
//!    where the library is; `locale`.
//! 2. [`lifecycle`]: how it comes to life; `standard_files`, a part of that. [`run`](mod@run):
//!    running a program; `prompt`: running what somebody types. [`shutdown`]: how it ends.
//! 3. [`builtins`] and [`sys`], the two modules that every program has, and [`warnings`], what
//!    becomes of warnings. `compile_errors` makes exceptions of what the front end complains of.
//! 4. [`traceback`]: what is shown of an exception that nobody has caught.
//! 5. [`std_printer`]: the files of an interpreter that has no `_io` yet.

mod arguments;
pub mod builtins;
pub mod command_line;
mod compile_errors;
pub mod config;
pub mod lifecycle;
mod locale;
pub mod path;
mod prompt;
pub mod run;
pub mod shutdown;
mod standard_files;
pub mod std_printer;
pub mod sys;
pub mod traceback;
pub mod warnings;
