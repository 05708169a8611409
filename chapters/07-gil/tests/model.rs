//! The lock's protocol under every order in which its threads can run, by loom:
//!
//! ```sh
//! cargo test --release -p gil --features loom --test model
//! ```
//!
//! The model has no clock. `set_model_timeouts` says how many timed waits of a run end because
//! their time is up; all others wait until they are woken. So a request that got lost would
//! leave a thread waiting for ever, which loom reports as a deadlock: the model asks for more
//! than CPython, where a thread asks again after the next five milliseconds.
#![cfg(feature = "loom")]

use std::sync::Arc;

use gil::sync::set_model_timeouts;
use gil::{EvalBreaker, Event, Gil, Holder, MustExit, Off, Recorder, Request};
use loom::cell::UnsafeCell;
use loom::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use loom::thread;

/// What the threads of a model share.
struct Shared<R = Off> {
    gil: Gil,
    breaker: EvalBreaker,
    /// Only the lock keeps two threads from touching this at once; loom would notice.
    counter: UnsafeCell<u32>,
    recorder: R,
}

impl Shared {
    fn new() -> Arc<Shared> {
        Shared::with(Off)
    }
}

impl<R: Recorder> Shared<R> {
    fn with(recorder: R) -> Arc<Shared<R>> {
        let (gil, breaker) = (Gil::new(), EvalBreaker::new());
        Arc::new(Shared { gil, breaker, counter: UnsafeCell::new(0), recorder })
    }

    fn take(&self, id: u64) {
        assert_eq!(self.try_take(id), Ok(()));
    }

    fn try_take(&self, id: u64) -> Result<(), MustExit> {
        self.gil.take(holder(id), &self.breaker, &self.recorder)
    }

    fn release(&self, id: u64) {
        self.gil.release(holder(id), &self.breaker, &self.recorder);
    }

    fn count(&self) {
        // SAFETY: loom checks that no other access happens at the same time.
        self.counter.with_mut(|counter| unsafe { *counter += 1 });
    }

    fn counted(&self) -> u32 {
        // SAFETY: as above.
        self.counter.with(|counter| unsafe { *counter })
    }

    /// What `handle_pending` does about the lock; whether it gave way.
    fn look(&self, id: u64) -> bool {
        let asked = self.breaker.is_set() && self.breaker.wants(Request::DropGil);
        if asked {
            self.release(id);
            self.take(id);
        }
        self.breaker.recompute(holder(id).main_thread);
        asked
    }

    /// A loop that runs until the thread has given way once. (The word may be seen before the
    /// request behind it is; then the next look sees both.)
    fn compute_until_asked(&self, id: u64) {
        while !self.look(id) {
            thread::yield_now();
        }
    }
}

/// Thread 1 is the main thread.
fn holder(id: u64) -> Holder {
    Holder { id, main_thread: id == 1 }
}

/// Every order with at most so many switches that a thread didn't ask for.
fn explore(preemptions: usize, timeouts: u32, model: impl Fn() + Send + Sync + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(preemptions);
    builder.check(move || {
        set_model_timeouts(timeouts);
        model();
    });
}

/// Two threads take the lock and let it go, with time running out for none, one or both.
#[test]
fn one_at_a_time_and_nobody_is_forgotten() {
    for timeouts in 0..3 {
        explore(3, timeouts, || {
            let shared = Shared::new();
            let other = {
                let shared = Arc::clone(&shared);
                thread::spawn(move || {
                    shared.take(2);
                    shared.count();
                    shared.release(2);
                })
            };
            shared.take(1);
            shared.count();
            shared.release(1);
            other.join().unwrap();
            shared.take(1);
            assert_eq!(shared.counted(), 2);
        });
    }
}

/// With three threads, in fewer orders.
#[test]
fn three_threads() {
    for timeouts in 0..2 {
        explore(2, timeouts, || {
            let shared = Shared::new();
            let others: Vec<_> = (2..4)
                .map(|id| {
                    let shared = Arc::clone(&shared);
                    thread::spawn(move || {
                        shared.take(id);
                        shared.count();
                        shared.look(id);
                        shared.release(id);
                    })
                })
                .collect();
            shared.take(1);
            shared.count();
            shared.look(1);
            shared.release(1);
            for other in others {
                other.join().unwrap();
            }
            shared.take(1);
            assert_eq!(shared.counted(), 3);
        });
    }
}

