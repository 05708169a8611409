//! Subtracts, but doesn't go on from those that are held from outside.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use cycle_gc::toy::{Handle, Ref};

/// The names of the objects that would be freed if `suspect` were dropped and the collector
/// ran, in any order.
fn would_go(suspect: &Ref<'_>) -> Vec<String> {
    let mut objects: HashMap<Handle, Ref<'_>> = HashMap::new();
    let mut waiting = vec![suspect.clone()];
    while let Some(object) = waiting.pop() {
        if let Entry::Vacant(entry) = objects.entry(object.handle()) {
            waiting.extend(object.references());
            entry.insert(object);
        }
    }
    let mut outside: HashMap<Handle, usize> =
        objects.iter().map(|(&handle, object)| (handle, object.count() - 1)).collect();
    *outside.get_mut(&suspect.handle()).unwrap() -= 1;
    for referent in objects.values().flat_map(Ref::references) {
        *outside.get_mut(&referent.handle()).unwrap() -= 1;
    }
    objects.values().filter(|object| outside[&object.handle()] == 0).map(Ref::name).collect()
}

mod checks;
