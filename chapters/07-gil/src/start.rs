//! Starting a thread.
//!
//! CPython: `Modules/_threadmodule.c` (`thread_PyThread_start_new_thread`, `thread_run`,
//! `thread_stack_size`), `Python/thread_pthread.h` (`PyThread_start_new_thread`).
//!
//! Invariants: a thread's state is on the list before the thread runs, and is cleared and taken
//! from it under the lock before the thread ends, by a panic too.
use std::sync::Arc;
use std::sync::atomic::Ordering;

use crate::holding::{Attached, Holding};
use crate::host::Host;
use crate::interpreter::Interpreter;
use crate::thread_lock::{ThreadLock, Timeout};

// ANCHOR: start
/// How a thread is to be started.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AtExit {
    /// The end of the program waits for it: a thread of `threading`.
    Join,
    /// The program ends without it: a daemon, or a thread of `_thread`.
    Abandon,
}

/// The system gives no thread. The text is that of CPython's `RuntimeError`.
#[derive(Debug, thiserror::Error)]
#[error("can't start new thread")]
pub struct CannotStart(#[source] std::io::Error);

impl<H: Host> Holding<'_, H> {
    /// Starts a thread that runs the closure, under the lock; its `ident`.
    /// C: `_thread.start_new_thread`.
    pub fn start_thread(
        &mut self,
        interpreter: &Arc<Interpreter<H>>,
        at_exit: AtExit,
        run: impl FnOnce(&mut Holding<'_, H>) + Send + 'static,
    ) -> Result<u64, CannotStart> {
        let state = interpreter.new_thread_state();
        if at_exit == AtExit::Join {
            let ended = Arc::new(ThreadLock::new());
            ended.try_acquire();
            interpreter.unfinished.lock().push(Arc::clone(&ended));
            // It is locked, and stays so until this lets it go.
            state.set_on_delete(Box::new(move || ended.release().unwrap_or_default()));
        }
        let (theirs, of_thread) = (Arc::clone(interpreter), Arc::clone(&state));
        let body = move || run(&mut Running::new(theirs.attach(&of_thread)).0);
        let builder = std::thread::Builder::new().stack_size(interpreter.stack_size_for_thread());
        match builder.spawn(body) {
            Ok(handle) => Ok(ident_of(&handle)),
            Err(error) => {
                self.clear(&state);
                interpreter.threads.lock().remove(state.id());
                Err(CannotStart(error))
            }
        }
    }
}

/// A started thread under the lock; dropped when it ends. C: `thread_run`.
struct Running<'i, H: Host>(Attached<'i, H>);

impl<'i, H: Host> Running<'i, H> {
    fn new(attached: Attached<'i, H>) -> Self {
        attached.interpreter().running.fetch_add(1, Ordering::Relaxed);
        Running(attached)
    }
}

impl<H: Host> Drop for Running<'_, H> {
    fn drop(&mut self) {
        self.0.interpreter().running.fetch_sub(1, Ordering::Relaxed);
        self.0.delete_state();
    }
}

#[cfg(target_os = "linux")]
fn ident_of(handle: &std::thread::JoinHandle<()>) -> u64 {
    std::os::unix::thread::JoinHandleExt::as_pthread_t(handle)
}
// ANCHOR_END: start

// ANCHOR: no_thread
#[cfg(not(target_os = "linux"))]
fn ident_of(_handle: &std::thread::JoinHandle<()>) -> u64 {
    unreachable!("this system gives no thread")
}
// ANCHOR_END: no_thread

// ANCHOR: stack_size
/// What can be wrong with a stack size. The texts are those of CPython's `ValueError`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum StackSizeError {
    /// Below zero.
    #[error("size must be 0 or a positive value")]
    Negative,
    /// Too small for a thread to do anything.
    #[error("size not valid: {0} bytes")]
    TooSmall(isize),
}

/// C: `THREAD_STACK_MIN`.
const STACK_MIN: usize = 32 * 1024;

impl<H: Host> Interpreter<H> {
    /// How many of the threads that were started here run. C: `_thread._count`.
    pub fn running_threads(&self) -> usize {
        self.running.load(Ordering::Relaxed)
    }

    /// The stack size of threads to come; 0: what the system gives.
    pub fn stack_size(&self) -> usize {
        self.stack_size.load(Ordering::Relaxed)
    }

    /// Sets it, and returns the one before. C: `_thread.stack_size`.
    pub fn set_stack_size(&self, size: isize) -> Result<usize, StackSizeError> {
        let bytes = usize::try_from(size).map_err(|_| StackSizeError::Negative)?;
        if bytes != 0 && bytes < STACK_MIN {
            return Err(StackSizeError::TooSmall(size));
        }
        Ok(self.stack_size.swap(bytes, Ordering::Relaxed))
    }

    /// The C library gives a thread as much as the process's own stack may grow to; Rust's
    /// would give it 2 MiB.
    fn stack_size_for_thread(&self) -> usize {
        match self.stack_size() {
            0 => system_stack_size(),
            size => size,
        }
    }
}

#[cfg(target_os = "linux")]
fn system_stack_size() -> usize {
    let limit = rustix::process::getrlimit(rustix::process::Resource::Stack).current;
    limit.and_then(|bytes| usize::try_from(bytes).ok()).unwrap_or(2 * 1024 * 1024)
}
// ANCHOR_END: stack_size

// ANCHOR: no_stack
#[cfg(not(target_os = "linux"))]
fn system_stack_size() -> usize {
    2 * 1024 * 1024
}

// ANCHOR_END: no_stack

// ANCHOR: join
impl<H: Host> Holding<'_, H> {
    /// Waits for all threads that were started to be waited for, also for those that are
    /// started meanwhile. What a signal's handler raises ends the wait.
    /// C: `wait_for_thread_shutdown`, which calls `threading._shutdown`.
    pub fn wait_for_threads(&mut self) -> Result<(), H::Raised> {
        loop {
            let ended = self.interpreter().unfinished.lock().pop();
            let Some(ended) = ended else { return Ok(()) };
            ended.acquire(self, Timeout::Never)?;
        }
    }
}
// ANCHOR_END: join
