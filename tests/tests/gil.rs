//! The lock and what belongs to it do and say what CPython's do: the steps of
//! `tests/reference/gil.py`, with the crate.
#![cfg(target_os = "linux")]

use std::fmt::{Display, Write};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use gil::{
    AtExit, Bare, Holding, Interpreter, Interrupted, Off, RecursiveLock, Side, ThreadLock, Timeout,
};
use glass_snake_tests::recordings::assert_recorded;

type Simple = Interpreter<Bare>;

/// A value as Python shows it, or an error of this type.
fn outcome<T: Into<Shown>>(result: Result<T, impl Display>, error_type: &str) -> String {
    match result {
        Ok(value) => value.into().0,
        Err(error) => format!("{error_type}: {error}"),
    }
}

struct Shown(String);

impl From<()> for Shown {
    fn from((): ()) -> Shown {
        Shown("None".into())
    }
}

impl From<bool> for Shown {
    fn from(value: bool) -> Shown {
        Shown(if value { "True" } else { "False" }.into())
    }
}

impl From<usize> for Shown {
    fn from(value: usize) -> Shown {
        Shown(value.to_string())
    }
}

fn boolean(value: bool) -> String {
    Shown::from(value).0
}

#[test]
fn arguments_and_errors_of_locks() {
    let interpreter = Interpreter::new(Bare::new(), Off);
    let mut main = interpreter.attach(&interpreter.new_thread_state());
    let mut said = String::new();
    let mut say = |step: &str, result: String| writeln!(said, "{step}: {result}").unwrap();
    let lock = ThreadLock::new();
    let mut acquire = |blocking, timeout: f64| match Timeout::new(blocking, (timeout * 1e9) as i64)
    {
        Ok(timeout) => boolean(lock.acquire(&mut main, timeout).unwrap()),
        Err(error) => format!("ValueError: {error}"),
    };
    say("release", outcome(lock.release(), "RuntimeError"));
    say("acquire True -1", acquire(true, -1.0));
    for blocking in [true, false] {
        for timeout in [-2.0, -1.0, -0.5, 0.0, 0.001] {
            if (blocking, timeout) != (true, -1.0) {
                let step = format!("acquire {} {timeout}", boolean(blocking));
                say(&step, acquire(blocking, timeout));
            }
        }
    }
    say("locked", boolean(lock.locked()));
    say("release", outcome(lock.release(), "RuntimeError"));

    let lock = RecursiveLock::new();
    say("recursive release", outcome(lock.release(), "RuntimeError"));
    say("recursive _release_save", outcome(lock.release_save().map(drop), "RuntimeError"));
    for _ in 0..3 {
        say("recursive acquire", boolean(lock.acquire(&mut main, Timeout::Never).unwrap()));
    }
    let saved = lock.release_save().unwrap();
    let mine = boolean(saved.owner == gil::ident());
    say("recursive _release_save", format!("{} {mine}", saved.count));
    say("recursive _is_owned", boolean(lock.is_owned()));
    lock.acquire_restore(&mut main, saved);
    for _ in 0..4 {
        say("recursive release", outcome(lock.release(), "RuntimeError"));
    }
    assert_recorded("gil", "locks", &said);
}

/// A float as Python's `repr` shows it, as far as it is needed here.
fn float(value: f64) -> String {
    match value {
        0.0 => "0.0".into(),
        ..1e-4 => format!("{value:e}").replace("e-", "e-0"),
        1e16.. => format!("{value:e}").replace('e', "e+"),
        _ => format!("{value:?}"),
    }
}

#[test]
fn switch_interval_and_stack_size() {
    let interpreter = Interpreter::new(Bare::new(), Off);
    let gil = interpreter.gil();
    let mut said = format!("switch interval: {}\n", float(gil.switch_interval_seconds()));
    for seconds in [0.5, 0.0, -1.0, 1e-6, 2.5e-6, 1e-7, 0.1, 1e13, 1e30] {
        let set = outcome(gil.set_switch_interval_seconds(seconds), "ValueError");
        let shown = if seconds < 0.0 { format!("-{}", float(-seconds)) } else { float(seconds) };
        let got = float(gil.switch_interval_seconds());
        write!(said, "set {shown}: {set}\nget: {got}\n").unwrap();
    }
    for size in [0, -1, 1, 32767, 32768, 1048576, 0, 0] {
        let set = outcome(interpreter.set_stack_size(size), "ValueError");
        writeln!(said, "stack_size {size}: {set}").unwrap();
    }
    assert_recorded("gil", "settings", &said);
}

