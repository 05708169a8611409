//! Exercise 1: who is held from outside?

use std::collections::HashMap;

use cycle_gc::toy::{Handle, Ref, Toy};
use cycle_gc::{Event, Generation, Observer, collect_observed};

/// Follows a collection and remembers who is held from outside.
struct Doors {
    names: HashMap<Handle, String>,
    held: Vec<String>,
}

// SAFETY: it looks at what the event brings, and touches no object.
unsafe impl Observer<Toy> for Doors {
    fn event(&mut self, _heap: &Toy, event: Event<'_, Toy>) {
        // Which event tells it?
        let _ = (event, &self.names, &mut self.held);
    }
}

/// Runs a full collection; the names of the objects that somebody outside refers to.
fn held_from_outside(heap: &Toy) -> Vec<String> {
    let name = |object: &Ref<'_>| (object.handle(), object.name());
    let names = heap.tracked(None).iter().map(name).collect();
    let mut doors = Doors { names, held: Vec::new() };
    collect_observed(heap, Generation::OLDEST, &mut doors);
    doors.held
}

mod checks;
