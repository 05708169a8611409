//! Takes what is frozen for something that a full collection visits.

use cycle_gc::toy::Toy;
use cycle_gc::{Generation, Heap, collect};

/// Collects the oldest generation whose collection visits at most `budget` objects, and returns
/// it; `None` if there is none.
fn collect_within(heap: &Toy, budget: usize) -> Option<Generation> {
    let [young, middle, _] = heap.collector().sizes();
    let visited = [young, young + middle, heap.live_objects()];
    let fits = |generation: &Generation| visited[generation.index()] <= budget;
    let generation = Generation::ALL.into_iter().rev().find(fits)?;
    collect(heap, generation);
    Some(generation)
}

mod checks;
