//! Exercise 6: a pause budget.

use cycle_gc::toy::Toy;
use cycle_gc::{Generation, Heap, collect};

/// Collects the oldest generation whose collection visits at most `budget` objects, and returns
/// it; `None` if there is none.
fn collect_within(heap: &Toy, budget: usize) -> Option<Generation> {
    // Keeps to the budget if all objects fit.
    if heap.collector().sizes().iter().sum::<usize>() > budget {
        return None;
    }
    collect(heap, Generation::YOUNGEST);
    Some(Generation::YOUNGEST)
}

mod checks;
