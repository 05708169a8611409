//! Chapter 10: extension modules.
//!
//! A native module is a table: functions with their signatures, types, constants, and a function
//! that adds what no table can say (`object_model::types::module::ModuleDefinition`). This crate
//! is the native part of the standard library, a file or a folder a module.
//!
//! # Reading order
//! 1. [`modules`]: the list of them all.

mod key_order;
mod prelude;

pub mod modules;
