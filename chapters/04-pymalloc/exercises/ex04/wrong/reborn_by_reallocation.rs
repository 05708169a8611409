//! Exercise 4: how long blocks live, counted in allocations.

use pymalloc::Tracer;
use std::collections::HashMap;
use std::ptr::NonNull;

/// How many blocks were allocated during the life of each block that has been freed.
#[derive(Default)]
struct Lifetimes {
    allocations: usize,
    births: HashMap<usize, usize>,
    lifetimes: Vec<usize>,
}

impl Tracer for Lifetimes {
    fn allocated(&mut self, block: NonNull<u8>, _size: usize) {
        self.allocations += 1;
        self.births.insert(block.addr().get(), self.allocations);
    }

    fn freed(&mut self, block: NonNull<u8>) {
        if let Some(birth) = self.births.remove(&block.addr().get()) {
            self.lifetimes.push(self.allocations - birth);
        }
    }
}

impl Lifetimes {
    /// The middle of all lifetimes so far.
    fn median(&self) -> Option<usize> {
        let mut sorted = self.lifetimes.clone();
        sorted.sort_unstable();
        let middle = sorted.len().checked_sub(1)? / 2;
        Some(sorted[middle])
    }
}

mod checks;
