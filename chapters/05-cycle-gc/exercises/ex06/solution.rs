//! Exercise 6, solved.

use cycle_gc::toy::Toy;
use cycle_gc::{Generation, Heap, collect};

/// Collects the oldest generation whose collection visits at most `budget` objects, and returns
/// it; `None` if there is none.
fn collect_within(heap: &Toy, budget: usize) -> Option<Generation> {
    let (mut visited, mut chosen) = (0, None);
    for generation in Generation::ALL {
        visited += heap.collector().size(generation);
        if visited <= budget {
            chosen = Some(generation);
        }
    }
    if let Some(generation) = chosen {
        collect(heap, generation);
    }
    chosen
}

mod checks;
