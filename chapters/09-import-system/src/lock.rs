//! The import lock: one for the whole process, which guards the import system's own tables.
//!
//! CPython: `_PyImport_AcquireLock`, `_PyImport_ReleaseLock`, `_PyImport_ReInitLock` in
//! `Python/import.c`.
//!
//! It is held while finders are asked and while a module's own lock is looked up, never while a
//! module's code runs: for that there is a lock for each module, in `importlib._bootstrap`.

use eval_loop::threads::with_holding;
use gil::{RecursiveLock, Timeout};
use object_model::errors::{RUNTIME_ERROR, raise};
use object_model::{Raised, Result};

static LOCK: RecursiveLock = RecursiveLock::new();

/// Takes the lock, once more if this thread has it, and waits for it if another has.
///
/// # Errors
/// What the handler of a signal raises that comes in meanwhile.
pub fn acquire() -> Result<()> {
    with_holding(|holding| LOCK.acquire(holding, Timeout::Never)).map(|_| ())
}

/// Undoes one [`acquire`].
///
/// # Errors
/// `RuntimeError` if this thread doesn't have it.
pub fn release() -> Result<()> {
    LOCK.release().map_err(|_| -> Raised { raise(&RUNTIME_ERROR, "not holding the import lock") })
}

/// Whether some thread has it.
pub fn is_held() -> bool {
    LOCK.state().count > 0
}

/// In the child of a fork: whoever had the lock is not here any more, unless it is who forked.
pub fn reinit_after_fork() {
    LOCK.at_fork_reinit();
}
