//! Follows the counts as `del` does, so that rings stay.

use std::collections::HashMap;

use cycle_gc::toy::{Handle, Ref};

/// The names of the objects that would be freed if `suspect` were dropped and the collector
/// ran, in any order.
fn would_go(suspect: &Ref<'_>) -> Vec<String> {
    let mut left: HashMap<Handle, usize> = HashMap::new();
    let mut goes = Vec::new();
    let mut given_up = vec![(suspect.clone(), suspect.count())];
    while let Some((object, count)) = given_up.pop() {
        let left = left.entry(object.handle()).or_insert(count);
        *left -= 1;
        if *left == 0 {
            goes.push(object.name());
            for referent in object.references() {
                let count = referent.count() - 1;
                given_up.push((referent, count));
            }
        }
    }
    goes
}

mod checks;
