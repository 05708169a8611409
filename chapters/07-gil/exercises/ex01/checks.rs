//! The checks of exercise 1.

use std::time::Duration;

use gil::{Event, Recorder, Timeline};

use crate::longest_waits;

fn pause(milliseconds: u64) {
    std::thread::sleep(Duration::from_millis(milliseconds));
}

const TAKE: Event = Event::Take { switched: true };
const DROP: Event = Event::Drop { asked: false };

#[test]
fn the_longest_counts_and_not_the_sum() {
    let timeline = Timeline::new();
    for wait in [20, 60, 20] {
        timeline.record(2, Event::Wait);
        pause(wait);
        timeline.record(2, TAKE);
        timeline.record(2, DROP);
    }
    let entries = timeline.entries();
    let longest = longest_waits(&timeline, timeline.elapsed());
    assert_eq!(longest.get(&2), Some(&(entries[4].at - entries[3].at)));
}

#[test]
fn who_never_waits_is_left_out() {
    let timeline = Timeline::new();
    timeline.record(1, TAKE);
    timeline.record(2, Event::Wait);
    pause(5);
    timeline.record(1, DROP);
    timeline.record(2, TAKE);
    pause(1);
    let longest = longest_waits(&timeline, timeline.elapsed());
    assert_eq!(longest.keys().collect::<Vec<_>>(), [&2]);
}

#[test]
fn a_wait_that_goes_on_counts_until_the_end() {
    let timeline = Timeline::new();
    timeline.record(1, TAKE);
    timeline.record(2, Event::Wait);
    pause(5);
    timeline.record(2, Event::Request);
    let end = timeline.elapsed();
    let began = timeline.entries()[1].at;
    assert_eq!(longest_waits(&timeline, end).get(&2), Some(&(end - began)));
}
