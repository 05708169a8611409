//! `_signal`: which Python function handles which signal.
//!
//! CPython: `Modules/signalmodule.c`. How a signal reaches the main thread's loop is chapter 7's
//! (`gil::signals`); here is what the loop then calls.
//!
//! Invariant: the process's disposition for a signal and the entry in [`HANDLERS`] change
//! together, in the main thread.

use std::mem::MaybeUninit;

use eval_loop::objects::frame::object_of;
use eval_loop::thread::eval_state;
use eval_loop::threads::{self, check_signals, with_holding};
use gil::signals::{Disposition, NSIG, SignalError, trip};
use object_model::errors::{KEYBOARD_INTERRUPT, OS_ERROR, RUNTIME_WARNING};
use object_model::types::float;
use object_model::types::module::Constant;
use object_model::types::set;
use object_model::types::type_::TYPE;

use crate::allow_threads;
use crate::prelude::*;
use crate::time_value::{Round, from_seconds};

// ANCHOR: module
/// `_signal`.
pub static MODULE: ModuleDefinition = ModuleDefinition {
    name: "_signal",
    doc: "Functions that are called when a signal comes in, timers, and waiting for signals.",
    functions: &[
        Method::new(
            c"default_int_handler",
            "($module, signalnum, frame, /)",
            |_, _| Err(errors::raise_object(&KEYBOARD_INTERRUPT, none().to_ref())),
            "What SIGINT does at first: raise KeyboardInterrupt.",
        ),
        Method::one(c"alarm", "($module, seconds, /)", alarm, "Have SIGALRM come after seconds."),
        Method::new(
            c"setitimer",
            "($module, which, seconds, interval=0.0, /)",
            setitimer,
            "Set a timer; the delay and interval that it had.",
        ),
        Method::one(
            c"getitimer",
            "($module, which, /)",
            getitimer,
            "A timer's delay and interval.",
        ),
        Method::new(
            c"signal",
            "($module, signalnum, handler, /)",
            signal,
            "Set what is done about a signal; what was done before.",
        ),
        Method::one(
            c"raise_signal",
            "($module, signalnum, /)",
            raise_signal,
            "Send the process a signal.",
        ),
        Method::one(
            c"strsignal",
            "($module, signalnum, /)",
            strsignal,
            "What the system calls a signal.",
        ),
        Method::one(
            c"getsignal",
            "($module, signalnum, /)",
            getsignal,
            "What is done about a signal; None if that isn't Python's doing.",
        ),
        Method::new(
            c"set_wakeup_fd",
            "($module, fd, /, *, warn_on_full_buffer=True)",
            set_wakeup_fd,
            "Have each signal's number written to a file descriptor; the one before, or -1.",
        )
        .unsigned()
        .parsed(),
        Method::new(
            c"siginterrupt",
            "($module, signalnum, flag, /)",
            siginterrupt,
            "Whether a signal interrupts system calls or lets them go on.",
        ),
        Method::none(c"pause", "($module, /)", pause, "Wait for a signal."),
        Method::new(
            c"pidfd_send_signal",
            "($module, pidfd, signalnum, siginfo=None, flags=0, /)",
            pidfd_send_signal,
            "Send a signal to the process of a file descriptor.",
        ),
        Method::new(
            c"pthread_kill",
            "($module, thread_id, signalnum, /)",
            pthread_kill,
            "Send a thread a signal.",
        ),
        Method::new(
            c"pthread_sigmask",
            "($module, how, mask, /)",
            pthread_sigmask,
            "Change which signals the thread blocks; those that it blocked before.",
        ),
        Method::none(c"sigpending", "($module, /)", sigpending, "The signals that wait."),
        Method::one(c"sigwait", "($module, sigset, /)", sigwait, "Wait for one of these signals."),
        Method::none(c"valid_signals", "($module, /)", valid_signals, "All signals there are."),
    ],
    constants: CONSTANTS,
    execute: Some(execute),
    ..ModuleDefinition::NONE
};

/// `signal.SIGINT`.
pub(crate) const SIGINT: i32 = libc::SIGINT;

