use std::time::Duration;

use super::{Doing, Timeline};
use crate::recorder::{Event, Recorder};

#[test]
fn stretches_of_a_thread_touch_each_other() {
    let timeline = Timeline::new();
    let events = [
        Event::Wait,
        Event::Request,
        Event::Take { switched: true },
        Event::Drop { asked: true },
        Event::ForcedWait,
        Event::Switched,
        Event::Wait,
        Event::Take { switched: true },
    ];
    for event in events {
        timeline.record(1, event);
        std::thread::sleep(Duration::from_millis(1));
    }
    let stretches = timeline.stretches(timeline.elapsed());
    let doing: Vec<Doing> = stretches.iter().map(|stretch| stretch.doing).collect();
    use Doing::*;
    assert_eq!(doing, [Waits, Holds, Without, GivesWay, Without, Waits, Holds]);
    for pair in stretches.windows(2) {
        assert_eq!(pair[0].to, pair[1].from);
    }
    assert_eq!(timeline.requests().len(), 1);
}

#[test]
fn a_turn_lasts_until_another_thread_has_the_lock() {
    let timeline = Timeline::new();
    let take = |thread, switched| timeline.record(thread, Event::Take { switched });
    take(1, true);
    timeline.record(1, Event::Drop { asked: false });
    take(1, false);
    timeline.record(1, Event::Drop { asked: false });
    take(2, true);
    take(1, true);
    let threads: Vec<u64> = timeline.turns().into_iter().map(|(thread, _)| thread).collect();
    assert_eq!(threads, [1, 2]);
}

#[test]
fn a_thread_that_is_gone_does_nothing() {
    let timeline = Timeline::new();
    for event in [Event::Take { switched: true }, Event::Gone, Event::Drop { asked: false }] {
        timeline.record(1, event);
        std::thread::sleep(Duration::from_millis(1));
    }
    let stretches = timeline.stretches(timeline.elapsed());
    let doing: Vec<Doing> = stretches.iter().map(|stretch| stretch.doing).collect();
    assert_eq!(doing, [Doing::Holds]);
}
