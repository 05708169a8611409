//! Adds up and then stores, as CPython 3.11 does.

use loom::sync::atomic::{AtomicBool, Ordering};

/// A word that the loop looks at, and two requests behind it.
struct Breaker {
    word: AtomicBool,
    requests: [AtomicBool; 2],
}

impl Breaker {
    /// Without a request. (loom's atomics can't be made in a constant.)
    fn new() -> Breaker {
        Breaker {
            word: AtomicBool::new(false),
            requests: [AtomicBool::new(false), AtomicBool::new(false)],
        }
    }

    /// Makes a request; any thread may.
    fn request(&self, which: usize) {
        self.requests[which].store(true, Ordering::SeqCst);
        self.word.store(true, Ordering::SeqCst);
    }

    /// Sets the word to whether there is a request; one thread at a time does.
    fn recompute(&self) {
        let sum = self.requests.iter().any(|request| request.load(Ordering::SeqCst));
        self.word.store(sum, Ordering::SeqCst);
    }
}

mod checks;
