//! Chapter 9: the import system.
//!
//! `import` calls `importlib`, which is written in Python: finders that know where a module may
//! be, loaders that make it, and the caches between them. This crate is that Python, in the folder
//! `python`, and the few native functions under it.
//!
//! # Reading order
//! 1. [`modules`]: `sys.modules`, what has been imported. [`built_in`]: the native modules that a
//!    program has, by name.
//! 2. [`import`](mod@import): `__import__`, as far as a module is there already; `relative`, for
//!    `from . import`; `traceback` and `import_time`, what it does besides.
//! 3. `python/importlib/_bootstrap.py`: locks, specs, finders and loaders, and import itself.
//! 4. `python/importlib/_bootstrap_external.py`: modules in files, and their bytecode.
//!    `python/zipimport.py`: modules in archives.
//! 5. [`frozen`]: how those come into the program. [`exec`]: running a module's code.
//! 6. [`imp`] and [`marshal`]: the native modules that they use; [`lock`].
//! 7. [`importlib`]: how it all begins. [`settings`]: what it has to be told.

pub mod built_in;
pub mod exec;
pub mod frozen;
pub mod imp;
pub mod import;
mod import_time;
pub mod importlib;
pub mod lock;
pub mod marshal;
pub mod modules;
mod relative;
pub mod settings;
mod traceback;

use object_model::types::module::ModuleDefinition;

/// The native modules of this crate.
pub static MODULES: &[&ModuleDefinition] = &[&imp::MODULE, &marshal::MODULE];
