//! Exercise 4: a rule for the oldest generation.

/// How many objects the full collections visit while `objects` are made and none is freed. One
/// is offered after every `step` objects, and takes place if those that are new are at least
/// `percent` per cent of those that there were after the last.
fn visits(objects: u64, step: u64, percent: u64) -> u64 {
    // The first collection always takes place. And then?
    if percent <= 100 { step.min(objects) } else { 0 }
}

mod checks;
