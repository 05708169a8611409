//! Exercise 1, solved.

use std::collections::BTreeMap;
use std::time::Duration;

use gil::Timeline;
use gil::timeline::Doing;

/// The longest wait of each thread that has waited.
fn longest_waits(timeline: &Timeline, end: Duration) -> BTreeMap<u64, Duration> {
    let mut longest: BTreeMap<u64, Duration> = BTreeMap::new();
    for stretch in timeline.stretches(end) {
        if stretch.doing == Doing::Waits {
            let wait = longest.entry(stretch.thread).or_default();
            *wait = (*wait).max(stretch.to - stretch.from);
        }
    }
    longest
}

mod checks;
