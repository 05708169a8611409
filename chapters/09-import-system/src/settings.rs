//! What the import system has to know of how the interpreter was asked to run.
//!
//! CPython: the fields of `PyConfig` that `Python/import.c` reads (`verbose`, `import_time`,
//! `check_hash_pycs_mode`, `use_frozen_modules`).

use std::cell::Cell;

use object_model::types::module::Global;
use object_model::{Obj, Result};

/// Tells the audit hooks of an event. C: `PySys_Audit`.
pub type AuditHook = fn(&str, &[Obj<'_>]) -> Result<()>;

/// See the module.
#[derive(Debug)]
pub struct Settings {
    /// How often `-v` was given.
    pub verbose: Cell<u32>,
    /// `-X importtime`.
    pub import_time: Cell<bool>,
    /// `--check-hash-based-pycs`.
    pub check_hash_based_pycs: Cell<&'static str>,
    /// `-X frozen_modules`: of the frozen modules, those that the import system itself needs are
    /// used in any case.
    pub use_frozen_modules: Cell<bool>,
    /// What `_imp._override_frozen_modules_for_tests` makes of that: above zero they are used,
    /// below zero they aren't.
    pub override_frozen_modules: Cell<i32>,
    /// `sys.audit`.
    pub audit: Cell<Option<AuditHook>>,
}

/// The settings, which the interpreter changes before the first import.
pub static SETTINGS: Global<Settings> = Global::new(Settings {
    verbose: Cell::new(0),
    import_time: Cell::new(false),
    check_hash_based_pycs: Cell::new("default"),
    use_frozen_modules: Cell::new(true),
    override_frozen_modules: Cell::new(0),
    audit: Cell::new(None),
});

/// Tells the audit hooks, if there are any, of an event.
///
/// # Errors
/// What a hook raises.
pub fn audit(event: &str, arguments: &[Obj<'_>]) -> Result<()> {
    match SETTINGS.audit.get() {
        Some(hook) => hook(event, arguments),
        None => Ok(()),
    }
}
