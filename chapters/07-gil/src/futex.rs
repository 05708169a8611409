//! Waiting for a word of memory to change, until somebody wakes the thread, a signal
//! interrupts it, or its time is up.
//!
//! CPython: `sem_clockwait` and `sem_post` in `Python/thread_pthread.h`, which come down to the
//! same system call. The mutexes of Rust's library do as well, but don't say so when a signal
//! has come in.
use std::sync::atomic::AtomicU32;
use std::time::Duration;
// ANCHOR: futex
#[cfg(target_os = "linux")]
use std::time::Instant;

/// How a wait has ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Wait {
    /// The word isn't what it was, or somebody called [`wake_one`], or for no reason at all.
    Changed,
    /// A signal's handler has run in this thread.
    Interrupted,
    /// It took too long.
    TimedOut,
}

/// A point in time; never, if there is none.
#[derive(Clone, Copy, Debug)]
#[cfg(target_os = "linux")]
pub(crate) struct Deadline(Option<Instant>);

#[cfg(target_os = "linux")]
impl Deadline {
    pub(crate) fn after(time: Option<Duration>) -> Deadline {
        Deadline(time.and_then(|time| Instant::now().checked_add(time)))
    }

    pub(crate) fn has_passed(self) -> bool {
        self.0.is_some_and(|deadline| deadline <= Instant::now())
    }
}

/// Waits for as long as the word is this. C: `sem_clockwait`.
#[cfg(target_os = "linux")]
pub(crate) fn wait(word: &AtomicU32, while_it_is: u32, deadline: Deadline) -> Wait {
    use rustix::io::Errno;
    use rustix::thread::futex;
    let left = deadline.0.map(|deadline| deadline.saturating_duration_since(Instant::now()));
    if left == Some(Duration::ZERO) {
        return Wait::TimedOut;
    }
    let left = left.and_then(|left| futex::Timespec::try_from(left).ok());
    match futex::wait(word, futex::Flags::PRIVATE, while_it_is, left.as_ref()) {
        Err(Errno::INTR) => Wait::Interrupted,
        Err(Errno::TIMEDOUT) => Wait::TimedOut,
        _ => Wait::Changed,
    }
}

/// Wakes one thread that waits for this word.
#[cfg(target_os = "linux")]
pub(crate) fn wake_one(word: &AtomicU32) {
    // That nobody waits is no error.
    let _ = rustix::thread::futex::wake(word, rustix::thread::futex::Flags::PRIVATE, 1);
}
// ANCHOR_END: futex

// ANCHOR: elsewhere
#[cfg(target_family = "wasm")]
mod alone {
    //! A single thread without a clock: nobody can change the word, so a wait with a deadline is
    //! over at once and one without never ends.
    use super::*;

    #[derive(Clone, Copy, Debug)]
    pub(crate) struct Deadline(bool);

    impl Deadline {
        pub(crate) fn after(time: Option<Duration>) -> Deadline {
            Deadline(time.is_some())
        }

        pub(crate) fn has_passed(self) -> bool {
            self.0
        }
    }

    pub(crate) fn wait(_word: &AtomicU32, _while_it_is: u32, deadline: Deadline) -> Wait {
        if deadline.0 { Wait::TimedOut } else { Wait::Changed }
    }

    pub(crate) fn wake_one(_word: &AtomicU32) {}
}
#[cfg(target_family = "wasm")]
pub(crate) use alone::*;

#[cfg(not(any(target_os = "linux", target_family = "wasm")))]
compile_error!("waiting on a word of memory is written for Linux, and for wasm without threads");
// ANCHOR_END: elsewhere
