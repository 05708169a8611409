//! Real threads under the lock: exclusion, turns, what is sent from thread to thread, and the
//! ways in which threads end.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Barrier, Mutex, mpsc};
use std::time::{Duration, Instant};

use gil::{
    AtExit, Bare, Event, Holding, Interpreter, Interrupted, Off, Recorder, RecursiveLock, Request,
    ThreadLock, Timeline, Timeout,
};
use pretty_assertions::assert_eq;

type Simple = Interpreter<Bare>;

fn simple() -> Arc<Simple> {
    Interpreter::new(Bare::new(), Off)
}

/// What a loop does between two instructions.
fn look<R: Recorder>(holding: &mut Holding<'_, Bare<R>>) -> Result<(), Interrupted> {
    if holding.interpreter().breaker().is_set() {
        return holding.handle_pending();
    }
    Ok(())
}

/// A loop that computes for so long.
fn compute<R: Recorder>(holding: &mut Holding<'_, Bare<R>>, time: Duration) {
    let start = Instant::now();
    while start.elapsed() < time {
        look(holding).expect("nobody interrupts this");
    }
}

#[test]
fn one_thread_at_a_time() {
    let interpreter = simple();
    interpreter.gil().set_switch_interval(50);
    let mut main = interpreter.attach(&interpreter.new_thread_state());
    let (counter, inside) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    for _ in 0..8 {
        let (counter, inside) = (Arc::clone(&counter), Arc::clone(&inside));
        main.start_thread(&interpreter, AtExit::Join, move |holding| {
            for step in 0..20_000 {
                assert_eq!(inside.fetch_add(1, Relaxed), 0);
                counter.store(counter.load(Relaxed) + 1, Relaxed);
                inside.fetch_sub(1, Relaxed);
                look(holding).expect("nobody interrupts this");
                if step % 1000 == 0 {
                    holding.allow_threads(std::thread::yield_now);
                }
            }
        })
        .unwrap();
    }
    main.wait_for_threads().unwrap();
    assert_eq!(counter.load(Relaxed), 8 * 20_000);
}

#[test]
fn two_hundred_threads_that_compute_sleep_lock_and_die() {
    let interpreter = simple();
    interpreter.gil().set_switch_interval(100);
    let mut main = interpreter.attach(&interpreter.new_thread_state());
    let (lock, ended) = (Arc::new(ThreadLock::new()), Arc::new(AtomicUsize::new(0)));
    for number in 0..200u64 {
        let (lock, ended) = (Arc::clone(&lock), Arc::clone(&ended));
        main.start_thread(&interpreter, AtExit::Join, move |holding| {
            for round in 0..5 {
                match (number + round) % 4 {
                    0 => compute(holding, Duration::from_micros(300)),
                    1 => holding.allow_threads(|| std::thread::sleep(Duration::from_micros(200))),
                    2 => {
                        assert_eq!(lock.acquire(holding, Timeout::Never), Ok(true));
                        compute(holding, Duration::from_micros(100));
                        lock.release().unwrap();
                    }
                    _ => {
                        let time = Timeout::After(Duration::from_micros(100));
                        if lock.acquire(holding, time).unwrap() {
                            lock.release().unwrap();
                        }
                    }
                }
            }
            ended.fetch_add(1, Relaxed);
            if number % 3 == 0 {
                // A panic without its message.
                std::panic::resume_unwind(Box::new("this thread dies"));
            }
        })
        .unwrap();
    }
    main.wait_for_threads().unwrap();
    assert_eq!(ended.load(Relaxed), 200);
    assert_eq!(interpreter.running_threads(), 0);
    assert_eq!(interpreter.thread_states().len(), 1);
    assert!(!lock.locked());
}

