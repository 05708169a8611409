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

    fn reallocated(&mut self, old: NonNull<u8>, new: NonNull<u8>, _size: usize) {
        if let Some(birth) = self.births.remove(&old.addr().get()) {
            self.births.insert(new.addr().get(), birth);
        }
    }
}

impl Lifetimes {
    /// The middle of all lifetimes so far.
    fn median(&self) -> Option<usize> {
        if self.lifetimes.is_empty() {
            return Some(0);
        }
        let mut sorted = self.lifetimes.clone();
        sorted.sort_unstable();
        let middle = sorted.len().checked_sub(1)? / 2;
        Some(sorted[middle])
    }
}

mod checks;