const CONSTANTS: &[(&str, Constant)] = &[
    ("NSIG", Constant::Int(NSIG as i64)),
    ("SIG_DFL", Constant::Int(DEFAULT)),
    ("SIG_IGN", Constant::Int(IGNORE)),
    ("SIG_BLOCK", Constant::Int(libc::SIG_BLOCK as i64)),
    ("SIG_UNBLOCK", Constant::Int(libc::SIG_UNBLOCK as i64)),
    ("SIG_SETMASK", Constant::Int(libc::SIG_SETMASK as i64)),
    ("SIGHUP", Constant::Int(libc::SIGHUP as i64)),
    ("SIGINT", Constant::Int(libc::SIGINT as i64)),
    ("SIGQUIT", Constant::Int(libc::SIGQUIT as i64)),
    ("SIGILL", Constant::Int(libc::SIGILL as i64)),
    ("SIGTRAP", Constant::Int(libc::SIGTRAP as i64)),
    ("SIGIOT", Constant::Int(libc::SIGIOT as i64)),
    ("SIGABRT", Constant::Int(libc::SIGABRT as i64)),
    ("SIGFPE", Constant::Int(libc::SIGFPE as i64)),
    ("SIGKILL", Constant::Int(libc::SIGKILL as i64)),
    ("SIGBUS", Constant::Int(libc::SIGBUS as i64)),
    ("SIGSEGV", Constant::Int(libc::SIGSEGV as i64)),
    ("SIGSYS", Constant::Int(libc::SIGSYS as i64)),
    ("SIGPIPE", Constant::Int(libc::SIGPIPE as i64)),
    ("SIGALRM", Constant::Int(libc::SIGALRM as i64)),
    ("SIGTERM", Constant::Int(libc::SIGTERM as i64)),
    ("SIGUSR1", Constant::Int(libc::SIGUSR1 as i64)),
    ("SIGUSR2", Constant::Int(libc::SIGUSR2 as i64)),
    ("SIGCLD", Constant::Int(libc::SIGCHLD as i64)),
    ("SIGCHLD", Constant::Int(libc::SIGCHLD as i64)),
    ("SIGPWR", Constant::Int(libc::SIGPWR as i64)),
    ("SIGIO", Constant::Int(libc::SIGIO as i64)),
    ("SIGURG", Constant::Int(libc::SIGURG as i64)),
    ("SIGWINCH", Constant::Int(libc::SIGWINCH as i64)),
    ("SIGPOLL", Constant::Int(libc::SIGPOLL as i64)),
    ("SIGSTOP", Constant::Int(libc::SIGSTOP as i64)),
    ("SIGTSTP", Constant::Int(libc::SIGTSTP as i64)),
    ("SIGCONT", Constant::Int(libc::SIGCONT as i64)),
    ("SIGTTIN", Constant::Int(libc::SIGTTIN as i64)),
    ("SIGTTOU", Constant::Int(libc::SIGTTOU as i64)),
    ("SIGVTALRM", Constant::Int(libc::SIGVTALRM as i64)),
    ("SIGPROF", Constant::Int(libc::SIGPROF as i64)),
    ("SIGXCPU", Constant::Int(libc::SIGXCPU as i64)),
    ("SIGXFSZ", Constant::Int(libc::SIGXFSZ as i64)),
    ("SIGSTKFLT", Constant::Int(libc::SIGSTKFLT as i64)),
    ("ITIMER_REAL", Constant::Int(libc::ITIMER_REAL as i64)),
    ("ITIMER_VIRTUAL", Constant::Int(libc::ITIMER_VIRTUAL as i64)),
    ("ITIMER_PROF", Constant::Int(libc::ITIMER_PROF as i64)),
];

const DEFAULT: i64 = libc::SIG_DFL as i64;
const IGNORE: i64 = libc::SIG_IGN as i64;
// ANCHOR_END: module

// ANCHOR: handlers
/// What is done about each signal: a callable, `SIG_DFL`, `SIG_IGN`, or `None` if the process
/// does something that nobody told Python. Null before the module is there.
static HANDLERS: Global<[Field; NSIG as usize]> =
    Global::new([const { Field::NULL }; NSIG as usize]);

/// `ItimerError`.
static ITIMER_ERROR: Global<Field> = Global::new(Field::NULL);

