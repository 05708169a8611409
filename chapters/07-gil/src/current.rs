//! Which thread state is whose: for each thread of the system the one that runs now, and the
//! one that `ensure` finds again.
//!
//! CPython: `tstate_current` and `autoTSSkey` in `Include/internal/pycore_runtime.h`;
//! `_PyThreadState_Swap` and `_PyGILState_NoteThreadState` in `Python/pystate.c`. In 3.11 the
//! current state is one variable of the process, as there is one lock; since 3.12, where each
//! interpreter has its own, it is the thread's, as it is here.
//!
//! Invariant: a thread has a current state if and only if it holds that interpreter's lock.
use std::any::Any;
use std::cell::RefCell;
use std::sync::{Arc, Weak};

use crate::host::Host;
use crate::thread_state::ThreadState;

// ANCHOR: current
/// A thread state of whatever host.
type AnyState = dyn Any + Send + Sync;

thread_local! {
    static CURRENT: RefCell<Option<Arc<AnyState>>> = const { RefCell::new(None) };
    /// C: `autoTSSkey`. Weak: that a thread of the system lives doesn't keep its state alive.
    static OWN: RefCell<Option<Weak<AnyState>>> = const { RefCell::new(None) };
}

/// Exchanges this thread's current state. C: `_PyThreadState_Swap`.
pub(crate) fn swap(state: Option<Arc<AnyState>>) -> Option<Arc<AnyState>> {
    CURRENT.replace(state)
}

/// The current state, if it is one of this kind of host. C: `_PyThreadState_GET`.
pub(crate) fn get<H: Host>() -> Option<Arc<ThreadState<H>>> {
    CURRENT.with_borrow(|current| Arc::downcast(Arc::clone(current.as_ref()?)).ok())
}

/// Whether the thread has a current state.
pub(crate) fn is_set() -> bool {
    CURRENT.with_borrow(Option::is_some)
}

/// Remembers that this is the state of this thread, unless it has one already: the first
/// wins. C: `_PyGILState_NoteThreadState`.
pub(crate) fn note<H: Host>(state: &Arc<ThreadState<H>>) {
    OWN.with_borrow_mut(|own| {
        if own.as_ref().is_none_or(|state| state.strong_count() == 0) {
            let weak: Weak<ThreadState<H>> = Arc::downgrade(state);
            *own = Some(weak);
        }
    });
}

/// The state that belongs to this thread, with or without the lock.
/// C: `PyGILState_GetThisThreadState`.
pub(crate) fn own<H: Host>() -> Option<Arc<ThreadState<H>>> {
    let own = OWN.with_borrow(|own| own.as_ref().and_then(Weak::upgrade))?;
    Arc::downcast(own).ok()
}

/// The state is no more.
pub(crate) fn forget<H: Host>(state: &Arc<ThreadState<H>>) {
    if own::<H>().is_some_and(|own| Arc::ptr_eq(&own, state)) {
        OWN.take();
    }
}
// ANCHOR_END: current
