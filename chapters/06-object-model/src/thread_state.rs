//! What belongs to a thread: the exception in flight, the recursion's depth, objects that wait
//! to be freed, objects whose `repr` is being made.
//!
//! CPython: `Include/cpython/pystate.h` (`PyThreadState`), `Python/ceval.c`
//! (`_Py_CheckRecursiveCall`), `Objects/object.c` (`Py_ReprEnter`, `Py_ReprLeave`).
//!
//! Only what the object model itself needs is here. The lock is chapter 7's and frames are
//! chapter 8's.
//!
//! Invariant: a function that returns [`Raised`] leaves an exception here; one that returns a
//! value leaves none.

use std::cell::Cell;
use std::ptr::{self, NonNull};

use cycle_gc::Trashcan;

use crate::errors::{RECURSION_ERROR, raise};
use crate::object::{Obj, PyObject, Result};

// ANCHOR: state
/// C: `PyThreadState`, as far as objects need it. It has no destructor, so that reaching it costs
/// one instruction.
#[derive(Debug)]
pub struct ThreadState {
    /// The type of the exception in flight, owned. C: `curexc_type`.
    pub(crate) exception_type: Cell<Option<NonNull<PyObject>>>,
    /// Its value, owned: an instance, or what one will be made from. C: `curexc_value`.
    pub(crate) exception_value: Cell<Option<NonNull<PyObject>>>,
    /// C: `curexc_traceback`.
    pub(crate) exception_traceback: Cell<Option<NonNull<PyObject>>>,
    /// The exceptions that are being handled, innermost first. C: `exc_info`.
    pub handled: Cell<*const HandledException>,
    /// Below this address the native stack is nearly used up; the highest address until it is
    /// known.
    stack_end: Cell<usize>,
    recursion_remaining: Cell<i32>,
    recursion_limit: Cell<i32>,
    /// More than zero while `RecursionError` itself is being raised.
    recursion_headroom: Cell<i32>,
    pub(crate) trashcan: Trashcan,
    reprs: Cell<*const ReprInProgress>,
}

/// An exception that an `except` block is handling. C: `_PyErr_StackItem`.
#[derive(Debug)]
#[repr(C)]
pub struct HandledException {
    /// An exception instance, owned.
    pub exc_value: Cell<Option<NonNull<PyObject>>>,
    /// What was being handled before.
    pub previous_item: Cell<*const HandledException>,
}

#[derive(Debug)]
struct ReprInProgress {
    object: NonNull<PyObject>,
    outer: *const ReprInProgress,
}

thread_local! {
    static STATE: ThreadState = const {
        ThreadState {
            exception_type: Cell::new(None),
            exception_value: Cell::new(None),
            exception_traceback: Cell::new(None),
            handled: Cell::new(ptr::null()),
            stack_end: Cell::new(usize::MAX),
            recursion_remaining: Cell::new(RECURSION_LIMIT),
            recursion_limit: Cell::new(RECURSION_LIMIT),
            recursion_headroom: Cell::new(0),
            trashcan: Trashcan::new(),
            reprs: Cell::new(ptr::null()),
        }
    };
}

/// C: `Py_DEFAULT_RECURSION_LIMIT`.
const RECURSION_LIMIT: i32 = 1000;

/// The state of the running thread.
#[inline]
pub fn thread_state() -> &'static ThreadState {
    // SAFETY: it has no destructor and isn't moved; whoever holds references of Python's is
    // bound to this thread, and the state is gone only when the thread is.
    STATE.with(|state| unsafe { &*ptr::from_ref(state) })
}
// ANCHOR_END: state

// ANCHOR: recursion
/// One level of recursion; leaves it when dropped. C: `_Py_LeaveRecursiveCall`.
#[derive(Debug)]
pub struct RecursionGuard(());

impl Drop for RecursionGuard {
    #[inline]
    fn drop(&mut self) {
        let remaining = &thread_state().recursion_remaining;
        remaining.set(remaining.get() + 1);
    }
}

/// Enters one level, or raises `RecursionError`. `place` is the end of its message: " while
/// calling a Python object". C: `_Py_EnterRecursiveCall`.
#[inline]
pub fn enter_recursive_call(place: &str) -> Result<RecursionGuard> {
    let remaining = &thread_state().recursion_remaining;
    remaining.set(remaining.get() - 1);
    if remaining.get() < 0 || native_stack::is_low() {
        too_deep(place)?;
    }
    Ok(RecursionGuard(()))
}

/// Leaves a level whose guard was forgotten: the eval loop's frames have no Rust frame that
/// could keep one.
#[inline]
pub fn leave_recursive_call() {
    drop(RecursionGuard(()));
}

