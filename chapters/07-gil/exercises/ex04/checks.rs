//! The checks of exercise 4.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

use gil::{Bare, Interpreter, Off};

use crate::parallel_map;

/// Waits until something is so; whether it came about.
fn comes_true(condition: impl Fn() -> bool) -> bool {
    let start = Instant::now();
    while !condition() {
        if start.elapsed() > Duration::from_secs(2) {
            return false;
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    true
}

#[test]
fn results_come_in_order() {
    let interpreter = Interpreter::new(Bare::new(), Off);
    let mut holding = interpreter.ensure();
    let slow_first = |number: u64| {
        std::thread::sleep(Duration::from_millis(60 - 20 * number));
        number * number
    };
    assert_eq!(parallel_map(&mut holding, vec![0, 1, 2], slow_first), [0, 1, 4]);
}

#[test]
fn all_run_at_the_same_time() {
    let interpreter = Interpreter::new(Bare::new(), Off);
    let mut holding = interpreter.ensure();
    let running = AtomicUsize::new(0);
    let met = parallel_map(&mut holding, vec![(); 3], |()| {
        running.fetch_add(1, SeqCst);
        comes_true(|| running.load(SeqCst) == 3)
    });
    assert_eq!(met, [true; 3]);
}

#[test]
fn other_threads_run_meanwhile() {
    let interpreter = Interpreter::new(Bare::new(), Off);
    let mut holding = interpreter.ensure();
    let (sender, receiver) = mpsc::channel();
    let other = Arc::clone(&interpreter);
    let thread = std::thread::spawn(move || {
        let _held = other.ensure();
        sender.send(()).unwrap();
    });
    let receiver = std::sync::Mutex::new(receiver);
    let wait = |()| receiver.lock().unwrap().recv_timeout(Duration::from_secs(2)).is_ok();
    assert_eq!(parallel_map(&mut holding, vec![()], wait), [true]);
    thread.join().unwrap();
}

#[test]
fn a_panic_leaves_the_lock_held() {
    let interpreter = Interpreter::new(Bare::new(), Off);
    let mut holding = interpreter.ensure();
    let panics = |()| -> () { resume_unwind(Box::new("from the function")) };
    let result = catch_unwind(AssertUnwindSafe(|| parallel_map(&mut holding, vec![()], panics)));
    assert_eq!(result.unwrap_err().downcast_ref(), Some(&"from the function"));
    // Held: nobody else gets it.
    let taken = Arc::new(AtomicUsize::new(0));
    let (other, by_other) = (Arc::clone(&interpreter), Arc::clone(&taken));
    let thread = std::thread::spawn(move || {
        let _held = other.ensure();
        by_other.store(1, SeqCst);
    });
    std::thread::sleep(Duration::from_millis(30));
    assert_eq!(taken.load(SeqCst), 0);
    drop(holding);
    thread.join().unwrap();
}
