//! What can be seen of the lock from outside: who asked for it, who got it, who let it go.
//!
//! CPython has no such hook in 3.11; the events are the lines of `take_gil` and `drop_gil`
//! at which something can be observed.
//!
//! Invariant: a recorder is a type parameter. With [`Off`], the functions below are empty
//! and nothing of them is left in the program.

// ANCHOR: recorder
/// Sees what happens to the lock, in the order in which it happens to each thread.
pub trait Recorder: Send + Sync + 'static {
    /// `thread` is the number of the thread state to which it happened.
    fn record(&self, thread: u64, event: Event);
}

/// One thing that happened to a thread.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Event {
    /// It wants the lock and finds it taken.
    Wait,
    /// It has waited for a whole interval and asks the holder to let go.
    Request,
    /// It has the lock. `switched`: the last holder was another thread.
    Take {
        /// Whether another thread held the lock before.
        switched: bool,
    },
    /// It lets the lock go. `asked`: somebody had asked for it.
    Drop {
        /// Whether a request was there.
        asked: bool,
    },
    /// It was asked to let go and stands still until another thread has the lock.
    ForcedWait,
    /// Another thread has it.
    Switched,
    /// Its state is deleted; it lets the lock go for the last time.
    Gone,
}

/// Records nothing, and costs nothing.
#[derive(Clone, Copy, Default, Debug)]
pub struct Off;

impl Recorder for Off {
    #[inline(always)]
    fn record(&self, _thread: u64, _event: Event) {}
}
// ANCHOR_END: recorder
