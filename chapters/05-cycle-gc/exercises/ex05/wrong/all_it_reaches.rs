//! Forgets that others may hold what the suspect reaches.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use cycle_gc::toy::Ref;

/// The names of the objects that would be freed if `suspect` were dropped and the collector
/// ran, in any order.
fn would_go(suspect: &Ref<'_>) -> Vec<String> {
    let mut found = HashMap::new();
    let mut waiting = vec![suspect.clone()];
    while let Some(object) = waiting.pop() {
        if let Entry::Vacant(entry) = found.entry(object.handle()) {
            waiting.extend(object.references());
            entry.insert(object);
        }
    }
    found.values().map(Ref::name).collect()
}

mod checks;
