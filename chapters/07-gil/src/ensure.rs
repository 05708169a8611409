//! The way in for a thread that the interpreter didn't start: a callback of a library, say.
//!
//! CPython: `PyGILState_Ensure` and `PyGILState_Release` in `Python/pystate.c`.
//!
//! Invariant: the state that `ensure` makes lives until the outermost `ensure` of its thread
//! ends; a state that something else made is never deleted here.
use std::any::Any;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use crate::current;
use crate::holding::Holding;
use crate::host::Host;
use crate::interpreter::Interpreter;
use crate::thread_state::ThreadState;

// ANCHOR: ensure
/// The thread has the lock until this is dropped; afterwards it is as before.
pub struct Ensured<'i, H: Host> {
    holding: Holding<'i, H>,
    /// C: `PyGILState_LOCKED`, `PyGILState_UNLOCKED`.
    was_locked: bool,
}

impl<H: Host> Interpreter<H> {
    /// The lock, for this thread, whatever it is and wherever it comes from: makes a state if
    /// the thread has none, waits if it hasn't got the lock. May be nested.
    /// C: `PyGILState_Ensure`.
    pub fn ensure(&self) -> Ensured<'_, H> {
        if let Some(state) = current::get::<H>().filter(|state| self.owns(state)) {
            state.ensured.fetch_add(1, Ordering::Relaxed);
            return Ensured { holding: Holding::new(self, state), was_locked: true };
        }
        assert!(!current::is_set(), "a thread takes the GIL that holds another's");
        let state = match current::own::<H>().filter(|state| self.owns(state)) {
            Some(state) => state,
            None => self.new_own_state(),
        };
        self.take(&state);
        current::swap(Some(Arc::clone(&state) as Arc<dyn Any + Send + Sync>));
        state.ensured.fetch_add(1, Ordering::Relaxed);
        Ensured { holding: Holding::new(self, state), was_locked: false }
    }

    fn new_own_state(&self) -> Arc<ThreadState<H>> {
        let state = self.new_thread_state();
        state.bind_to_this_thread();
        current::note(&state);
        state
    }
}

/// C: `PyGILState_Release`.
impl<H: Host> Drop for Ensured<'_, H> {
    fn drop(&mut self) {
        let open = self.holding.state().ensured.fetch_sub(1, Ordering::Relaxed) - 1;
        if open == 0 {
            self.holding.delete_state();
        }
        if !self.was_locked {
            current::swap(None);
            self.holding.interpreter().release(self.holding.state());
        }
    }
}

impl<'i, H: Host> Deref for Ensured<'i, H> {
    type Target = Holding<'i, H>;

    fn deref(&self) -> &Holding<'i, H> {
        &self.holding
    }
}

impl<'i, H: Host> DerefMut for Ensured<'i, H> {
    fn deref_mut(&mut self) -> &mut Holding<'i, H> {
        &mut self.holding
    }
}
// ANCHOR_END: ensure