/// C: `signal_module_exec`, `signal_get_set_handlers`.
fn execute(module: Module<'_>) -> Result<()> {
    module.add("SIGRTMIN", integer(libc::SIGRTMIN().into())?)?;
    module.add("SIGRTMAX", integer(libc::SIGRTMAX().into())?)?;
    let bases = pack([OS_ERROR.as_type().object().to_ref()])?;
    let namespace = dict::new()?;
    namespace.borrow().set_item(name!("__module__").object(), text("signal")?.borrow())?;
    let arguments = [text("itimer_error")?, bases, namespace.object()];
    let error = TYPE.as_type().object().call(&arguments.each_ref().map(Ref::borrow))?;
    module.add("ItimerError", error.clone())?;
    ITIMER_ERROR.set(Some(error));

    threads::set_signal_hooks(call_handler, report_wakeup_error);
    for number in 1..NSIG {
        HANDLERS[number as usize].set(Some(match disposition(number) {
            Some(libc::SIG_DFL) => integer(DEFAULT)?,
            Some(libc::SIG_IGN) => integer(IGNORE)?,
            _ => none().to_ref(),
        }));
    }
    if disposition(SIGINT) == Some(libc::SIG_DFL)
        && let Some(dict) = module.object().dict()?
        && let Some(handler) = dict.borrow().get_str(name!("default_int_handler"))?
        && set_disposition(SIGINT, Disposition::Handle)?
    {
        HANDLERS[SIGINT as usize].set(Some(handler));
    }
    Ok(())
}

/// What the process does about a signal; none if there is no such signal.
fn disposition(number: i32) -> Option<libc::sighandler_t> {
    let mut action = MaybeUninit::<libc::sigaction>::uninit();
    // SAFETY: asks only, and fills the struct if it succeeds.
    unsafe {
        let status = libc::sigaction(number, std::ptr::null(), action.as_mut_ptr());
        (status == 0).then(|| action.assume_init().sa_sigaction)
    }
}

/// False if this isn't the main thread.
fn set_disposition(number: i32, disposition: Disposition) -> Result<bool> {
    match with_holding(|holding| holding.set_signal(number, disposition)) {
        Ok(Ok(())) => Ok(true),
        Ok(Err(error)) => Err(raise_errno(&OS_ERROR, &error)),
        Err(SignalError::NotMainThread) => Ok(false),
        Err(error) => Err(raise(&VALUE_ERROR, error)),
    }
}

/// The callable for a signal, if there is one.
fn handler(number: i32) -> Option<Ref> {
    let handler = HANDLERS[number as usize].get()?;
    let is_number = handler.borrow().is_exactly(&int::INT);
    (!handler.borrow().is_none() && !is_number).then_some(handler)
}

/// Calls the function for a signal that has come in. C: in `_PyErr_CheckSignalsTstate`.
fn call_handler(number: i32) -> Result<()> {
    let Some(handler) = handler(number) else {
        // It was set to something else in between.
        raise(&OS_ERROR, format_args!("Signal {number} ignored due to race condition"));
        errors::write_unraisable("in", Some(none()));
        return Ok(());
    };
    let frame = match eval_state().current_frame.get() {
        Some(frame) => object_of(frame)?.object(),
        None => none().to_ref(),
    };
    handler.borrow().call(&[integer(number.into())?.borrow(), frame.borrow()]).map(drop)
}

/// C: `report_wakeup_write_error`.
fn report_wakeup_error(errno: i32) {
    raise_errno(&OS_ERROR, &std::io::Error::from_raw_os_error(errno));
    errors::write_unraisable("when trying to write to the signal wakeup fd", None);
}

/// Does as if a signal had come in, if a function handles it; false if there is no such signal.
/// C: `PyErr_SetInterruptEx`.
pub(crate) fn interrupt(number: i32) -> bool {
    let exists = (1..NSIG).contains(&number);
    if exists && handler(number).is_some() {
        trip(number);
    }
    exists
}
// ANCHOR_END: handlers

