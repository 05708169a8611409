//! The mutexes, condition variables and atomics that the lock and the breaker are made of:
//! the standard library's, or with the feature `loom` that crate's, which run a small
//! program under every order that its threads can come in.
//!
//! CPython: `Python/condvar.h`, `Include/internal/pycore_atomic.h`.
//!
//! Invariant: no code of a caller runs while one of these mutexes is held, so none is ever
//! poisoned.

use std::sync::PoisonError;

// ANCHOR: sync
#[cfg(feature = "loom")]
use loom::sync as primitives;
#[cfg(not(feature = "loom"))]
use std::sync as primitives;

pub(crate) use primitives::MutexGuard;
pub(crate) use primitives::atomic::{AtomicBool, AtomicU64, Ordering};

/// C: `PyMUTEX_T`.
pub(crate) struct Mutex<T>(primitives::Mutex<T>);

impl<T> Mutex<T> {
    pub(crate) fn new(value: T) -> Mutex<T> {
        Mutex(primitives::Mutex::new(value))
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// C: `PyCOND_T`.
pub(crate) struct Condvar(primitives::Condvar);

impl Condvar {
    pub(crate) fn new() -> Condvar {
        Condvar(primitives::Condvar::new())
    }

    pub(crate) fn notify_one(&self) {
        self.0.notify_one();
    }

    pub(crate) fn wait<'a, T>(&self, guard: MutexGuard<'a, T>) -> MutexGuard<'a, T> {
        self.0.wait(guard).unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits at most so many microseconds; whether the time ran out. C: `PyCOND_TIMEDWAIT`.
    #[cfg(not(feature = "loom"))]
    pub(crate) fn wait_for<'a, T>(
        &self,
        guard: MutexGuard<'a, T>,
        _mutex: &'a Mutex<T>,
        microseconds: u64,
    ) -> (MutexGuard<'a, T>, bool) {
        let time = std::time::Duration::from_micros(microseconds);
        let (guard, result) =
            self.0.wait_timeout(guard, time).unwrap_or_else(PoisonError::into_inner);
        (guard, result.timed_out())
    }
}
// ANCHOR_END: sync

// ANCHOR: model_time
#[cfg(feature = "loom")]
thread_local! {
    /// How many more timed waits of this run of the model end because their time is up.
    /// (The model's threads all run on one thread of the system.)
    static TIMEOUTS: std::cell::Cell<u32> = const { std::cell::Cell::new(0) };
}

/// Says how many timed waits of the run that begins are to time out; the ones after those
/// wait until somebody wakes them.
#[cfg(feature = "loom")]
pub fn set_model_timeouts(count: u32) {
    TIMEOUTS.set(count);
}

#[cfg(feature = "loom")]
impl Condvar {
    /// The model has no clock. A wait whose time is up lets the mutex go and takes it again:
    /// in between, the model lets any other thread do anything.
    pub(crate) fn wait_for<'a, T>(
        &self,
        guard: MutexGuard<'a, T>,
        mutex: &'a Mutex<T>,
        _microseconds: u64,
    ) -> (MutexGuard<'a, T>, bool) {
        match TIMEOUTS.get().checked_sub(1) {
            Some(left) => {
                TIMEOUTS.set(left);
                drop(guard);
                (mutex.lock(), true)
            }
            None => (self.wait(guard), false),
        }
    }
}
// ANCHOR_END: model_time
