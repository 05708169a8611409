//! A process with threads, copied: the child has one thread, holds the lock, and goes on.
#![cfg(target_os = "linux")]

use std::sync::Arc;
use std::time::{Duration, Instant};

use gil::{AtExit, Bare, Holding, Interpreter, Off, Side, ThreadLock, Timeout};

fn fork() -> Result<(Side, i32), std::io::Error> {
    // SAFETY: the child of these tests uses only what it has put in order, and ends by `_exit`.
    match unsafe { libc::fork() } {
        -1 => Err(std::io::Error::last_os_error()),
        0 => Ok((Side::Child, 0)),
        child => Ok((Side::Parent, child)),
    }
}

/// Runs something in a child; whether it came to its end there.
fn in_child(holding: &mut Holding<'_, Bare>, child: impl FnOnce(&mut Holding<'_, Bare>)) -> bool {
    let (side, pid) = holding.fork(fork).unwrap();
    if side == Side::Child {
        // A test that hangs is to fail.
        // SAFETY: the signal ends the process, which is the purpose.
        unsafe { libc::alarm(20) };
        let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| child(holding)));
        // SAFETY: ends the child without running what the parent's test program has set up.
        unsafe { libc::_exit(i32::from(result.is_err())) };
    }
    let mut status = -1;
    // SAFETY: `status` is a place for the result.
    holding.allow_threads(|| unsafe { libc::waitpid(pid, &raw mut status, 0) });
    status == 0
}

fn compute(holding: &mut Holding<'_, Bare>, time: Duration) {
    let start = Instant::now();
    while start.elapsed() < time {
        if holding.interpreter().breaker().is_set() {
            holding.handle_pending().expect("nobody interrupts this");
        }
    }
}

/// Both in one test: a process is forked as a whole.
#[test]
fn fork_with_threads() {
    from_the_main_thread();
    from_another_thread();
}

fn from_the_main_thread() {
    let interpreter = Interpreter::new(Bare::new(), Off);
    interpreter.gil().set_switch_interval(200);
    let mut main = interpreter.attach(&interpreter.new_thread_state());
    let held = Arc::new(ThreadLock::new());
    for number in 0..4 {
        let held = Arc::clone(&held);
        main.start_thread(&interpreter, AtExit::Abandon, move |holding| {
            if number == 0 {
                held.acquire(holding, Timeout::Never).unwrap();
            }
            loop {
                compute(holding, Duration::from_millis(1));
                holding.allow_threads(|| std::thread::sleep(Duration::from_micros(100)));
            }
        })
        .unwrap();
    }
    compute(&mut main, Duration::from_millis(5));
    while !held.locked() {
        compute(&mut main, Duration::from_millis(1));
    }
    for _ in 0..20 {
        compute(&mut main, Duration::from_micros(700));
        assert!(in_child(&mut main, |holding| {
            let interpreter = holding.interpreter();
            assert_eq!(interpreter.thread_states().len(), 1);
            assert!(interpreter.is_main_thread());
            assert_eq!(holding.state().native_id(), u64::from(std::process::id()));
            assert_eq!(interpreter.running_threads(), 4, "as CPython's count");
            // Nobody waits for the lock, so this must not wait for anybody.
            compute(holding, Duration::from_millis(2));
            holding.allow_threads(|| {});
            // Whoever held this is no more; threading makes such locks anew.
            assert_eq!(held.acquire(holding, Timeout::Now), Ok(false));
            held.at_fork_reinit();
            assert_eq!(held.acquire(holding, Timeout::Now), Ok(true));
            holding.wait_for_threads().unwrap();
        }));
    }
    main.set_finalizing();
}

fn from_another_thread() {
    let interpreter = Interpreter::new(Bare::new(), Off);
    let mut main = interpreter.attach(&interpreter.new_thread_state());
    let forking = Arc::clone(&interpreter);
    main.start_thread(&interpreter, AtExit::Join, move |holding| {
        assert!(!forking.is_main_thread());
        let theirs = Arc::clone(&forking);
        assert!(in_child(holding, move |holding| {
            assert!(theirs.is_main_thread(), "now it is");
            assert!(theirs.add_pending_call(Box::new(|_| Ok(()))).is_ok());
            assert!(theirs.breaker().is_set());
            holding.handle_pending().unwrap();
            assert!(!theirs.breaker().is_set());
            let again = Arc::clone(&theirs);
            holding
                .start_thread(&theirs, AtExit::Join, move |_| {
                    assert_eq!(again.thread_states().len(), 2);
                })
                .unwrap();
            holding.wait_for_threads().unwrap();
        }));
    })
    .unwrap();
    main.wait_for_threads().unwrap();
}
