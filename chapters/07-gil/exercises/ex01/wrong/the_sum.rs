//! Adds up all waits of a thread.

use std::collections::BTreeMap;
use std::time::Duration;

use gil::Timeline;
use gil::timeline::Doing;

fn longest_waits(timeline: &Timeline, end: Duration) -> BTreeMap<u64, Duration> {
    let sums = timeline.sums(end).into_iter();
    sums.filter(|((_, doing), _)| *doing == Doing::Waits)
        .map(|((thread, _), sum)| (thread, sum))
        .collect()
}

mod checks;
