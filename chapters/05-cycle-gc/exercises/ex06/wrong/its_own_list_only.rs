//! Forgets that a collection takes the younger generations along.

use cycle_gc::toy::Toy;
use cycle_gc::{Generation, Heap, collect};

/// Collects the oldest generation whose collection visits at most `budget` objects, and returns
/// it; `None` if there is none.
fn collect_within(heap: &Toy, budget: usize) -> Option<Generation> {
    let fits = |generation: &Generation| heap.collector().size(*generation) <= budget;
    let generation = Generation::ALL.into_iter().rev().find(fits)?;
    collect(heap, generation);
    Some(generation)
}

mod checks;