#[test]
fn who_lets_go_on_request_is_not_the_next() {
    let interpreter = Interpreter::new(Bare::<Timeline>::new(), Timeline::new());
    interpreter.gil().set_switch_interval(500);
    let mut main = interpreter.attach(&interpreter.new_thread_state());
    for _ in 0..3 {
        main.start_thread(&interpreter, AtExit::Join, |holding| {
            while holding.interpreter().gil().switch_number() < 60 {
                look(holding).expect("nobody interrupts this");
            }
        })
        .unwrap();
    }
    main.wait_for_threads().unwrap();
    let mut asked = None;
    let mut switches = 0;
    for entry in interpreter.recorder().entries() {
        match entry.event {
            Event::Drop { asked: true } => asked = Some(entry.thread),
            Event::Take { switched } => {
                if let Some(before) = asked.take() {
                    assert!(switched && before != entry.thread);
                    switches += 1;
                }
            }
            _ => {}
        }
    }
    assert!(switches > 10, "{switches} turns");
}

#[test]
fn sleeping_threads_overlap() {
    let interpreter = simple();
    let mut main = interpreter.attach(&interpreter.new_thread_state());
    let start = Instant::now();
    for _ in 0..5 {
        main.start_thread(&interpreter, AtExit::Join, |holding| {
            holding.allow_threads(|| std::thread::sleep(Duration::from_millis(200)));
        })
        .unwrap();
    }
    main.wait_for_threads().unwrap();
    assert!(start.elapsed() < Duration::from_millis(900), "{:?}", start.elapsed());
}

#[test]
fn a_panic_without_the_lock_takes_it_again() {
    let interpreter = simple();
    let mut main = interpreter.attach(&interpreter.new_thread_state());
    let result = catch_unwind(AssertUnwindSafe(|| {
        main.allow_threads(|| std::panic::resume_unwind(Box::new(7)))
    }));
    assert_eq!(result.unwrap_err().downcast_ref(), Some(&7));
    let busy = Arc::clone(&interpreter);
    let other = std::thread::spawn(move || drop(busy.ensure()));
    std::thread::sleep(Duration::from_millis(20));
    assert!(!other.is_finished(), "the other thread has to wait for the lock");
    drop(main);
    other.join().unwrap();
}

#[test]
fn a_thread_takes_one_lock_once() {
    let (one, two) = (simple(), simple());
    let state = one.new_thread_state();
    let _held = one.attach(&state);
    for wrong in [
        catch_unwind(AssertUnwindSafe(|| drop(one.attach(&one.new_thread_state())))),
        catch_unwind(AssertUnwindSafe(|| drop(two.attach(&two.new_thread_state())))),
        catch_unwind(AssertUnwindSafe(|| drop(two.ensure()))),
        catch_unwind(AssertUnwindSafe(|| drop(two.attach(&state)))),
    ] {
        assert!(wrong.is_err());
    }
}

#[test]
fn an_exception_is_raised_in_another_thread() {
    let interpreter = simple();
    let mut main = interpreter.attach(&interpreter.new_thread_state());
    let (sender, receiver) = mpsc::channel();
    let ident = main
        .start_thread(&interpreter, AtExit::Join, move |holding| {
            let interrupted = loop {
                if let Err(interrupted) = look(holding) {
                    break interrupted;
                }
            };
            sender.send(interrupted).unwrap();
        })
        .unwrap();
    // The thread is known by its ident once it has run.
    while main.set_async_exception(ident, Some("stop")) == 0 {
        main.allow_threads(|| std::thread::sleep(Duration::from_millis(1)));
    }
    main.wait_for_threads().unwrap();
    assert_eq!(receiver.recv(), Ok(Interrupted::Exception("stop")));
    assert_eq!(main.set_async_exception(ident + 1, Some("stop")), 0, "nobody has this ident");
}

