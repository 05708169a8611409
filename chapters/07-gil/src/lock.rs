//! The lock: a flag behind a mutex, a line of condition variables to wait on, and a second
//! mutex and condition variable that make sure of the switch.
//!
//! CPython: `Python/ceval_gil.h` (`take_gil`, `drop_gil`, `create_gil`), from 3.12 on
//! `Python/ceval_gil.c`; `struct _gil_runtime_state` in `Include/internal/pycore_gil.h`.
//!
//! Invariants: `locked` changes under `state`'s mutex; `last_holder` changes under its own
//! mutex, and only while `state`'s is held too. A thread that lets go on request returns only
//! when another has had the lock.
//!
//! Which thread may run what is not the lock's: thread states are `thread_state.rs`'s, and
//! what a holder does when it is asked to let go is `pending.rs`'s.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::eval_breaker::{EvalBreaker, Request};
use crate::recorder::{Event, Recorder};
use crate::sync::{AtomicU64, Condvar, Mutex, MutexGuard, Ordering};

// ANCHOR: gil
/// The lock. C: `struct _gil_runtime_state`.
pub struct Gil {
    state: Mutex<State>,
    /// C: `last_holder`, `switch_mutex`.
    last_holder: Mutex<LastHolder>,
    /// Signalled when somebody has taken the lock. C: `switch_cond`.
    switched: Condvar,
    /// How long a thread waits before it asks, in microseconds.
    interval: AtomicU64,
    /// The only thread state that may still take the lock; 0: all may. C: `_finalizing`.
    finalizing: AtomicU64,
}

/// What the mutex protects. C: `locked`, `switch_number`.
pub(crate) struct State {
    locked: bool,
    /// How often the lock has gone from one thread to another.
    switch_number: u64,
    /// Those who wait for it, the longest first, each on a condition variable of its own, which
    /// is signalled when it is the first and the lock is let go. CPython has one for all, `cond`,
    /// and leaves it to the system who is woken.
    waiting: VecDeque<Arc<Condvar>>,
}

/// Who had the lock last, and how many wait to be told that it is another.
pub(crate) struct LastHolder {
    /// The number of a thread state; 0: none yet.
    id: u64,
    /// Rust's condition variables make a system call for each signal, whether somebody waits
    /// or not; POSIX's know.
    waiting: usize,
}

/// C: `DEFAULT_INTERVAL`.
pub const DEFAULT_INTERVAL: u64 = 5000;

/// Who takes the lock or lets it go.
#[derive(Clone, Copy, Debug)]
pub struct Holder {
    /// The number of its thread state, not 0.
    pub id: u64,
    /// Whether it can serve signals and pending calls.
    pub main_thread: bool,
}

/// A switch interval that is none. The text is that of CPython's `ValueError`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("switch interval must be strictly positive")]
pub struct NotPositive;

/// The interpreter is going down, and this thread will never get the lock again.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MustExit;
// ANCHOR_END: gil

impl Gil {
    // ANCHOR: create
    /// A lock that nobody holds. C: `create_gil`.
    pub fn new() -> Gil {
        Gil {
            state: Mutex::new(State { locked: false, switch_number: 0, waiting: VecDeque::new() }),
            last_holder: Mutex::new(LastHolder { id: 0, waiting: 0 }),
            switched: Condvar::new(),
            interval: AtomicU64::new(DEFAULT_INTERVAL),
            finalizing: AtomicU64::new(0),
        }
    }
    // ANCHOR_END: create

    // ANCHOR: take
    /// Waits for the lock and takes it. C: `take_gil`.
    pub fn take(
        &self,
        me: Holder,
        breaker: &EvalBreaker,
        recorder: &impl Recorder,
    ) -> Result<(), MustExit> {
        if self.must_exit(me.id) {
            return Err(MustExit);
        }
        let mut state = self.state.lock();
        if state.locked {
            recorder.record(me.id, Event::Wait);
            let mine = Arc::new(Condvar::new());
            state.waiting.push_back(Arc::clone(&mine));
            let result;
            (state, result) = self.wait(state, &mine, me, breaker, recorder);
            state.waiting.retain(|other| !Arc::ptr_eq(other, &mine));
            result?;
        }
        let mut last_holder = self.last_holder.lock();
        state.locked = true;
        let switched = last_holder.id != me.id;
        if switched {
            last_holder.id = me.id;
            state.switch_number += 1;
        }
        if last_holder.waiting > 0 {
            self.switched.notify_one();
        }
        drop(last_holder);
        recorder.record(me.id, Event::Take { switched });
        // The request is answered; whoever else has asked waits for an interval again.
        breaker.withdraw(Request::DropGil);
        if self.must_exit(me.id) {
            drop(state);
            self.release(me, breaker, recorder);
            return Err(MustExit);
        }
        breaker.recompute(me.main_thread);
        Ok(())
    }
    // ANCHOR_END: take

