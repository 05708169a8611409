//! An interpreter, as far as threads go: the lock, the breaker, the queue of calls and the
//! list of threads.
//!
//! CPython: `_PyRuntimeState` (`ceval`, `main_thread`) and `PyInterpreterState` (`ceval`,
//! `threads`) in `Include/internal/`; `Python/pystate.c`, `Python/ceval.c`. In 3.11 all
//! interpreters of a process share the lock; here each has its own, as since 3.12.
//!
//! Invariant: a thread is in this interpreter's code only between `take` and `release` below.
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use crate::current;
use crate::eval_breaker::{EvalBreaker, Request};
use crate::holding::Attached;
use crate::host::Host;
use crate::lock::{Gil, Holder};
use crate::pending::PendingCalls;
use crate::sync::Mutex;
use crate::thread_lock::ThreadLock;
use crate::thread_state::{ThreadList, ThreadState};

// ANCHOR: interpreter
/// What the threads of an interpreter share.
pub struct Interpreter<H: Host> {
    /// No other interpreter of the process has it.
    id: u64,
    host: H,
    recorder: H::Recorder,
    pub(crate) gil: Gil,
    /// Shared with the signal handler, which may come at any time.
    breaker: Arc<EvalBreaker>,
    pub(crate) pending: PendingCalls<H>,
    pub(crate) threads: Mutex<ThreadList<H>>,
    /// The `ident` of the thread that serves signals. C: `main_thread`.
    main_thread: AtomicU64,
    /// How many started threads run. C: `threads.count`.
    pub(crate) running: AtomicUsize,
    /// For threads to come; 0: what the system gives. C: `threads.stacksize`.
    pub(crate) stack_size: AtomicUsize,
    /// Locks that are let go when a thread ends, of the threads that the end of the program
    /// waits for. `threading` keeps these in `_shutdown_locks`.
    pub(crate) unfinished: Mutex<Vec<Arc<ThreadLock>>>,
}

impl<H: Host> Interpreter<H> {
    /// An interpreter whose main thread is the one that calls this.
    pub fn new(host: H, recorder: H::Recorder) -> Arc<Interpreter<H>> {
        static LAST_ID: AtomicU64 = AtomicU64::new(0);
        let id = LAST_ID.fetch_add(1, Ordering::Relaxed) + 1;
        Arc::new(Interpreter {
            id,
            host,
            recorder,
            gil: Gil::new(),
            breaker: Arc::new(EvalBreaker::new()),
            pending: PendingCalls::new(),
            threads: Mutex::new(ThreadList::new(id)),
            main_thread: AtomicU64::new(crate::ident::ident()),
            running: AtomicUsize::new(0),
            stack_size: AtomicUsize::new(0),
            unfinished: Mutex::new(Vec::new()),
        })
    }

    /// The host.
    pub fn host(&self) -> &H {
        &self.host
    }

    /// Who watches.
    pub fn recorder(&self) -> &H::Recorder {
        &self.recorder
    }

    pub(crate) fn owns(&self, state: &ThreadState<H>) -> bool {
        state.interpreter() == self.id
    }

    /// What the loop looks at.
    pub fn breaker(&self) -> &Arc<EvalBreaker> {
        &self.breaker
    }

    /// The lock itself, to look at it.
    pub fn gil(&self) -> &Gil {
        &self.gil
    }

    /// Whether signals and pending calls are this thread's to serve. C: `_Py_IsMainThread`.
    pub fn is_main_thread(&self) -> bool {
        self.main_thread.load(Ordering::Relaxed) == crate::ident::ident()
    }

    pub(crate) fn set_main_thread(&self) {
        self.main_thread.store(crate::ident::ident(), Ordering::Relaxed);
    }
}
// ANCHOR_END: interpreter

// ANCHOR: threads
impl<H: Host> Interpreter<H> {
    /// A state for a thread that is to come. C: `_PyThreadState_Prealloc`.
    pub fn new_thread_state(&self) -> Arc<ThreadState<H>> {
        let data = self.host.thread_data();
        self.threads.lock().add(data)
    }

    /// All thread states, the newest first.
    pub fn thread_states(&self) -> Vec<Arc<ThreadState<H>>> {
        self.threads.lock().iter().cloned().collect()
    }

    /// Takes the lock for this thread, as this state. C: `PyEval_AcquireThread`.
    ///
    /// # Panics
    /// If the thread holds an interpreter's lock already, or the state is another interpreter's.
    pub fn attach(&self, state: &Arc<ThreadState<H>>) -> Attached<'_, H> {
        assert!(self.owns(state), "a thread state of another interpreter");
        state.bind_to_this_thread();
        // Counts as an `ensure` that never ends, so that none deletes the state.
        state.ensured.fetch_max(1, Ordering::Relaxed);
        current::note(state);
        Attached::new(self, Arc::clone(state))
    }

    /// Has a thread raise an exception at the next look of its loop at the breaker, or with
    /// `None` takes back one that it hasn't raised yet; how many threads have this `ident`.
    /// The caller holds the lock. C: `PyThreadState_SetAsyncExc`.
    pub(crate) fn set_async_exception(&self, ident: u64, exception: Option<H::Exception>) -> usize {
        let state = self.threads.lock().iter().find(|state| state.ident() == ident).cloned();
        let Some(state) = state else { return 0 };
        let old = state.replace_exception(exception);
        self.breaker.request(Request::AsyncException);
        drop(old);
        1
    }
}
// ANCHOR_END: threads

// ANCHOR: take
impl<H: Host> Interpreter<H> {
    fn holder(&self, state: &ThreadState<H>) -> Holder {
        Holder { id: state.id(), main_thread: self.is_main_thread() }
    }

    /// Takes the lock. When the interpreter is going down the thread stops here for good.
    pub(crate) fn take(&self, state: &ThreadState<H>) {
        if self.gil.take(self.holder(state), &self.breaker, &self.recorder).is_err() {
            hang();
        }
        if state.has_exception() {
            self.breaker.request(Request::AsyncException);
        }
    }

    pub(crate) fn release(&self, state: &ThreadState<H>) {
        self.gil.release(self.holder(state), &self.breaker, &self.recorder);
    }
}

/// Where a thread ends that comes too late. 3.11 ends it by `pthread_exit`, which unwinds a
/// stack that isn't prepared for it; since 3.14 CPython has it wait for the end of the process.
/// So does this, as Rust's frames can't be unwound that way. C: `PyThread_exit_thread`.
fn hang() -> ! {
    loop {
        std::thread::park();
    }
}
// ANCHOR_END: take
