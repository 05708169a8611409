//! The one word that the eval loop looks at, and the requests that stand behind it.
//!
//! CPython: `struct _ceval_state` in `Include/internal/pycore_interp.h`; in `Python/ceval.c`
//! `COMPUTE_EVAL_BREAKER` and the functions `SET_…`, `RESET_…`, `SIGNAL_…` and `UNSIGNAL_…`
//! below it.
//!
//! Invariants: a request is stored before the word is set; and only who holds the lock clears
//! the word, and looks at all requests after that. So no request is ever overwritten, as the
//! model in `tests/model.rs` checks.
//!
//! Serving the requests is `pending.rs`'s.

use crate::sync::{AtomicBool, Ordering};

// ANCHOR: request
/// A reason to leave the fast path of the loop.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Request {
    /// A signal has come in. C: `signals_pending`.
    Signals,
    /// There are calls in the queue. C: `pending.calls_to_do`.
    PendingCalls,
    /// A collection is due. From 3.12 on (`gc_scheduled`); 3.11 collects inside of the
    /// allocation that crosses the threshold, and never sets this.
    CollectGarbage,
    /// A thread has waited for a whole interval. C: `gil_drop_request`.
    DropGil,
    /// Some thread has an exception to raise. C: `pending.async_exc`.
    AsyncException,
}

impl Request {
    /// In the order in which `handle_pending` serves them.
    pub const ALL: [Request; 5] = [
        Request::Signals,
        Request::PendingCalls,
        Request::CollectGarbage,
        Request::DropGil,
        Request::AsyncException,
    ];

    /// Whether the main thread alone can serve it.
    /// C: `_Py_ThreadCanHandleSignals`, `_Py_ThreadCanHandlePendingCalls`.
    pub fn is_for_main_thread(self) -> bool {
        matches!(self, Request::Signals | Request::PendingCalls)
    }
}
// ANCHOR_END: request

// ANCHOR: breaker
/// The word, and the requests that it sums up.
pub struct EvalBreaker {
    /// C: `eval_breaker`.
    word: AtomicBool,
    requests: [AtomicBool; Request::ALL.len()],
}

impl EvalBreaker {
    /// Without a request.
    pub fn new() -> EvalBreaker {
        EvalBreaker {
            word: AtomicBool::new(false),
            requests: Request::ALL.map(|_| AtomicBool::new(false)),
        }
    }

    /// What the loop asks on a backward jump, on entry to a function and after a call: one
    /// relaxed load, and a branch that is hardly ever taken.
    #[inline(always)]
    pub fn is_set(&self) -> bool {
        self.word.load(Ordering::Relaxed)
    }

    /// Whether this request is made.
    pub fn wants(&self, request: Request) -> bool {
        self.requests[request as usize].load(Ordering::Acquire)
    }

    /// Makes a request. Any thread may, with or without the lock, and so may a signal handler.
    pub fn request(&self, request: Request) {
        self.requests[request as usize].store(true, Ordering::Release);
        // A read and a write in one, so that who clears the word later has read from this.
        self.word.swap(true, Ordering::AcqRel);
    }

    /// Has this thread's loop look, although there is no request: something else has changed that
    /// it doesn't look at all the time. Only for who holds the lock.
    pub fn poke(&self) {
        self.word.store(true, Ordering::Release);
    }

    /// Takes a request back. The word stays set until the next [`recompute`](Self::recompute).
    pub fn withdraw(&self, request: Request) {
        self.requests[request as usize].store(false, Ordering::Release);
    }

    /// Sets the word to what this thread can serve. Only for who holds the lock.
    /// C: `COMPUTE_EVAL_BREAKER`, which first adds up and then stores.
    pub fn recompute(&self, main_thread: bool) {
        self.word.swap(false, Ordering::AcqRel);
        let can_serve = |request: Request| main_thread || !request.is_for_main_thread();
        if Request::ALL.into_iter().any(|request| can_serve(request) && self.wants(request)) {
            self.word.swap(true, Ordering::AcqRel);
        }
    }
}

impl Default for EvalBreaker {
    fn default() -> EvalBreaker {
        EvalBreaker::new()
    }
}
// ANCHOR_END: breaker