    // ANCHOR: wait
    /// Waits until nobody holds the lock and nobody has waited longer. When an interval has passed in which it didn't change
    /// hands, asks the holder to let go.
    fn wait<'a>(
        &'a self,
        mut state: MutexGuard<'a, State>,
        released: &Condvar,
        me: Holder,
        breaker: &EvalBreaker,
        recorder: &impl Recorder,
    ) -> (MutexGuard<'a, State>, Result<(), MustExit>) {
        let mut requested = false;
        let is_first = |state: &State| {
            state.waiting.front().is_some_and(|first| std::ptr::eq(&**first, released))
        };
        while state.locked || !is_first(&state) {
            let switch_number = state.switch_number;
            let interval = self.interval.load(Ordering::Relaxed).max(1);
            let timed_out;
            (state, timed_out) = released.wait_for(state, &self.state, interval);
            if timed_out && state.locked && state.switch_number == switch_number {
                if self.must_exit(me.id) {
                    // Else the holder would wait for a thread that never comes.
                    if requested {
                        breaker.withdraw(Request::DropGil);
                    }
                    return (state, Err(MustExit));
                }
                breaker.request(Request::DropGil);
                recorder.record(me.id, Event::Request);
                requested = true;
            }
        }
        (state, Ok(()))
    }
    // ANCHOR_END: wait

    // ANCHOR: release
    /// Lets the lock go. If somebody has asked for it, returns when somebody has it: else the
    /// thread, which is running, would win it back before the other has woken up. C: `drop_gil`.
    pub fn release(&self, me: Holder, breaker: &EvalBreaker, recorder: &impl Recorder) {
        let mut state = self.state.lock();
        assert!(state.locked, "the GIL is let go by a thread that doesn't hold it");
        state.locked = false;
        recorder.record(me.id, Event::Drop { asked: breaker.wants(Request::DropGil) });
        if let Some(longest) = state.waiting.front() {
            longest.notify_one();
        }
        drop(state);

        if breaker.wants(Request::DropGil) {
            let mut last_holder = self.last_holder.lock();
            if last_holder.id == me.id {
                breaker.withdraw(Request::DropGil);
                recorder.record(me.id, Event::ForcedWait);
                last_holder.waiting += 1;
                last_holder = self.switched.wait(last_holder);
                last_holder.waiting -= 1;
                recorder.record(me.id, Event::Switched);
            }
        }
    }
    // ANCHOR_END: release

    // ANCHOR: interval
    /// In microseconds. C: `_PyEval_GetSwitchInterval`.
    pub fn switch_interval(&self) -> u64 {
        self.interval.load(Ordering::Relaxed)
    }

    /// For every wait that begins from now on; 0 waits as 1. C: `_PyEval_SetSwitchInterval`.
    pub fn set_switch_interval(&self, microseconds: u64) {
        self.interval.store(microseconds, Ordering::Relaxed);
    }

    /// `sys.getswitchinterval`.
    pub fn switch_interval_seconds(&self) -> f64 {
        1e-6 * self.switch_interval() as f64
    }

    /// `sys.setswitchinterval`: whole microseconds, the rest is cut off. What is no number of
    /// 64 bits is 0, and NaN is 2⁶³: what C's conversion comes to on x86-64.
    pub fn set_switch_interval_seconds(&self, seconds: f64) -> Result<(), NotPositive> {
        if seconds <= 0.0 {
            return Err(NotPositive);
        }
        let microseconds = 1e6 * seconds;
        self.set_switch_interval(match microseconds {
            _ if microseconds.is_nan() => 1 << 63,
            ..18446744073709551616.0 => microseconds as u64,
            _ => 0,
        });
        Ok(())
    }

    /// How often the lock has gone from one thread to another.
    pub fn switch_number(&self) -> u64 {
        self.state.lock().switch_number
    }
    // ANCHOR_END: interval

    // ANCHOR: finalizing
    /// From now on only this thread state gets the lock. C: `_PyRuntimeState_SetFinalizing`.
    pub fn set_finalizing(&self, id: u64) {
        self.finalizing.store(id, Ordering::Release);
    }

    /// The thread state that takes the interpreter down; 0: none.
    pub fn finalizing(&self) -> u64 {
        self.finalizing.load(Ordering::Acquire)
    }

    /// C: `tstate_must_exit`.
    fn must_exit(&self, id: u64) -> bool {
        let finalizing = self.finalizing();
        finalizing != 0 && finalizing != id
    }
    // ANCHOR_END: finalizing

    // ANCHOR: freeze
    /// Keeps every thread out of the lock's inner state for as long as the guards live: a fork
    /// in that time copies a state that is whole.
    pub(crate) fn freeze(&self) -> (MutexGuard<'_, State>, MutexGuard<'_, LastHolder>) {
        (self.state.lock(), self.last_holder.lock())
    }

    /// In the child of a fork, where this thread holds the lock and no other exists.
    pub(crate) fn forget_waiters(&self) {
        self.state.lock().waiting.clear();
        self.last_holder.lock().waiting = 0;
    }
    // ANCHOR_END: freeze
}

// ANCHOR: default
impl Default for Gil {
    fn default() -> Gil {
        Gil::new()
    }
}
// ANCHOR_END: default