#[test]
fn calls_for_the_main_thread() {
    let interpreter = Interpreter::new(Bare::new(), Off);
    let mut main = interpreter.attach(&interpreter.new_thread_state());
    let notes: Arc<Mutex<Vec<String>>> = Arc::default();
    let results: Arc<Mutex<Vec<bool>>> = Arc::default();
    let (writing, adding) = (Arc::clone(&notes), Arc::clone(&results));
    main.start_thread(&interpreter, AtExit::Join, move |holding| {
        for number in 0..40 {
            let notes = Arc::clone(&writing);
            let call = move |holding: &mut Holding<'_, Bare>| {
                let main = holding.interpreter().is_main_thread();
                let thread = if main { "main" } else { "other" };
                notes.lock().unwrap().push(format!("ran: {number} {thread}"));
                Ok(())
            };
            let added = holding.interpreter().add_pending_call(Box::new(call));
            adding.lock().unwrap().push(added.is_ok());
        }
    })
    .unwrap();
    main.wait_for_threads().unwrap();
    main.handle_pending().unwrap();
    let taken = results.lock().unwrap().iter().filter(|added| **added).count();
    let ran = notes.lock().unwrap().join("\n");
    let said = format!("taken: {taken}\nrefused: {}\n{ran}\n", 40 - taken);
    assert_recorded("gil", "pending", &said);
}

#[test]
fn an_exception_sent_to_a_thread() {
    let interpreter = Interpreter::new(Bare::new(), Off);
    let mut main = interpreter.attach(&interpreter.new_thread_state());
    let raised: Arc<Mutex<Vec<Interrupted>>> = Arc::default();
    let theirs = Arc::clone(&raised);
    let ident = main
        .start_thread(&interpreter, AtExit::Join, move |holding| {
            let interrupted = loop {
                if holding.interpreter().breaker().is_set()
                    && let Err(interrupted) = holding.handle_pending()
                {
                    break interrupted;
                }
            };
            theirs.lock().unwrap().push(interrupted);
        })
        .unwrap();
    while interpreter.running_threads() == 0 {
        main.allow_threads(|| std::thread::sleep(Duration::from_millis(1)));
    }
    let known = main.set_async_exception(ident, Some("Stop"));
    main.wait_for_threads().unwrap();
    let Interrupted::Exception(name) = raised.lock().unwrap()[0] else { panic!("no exception") };
    let unknown = main.set_async_exception(1, Some("Stop"));
    let said = format!("known: {known}\nraised: {name}\nunknown: {unknown}\n");
    assert_recorded("gil", "sent", &said);
}

#[test]
fn the_child_of_a_fork() {
    let interpreter: Arc<Simple> = Interpreter::new(Bare::new(), Off);
    let mut main = interpreter.attach(&interpreter.new_thread_state());
    for _ in 0..3 {
        main.start_thread(&interpreter, AtExit::Abandon, |holding| {
            holding.allow_threads(|| std::thread::sleep(Duration::from_secs(1000)));
        })
        .unwrap();
    }
    while interpreter.running_threads() < 3 {
        main.allow_threads(|| std::thread::sleep(Duration::from_millis(1)));
    }
    let (mut reader, writer) = std::io::pipe().unwrap();
    // SAFETY: the child writes what it finds, and ends without running anything of the parent's.
    let fork = || match unsafe { libc::fork() } {
        -1 => Err(std::io::Error::last_os_error()),
        0 => Ok((Side::Child, 0)),
        child => Ok((Side::Parent, child)),
    };
    let (side, child) = main.fork(fork).unwrap();
    if side == Side::Child {
        let (states, count) = (interpreter.thread_states().len(), interpreter.running_threads());
        let is_main = boolean(interpreter.is_main_thread());
        let native = boolean(main.state().native_id() == u64::from(std::process::id()));
        let said = format!("states, count, main, native: {states} {count} {is_main} {native}\n");
        let written = std::io::Write::write_all(&mut &writer, said.as_bytes());
        // SAFETY: as above.
        unsafe { libc::_exit(i32::from(written.is_err())) };
    }
    drop(writer);
    let said = std::io::read_to_string(&mut reader).unwrap();
    // SAFETY: the child's status isn't asked for.
    unsafe { libc::waitpid(child, std::ptr::null_mut(), 0) };
    assert_recorded("gil", "forked", &said);
}
