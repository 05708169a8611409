//! Chapter 9: the import system.
//!
//! `import` calls `importlib`, which is written in Python: finders that know where a module may
//! be, loaders that make it, and the caches between them. This crate is that Python, and the few
//! native functions under it.
//!
//! # Reading order
//! 1. [`built_in`]: the native modules that a program has, by name.
//! 2. [`modules`]: those that have been imported. [`import`](mod@import): `__import__`.

pub mod built_in;
pub mod import;
pub mod modules;
