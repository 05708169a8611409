//! Chapter 11: the interpreter.
//!
//! Here the pieces join: `builtins` and `sys`, the command line, start-up and shutdown, and the
//! `glass` program.
