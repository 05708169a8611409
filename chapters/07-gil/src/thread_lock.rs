//! The lock of the `threading` module: any thread may let it go, and waiting for it lets the
//! GIL go.
//!
//! CPython: `Modules/_threadmodule.c` (`lock_PyThread_acquire_lock`, `acquire_timed`,
//! `lock_acquire_parse_args`), `Python/thread_pthread.h`.
//!
//! Invariants: a thread never waits here while it holds the GIL. A wait that a signal
//! interrupts serves the signal and goes on, with what is left of its time.
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use crate::futex::{self, Deadline, Wait};
use crate::holding::Holding;
use crate::host::Host;

// ANCHOR: timeout
/// How long to wait for a lock.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Timeout {
    /// `blocking=False`.
    Now,
    /// `timeout=…`.
    After(Duration),
    /// Neither.
    Never,
}

/// Arguments of `acquire` that don't fit together. The texts are those of CPython's
/// `ValueError`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum TimeoutError {
    /// Not to wait, and for how long.
    #[error("can't specify a timeout for a non-blocking call")]
    NonBlocking,
    /// A negative number other than −1.
    #[error("timeout value must be positive")]
    Negative,
}

impl Timeout {
    /// From the arguments of `acquire`, the timeout in nanoseconds; −1 second stands for none.
    /// C: `lock_acquire_parse_args`.
    pub fn new(blocking: bool, timeout: i64) -> Result<Timeout, TimeoutError> {
        const UNSET: i64 = -1_000_000_000;
        match (blocking, timeout) {
            (false, UNSET) => Ok(Timeout::Now),
            (false, _) => Err(TimeoutError::NonBlocking),
            (true, UNSET) => Ok(Timeout::Never),
            (true, 0) => Ok(Timeout::Now),
            (true, 1..) => Ok(Timeout::After(Duration::from_nanos(timeout as u64))),
            (true, _) => Err(TimeoutError::Negative),
        }
    }
}
// ANCHOR_END: timeout

// ANCHOR: lock
/// `_thread.lock`, as far as it isn't an object. C: `lockobject`.
#[derive(Default, Debug)]
pub struct ThreadLock {
    word: AtomicU32,
}

const UNLOCKED: u32 = 0;
const LOCKED: u32 = 1;
/// Locked, and maybe somebody waits: who lets go has to wake one.
const WAITED_FOR: u32 = 2;

/// Nobody holds the lock. The text is that of CPython's `RuntimeError`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("release unlocked lock")]
pub struct ReleaseUnlocked;

impl ThreadLock {
    /// A lock that nobody holds.
    pub const fn new() -> ThreadLock {
        ThreadLock { word: AtomicU32::new(UNLOCKED) }
    }

    /// Takes the lock; false if it took too long. Signals that come in meanwhile are handled,
    /// and what their handlers raise ends the wait. C: `acquire_timed`.
    pub fn acquire<H: Host>(
        &self,
        holding: &mut Holding<'_, H>,
        timeout: Timeout,
    ) -> Result<bool, H::Raised> {
        // Without letting the GIL go, which costs more than most locks do.
        if self.try_acquire() {
            return Ok(true);
        }
        let deadline = match timeout {
            Timeout::Now => return Ok(false),
            Timeout::After(time) => Deadline::after(Some(time)),
            Timeout::Never => Deadline::after(None),
        };
        loop {
            match holding.allow_threads(|| self.wait(deadline)) {
                Wait::Changed => return Ok(true),
                Wait::TimedOut => return Ok(false),
                Wait::Interrupted => holding.make_pending_calls()?,
            }
            if self.try_acquire() {
                return Ok(true);
            }
            if deadline.has_passed() {
                return Ok(false);
            }
        }
    }

    /// Takes the lock, however long it takes, whatever signals come in.
    /// C: `PyThread_acquire_lock(lock, WAIT_LOCK)`.
    pub(crate) fn acquire_uninterrupted<H: Host>(&self, holding: &mut Holding<'_, H>) {
        if !self.try_acquire() {
            let never = Deadline::after(None);
            holding.allow_threads(|| while self.wait(never) != Wait::Changed {});
        }
    }

    /// Lets the lock go, whoever holds it.
    pub fn release(&self) -> Result<(), ReleaseUnlocked> {
        match self.word.swap(UNLOCKED, Ordering::Release) {
            UNLOCKED => Err(ReleaseUnlocked),
            LOCKED => Ok(()),
            _ => {
                futex::wake_one(&self.word);
                Ok(())
            }
        }
    }

    /// Whether somebody holds it.
    pub fn locked(&self) -> bool {
        self.word.load(Ordering::Relaxed) != UNLOCKED
    }

    /// In the child of a fork, where whoever held the lock may not exist any more.
    pub fn at_fork_reinit(&self) {
        self.word.store(UNLOCKED, Ordering::Relaxed);
    }

    pub(crate) fn try_acquire(&self) -> bool {
        let (from, to) = (UNLOCKED, LOCKED);
        self.word.compare_exchange(from, to, Ordering::Acquire, Ordering::Relaxed).is_ok()
    }

    /// Waits until the lock is taken, which is `Changed` here.
    fn wait(&self, deadline: Deadline) -> Wait {
        while self.word.swap(WAITED_FOR, Ordering::Acquire) != UNLOCKED {
            match futex::wait(&self.word, WAITED_FOR, deadline) {
                Wait::Changed => {}
                ended => return ended,
            }
        }
        Wait::Changed
    }
}
// ANCHOR_END: lock
