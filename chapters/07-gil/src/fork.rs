//! A process that is copied while it has threads: in the copy only the thread that forked
//! exists, but everything that the others held is as they held it.
//!
//! CPython: `PyOS_BeforeFork` and `PyOS_AfterFork_Child` in `Modules/posixmodule.c`,
//! `_PyEval_ReInitThreads` in `Python/ceval.c` (with `recreate_gil`),
//! `_PyRuntimeState_ReInitThreads` in `Python/pystate.c`.
//!
//! Invariant: in the child the lock is held by the thread that forked, nobody waits for it, and
//! that thread is the main thread. CPython writes new mutexes over the old ones in the child.
//! Here the forking thread holds all of them while it forks, so that the child finds each whole
//! and lets it go.
use crate::eval_breaker::Request;
use crate::holding::Holding;
use crate::host::Host;
use crate::signals;

// ANCHOR: fork
/// Which of the two processes this is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
    /// The one that was there before.
    Parent,
    /// The new one.
    Child,
}

impl<H: Host> Holding<'_, H> {
    /// Forks by the closure, which says on which side it has returned, and puts the child in
    /// order. The closure does nothing with the interpreter.
    pub fn fork<T, E>(
        &mut self,
        fork: impl FnOnce() -> Result<(Side, T), E>,
    ) -> Result<(Side, T), E> {
        let interpreter = self.interpreter();
        let result = {
            let _lock = interpreter.gil.freeze();
            let _threads = interpreter.threads.lock();
            let _calls = interpreter.pending.calls.lock();
            let _unfinished = interpreter.unfinished.lock();
            fork()
        };
        if let Ok((Side::Child, _)) = result {
            self.after_fork_in_child();
        }
        result
    }

    /// C: `PyOS_AfterFork_Child`.
    fn after_fork_in_child(&mut self) {
        let interpreter = self.interpreter();
        self.state().bind_to_this_thread();
        interpreter.gil.forget_waiters();
        // Who asked for the lock doesn't exist here: giving way would wait for it for ever.
        interpreter.breaker().withdraw(Request::DropGil);
        self.delete_other_threads();
        interpreter.unfinished.lock().clear();
        signals::clear();
        interpreter.set_main_thread();
        interpreter.breaker().recompute(true);
    }
}
// ANCHOR_END: fork
