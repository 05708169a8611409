//! The compiler and its neighbours beside CPython's.

mod opcodes;
mod code_objects;
mod verifier;
