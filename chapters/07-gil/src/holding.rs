//! Proof that a thread holds the lock, and the way to do without it for a while.
//!
//! CPython: `PyEval_AcquireThread`, `PyEval_ReleaseThread`, `PyEval_SaveThread` and
//! `PyEval_RestoreThread` in `Python/ceval.c`, and the macros `Py_BEGIN_ALLOW_THREADS` and
//! `Py_END_ALLOW_THREADS` around every call that may block.
//!
//! Invariant: a [`Holding`] can't leave its thread, and while a closure runs without the lock
//! nothing can be reached through it: it is borrowed.
use std::any::Any;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use crate::current;
use crate::host::Host;
use crate::interpreter::Interpreter;
use crate::recorder::{Event, Recorder};
use crate::thread_state::ThreadState;

// ANCHOR: holding
/// This thread holds the lock. Not `Send` and not `Sync`: no other thread may say so.
pub struct Holding<'i, H: Host> {
    interpreter: &'i Interpreter<H>,
    state: Arc<ThreadState<H>>,
    _of_this_thread: PhantomData<*const ()>,
}

impl<'i, H: Host> Holding<'i, H> {
    pub(crate) fn new(interpreter: &'i Interpreter<H>, state: Arc<ThreadState<H>>) -> Self {
        Holding { interpreter, state, _of_this_thread: PhantomData }
    }

    /// The interpreter whose lock it is.
    pub fn interpreter(&self) -> &'i Interpreter<H> {
        self.interpreter
    }

    /// The state of this thread. C: `PyThreadState_Get`.
    pub fn state(&self) -> &Arc<ThreadState<H>> {
        &self.state
    }

    /// What the host has put into it.
    pub fn data(&self) -> &H::ThreadData {
        self.state.data()
    }
}
// ANCHOR_END: holding

// ANCHOR: allow_threads
impl<H: Host> Holding<'_, H> {
    /// Runs a closure without the lock, while other threads run under it. The closure is
    /// `Send`, so whatever belongs to the lock and says so by not being `Send` can't be in
    /// it. Takes the lock again if the closure panics too.
    /// C: `Py_BEGIN_ALLOW_THREADS` … `Py_END_ALLOW_THREADS`.
    ///
    /// ```compile_fail,E0277
    /// # use gil::{Bare, Interpreter, Off};
    /// # let interpreter = Interpreter::new(Bare::new(), Off);
    /// # let mut holding = interpreter.ensure();
    /// let counted = std::rc::Rc::new("its count isn't atomic");
    /// holding.allow_threads(|| counted.len());    // `Rc<&str>` cannot be shared
    /// ```
    pub fn allow_threads<T: Send>(&mut self, closure: impl FnOnce() -> T + Send) -> T {
        let _without = Without::new(self);
        closure()
    }

    /// Lets another thread have its turn, if one waits. C: in `eval_frame_handle_pending`.
    pub(crate) fn give_way(&mut self) {
        drop(Without::new(self));
    }

    /// Raises an exception in the thread with this `ident`; 1, or 0 if there is no such
    /// thread. C: `PyThreadState_SetAsyncExc`.
    pub fn set_async_exception(&mut self, ident: u64, exception: Option<H::Exception>) -> usize {
        self.interpreter.set_async_exception(ident, exception)
    }
}

/// A stretch without the lock. C: `PyEval_SaveThread`, and at its end `PyEval_RestoreThread`.
struct Without<'a, 'i, H: Host> {
    holding: &'a Holding<'i, H>,
    current: Option<Arc<dyn Any + Send + Sync>>,
}

impl<'a, 'i, H: Host> Without<'a, 'i, H> {
    fn new(holding: &'a mut Holding<'i, H>) -> Self {
        let current = current::swap(None);
        holding.interpreter.release(&holding.state);
        Without { holding, current }
    }
}

impl<H: Host> Drop for Without<'_, '_, H> {
    fn drop(&mut self) {
        self.holding.interpreter.take(&self.holding.state);
        current::swap(self.current.take());
    }
}
// ANCHOR_END: allow_threads

// ANCHOR: attached
/// A thread that has the lock until this is dropped.
pub struct Attached<'i, H: Host>(Holding<'i, H>);

impl<'i, H: Host> Attached<'i, H> {
    pub(crate) fn new(interpreter: &'i Interpreter<H>, state: Arc<ThreadState<H>>) -> Self {
        assert!(!current::is_set(), "a thread takes the GIL that holds one already");
        interpreter.take(&state);
        current::swap(Some(Arc::clone(&state) as Arc<dyn Any + Send + Sync>));
        Attached(Holding::new(interpreter, state))
    }

    /// The thread is no more: clears its state, takes it from the list, and lets the lock go.
    /// C: `PyThreadState_Clear`, `_PyThreadState_DeleteCurrent`.
    pub fn delete(mut self) {
        self.0.delete_state();
    }
}

impl<'i, H: Host> Deref for Attached<'i, H> {
    type Target = Holding<'i, H>;

    fn deref(&self) -> &Holding<'i, H> {
        &self.0
    }
}

impl<'i, H: Host> DerefMut for Attached<'i, H> {
    fn deref_mut(&mut self) -> &mut Holding<'i, H> {
        &mut self.0
    }
}

/// C: `PyEval_ReleaseThread`.
impl<H: Host> Drop for Attached<'_, H> {
    fn drop(&mut self) {
        current::swap(None);
        self.0.interpreter.release(&self.0.state);
    }
}
// ANCHOR_END: attached

// ANCHOR: delete
impl<H: Host> Holding<'_, H> {
    /// Clears this thread's state and takes it from the list; the lock is let go by whoever
    /// has taken it.
    pub(crate) fn delete_state(&mut self) {
        let state = Arc::clone(&self.state);
        self.clear(&state);
        self.interpreter.threads.lock().remove(state.id());
        current::forget(&state);
        self.interpreter.recorder().record(state.id(), Event::Gone);
    }

    /// Empties a state, under the lock: what it held may run any code as it goes.
    /// C: `PyThreadState_Clear`.
    pub(crate) fn clear(&mut self, state: &ThreadState<H>) {
        drop(state.take_exception());
        H::clear(self, state.data());
        if let Some(action) = state.take_on_delete() {
            action();
        }
    }
}
// ANCHOR_END: delete
