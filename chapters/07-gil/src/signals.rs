//! Signals: what the handler in C may do, which is next to nothing, and what the main thread
//! does about it later.
//!
//! CPython: `Modules/signalmodule.c` (`trip_signal`, `_PyErr_CheckSignalsTstate`,
//! `signal_handler`, `set_wakeup_fd`), `_PyEval_SignalReceived` in `Python/ceval.c`,
//! `PyOS_setsig` in `Python/pylifecycle.c`.
//!
//! Invariants: [`trip`] may interrupt any code at any place, so it stores to atomics and writes
//! to a file descriptor, and does nothing else. The flag of a signal is set before the one that
//! says "look at the flags", and that before the breaker and the byte.
//!
//! Which Python function handles a signal is the host's to know.
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};
use std::sync::{Arc, OnceLock};

use crate::eval_breaker::{EvalBreaker, Request};
use crate::holding::Holding;
use crate::host::Host;
use crate::interpreter::Interpreter;

// ANCHOR: state
/// One more than the highest signal. C: `Py_NSIG`.
pub const NSIG: i32 = 65;

/// C: `Handlers[i].tripped`. Signals belong to the process, hence the statics.
static TRIPPED: [AtomicBool; NSIG as usize] = [const { AtomicBool::new(false) }; NSIG as usize];
/// C: `is_tripped`.
static IS_TRIPPED: AtomicBool = AtomicBool::new(false);
/// Of the interpreter that signals go to. C: `_PyInterpreterState_Main`.
static RECEIVER: OnceLock<Arc<EvalBreaker>> = OnceLock::new();
/// C: `wakeup.fd`; −1: none.
static WAKEUP_FD: AtomicI32 = AtomicI32::new(-1);
/// C: `wakeup.warn_on_full_buffer`.
static WARN_ON_FULL_BUFFER: AtomicBool = AtomicBool::new(true);
/// Why the last byte couldn't be written; 0: it could.
static WAKEUP_ERROR: AtomicI32 = AtomicI32::new(0);

/// What can be wrong with a request about signals. The texts are those of CPython's
/// `ValueError`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum SignalError {
    /// Only the main thread may.
    #[error("signal only works in main thread of the main interpreter")]
    NotMainThread,
    /// No such signal.
    #[error("signal number out of range")]
    OutOfRange,
}

impl<H: Host> Interpreter<H> {
    /// Has signals go to this interpreter; false if they go to another one already.
    pub fn receive_signals(&self) -> bool {
        Arc::ptr_eq(RECEIVER.get_or_init(|| Arc::clone(self.breaker())), self.breaker())
    }
}
// ANCHOR_END: state

// ANCHOR: trip
/// A signal has come in, or is to look as if. Safe to call from a signal handler.
/// C: `trip_signal`; `PyErr_SetInterruptEx` calls it too.
pub fn trip(signal: i32) {
    let Some(tripped) = usize::try_from(signal).ok().and_then(|signal| TRIPPED.get(signal)) else {
        return;
    };
    tripped.store(true, Ordering::Relaxed);
    IS_TRIPPED.store(true, Ordering::SeqCst);
    if let Some(breaker) = RECEIVER.get() {
        breaker.request(Request::Signals);
    }
    // Last: who waits for the byte looks at the flags as soon as it is there.
    let fd = WAKEUP_FD.load(Ordering::Relaxed);
    if fd >= 0
        && let Err((errno, full)) = wakeup(fd, signal as u8)
        && (!full || WARN_ON_FULL_BUFFER.load(Ordering::Relaxed))
    {
        WAKEUP_ERROR.store(errno, Ordering::Relaxed);
    }
}

/// Writes the signal's number as a byte; or why not, and whether only for lack of room.
#[cfg(target_os = "linux")]
#[allow(unsafe_code)]
fn wakeup(fd: i32, byte: u8) -> Result<(), (i32, bool)> {
    // SAFETY: who set the descriptor keeps it open, and nothing is done with it but this write.
    let fd = unsafe { std::os::fd::BorrowedFd::borrow_raw(fd) };
    let result = rustix::io::retry_on_intr(|| rustix::io::write(fd, &[byte]));
    result.map(drop).map_err(|error| (error.raw_os_error(), error == rustix::io::Errno::AGAIN))
}
// ANCHOR_END: trip