// ANCHOR: errors
/// Raises an `OSError`, or a class of it, for an error of the system.
#[cold]
fn raise_errno(class: &object_model::type_object::PyTypeObject, error: &std::io::Error) -> Raised {
    let make = || {
        let number = error.raw_os_error().unwrap_or(0);
        // SAFETY: a C string, which lasts until the next call in this thread.
        let words = unsafe { std::ffi::CStr::from_ptr(libc::strerror(number)) };
        let words = words.to_string_lossy().into_owned();
        let arguments = [integer(number.into())?, text(&words)?];
        class.borrow().object().call(&arguments.each_ref().map(Ref::borrow))
    };
    match make() {
        Ok(exception) => {
            let class = exception.borrow().ob_type().to_ref();
            errors::raise_object(class.borrow().get(), exception)
        }
        Err(raised) => raised,
    }
}

/// What the last call of the system returned: an error if it isn't zero.
fn check(status: i32) -> Result<()> {
    match status {
        0 => Ok(()),
        _ => Err(raise_errno(&OS_ERROR, &std::io::Error::last_os_error())),
    }
}

/// The same for calls that return the error itself.
fn check_number(error: i32) -> Result<()> {
    match error {
        0 => Ok(()),
        _ => Err(raise_errno(&OS_ERROR, &std::io::Error::from_raw_os_error(error))),
    }
}

/// A signal's number.
fn in_range(number: Obj<'_>) -> Result<i32> {
    let number = c_int(number)?;
    match (1..NSIG).contains(&number) {
        true => Ok(number),
        false => Err(raise(&VALUE_ERROR, SignalError::OutOfRange)),
    }
}
// ANCHOR_END: errors

// ANCHOR: signal
fn signal(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let number = c_int(arguments[0])?;
    let new = arguments[1];
    if !threads::interpreter().is_main_thread() {
        return Err(raise(&VALUE_ERROR, SignalError::NotMainThread));
    }
    if !(1..NSIG).contains(&number) {
        return Err(raise(&VALUE_ERROR, SignalError::OutOfRange));
    }
    // `signal.SIG_DFL` of the module `signal` is an enum, which is no exact int; it hands over
    // the number.
    let exact = new.downcast_exact::<PyLongObject>().and_then(|number| number.to_i64());
    let disposition = match exact {
        _ if new.is_callable() => Disposition::Handle,
        Some(IGNORE) => Disposition::Ignore,
        Some(DEFAULT) => Disposition::Default,
        _ => {
            let message = "signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable \
                           object";
            return Err(raise(&TYPE_ERROR, message));
        }
    };
    // Those that have come in are the old handler's.
    check_signals()?;
    if !set_disposition(number, disposition)? {
        return Err(raise(&VALUE_ERROR, SignalError::NotMainThread));
    }
    let old = HANDLERS[number as usize].replace(Some(new.to_ref()));
    Ok(old.unwrap_or_else(|| none().to_ref()))
}

fn getsignal(_: Module<'_>, number: Obj<'_>) -> Result {
    Ok(or_none(&HANDLERS[in_range(number)? as usize]))
}

fn strsignal(_: Module<'_>, number: Obj<'_>) -> Result {
    let number = in_range(number)?;
    // SAFETY: a C string, which lasts until the next call in this thread, or null.
    let words = unsafe { libc::strsignal(number).as_ref().map(|s| std::ffi::CStr::from_ptr(s)) };
    match words.map(|words| words.to_string_lossy()) {
        Some(words) if !words.contains("Unknown signal") => text(&words),
        _ => nothing(),
    }
}

fn raise_signal(_: Module<'_>, number: Obj<'_>) -> Result {
    let number = c_int(number)?;
    // SAFETY: what a signal's handler does is safe at any time.
    check(allow_threads(|| unsafe { libc::raise(number) }))?;
    check_signals()?;
    nothing()
}

fn siginterrupt(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let number = c_int(arguments[0])?;
    let flag = c_int(arguments[1])?;
    if !(1..NSIG).contains(&number) {
        return Err(raise(&VALUE_ERROR, SignalError::OutOfRange));
    }
    // SAFETY: all zero is a `sigaction`; the first call fills it in if it can.
    let status = unsafe {
        let mut action: libc::sigaction = std::mem::zeroed();
        libc::sigaction(number, std::ptr::null(), &mut action);
        match flag {
            0 => action.sa_flags |= libc::SA_RESTART,
            _ => action.sa_flags &= !libc::SA_RESTART,
        }
        libc::sigaction(number, &action, std::ptr::null_mut())
    };
    check(status)?;
    nothing()
}

