//! Takes the last sorting, which sees the unreachable only.

use std::collections::HashMap;

use cycle_gc::toy::{Handle, Ref, Toy};
use cycle_gc::{Event, Generation, Observer, collect_observed};

/// Follows a collection and remembers who is held from outside.
struct Doors {
    names: HashMap<Handle, String>,
    held: Option<Vec<String>>,
}

// SAFETY: it looks at what the event brings, and touches no object.
unsafe impl Observer<Toy> for Doors {
    fn event(&mut self, _heap: &Toy, event: Event<'_, Toy>) {
        if let Event::CountsSubtracted { young } = event {
            let held = young.filter(|member| member.gc_refs > Some(0));
            self.held = Some(held.map(|member| self.names[&member.object].clone()).collect());
        }
    }
}

/// Runs a full collection; the names of the objects that somebody outside refers to.
fn held_from_outside(heap: &Toy) -> Vec<String> {
    let name = |object: &Ref<'_>| (object.handle(), object.name());
    let names = heap.tracked(None).iter().map(name).collect();
    let mut doors = Doors { names, held: None };
    collect_observed(heap, Generation::OLDEST, &mut doors);
    doors.held.unwrap_or_default()
}

mod checks;
