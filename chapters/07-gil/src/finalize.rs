//! The end of an interpreter, as far as threads go.
//!
//! CPython: `Py_FinalizeEx` in `Python/pylifecycle.c` (`wait_for_thread_shutdown`,
//! `_Py_FinishPendingCalls`, `_PyRuntimeState_SetFinalizing`, `_PyThreadState_DeleteExcept`).
//!
//! Invariant: once the interpreter is finalizing, no thread but this one gets the lock, so
//! nothing of the others' is in use when it is cleared.
//!
//! What the host does between these steps (`atexit`, flushing files) is its own.
use crate::holding::Holding;
use crate::host::Host;
use crate::interpreter::Interpreter;

// ANCHOR: finalize
impl<H: Host> Holding<'_, H> {
    /// Runs the calls that are still in the queue. C: `_Py_FinishPendingCalls`.
    pub fn finish_pending_calls(&mut self) -> Result<(), H::Raised> {
        self.run_pending_calls()
    }

    /// From here on every other thread that wants the lock, or waits for it, stops for good.
    /// C: `_PyRuntimeState_SetFinalizing`.
    pub fn set_finalizing(&mut self) {
        self.interpreter().gil.set_finalizing(self.state().id());
    }

    /// Clears all other threads' states and takes them from the list.
    /// C: `_PyThreadState_DeleteExcept`.
    pub fn delete_other_threads(&mut self) {
        let me = self.state().id();
        let others = self.interpreter().threads.lock().remove_others(me);
        for state in others.iter().rev() {
            self.clear(state);
        }
    }
}

impl<H: Host> Interpreter<H> {
    /// Whether the end has begun. C: `_Py_IsFinalizing`.
    pub fn is_finalizing(&self) -> bool {
        self.gil.finalizing() != 0
    }
}
// ANCHOR_END: finalize
