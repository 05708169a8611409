//! Signals, in a process of their own: they belong to the process, and so this is one test.
#![cfg(target_os = "linux")]

use std::io::Read;
use std::os::fd::AsRawFd;
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicI32, AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};

use gil::signals::{Disposition, SignalError, trip};
use gil::{AtExit, Holding, Host, Interpreter, Off, Request, ThreadLock, Timeout};

/// A host whose handler of SIGINT raises, and of other signals counts.
struct Counting;

static HANDLED: AtomicUsize = AtomicUsize::new(0);
static ERRNO: AtomicI32 = AtomicI32::new(0);

#[derive(PartialEq, Debug)]
struct KeyboardInterrupt;

impl Host for Counting {
    type ThreadData = ();
    type Exception = ();
    type Raised = KeyboardInterrupt;
    type Recorder = Off;

    fn thread_data(&self) {}

    fn handle_signal(_: &mut Holding<'_, Self>, signal: i32) -> Result<(), KeyboardInterrupt> {
        HANDLED.fetch_add(1, Relaxed);
        if signal == libc::SIGINT { Err(KeyboardInterrupt) } else { Ok(()) }
    }

    fn report_wakeup_error(_: &mut Holding<'_, Self>, errno: i32) {
        ERRNO.store(errno, Relaxed);
    }

    fn raise(_: &mut Holding<'_, Self>, (): ()) -> KeyboardInterrupt {
        KeyboardInterrupt
    }
}

/// To this thread, and it has come when this returns.
fn send(signal: i32) {
    // SAFETY: a handler is installed.
    assert_eq!(unsafe { libc::raise(signal) }, 0);
}

/// After a while, from a thread that the interpreter doesn't know; with `pthread_kill` so that
/// it is this thread that is interrupted.
fn send_later(signal: i32) -> std::thread::JoinHandle<()> {
    let target = gil::ident();
    std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(20));
        // SAFETY: the thread lives, as it joins this one.
        assert_eq!(unsafe { libc::pthread_kill(target, signal) }, 0);
    })
}

#[test]
fn signals() {
    let interpreter = Interpreter::new(Counting, Off);
    let mut main = interpreter.attach(&interpreter.new_thread_state());
    only_the_main_thread_may_set_them(&interpreter, &mut main);
    for signal in [libc::SIGINT, libc::SIGUSR1] {
        main.set_signal(signal, Disposition::Handle).unwrap().unwrap();
    }
    a_loop_is_interrupted(&interpreter, &mut main);
    the_main_thread_serves_what_comes_while_another_runs(&interpreter, &mut main);
    a_wait_for_a_lock_is_interrupted_and_goes_on(&mut main);
    an_error_leaves_the_other_signals(&mut main);
    a_byte_is_written_for_each(&mut main);
    a_signal_can_be_made_up_and_ignored(&mut main);

    let other = Interpreter::new(Counting, Off);
    assert!(!other.receive_signals(), "they go to the first");
}

fn only_the_main_thread_may_set_them(
    interpreter: &Arc<Interpreter<Counting>>,
    main: &mut Holding<'_, Counting>,
) {
    main.start_thread(interpreter, AtExit::Join, |holding| {
        let refused = holding.set_signal(libc::SIGINT, Disposition::Handle).unwrap_err();
        assert_eq!(refused.to_string(), "signal only works in main thread of the main interpreter");
        assert_eq!(holding.set_wakeup_fd(-1, true), Err(SignalError::NotMainThread));
    })
    .unwrap();
    main.wait_for_threads().unwrap();
    for signal in [-1, 0, 65] {
        let refused = main.set_signal(signal, Disposition::Handle).unwrap_err();
        assert_eq!(refused.to_string(), "signal number out of range");
    }
    let refused = main.set_signal(libc::SIGKILL, Disposition::Handle).unwrap();
    assert_eq!(refused.unwrap_err().raw_os_error(), Some(libc::EINVAL));
}

fn a_loop_is_interrupted(interpreter: &Interpreter<Counting>, main: &mut Holding<'_, Counting>) {
    let later = send_later(libc::SIGINT);
    let result = loop {
        if interpreter.breaker().is_set() {
            break main.handle_pending();
        }
    };
    assert_eq!(result, Err(KeyboardInterrupt));
    later.join().unwrap();
    assert_eq!(main.handle_pending(), Ok(()));
    assert!(!interpreter.breaker().is_set());
}

