//! Exercise 3: a biased count.

use std::sync::atomic::{AtomicIsize, Ordering::Relaxed};

/// A count of references, of which one thread counts without atomic operations.
struct Biased {
    /// The `gil::ident()` of the thread that made it.
    owner: u64,
    /// Written by the owner alone.
    local: AtomicIsize,
    /// Written by all others.
    shared: AtomicIsize,
}

impl Biased {
    /// One reference, which this thread has.
    fn new() -> Biased {
        Biased { owner: gil::ident(), local: AtomicIsize::new(1), shared: AtomicIsize::new(0) }
    }

    /// How many references there are; asked when no other thread counts.
    fn total(&self) -> isize {
        self.local.load(Relaxed) + self.shared.load(Relaxed)
    }

    /// One more.
    fn up(&self) {
        let _ = self.owner;
    }

    /// One less.
    fn down(&self) {}
}

mod checks;
