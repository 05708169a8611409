//! What a thread does when its loop finds the breaker set.
//!
//! CPython: `Python/ceval.c` (`eval_frame_handle_pending`, `make_pending_calls`,
//! `_PyEval_AddPendingCall`, `Py_MakePendingCalls`, `handle_signals`).
//!
//! Invariants: the order is signals, calls, (collection,) lock, exception; the calls and the
//! handlers of signals run in the main thread only, and calls never inside of calls.
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::eval_breaker::Request;
use crate::holding::Holding;
use crate::host::Host;
use crate::interpreter::Interpreter;
use crate::signals;
use crate::sync::Mutex;

// ANCHOR: handle_pending
impl<H: Host> Holding<'_, H> {
    /// Serves the requests behind the breaker. C: `eval_frame_handle_pending`.
    #[cold]
    pub fn handle_pending(&mut self) -> Result<(), H::Raised> {
        let interpreter = self.interpreter();
        let breaker = interpreter.breaker();
        if breaker.wants(Request::Signals) {
            self.handle_signals()?;
        }
        if breaker.wants(Request::PendingCalls) {
            self.run_pending_calls()?;
        }
        if breaker.wants(Request::CollectGarbage) {
            breaker.withdraw(Request::CollectGarbage);
            H::collect_garbage(self);
        }
        if breaker.wants(Request::DropGil) {
            self.give_way();
        }
        if let Some(exception) = self.state().take_exception() {
            breaker.withdraw(Request::AsyncException);
            return Err(H::raise(self, exception));
        }
        breaker.recompute(interpreter.is_main_thread());
        Ok(())
    }

    /// Serves signals and calls, for native code that has just waited for something.
    /// C: `Py_MakePendingCalls`.
    pub fn make_pending_calls(&mut self) -> Result<(), H::Raised> {
        self.handle_signals()?;
        self.run_pending_calls()
    }
}
// ANCHOR_END: handle_pending

// ANCHOR: queue
/// A call that a thread has left for the main thread.
pub type Call<H> =
    Box<dyn FnOnce(&mut Holding<'_, H>) -> Result<(), <H as Host>::Raised> + Send + 'static>;

/// How many places the ring has. One always stays free, which tells a full ring from an empty
/// one: 31 calls can wait. C: `NPENDINGCALLS`.
pub const PENDING_CALLS: usize = 32;

/// C: `struct _pending_calls`.
pub(crate) struct PendingCalls<H: Host> {
    pub(crate) calls: Mutex<VecDeque<Call<H>>>,
    busy: AtomicBool,
}

impl<H: Host> PendingCalls<H> {
    pub(crate) fn new() -> PendingCalls<H> {
        PendingCalls { calls: Mutex::new(VecDeque::new()), busy: AtomicBool::new(false) }
    }
}

impl<H: Host> Interpreter<H> {
    /// Leaves a call for the main thread; any thread may, with or without the lock. A queue
    /// that is full gives it back. C: `_PyEval_AddPendingCall`.
    pub fn add_pending_call(&self, call: Call<H>) -> Result<(), Call<H>> {
        let mut calls = self.pending.calls.lock();
        let result = if calls.len() == PENDING_CALLS - 1 {
            Err(call)
        } else {
            calls.push_back(call);
            Ok(())
        };
        drop(calls);
        self.breaker().request(Request::PendingCalls);
        result
    }
}
// ANCHOR_END: queue

// ANCHOR: run_calls
impl<H: Host> Holding<'_, H> {
    /// C: `make_pending_calls`.
    pub(crate) fn run_pending_calls(&mut self) -> Result<(), H::Raised> {
        let interpreter = self.interpreter();
        let pending = &interpreter.pending;
        if !interpreter.is_main_thread() || pending.busy.swap(true, Ordering::Relaxed) {
            return Ok(());
        }
        let _busy = Busy(&pending.busy);
        // Before the first call, so that one which comes in meanwhile is a new request.
        interpreter.breaker().withdraw(Request::PendingCalls);
        for _ in 0..PENDING_CALLS {
            let call = pending.calls.lock().pop_front();
            let Some(call) = call else { break };
            if let Err(raised) = call(self) {
                interpreter.breaker().request(Request::PendingCalls);
                return Err(raised);
            }
        }
        Ok(())
    }

    /// Has the handlers of signals that have come in called, if this is the main thread: for
    /// native code that takes long. C: `PyErr_CheckSignals`, `handle_signals`.
    pub fn handle_signals(&mut self) -> Result<(), H::Raised> {
        if !self.interpreter().is_main_thread() {
            return Ok(());
        }
        let breaker = self.interpreter().breaker();
        breaker.withdraw(Request::Signals);
        let result = signals::check(self);
        if result.is_err() {
            breaker.request(Request::Signals);
        }
        result
    }
}

/// Calls are being run; until this is dropped, even by a panic.
struct Busy<'a>(&'a AtomicBool);

impl Drop for Busy<'_> {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Relaxed);
    }
}
// ANCHOR_END: run_calls