fn the_main_thread_serves_what_comes_while_another_runs(
    interpreter: &Arc<Interpreter<Counting>>,
    main: &mut Holding<'_, Counting>,
) {
    let before = HANDLED.load(Relaxed);
    main.start_thread(interpreter, AtExit::Join, move |holding| {
        send(libc::SIGUSR1);
        let start = Instant::now();
        while start.elapsed() < Duration::from_millis(10) {
            if holding.interpreter().breaker().is_set() {
                // Serves others' turns, but not the signal.
                holding.handle_pending().unwrap();
                holding.make_pending_calls().unwrap();
            }
        }
    })
    .unwrap();
    main.wait_for_threads().unwrap();
    main.handle_pending().unwrap();
    assert_eq!(HANDLED.load(Relaxed), before + 1);
}

fn a_wait_for_a_lock_is_interrupted_and_goes_on(main: &mut Holding<'_, Counting>) {
    let lock = ThreadLock::new();
    assert_eq!(lock.acquire(main, Timeout::Now), Ok(true));
    let (before, start) = (HANDLED.load(Relaxed), Instant::now());
    let later = send_later(libc::SIGUSR1);
    let time = Duration::from_millis(100);
    assert_eq!(lock.acquire(main, Timeout::After(time)), Ok(false));
    assert!(start.elapsed() >= time && start.elapsed() < Duration::from_secs(5));
    assert_eq!(HANDLED.load(Relaxed), before + 1, "and not after the wait");
    later.join().unwrap();
    let later = send_later(libc::SIGINT);
    assert_eq!(lock.acquire(main, Timeout::Never), Err(KeyboardInterrupt));
    later.join().unwrap();
    assert!(lock.locked(), "by the first acquire still");
    main.handle_pending().unwrap();
}

fn an_error_leaves_the_other_signals(main: &mut Holding<'_, Counting>) {
    let before = HANDLED.load(Relaxed);
    send(libc::SIGUSR1);
    send(libc::SIGINT);
    assert_eq!(main.handle_pending(), Err(KeyboardInterrupt), "2 comes before 10");
    assert!(main.interpreter().breaker().wants(Request::Signals));
    assert_eq!(HANDLED.load(Relaxed), before + 1);
    assert_eq!(main.handle_pending(), Ok(()));
    assert_eq!(HANDLED.load(Relaxed), before + 2);
}

fn a_byte_is_written_for_each(main: &mut Holding<'_, Counting>) {
    let (mut reader, writer) = UnixStream::pair().unwrap();
    writer.set_nonblocking(true).unwrap();
    assert_eq!(main.set_wakeup_fd(writer.as_raw_fd(), false), Ok(-1));
    send(libc::SIGUSR1);
    let mut byte = [0];
    reader.read_exact(&mut byte).unwrap();
    assert_eq!(i32::from(byte[0]), libc::SIGUSR1);
    main.handle_pending().unwrap();
    // Full: not worth a word, unless that was asked for.
    let filler = writer.try_clone().unwrap();
    while std::io::Write::write(&mut &filler, &[0; 4096]).is_ok() {}
    send(libc::SIGUSR1);
    main.handle_pending().unwrap();
    assert_eq!(ERRNO.load(Relaxed), 0);
    main.set_wakeup_fd(writer.as_raw_fd(), true).unwrap();
    send(libc::SIGUSR1);
    main.handle_pending().unwrap();
    assert_eq!(ERRNO.swap(0, Relaxed), libc::EAGAIN);
    assert_eq!(main.set_wakeup_fd(-1, true), Ok(writer.as_raw_fd()));
}

fn a_signal_can_be_made_up_and_ignored(main: &mut Holding<'_, Counting>) {
    let before = HANDLED.load(Relaxed);
    trip(libc::SIGTERM);
    for no_signal in [-1, 65, i32::MAX] {
        trip(no_signal);
    }
    main.handle_pending().unwrap();
    assert_eq!(HANDLED.load(Relaxed), before + 1);
    main.set_signal(libc::SIGUSR1, Disposition::Ignore).unwrap().unwrap();
    send(libc::SIGUSR1);
    main.handle_pending().unwrap();
    assert_eq!(HANDLED.load(Relaxed), before + 1);
    main.set_signal(libc::SIGUSR1, Disposition::Default).unwrap().unwrap();
}
