//! Compares with the objects of now.

/// How many objects the full collections visit while `objects` are made and none is freed. One
/// is offered after every `step` objects, and takes place if those that are new are at least
/// `percent` per cent of those that there were after the last.
fn visits(objects: u64, step: u64, percent: u64) -> u64 {
    let mut visited = 0;
    let mut long_lived_total = 0;
    let mut now = step;
    while now <= objects {
        let pending = now - long_lived_total;
        if pending * 100 >= now * percent {
            visited += now;
            long_lived_total = now;
        }
        now += step;
    }
    visited
}

mod checks;