fn set_wakeup_fd(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let fd = c_int(arguments[0])?;
    let warn = match arguments.get(1) {
        Some(warn) => warn.is_true()?,
        None => true,
    };
    let not_main = || {
        let message = "set_wakeup_fd only works in main thread of the main interpreter";
        raise(&VALUE_ERROR, message)
    };
    if !threads::interpreter().is_main_thread() {
        return Err(not_main());
    }
    if fd != -1 {
        let mut status = MaybeUninit::<libc::stat>::uninit();
        // SAFETY: there is room for the result.
        check(unsafe { libc::fstat(fd, status.as_mut_ptr()) })?;
        // SAFETY: asks only.
        let flags = unsafe { libc::fcntl(fd, libc::F_GETFL) };
        check(flags.min(0))?;
        if flags & libc::O_NONBLOCK == 0 {
            let message = format_args!("the fd {fd} must be in non-blocking mode");
            return Err(raise(&VALUE_ERROR, message));
        }
    }
    let old = with_holding(|holding| holding.set_wakeup_fd(fd, warn)).map_err(|_| not_main())?;
    integer(old.into())
}
// ANCHOR_END: signal

// ANCHOR: timers
fn alarm(_: Module<'_>, seconds: Obj<'_>) -> Result {
    let seconds = c_int(seconds)?;
    // SAFETY: a number in, a number out.
    integer(unsafe { libc::alarm(seconds as u32) }.into())
}

/// C: `timeval_from_double`.
fn timeval(seconds: Option<Obj<'_>>) -> Result<libc::timeval> {
    let nanoseconds = match seconds {
        Some(seconds) => from_seconds(seconds, Round::Ceiling)?,
        None => 0,
    };
    // The ceiling, below zero as well.
    let microseconds = -(-i128::from(nanoseconds)).div_euclid(1000) as i64;
    Ok(libc::timeval {
        tv_sec: microseconds.div_euclid(1_000_000),
        tv_usec: microseconds.rem_euclid(1_000_000),
    })
}

/// C: `itimer_retval`.
fn timer_value(timer: &libc::itimerval) -> Result {
    let seconds = |time: libc::timeval| {
        let value = time.tv_sec as f64 + time.tv_usec as f64 / 1_000_000.0;
        Ok::<_, Raised>(float::new(value)?.object())
    };
    pack([seconds(timer.it_value)?, seconds(timer.it_interval)?])
}

fn timer_error() -> Raised {
    let error = std::io::Error::last_os_error();
    match ITIMER_ERROR.get().map(Ref::downcast::<object_model::type_object::PyTypeObject>) {
        Some(Ok(class)) => raise_errno(class.borrow().get(), &error),
        _ => raise_errno(&OS_ERROR, &error),
    }
}

fn setitimer(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let which = c_int(arguments[0])?;
    let new = libc::itimerval {
        it_value: timeval(Some(arguments[1]))?,
        it_interval: timeval(arguments.get(2))?,
    };
    let mut old = MaybeUninit::<libc::itimerval>::uninit();
    // SAFETY: reads one, fills the other if it succeeds.
    match unsafe { libc::setitimer(which as _, &new, old.as_mut_ptr()) } {
        // SAFETY: it has succeeded.
        0 => timer_value(&unsafe { old.assume_init() }),
        _ => Err(timer_error()),
    }
}

fn getitimer(_: Module<'_>, which: Obj<'_>) -> Result {
    let which = c_int(which)?;
    let mut now = MaybeUninit::<libc::itimerval>::uninit();
    // SAFETY: fills it if it succeeds.
    match unsafe { libc::getitimer(which as _, now.as_mut_ptr()) } {
        // SAFETY: it has succeeded.
        0 => timer_value(&unsafe { now.assume_init() }),
        _ => Err(timer_error()),
    }
}
// ANCHOR_END: timers

// ANCHOR: wait
fn pause(_: Module<'_>) -> Result {
    // SAFETY: waits, and nothing else.
    allow_threads(|| unsafe { libc::pause() });
    check_signals()?;
    nothing()
}

/// A set of signals' numbers. C: `sigset_to_set`.
fn set_of(signals: &libc::sigset_t) -> Result {
    let result = set::new()?;
    for number in 1..NSIG {
        // SAFETY: asks only.
        if unsafe { libc::sigismember(signals, number) } == 1 {
            result.borrow().add(integer(number.into())?.borrow())?;
        }
    }
    Ok(result.object())
}

