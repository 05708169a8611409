//! Exercise 5, solved.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use cycle_gc::toy::{Handle, Ref};

/// The names of the objects that would be freed if `suspect` were dropped and the collector
/// ran, in any order.
fn would_go(suspect: &Ref<'_>) -> Vec<String> {
    let objects = reachable(vec![suspect.clone()]);

    // Of each count one is ours, in `objects`; of the suspect's, the reference to be dropped too.
    let mut outside: HashMap<Handle, usize> =
        objects.iter().map(|(&handle, object)| (handle, object.count() - 1)).collect();
    *outside.get_mut(&suspect.handle()).expect("it reaches itself") -= 1;
    for referent in objects.values().flat_map(Ref::references) {
        *outside.get_mut(&referent.handle()).expect("all that is referred to was reached") -= 1;
    }

    let held = objects.values().filter(|object| outside[&object.handle()] > 0).cloned().collect();
    let stays: HashSet<Handle> = reachable(held).into_keys().collect();
    let goes = objects.values().filter(|object| !stays.contains(&object.handle()));
    goes.map(Ref::name).collect()
}

/// `start` and all that they reach, with one reference to each.
fn reachable(start: Vec<Ref<'_>>) -> HashMap<Handle, Ref<'_>> {
    let mut found = HashMap::new();
    let mut waiting = start;
    while let Some(object) = waiting.pop() {
        if let Entry::Vacant(entry) = found.entry(object.handle()) {
            waiting.extend(object.references());
            entry.insert(object);
        }
    }
    found
}

mod checks;
