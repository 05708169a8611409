//! Exercise 5: what would go?

use cycle_gc::toy::Ref;

/// The names of the objects that would be freed if `suspect` were dropped and the collector
/// ran, in any order.
fn would_go(suspect: &Ref<'_>) -> Vec<String> {
    // Right if nobody else holds it, and if it refers to nothing.
    vec![suspect.name()]
}

mod checks;