/// The signals of an iterable of numbers. C: `_Py_Sigset_Converter`.
pub(crate) fn signals_of(iterable: Obj<'_>) -> Result<libc::sigset_t> {
    let mut signals = empty_set();
    let iterator = iterable.iter()?;
    while let Some(item) = iterator.borrow().next()? {
        let number = item.borrow().index()?;
        // C's `long`, and −1 for what is none.
        let number = number.borrow().to_i64().unwrap_or(-1);
        let Some(signal) = i32::try_from(number).ok().filter(|n| (1..NSIG).contains(n)) else {
            let message = format_args!("signal number {number} out of range [1; {}]", NSIG - 1);
            return Err(raise(&VALUE_ERROR, message));
        };
        // SAFETY: changes the set, which is whole.
        if unsafe { libc::sigaddset(&mut signals, signal) } != 0 {
            let message =
                format_args!("invalid signal number {number}, please use valid_signals()");
            errors::warn(&RUNTIME_WARNING, message)?;
        }
    }
    Ok(signals)
}

fn empty_set() -> libc::sigset_t {
    let mut signals = MaybeUninit::uninit();
    // SAFETY: makes it empty, which can't fail.
    unsafe {
        libc::sigemptyset(signals.as_mut_ptr());
        signals.assume_init()
    }
}

fn valid_signals(_: Module<'_>) -> Result {
    let mut signals = empty_set();
    // SAFETY: changes the set, which is whole.
    check(unsafe { libc::sigfillset(&mut signals) })?;
    set_of(&signals)
}

fn pthread_sigmask(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let how = c_int(arguments[0])?;
    let new = signals_of(arguments[1])?;
    let mut old = empty_set();
    // SAFETY: both sets are whole.
    check_number(unsafe { libc::pthread_sigmask(how, &new, &mut old) })?;
    // Those that are unblocked now have come in.
    check_signals()?;
    set_of(&old)
}

fn sigpending(_: Module<'_>) -> Result {
    let mut signals = empty_set();
    // SAFETY: changes the set, which is whole.
    check(unsafe { libc::sigpending(&mut signals) })?;
    set_of(&signals)
}

fn sigwait(_: Module<'_>, signals: Obj<'_>) -> Result {
    let signals = signals_of(signals)?;
    let (error, number) = allow_threads(|| {
        let mut number = 0;
        // SAFETY: reads the set, writes the number.
        let error = unsafe { libc::sigwait(&signals, &mut number) };
        (error, number)
    });
    check_number(error)?;
    integer(number.into())
}

fn pthread_kill(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let Some(thread) = arguments[0].downcast::<PyLongObject>() else {
        let kind = type_name(arguments[0]);
        let message = format_args!("pthread_kill() argument 1 must be int, not {kind}");
        return Err(raise(&TYPE_ERROR, message));
    };
    let thread = int::machine::to_u64_mask(thread.number());
    let number = c_int(arguments[1])?;
    // An `ident` is a pointer for the C library, which trusts it: only those that live are given
    // to it, and for others it would say so.
    let lives = threads::interpreter().thread_states().iter().any(|s| s.ident() == thread);
    if !lives {
        return check_number(libc::ESRCH).and_then(|()| nothing());
    }
    // SAFETY: the thread lives, since it can't end without the lock, which we hold.
    check_number(unsafe { libc::pthread_kill(thread as libc::pthread_t, number) })?;
    check_signals()?;
    nothing()
}

fn pidfd_send_signal(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let (fd, number) = (c_int(arguments[0])?, c_int(arguments[1])?);
    let flags = match arguments.get(3) {
        Some(flags) => c_int(flags)?,
        None => 0,
    };
    if arguments.not_none(2).is_some() {
        return Err(raise(&TYPE_ERROR, "siginfo must be None"));
    }
    let nothing_to_add = std::ptr::null::<libc::siginfo_t>();
    // SAFETY: numbers, and a null pointer.
    let status =
        unsafe { libc::syscall(libc::SYS_pidfd_send_signal, fd, number, nothing_to_add, flags) };
    check(status.min(0) as i32)?;
    nothing()
}
// ANCHOR_END: wait
