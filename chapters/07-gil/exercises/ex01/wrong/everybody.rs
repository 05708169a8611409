//! Has an entry for threads that never waited, and forgets the wait that goes on.

use std::collections::BTreeMap;
use std::time::Duration;

use gil::{Event, Timeline};

fn longest_waits(timeline: &Timeline, _end: Duration) -> BTreeMap<u64, Duration> {
    let mut longest: BTreeMap<u64, Duration> = BTreeMap::new();
    let mut since = BTreeMap::new();
    for entry in timeline.entries() {
        let wait = longest.entry(entry.thread).or_default();
        match entry.event {
            Event::Wait => {
                since.insert(entry.thread, entry.at);
            }
            Event::Take { .. } => {
                if let Some(from) = since.remove(&entry.thread) {
                    *wait = (*wait).max(entry.at - from);
                }
            }
            _ => {}
        }
    }
    longest
}

mod checks;
