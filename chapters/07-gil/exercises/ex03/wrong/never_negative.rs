//! Lets no field become negative.

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

    fn up(&self) {
        if self.owner == gil::ident() {
            self.local.store(self.local.load(Relaxed) + 1, Relaxed);
        } else {
            self.shared.fetch_add(1, Relaxed);
        }
    }

    fn down(&self) {
        if self.owner == gil::ident() {
            self.local.store(self.local.load(Relaxed) - 1, Relaxed);
        } else if self.shared.load(Relaxed) > 0 {
            self.shared.fetch_sub(1, Relaxed);
        }
    }
}

mod checks;
