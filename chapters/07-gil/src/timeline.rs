//! A recorder that keeps what it sees, with the time, and makes stretches of it: who held the
//! lock when, who waited for it, who did without.
//!
//! CPython has nothing like it; the events are [`crate::recorder`]'s.
//!
//! Invariant: a thread is in one state at a time, and its stretches touch each other.
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use crate::recorder::{Event, Recorder};
use crate::sync::Mutex;

// ANCHOR: timeline
/// What happened to the lock, and when.
pub struct Timeline {
    start: Instant,
    entries: Mutex<Vec<Entry>>,
}

/// One event.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Entry {
    /// Since the timeline was made.
    pub at: Duration,
    /// The number of the thread state.
    pub thread: u64,
    /// What happened to it.
    pub event: Event,
}

impl Timeline {
    /// Begins now.
    pub fn new() -> Timeline {
        Timeline { start: Instant::now(), entries: Mutex::new(Vec::with_capacity(4096)) }
    }

    /// What has happened so far, in order.
    pub fn entries(&self) -> Vec<Entry> {
        self.entries.lock().clone()
    }

    /// How long it has been recording.
    pub fn elapsed(&self) -> Duration {
        self.start.elapsed()
    }
}

impl Default for Timeline {
    fn default() -> Timeline {
        Timeline::new()
    }
}

impl Recorder for Timeline {
    fn record(&self, thread: u64, event: Event) {
        let mut entries = self.entries.lock();
        entries.push(Entry { at: self.start.elapsed(), thread, event });
    }
}
// ANCHOR_END: timeline

// ANCHOR: stretches
/// What a thread does for a while.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Doing {
    /// It holds the lock.
    Holds,
    /// It waits for the lock.
    Waits,
    /// It has let go on request, and stands still until another has taken the lock.
    GivesWay,
    /// It does something that needs no lock: computes natively, sleeps, reads.
    Without,
}

/// A thread in one state.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stretch {
    /// The number of the thread state.
    pub thread: u64,
    /// What it does.
    pub doing: Doing,
    /// From when, since the timeline was made.
    pub from: Duration,
    /// Until when.
    pub to: Duration,
}

impl Timeline {
    /// Each thread's stretches until `end`, in the order in which they began. A thread appears
    /// with its first event, and ends where it lets the lock go for the last time.
    pub fn stretches(&self, end: Duration) -> Vec<Stretch> {
        let mut open: BTreeMap<u64, (Doing, Duration)> = BTreeMap::new();
        let mut gone = BTreeSet::new();
        let mut stretches = Vec::new();
        let mut close = |thread, (doing, from), to| {
            if from < to {
                stretches.push(Stretch { thread, doing, from, to });
            }
        };
        for Entry { at, thread, event } in self.entries() {
            let doing = match event {
                Event::Wait => Doing::Waits,
                Event::Take { .. } => Doing::Holds,
                Event::Drop { .. } | Event::Switched => Doing::Without,
                Event::ForcedWait => Doing::GivesWay,
                Event::Request => continue,
                Event::Gone => {
                    gone.insert(thread);
                    continue;
                }
            };
            if gone.contains(&thread) {
                if let Some(last) = open.remove(&thread) {
                    close(thread, last, at);
                }
            } else if let Some(before) = open.insert(thread, (doing, at)) {
                close(thread, before, at);
            }
        }
        for (thread, last) in open {
            close(thread, last, end);
        }
        stretches.sort_by_key(|stretch| (stretch.from, stretch.thread));
        stretches
    }

    /// When which thread asked for the lock.
    pub fn requests(&self) -> Vec<(Duration, u64)> {
        let requests = self.entries().into_iter().filter(|entry| entry.event == Event::Request);
        requests.map(|entry| (entry.at, entry.thread)).collect()
    }
}
// ANCHOR_END: stretches

// ANCHOR: sums
impl Timeline {
    /// How long each thread was doing what.
    pub fn sums(&self, end: Duration) -> BTreeMap<(u64, Doing), Duration> {
        let mut sums = BTreeMap::new();
        for Stretch { thread, doing, from, to } in self.stretches(end) {
            *sums.entry((thread, doing)).or_default() += to - from;
        }
        sums
    }

    /// How long a thread held the lock each time until another got it: its turns.
    pub fn turns(&self) -> Vec<(u64, Duration)> {
        let mut turns = Vec::new();
        let mut turn: Option<(u64, Duration)> = None;
        for Entry { at, thread, event } in self.entries() {
            if event == (Event::Take { switched: true })
                && let Some((last, from)) = turn.replace((thread, at))
            {
                turns.push((last, at - from));
            }
        }
        turns
    }
}
// ANCHOR_END: sums

#[cfg(test)]
mod tests;
