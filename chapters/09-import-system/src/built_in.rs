//! The native modules of a program, by name.
//!
//! CPython: `PyImport_Inittab`, `PyImport_ExtendInittab` (`Python/import.c`,
//! `Modules/config.c`).

use std::cell::RefCell;

use object_model::types::module::{Global, ModuleDefinition};

static MODULES: Global<RefCell<Vec<&'static ModuleDefinition>>> =
    Global::new(RefCell::new(Vec::new()));

/// Makes modules known, before the first of them is imported. C: `PyImport_ExtendInittab`.
pub fn extend(modules: &[&'static ModuleDefinition]) {
    MODULES.borrow_mut().extend_from_slice(modules);
}

/// The module of a name, if it is one of the program's own.
pub fn find(name: &str) -> Option<&'static ModuleDefinition> {
    MODULES.borrow().iter().copied().find(|module| module.name == name)
}

/// All names, sorted: `sys.builtin_module_names`.
pub fn names() -> Vec<&'static str> {
    let mut names: Vec<_> = MODULES.borrow().iter().map(|module| module.name).collect();
    names.sort_unstable();
    names
}