#[test]
fn an_exception_can_be_taken_back_and_replaced() {
    let interpreter = simple();
    let mut main = interpreter.attach(&interpreter.new_thread_state());
    let me = main.state().ident();
    assert_eq!(main.set_async_exception(me, Some("first")), 1);
    assert_eq!(main.set_async_exception(me, None), 1);
    assert!(interpreter.breaker().is_set(), "the loop looks, and finds nothing");
    assert_eq!(main.handle_pending(), Ok(()));
    main.set_async_exception(me, Some("second"));
    main.set_async_exception(me, Some("third"));
    assert_eq!(main.handle_pending(), Err(Interrupted::Exception("third")));
    assert_eq!(main.handle_pending(), Ok(()));
    assert!(!interpreter.breaker().is_set());
}

/// A queue of calls that note their numbers.
fn noting(interpreter: &Simple, notes: &Arc<Mutex<Vec<u32>>>, number: u32) -> bool {
    let notes = Arc::clone(notes);
    let call = move |_: &mut Holding<'_, Bare>| {
        notes.lock().unwrap().push(number);
        if number == 13 { Err(Interrupted::Exception("unlucky")) } else { Ok(()) }
    };
    interpreter.add_pending_call(Box::new(call)).is_ok()
}

#[test]
fn calls_run_in_order_in_the_main_thread_and_an_error_leaves_the_rest() {
    let interpreter = simple();
    let mut main = interpreter.attach(&interpreter.new_thread_state());
    let notes = Arc::default();
    let taken: Vec<bool> = (0..40).map(|number| noting(&interpreter, &notes, number)).collect();
    assert_eq!(taken.iter().filter(|taken| **taken).count(), 31);
    // Another thread has nothing to do with them.
    main.start_thread(&interpreter, AtExit::Join, |holding| {
        assert!(!holding.interpreter().breaker().is_set());
        holding.make_pending_calls().unwrap();
    })
    .unwrap();
    main.wait_for_threads().unwrap();
    assert!(notes.lock().unwrap().is_empty());
    assert!(interpreter.breaker().is_set());

    assert_eq!(main.handle_pending(), Err(Interrupted::Exception("unlucky")));
    assert_eq!(*notes.lock().unwrap(), (0..14).collect::<Vec<_>>());
    assert!(interpreter.breaker().is_set(), "the rest is still to be run");
    assert_eq!(main.handle_pending(), Ok(()));
    assert_eq!(*notes.lock().unwrap(), (0..31).collect::<Vec<_>>());
    assert!(!interpreter.breaker().is_set());
}

#[test]
fn a_call_inside_of_a_call_waits() {
    let interpreter = simple();
    let mut main = interpreter.attach(&interpreter.new_thread_state());
    let notes: Arc<Mutex<Vec<u32>>> = Arc::default();
    let inner = Arc::clone(&notes);
    let outer = move |holding: &mut Holding<'_, Bare>| {
        noting(holding.interpreter(), &inner, 2);
        holding.handle_pending()?;
        inner.lock().unwrap().push(1);
        Ok(())
    };
    assert!(interpreter.add_pending_call(Box::new(outer)).is_ok());
    main.handle_pending().unwrap();
    assert_eq!(*notes.lock().unwrap(), [1, 2]);
}

#[test]
fn a_collection_asked_for_through_the_breaker_is_done_once() {
    let interpreter = simple();
    let mut main = interpreter.attach(&interpreter.new_thread_state());
    interpreter.breaker().request(Request::CollectGarbage);
    assert!(interpreter.breaker().is_set());
    main.handle_pending().unwrap();
    assert!(
        !interpreter.breaker().is_set() && !interpreter.breaker().wants(Request::CollectGarbage)
    );
}

#[test]
fn a_foreign_thread_gets_a_state_for_as_long_as_it_needs_one() {
    let interpreter = simple();
    let state = interpreter.new_thread_state();
    let mut main = interpreter.attach(&state);
    let foreign = Arc::clone(&interpreter);
    let ids = main.allow_threads(move || {
        let body = move || {
            let mut ids = Vec::new();
            for _ in 0..2 {
                let mut outer = foreign.ensure();
                ids.push(outer.state().id());
                {
                    let inner = foreign.ensure();
                    ids.push(inner.state().id());
                }
                assert_eq!(foreign.thread_states().len(), 2);
                outer.allow_threads(|| {
                    let again = foreign.ensure();
                    ids.push(again.state().id());
                });
            }
            assert_eq!(foreign.thread_states().len(), 1);
            ids
        };
        std::thread::spawn(body).join().unwrap()
    });
    assert_eq!(ids, [2, 2, 2, 3, 3, 3]);
}

