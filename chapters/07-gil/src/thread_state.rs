//! What the interpreter knows of a thread, and the list of all of them.
//!
//! CPython: `struct _ts` in `Include/cpython/pystate.h`; `Python/pystate.c`
//! (`new_threadstate`, `tstate_delete_common`, `PyThreadState_SetAsyncExc`).
//!
//! Invariant: the list has its own mutex, since a thread state is made and taken off the list
//! without the lock too. Nothing of the host's runs while that mutex is held.
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

use crate::host::Host;
use crate::sync::Mutex;

// ANCHOR: thread_state
/// A thread, as the interpreter sees it. C: `PyThreadState`.
pub struct ThreadState<H: Host> {
    id: u64,
    /// Which interpreter it belongs to. C: `interp`.
    interpreter: u64,
    /// C: `thread_id`, what `threading.get_ident()` returns.
    ident: AtomicU64,
    /// C: `native_thread_id`, the number that the system's tools show.
    native_id: AtomicU64,
    /// What another thread wants raised here. C: `async_exc`.
    exception: Mutex<Option<H::Exception>>,
    /// How many `ensure` of this thread are open. C: `gilstate_counter`.
    pub(crate) ensured: AtomicU32,
    /// What remains to be done when the thread is no more. C: `on_delete`.
    on_delete: Mutex<Option<OnDelete>>,
    data: H::ThreadData,
}

/// C: `on_delete` and `on_delete_data`.
pub type OnDelete = Box<dyn FnOnce() + Send>;

impl<H: Host> ThreadState<H> {
    /// The number of this thread in its interpreter: 1, 2, 3 …, none used twice.
    pub fn id(&self) -> u64 {
        self.id
    }

    pub(crate) fn interpreter(&self) -> u64 {
        self.interpreter
    }

    /// The system's name for the thread, as a number; another thread may get it later.
    pub fn ident(&self) -> u64 {
        self.ident.load(Ordering::Relaxed)
    }

    /// The number of the thread in the kernel.
    pub fn native_id(&self) -> u64 {
        self.native_id.load(Ordering::Relaxed)
    }

    /// What the host has put there.
    pub fn data(&self) -> &H::ThreadData {
        &self.data
    }

    /// The thread that calls this is the one meant.
    pub(crate) fn bind_to_this_thread(&self) {
        self.ident.store(crate::ident::ident(), Ordering::Relaxed);
        self.native_id.store(crate::ident::native_id(), Ordering::Relaxed);
    }

    /// Has something done when the thread is no more, instead of what was to be done before.
    pub fn set_on_delete(&self, action: OnDelete) {
        let before = self.on_delete.lock().replace(action);
        // Not while the mutex is held: what goes with it may be the host's.
        drop(before);
    }

    pub(crate) fn take_on_delete(&self) -> Option<OnDelete> {
        self.on_delete.lock().take()
    }

    pub(crate) fn take_exception(&self) -> Option<H::Exception> {
        self.exception.lock().take()
    }

    pub(crate) fn has_exception(&self) -> bool {
        self.exception.lock().is_some()
    }

    /// Sets the exception; the one that was there comes back, to be dropped by the caller when
    /// no mutex is held: its going may run any code.
    pub(crate) fn replace_exception(&self, new: Option<H::Exception>) -> Option<H::Exception> {
        std::mem::replace(&mut *self.exception.lock(), new)
    }
}
// ANCHOR_END: thread_state

// ANCHOR: list
/// The threads of an interpreter. C: `interp->threads`.
pub(crate) struct ThreadList<H: Host> {
    /// The newest is last. (CPython's list begins with the newest.)
    states: Vec<Arc<ThreadState<H>>>,
    /// C: `next_unique_id`, which is the one used last.
    last_id: u64,
    interpreter: u64,
}

impl<H: Host> ThreadList<H> {
    pub(crate) fn new(interpreter: u64) -> ThreadList<H> {
        ThreadList { states: Vec::new(), last_id: 0, interpreter }
    }

    /// A new thread, of whom it isn't yet known which thread of the system it is.
    pub(crate) fn add(&mut self, data: H::ThreadData) -> Arc<ThreadState<H>> {
        self.last_id += 1;
        let state = Arc::new(ThreadState {
            id: self.last_id,
            interpreter: self.interpreter,
            ident: AtomicU64::new(0),
            native_id: AtomicU64::new(0),
            exception: Mutex::new(None),
            ensured: AtomicU32::new(0),
            on_delete: Mutex::new(None),
            data,
        });
        self.states.push(Arc::clone(&state));
        state
    }

    pub(crate) fn remove(&mut self, id: u64) {
        self.states.retain(|state| state.id != id);
    }

    /// Takes all from the list except one. C: the first half of `_PyThreadState_DeleteExcept`.
    pub(crate) fn remove_others(&mut self, id: u64) -> Vec<Arc<ThreadState<H>>> {
        let (kept, others) = self.states.drain(..).partition(|state| state.id == id);
        self.states = kept;
        others
    }

    /// The newest first.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Arc<ThreadState<H>>> {
        self.states.iter().rev()
    }
}
// ANCHOR_END: list
