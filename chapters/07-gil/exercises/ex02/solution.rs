//! Exercise 2, solved.

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
        self.requests[which].store(true, Ordering::Release);
        self.word.swap(true, Ordering::AcqRel);
    }

    /// Sets the word to whether there is a request; one thread at a time does.
    fn recompute(&self) {
        self.word.swap(false, Ordering::AcqRel);
        if self.requests.iter().any(|request| request.load(Ordering::Acquire)) {
            self.word.swap(true, Ordering::AcqRel);
        }
    }
}

mod checks;