#[test]
fn ensure_in_a_thread_of_the_interpreter_uses_its_state() {
    let interpreter = simple();
    let state = interpreter.new_thread_state();
    let mut main = interpreter.attach(&state);
    let at = Arc::clone(&interpreter);
    main.allow_threads(move || assert_eq!(at.ensure().state().id(), 1));
    assert_eq!(interpreter.ensure().state().id(), 1);
    assert_eq!(interpreter.thread_states().len(), 1);
    drop(main);
    assert_eq!(interpreter.ensure().state().id(), 1, "the state is this thread's still");
    assert_eq!(interpreter.thread_states().len(), 1);
    interpreter.attach(&state).delete();
    assert_eq!(interpreter.thread_states().len(), 0);
    assert_eq!(interpreter.ensure().state().id(), 2);
}

#[test]
fn a_lock_goes_from_thread_to_thread() {
    let interpreter = simple();
    let mut main = interpreter.attach(&interpreter.new_thread_state());
    let lock = Arc::new(ThreadLock::new());
    assert_eq!(lock.release().unwrap_err().to_string(), "release unlocked lock");
    assert_eq!(lock.acquire(&mut main, Timeout::Never), Ok(true));
    assert_eq!(lock.acquire(&mut main, Timeout::Now), Ok(false));
    let start = Instant::now();
    let time = Timeout::After(Duration::from_millis(30));
    assert_eq!(lock.acquire(&mut main, time), Ok(false));
    assert!(start.elapsed() >= Duration::from_millis(30));
    let theirs = Arc::clone(&lock);
    main.start_thread(&interpreter, AtExit::Join, move |holding| {
        holding.allow_threads(|| std::thread::sleep(Duration::from_millis(5)));
        theirs.release().unwrap();
    })
    .unwrap();
    assert_eq!(lock.acquire(&mut main, Timeout::Never), Ok(true));
    assert!(lock.locked());
    lock.at_fork_reinit();
    assert!(!lock.locked());
}

#[test]
fn a_recursive_lock_counts_and_has_an_owner() {
    let interpreter = simple();
    let mut main = interpreter.attach(&interpreter.new_thread_state());
    let lock = Arc::new(RecursiveLock::new());
    assert_eq!(lock.release().unwrap_err().to_string(), "cannot release un-acquired lock");
    assert!(lock.release_save().is_err());
    for _ in 0..3 {
        assert_eq!(lock.acquire(&mut main, Timeout::Never), Ok(true));
    }
    let theirs = Arc::clone(&lock);
    let (refused, was_refused) = mpsc::channel();
    main.start_thread(&interpreter, AtExit::Join, move |holding| {
        assert!(!theirs.is_owned() && theirs.release().is_err());
        assert_eq!(theirs.acquire(holding, Timeout::Now), Ok(false));
        refused.send(()).unwrap();
        assert_eq!(theirs.acquire(holding, Timeout::Never), Ok(true));
        theirs.release().unwrap();
    })
    .unwrap();
    main.allow_threads(move || was_refused.recv()).unwrap();
    let saved = lock.release_save().unwrap();
    assert_eq!((saved.count, saved.owner), (3, gil::ident()));
    main.wait_for_threads().unwrap();
    lock.acquire_restore(&mut main, saved);
    for _ in 0..3 {
        assert!(lock.is_owned());
        lock.release().unwrap();
    }
    assert!(!lock.is_owned() && lock.release().is_err());
}