/// Runs `body` with a few levels beyond the limit: what makes the instance of a `RecursionError`
/// is a call itself. C: `recursion_headroom`.
#[cold]
pub(crate) fn with_headroom<R>(body: impl FnOnce() -> R) -> R {
    let headroom = &thread_state().recursion_headroom;
    headroom.set(headroom.get() + 1);
    let result = body();
    headroom.set(headroom.get() - 1);
    result
}

#[cold]
fn too_deep(place: &str) -> Result<()> {
    let state = thread_state();
    let remaining = state.recursion_remaining.get();
    if remaining >= 0 && !native_stack::measure() {
        return Ok(());
    }
    if state.recursion_headroom.get() > 0 {
        assert!(remaining >= -50, "Cannot recover from stack overflow.");
        return Ok(());
    }
    let raised = with_headroom(|| {
        raise(&RECURSION_ERROR, format_args!("maximum recursion depth exceeded{place}"))
    });
    state.recursion_remaining.set(remaining + 1);
    Err(raised)
}

impl ThreadState {
    /// `sys.getrecursionlimit`.
    pub fn recursion_limit(&self) -> i32 {
        self.recursion_limit.get()
    }

    /// `sys.setrecursionlimit`; the depth that is reached already stays counted.
    pub fn set_recursion_limit(&self, limit: i32) {
        let depth = self.recursion_limit.get() - self.recursion_remaining.get();
        self.recursion_limit.set(limit);
        self.recursion_remaining.set(limit - depth);
    }

    /// How many levels deep the thread is. C: `recursion_limit - recursion_remaining`.
    pub fn recursion_depth(&self) -> i32 {
        self.recursion_limit.get() - self.recursion_remaining.get()
    }
}

/// How much is left of the stack that the machine gives the thread. A program may set the limit
/// of recursion as high as it likes; CPython overflows its stack then, here it gets
/// `RecursionError`. (CPython does so since 3.14: `_Py_ReachedRecursionLimit`.)
mod native_stack {
    use std::hint::black_box;

    use super::thread_state;

    /// What is kept for what recurses without asking, and for raising the error.
    const RESERVE: usize = 512 * 1024;

    /// Where the stack has grown to, about.
    #[inline(always)]
    fn here() -> usize {
        let marker = 0_u8;
        black_box(&raw const marker).addr()
    }

    /// Whether the stack is nearly used up, or hasn't been measured.
    #[inline(always)]
    pub(super) fn is_low() -> bool {
        here() < thread_state().stack_end.get()
    }

    /// The same, certainly.
    #[cold]
    pub(super) fn measure() -> bool {
        let end = &thread_state().stack_end;
        if end.get() == usize::MAX {
            end.set(find_end());
        }
        is_low()
    }

    #[cfg(target_os = "linux")]
    fn find_end() -> usize {
        let mut attributes = std::mem::MaybeUninit::<libc::pthread_attr_t>::uninit();
        let (mut lowest, mut size) = (std::ptr::null_mut(), 0);
        // SAFETY: the first call fills the attributes of the running thread if it succeeds; they
        // are read and given back.
        let known = unsafe {
            libc::pthread_getattr_np(libc::pthread_self(), attributes.as_mut_ptr()) == 0 && {
                let read = libc::pthread_attr_getstack(attributes.as_ptr(), &mut lowest, &mut size);
                libc::pthread_attr_destroy(attributes.as_mut_ptr());
                read == 0
            }
        };
        if known { lowest.addr() + RESERVE.min(size / 2) } else { 0 }
    }

    /// Elsewhere the limit of recursion alone is what there is.
    #[cfg(not(target_os = "linux"))]
    fn find_end() -> usize {
        0
    }
}
// ANCHOR_END: recursion

// ANCHOR: repr
/// Makes a `repr` with `body`, or with `recursive` if one of the same object is being made
/// already: a list in itself. C: `Py_ReprEnter`, `Py_ReprLeave`.
pub fn guard_repr<R>(
    object: Obj<'_>,
    recursive: impl FnOnce() -> R,
    body: impl FnOnce() -> R,
) -> R {
    let state = thread_state();
    let outer = state.reprs.get();
    let mut at = outer;
    // SAFETY: each entry is on the stack of a caller of ours that hasn't returned.
    while let Some(entry) = unsafe { at.as_ref() } {
        if entry.object == object.as_ptr() {
            return recursive();
        }
        at = entry.outer;
    }
    let entry = ReprInProgress { object: object.as_ptr(), outer };
    /// Takes the entry off even if `body` unwinds.
    struct Leave(*const ReprInProgress);
    impl Drop for Leave {
        fn drop(&mut self) {
            thread_state().reprs.set(self.0);
        }
    }
    let _leave = Leave(outer);
    state.reprs.set(&entry);
    body()
}
// ANCHOR_END: repr