/// The holder computes and never lets go by itself: the one request has to reach it.
#[test]
fn a_request_reaches_the_holder() {
    explore(3, 1, || {
        let shared = Shared::new();
        shared.take(1);
        let other = {
            let shared = Arc::clone(&shared);
            thread::spawn(move || {
                shared.take(2);
                shared.count();
                shared.release(2);
            })
        };
        shared.compute_until_asked(1);
        assert_eq!(shared.counted(), 1, "who gives way comes back after the other's turn");
        shared.release(1);
        other.join().unwrap();
    });
}

/// Notes the order in which the threads got the lock.
#[derive(Default)]
struct Turns(std::sync::Mutex<Vec<u64>>);

impl Recorder for Turns {
    fn record(&self, thread: u64, event: Event) {
        if let Event::Take { .. } = event {
            self.0.lock().unwrap().push(thread);
        }
    }
}

/// Who lets go on request never wins the lock back before another has had it.
#[test]
fn a_forced_switch_is_one() {
    explore(3, 1, || {
        let shared = Shared::with(Turns::default());
        shared.take(1);
        let other = {
            let shared = Arc::clone(&shared);
            thread::spawn(move || {
                shared.take(2);
                shared.release(2);
            })
        };
        shared.compute_until_asked(1);
        shared.release(1);
        other.join().unwrap();
        assert_eq!(*shared.recorder.0.lock().unwrap(), [1, 2, 1]);
    });
}

/// A request that comes while the holder sums up isn't overwritten.
#[test]
fn a_request_is_never_overwritten() {
    explore(4, 0, || {
        let breaker = Arc::new(EvalBreaker::new());
        let others = [Request::PendingCalls, Request::AsyncException].map(|request| {
            let breaker = Arc::clone(&breaker);
            thread::spawn(move || breaker.request(request))
        });
        breaker.recompute(true);
        breaker.recompute(true);
        for other in others {
            other.join().unwrap();
        }
        assert!(breaker.is_set());
    });
}

/// A signal that comes while another thread runs is there for the main thread when it has the
/// lock, though the other can't serve it and has cleared the word.
#[test]
fn the_main_thread_finds_the_signal() {
    explore(3, 1, || {
        let shared = Shared::new();
        let other = {
            let shared = Arc::clone(&shared);
            thread::spawn(move || {
                shared.take(2);
                shared.look(2);
                shared.release(2);
            })
        };
        shared.breaker.request(Request::Signals);
        shared.take(1);
        assert!(shared.breaker.is_set() && shared.breaker.wants(Request::Signals));
        shared.release(1);
        other.join().unwrap();
    });
}

/// The interpreter goes down while a thread waits: it gets no lock, and the one who lets go
/// doesn't wait for it.
#[test]
fn who_comes_too_late_holds_nobody_up() {
    for timeouts in 0..3 {
        explore(3, timeouts, || {
            let shared = Shared::new();
            let exited = Arc::new(AtomicUsize::new(0));
            shared.take(1);
            let daemon = {
                let (shared, exited) = (Arc::clone(&shared), Arc::clone(&exited));
                thread::spawn(move || {
                    if shared.try_take(2) == Err(MustExit) {
                        exited.fetch_add(1, Ordering::Relaxed);
                    }
                })
            };
            shared.gil.set_finalizing(1);
            shared.release(1);
            daemon.join().unwrap();
            assert_eq!(exited.load(Ordering::Relaxed), 1);
        });
    }
}

/// CPython 3.11 first adds up and then stores. Here is that order, and the request that it
/// loses: the model would tell, if this crate did the same.
#[test]
#[should_panic(expected = "overwritten")]
fn adding_up_first_loses_a_request() {
    explore(3, 0, || {
        let (word, request) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
        let other = {
            let (word, request) = (Arc::clone(&word), Arc::clone(&request));
            thread::spawn(move || {
                request.store(true, Ordering::SeqCst);
                word.store(true, Ordering::SeqCst);
            })
        };
        let sum = request.load(Ordering::SeqCst);
        word.store(sum, Ordering::SeqCst);
        other.join().unwrap();
        assert!(word.load(Ordering::SeqCst), "overwritten");
    });
}
