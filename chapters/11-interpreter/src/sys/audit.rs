//! Audit hooks: functions that hear of what a program does (PEP 578).
//!
//! CPython: `PySys_Audit`, `sys_addaudithook_impl` in `Python/sysmodule.c`.

use object_model::types::list::{self, PyListObject};
use object_model::types::module::Global;
use object_model::types::{str, tuple};
use object_model::{Field, Obj, Result};

static HOOKS: Global<Field<PyListObject>> = Global::new(Field::NULL);

/// Tells all hooks of an event. C: `PySys_Audit`.
///
/// # Errors
/// What a hook raises.
pub fn audit(event: &str, arguments: &[Obj<'_>]) -> Result<()> {
    if HOOKS.is_null() {
        return Ok(());
    }
    let arguments = tuple::of(arguments)?;
    audit_tuple(str::new(event)?.borrow().object(), arguments.borrow().object())
}

pub(super) fn audit_tuple(event: Obj<'_>, arguments: Obj<'_>) -> Result<()> {
    let Some(hooks) = HOOKS.get() else {
        return Ok(());
    };
    let mut at = 0;
    while let Some(hook) = hooks.borrow().get_index(at) {
        hook.borrow().call(&[event, arguments])?;
        at += 1;
    }
    Ok(())
}

/// Adds a hook; an earlier one may refuse it by a `RuntimeError`.
pub(super) fn add(hook: Obj<'_>) -> Result<()> {
    use object_model::errors::{self, RUNTIME_ERROR};
    if audit("sys.addaudithook", &[]).is_err() {
        return match errors::catch(&RUNTIME_ERROR) {
            true => Ok(()),
            false => Err(object_model::Raised),
        };
    }
    let hooks = match HOOKS.get() {
        Some(hooks) => hooks,
        None => {
            let hooks = list::new()?;
            HOOKS.set(Some(hooks.clone()));
            hooks
        }
    };
    hooks.borrow().push(hook.to_ref())
}