#[test]
fn the_end_waits_for_threads_that_threads_start() {
    let interpreter = simple();
    let mut main = interpreter.attach(&interpreter.new_thread_state());
    let depth = Arc::new(AtomicUsize::new(0));
    fn nest(holding: &mut Holding<'_, Bare>, at: Arc<Simple>, depth: Arc<AtomicUsize>) {
        if depth.fetch_add(1, Relaxed) < 4 {
            let (inner, counter) = (Arc::clone(&at), Arc::clone(&depth));
            holding
                .start_thread(&at, AtExit::Join, move |holding| nest(holding, inner, counter))
                .unwrap();
        }
        holding.allow_threads(|| std::thread::sleep(Duration::from_millis(2)));
    }
    nest(&mut main, Arc::clone(&interpreter), Arc::clone(&depth));
    main.wait_for_threads().unwrap();
    assert_eq!(depth.load(Relaxed), 5);
    assert_eq!(interpreter.running_threads(), 0);
}

#[test]
fn daemons_never_run_again_once_the_end_has_begun() {
    let interpreter = simple();
    interpreter.gil().set_switch_interval(200);
    let mut main = interpreter.attach(&interpreter.new_thread_state());
    let steps = Arc::new(AtomicU64::new(0));
    let sleeping = Arc::new(Barrier::new(2));
    for _ in 0..3 {
        let steps = Arc::clone(&steps);
        main.start_thread(&interpreter, AtExit::Abandon, move |holding| {
            loop {
                steps.fetch_add(1, Relaxed);
                look(holding).expect("nobody interrupts this");
            }
        })
        .unwrap();
    }
    let (asleep, woken) = (Arc::clone(&sleeping), Arc::new(AtomicU64::new(0)));
    let counter = Arc::clone(&woken);
    main.start_thread(&interpreter, AtExit::Abandon, move |holding| {
        holding.allow_threads(|| {
            asleep.wait();
            std::thread::sleep(Duration::from_millis(20));
        });
        counter.fetch_add(1, Relaxed);
    })
    .unwrap();
    main.allow_threads(|| sleeping.wait());
    main.wait_for_threads().unwrap();
    main.finish_pending_calls().unwrap();
    assert!(!interpreter.is_finalizing());
    main.set_finalizing();
    assert!(interpreter.is_finalizing());
    let before = steps.load(Relaxed);
    assert!(before > 0);
    main.delete_other_threads();
    assert_eq!(interpreter.thread_states().len(), 1);
    // The main thread can still do without the lock, and gets it back.
    main.allow_threads(|| std::thread::sleep(Duration::from_millis(50)));
    compute(&mut main, Duration::from_millis(5));
    drop(main);
    std::thread::sleep(Duration::from_millis(20));
    assert_eq!((steps.load(Relaxed), woken.load(Relaxed)), (before, 0));
}

#[test]
fn a_thread_gets_the_stack_that_was_asked_for() {
    let interpreter = simple();
    let mut main = interpreter.attach(&interpreter.new_thread_state());
    assert_eq!(interpreter.set_stack_size(64 << 20).unwrap(), 0);
    assert_eq!(interpreter.stack_size(), 64 << 20);
    fn deep(left: usize) -> u8 {
        let block = std::hint::black_box([left as u8; 1024]);
        if left == 0 { block[0] } else { deep(left - 1).wrapping_add(block[1023]) }
    }
    main.start_thread(&interpreter, AtExit::Join, |_| {
        std::hint::black_box(deep(30_000));
    })
    .unwrap();
    main.wait_for_threads().unwrap();
    assert_eq!(interpreter.set_stack_size(isize::MAX).unwrap(), 64 << 20);
    let error = main.start_thread(&interpreter, AtExit::Join, |_| {}).unwrap_err();
    assert_eq!(error.to_string(), "can't start new thread");
    main.wait_for_threads().unwrap();
    assert_eq!(interpreter.thread_states().len(), 1);
}
