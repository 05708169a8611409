//! The lock that its owner may take again.
//!
//! CPython: `rlockobject` in `Modules/_threadmodule.c`.
//!
//! Invariant: owner and count change under the GIL, by the thread that holds the lock inside;
//! the atomics are relaxed, since the GIL orders everything about them.
use std::sync::atomic::{AtomicU64, Ordering};

use crate::holding::Holding;
use crate::host::Host;
use crate::ident::ident;
use crate::thread_lock::{ThreadLock, Timeout};

// ANCHOR: rlock
/// `_thread.RLock`, as far as it isn't an object. C: `rlockobject`.
#[derive(Default, Debug)]
pub struct RecursiveLock {
    lock: ThreadLock,
    owner: AtomicU64,
    count: AtomicU64,
}

/// The thread doesn't hold the lock. The text is that of CPython's `RuntimeError`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("cannot release un-acquired lock")]
pub struct ReleaseUnacquired;

/// How often the lock was taken, and by whom: what `threading.Condition` puts aside.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Saved {
    /// C: `rlock_count`.
    pub count: u64,
    /// C: `rlock_owner`, an [`ident`].
    pub owner: u64,
}

impl RecursiveLock {
    /// A lock that nobody holds.
    pub const fn new() -> RecursiveLock {
        RecursiveLock {
            lock: ThreadLock::new(),
            owner: AtomicU64::new(0),
            count: AtomicU64::new(0),
        }
    }

    /// Takes the lock once more, or for the first time as [`ThreadLock::acquire`] does.
    /// (2⁶⁴ times can't be counted to, so CPython's "Internal lock count overflowed" has no
    /// place here.)
    pub fn acquire<H: Host>(
        &self,
        holding: &mut Holding<'_, H>,
        timeout: Timeout,
    ) -> Result<bool, H::Raised> {
        if self.is_owned() {
            self.count.fetch_add(1, Ordering::Relaxed);
            return Ok(true);
        }
        let acquired = self.lock.acquire(holding, timeout)?;
        if acquired {
            self.set(Saved { count: 1, owner: ident() });
        }
        Ok(acquired)
    }

    /// Undoes one `acquire` of this thread.
    pub fn release(&self) -> Result<(), ReleaseUnacquired> {
        if !self.is_owned() {
            return Err(ReleaseUnacquired);
        }
        if self.count.fetch_sub(1, Ordering::Relaxed) == 1 {
            self.let_go();
        }
        Ok(())
    }

    /// Whether this thread holds it. C: `_is_owned`.
    pub fn is_owned(&self) -> bool {
        let Saved { count, owner } = self.state();
        count > 0 && owner == ident()
    }

    /// How often it was taken and by whom, for its `repr`.
    pub fn state(&self) -> Saved {
        let (count, owner) = (&self.count, &self.owner);
        Saved { count: count.load(Ordering::Relaxed), owner: owner.load(Ordering::Relaxed) }
    }

    /// Lets the lock go however often it was taken, and by whom. C: `_release_save`.
    pub fn release_save(&self) -> Result<Saved, ReleaseUnacquired> {
        let saved = self.state();
        if saved.count == 0 {
            return Err(ReleaseUnacquired);
        }
        self.let_go();
        Ok(saved)
    }

    /// Waits for the lock, whatever signals come in, and takes it as it was taken before.
    /// C: `_acquire_restore`.
    pub fn acquire_restore<H: Host>(&self, holding: &mut Holding<'_, H>, saved: Saved) {
        self.lock.acquire_uninterrupted(holding);
        self.set(saved);
    }

    /// In the child of a fork.
    pub fn at_fork_reinit(&self) {
        self.set(Saved { count: 0, owner: 0 });
        self.lock.at_fork_reinit();
    }

    fn set(&self, Saved { count, owner }: Saved) {
        self.owner.store(owner, Ordering::Relaxed);
        self.count.store(count, Ordering::Relaxed);
    }

    fn let_go(&self) {
        self.set(Saved { count: 0, owner: 0 });
        // Whoever held it did, so it is locked.
        let _ = self.lock.release();
    }
}
// ANCHOR_END: rlock
