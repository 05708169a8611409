//! Does not see an object that refers to itself.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, VecDeque};

use cycle_gc::toy::{Handle, Ref};

/// The names along a shortest way from `start` back to itself; empty if there is none.
fn ring(start: &Ref<'_>) -> Vec<String> {
    let mut came_from: HashMap<Handle, Ref<'_>> = HashMap::new();
    let mut queue = VecDeque::from([start.clone()]);
    while let Some(object) = queue.pop_front() {
        for next in object.references() {
            if next.handle() == start.handle() && object.handle() != start.handle() {
                return way_back(start, object, &came_from);
            }
            if let Entry::Vacant(entry) = came_from.entry(next.handle()) {
                entry.insert(object.clone());
                queue.push_back(next);
            }
        }
    }
    Vec::new()
}

fn way_back(start: &Ref<'_>, last: Ref<'_>, came_from: &HashMap<Handle, Ref<'_>>) -> Vec<String> {
    let mut way = vec![last.name()];
    let mut object = &last;
    while object.handle() != start.handle() {
        object = &came_from[&object.handle()];
        way.push(object.name());
    }
    way.reverse();
    way
}

mod checks;