// ANCHOR: elsewhere
/// Without an operating system there is nothing to wake.
#[cfg(not(target_os = "linux"))]
fn wakeup(_fd: i32, _byte: u8) -> Result<(), (i32, bool)> {
    Ok(())
}

// ANCHOR_END: elsewhere

// ANCHOR: check
/// Has the host handle every signal that has come in, in the order of their numbers. For the
/// main thread. C: `_PyErr_CheckSignalsTstate`.
pub(crate) fn check<H: Host>(holding: &mut Holding<'_, H>) -> Result<(), H::Raised> {
    let errno = WAKEUP_ERROR.swap(0, Ordering::Relaxed);
    if errno != 0 {
        H::report_wakeup_error(holding, errno);
    }
    // Cleared before the flags are read: a signal that comes in between sets it again.
    if !IS_TRIPPED.swap(false, Ordering::SeqCst) {
        return Ok(());
    }
    for (signal, tripped) in (0..NSIG).zip(&TRIPPED) {
        if tripped.swap(false, Ordering::Relaxed)
            && let Err(raised) = H::handle_signal(holding, signal)
        {
            IS_TRIPPED.store(true, Ordering::SeqCst);
            return Err(raised);
        }
    }
    Ok(())
}

/// The process has been copied; what came in before is the parent's. C: `_PySignal_AfterFork`.
pub(crate) fn clear() {
    IS_TRIPPED.store(false, Ordering::SeqCst);
    TRIPPED.iter().for_each(|tripped| tripped.store(false, Ordering::Relaxed));
}
// ANCHOR_END: check

// ANCHOR: install
/// What the process does when a signal comes in.
#[cfg(target_os = "linux")]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Disposition {
    /// `signal.SIG_DFL`.
    Default,
    /// `signal.SIG_IGN`.
    Ignore,
    /// [`trip`], and the main thread's loop does the rest.
    Handle,
}

#[cfg(target_os = "linux")]
impl<H: Host> Holding<'_, H> {
    /// Sets what the process does about a signal. C: `signal.signal`, `PyOS_setsig`.
    #[allow(unsafe_code)]
    pub fn set_signal(
        &mut self,
        signal: i32,
        disposition: Disposition,
    ) -> Result<std::io::Result<()>, SignalError> {
        if !self.interpreter().is_main_thread() || !self.interpreter().receive_signals() {
            return Err(SignalError::NotMainThread);
        }
        if !(1..NSIG).contains(&signal) {
            return Err(SignalError::OutOfRange);
        }
        extern "C" fn handler(signal: i32) {
            trip(signal);
        }
        // SAFETY: all zero is a `sigaction` with an empty mask and no flags.
        let mut action: libc::sigaction = unsafe { std::mem::zeroed() };
        // No SA_RESTART: a system call that waits has to come back, so that the loop can look.
        action.sa_flags = libc::SA_ONSTACK;
        action.sa_sigaction = match disposition {
            Disposition::Default => libc::SIG_DFL,
            Disposition::Ignore => libc::SIG_IGN,
            Disposition::Handle => handler as extern "C" fn(i32) as libc::sighandler_t,
        };
        // SAFETY: `action` is whole, and `handler` does only what a handler may; it leaves
        // `errno` as it is, since `rustix` makes its system calls without it.
        let status = unsafe { libc::sigaction(signal, &action, std::ptr::null_mut()) };
        Ok(if status == 0 { Ok(()) } else { Err(std::io::Error::last_os_error()) })
    }

    /// Has each signal's number written to this file descriptor, −1 for none; returns the one
    /// before. Whoever sets one keeps it open, and has made it non-blocking.
    /// C: `signal.set_wakeup_fd`.
    pub fn set_wakeup_fd(
        &mut self,
        fd: i32,
        warn_on_full_buffer: bool,
    ) -> Result<i32, SignalError> {
        if !self.interpreter().is_main_thread() || !self.interpreter().receive_signals() {
            return Err(SignalError::NotMainThread);
        }
        WARN_ON_FULL_BUFFER.store(warn_on_full_buffer, Ordering::Relaxed);
        Ok(WAKEUP_FD.swap(fd, Ordering::Relaxed))
    }
}
// ANCHOR_END: install
