//! Chapter 11: the interpreter.
//!
//! Here the pieces join: `builtins` and `sys`, the command line, start-up and shutdown, and the
//! `glass` program.
//!
//! # Reading order
//! 1. [`config`]: what the interpreter was asked to do.
//! 2. [`lifecycle`]: how it comes to life, and how it ends. [`run`](mod@run): running a program.
//! 3. [`builtins`] and [`sys`], the two modules that every program has.
//! 4. [`traceback`]: what is shown of an exception that nobody has caught.
//! 5. [`std_printer`]: the files of a program that has no `_io` yet.

mod arguments;
pub mod builtins;
mod compile_errors;
pub mod config;
pub mod lifecycle;
pub mod run;
pub mod std_printer;
pub mod sys;
pub mod traceback;
mod warnings;
