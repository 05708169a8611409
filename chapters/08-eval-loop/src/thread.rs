//! What the loop keeps for each thread: the data stack, the running frame, the eval breaker.
//!
//! CPython: `Include/cpython/pystate.h` (`_PyCFrame`, `PyThreadState`),
//! `Python/ceval_gil.c` (`eval_breaker`).
//!
//! What the object model keeps for a thread (the exception in flight, the recursion's depth) is
//! in its own thread state.

use std::cell::Cell;
use std::ptr::{self, NonNull};
use std::sync::atomic::{AtomicBool, Ordering};

use object_model::thread_state::{HandledException, thread_state};
use object_model::{Obj, Ref, Result};

use crate::data_stack::DataStack;
use crate::frame::Frame;

/// Does what waits: signals, calls from other threads, the drop request.
pub type PendingHook = fn() -> Result<()>;

/// Shows a value at the prompt: `sys.displayhook`.
pub type DisplayHook = fn(Obj<'_>) -> Result<()>;

/// The part of a thread's state that belongs to the loop. It has no destructor, so that reaching
/// it costs one instruction.
#[derive(Debug)]
pub struct EvalState {
    /// Where frames lie.
    pub data_stack: DataStack,
    /// The frame that runs. C: `cframe.current_frame`.
    pub current_frame: Cell<Option<Frame>>,
    /// Something other than the next instruction has to be done: the lock was asked for, a
    /// signal came, a call is pending. C: `eval_breaker`.
    pub eval_breaker: AtomicBool,
    /// Does it.
    pub pending: Cell<Option<PendingHook>>,
    /// What shows a value at the prompt: calls `sys.displayhook`.
    pub display_hook: Cell<Option<DisplayHook>>,
    /// What is handled outside of any generator. C: `exc_state`.
    handled: HandledException,
}

thread_local! {
    static STATE: EvalState = const {
        EvalState {
            data_stack: DataStack::new(),
            current_frame: Cell::new(None),
            eval_breaker: AtomicBool::new(false),
            pending: Cell::new(None),
            display_hook: Cell::new(None),
            handled: HandledException {
                exc_value: Cell::new(None),
                previous_item: Cell::new(ptr::null()),
            },
        }
    };
}

/// The state of the running thread.
#[inline]
pub fn eval_state() -> &'static EvalState {
    // SAFETY: it has no destructor and isn't moved; whoever holds references of Python's is
    // bound to this thread, and the state is gone only when the thread is.
    STATE.with(|state| unsafe { &*ptr::from_ref(state) })
}

impl EvalState {
    /// The innermost place for an exception that is being handled. C: `exc_info`.
    #[inline]
    pub fn handled(&self) -> &HandledException {
        let item = &thread_state().handled;
        if item.get().is_null() {
            item.set(&self.handled);
        }
        // SAFETY: it leads here or into a generator that runs.
        unsafe { &*item.get() }
    }

    /// Does what the eval breaker was set for. C: `eval_frame_handle_pending`.
    ///
    /// # Errors
    /// What a signal's handler or a pending call raises.
    #[cold]
    pub fn handle_pending(&self) -> Result<()> {
        self.eval_breaker.store(false, Ordering::Relaxed);
        match self.pending.get() {
            Some(pending) => pending(),
            None => Ok(()),
        }
    }
}

/// Puts an exception where handled ones are kept and gives the one that was there.
pub(crate) fn exchange_handled(item: &HandledException, value: Option<Ref>) -> Option<Ref> {
    let old = item.exc_value.replace(value.map(Ref::into_raw));
    // SAFETY: the item owned it.
    old.map(|old: NonNull<_>| unsafe { Ref::from_owned(old) })
}
