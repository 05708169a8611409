//! The compiler and its neighbours beside CPython's.

mod opcodes;
mod code_objects;
mod verifier;
mod views;
mod library;

#[path = "../parser/views.rs"]
#[allow(dead_code, reason = "of the parser's views, here only errors are described")]
mod syntax;
