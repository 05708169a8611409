//! What a program that uses this crate brings along: its data for each thread, its exceptions,
//! and what it does when the breaker is set.
//!
//! CPython needs no such seam, it calls itself: the names are in the comments.
//!
//! Invariant: every function here that gets a [`Holding`] is called by the thread that holds
//! the lock.
use crate::holding::Holding;
use crate::recorder::{Off, Recorder};

// ANCHOR: host
/// The program around the lock: an interpreter, as a rule.
pub trait Host: Send + Sync + Sized + 'static {
    /// What each thread has of its own. All threads can reach it, and only the lock keeps them
    /// from doing so at once: a type that relies on that declares itself `Sync`, with a reason.
    type ThreadData: Send + Sync;
    /// What one thread can raise in another.
    type Exception: Send;
    /// What a function returns when an exception is set.
    type Raised;
    /// Who watches the lock; [`Off`]: nobody.
    type Recorder: Recorder;

    /// The data of a thread that begins.
    fn thread_data(&self) -> Self::ThreadData;

    /// Empties the data of a thread that is no more. C: `PyThreadState_Clear`.
    fn clear(_holding: &mut Holding<'_, Self>, _data: &Self::ThreadData) {}

    /// Calls the program's handler for a signal. C: the loop of `_PyErr_CheckSignalsTstate`.
    fn handle_signal(holding: &mut Holding<'_, Self>, signal: i32) -> Result<(), Self::Raised>;

    /// Reports that a signal couldn't be written to the wakeup file descriptor.
    /// C: `report_wakeup_write_error`.
    fn report_wakeup_error(_holding: &mut Holding<'_, Self>, _errno: i32) {}

    /// Collects garbage, where that is asked for through the breaker (from 3.12 on).
    /// C: `_Py_RunGC`.
    fn collect_garbage(_holding: &mut Holding<'_, Self>) {}

    /// Raises what another thread has sent. C: `_PyErr_SetNone` in `eval_frame_handle_pending`.
    fn raise(holding: &mut Holding<'_, Self>, exception: Self::Exception) -> Self::Raised;
}
// ANCHOR_END: host

// ANCHOR: bare
/// A host without anything of its own, for programs that only want the lock.
#[derive(Clone, Copy, Default, Debug)]
pub struct Bare<R = Off>(std::marker::PhantomData<R>);

impl<R> Bare<R> {
    /// The host.
    pub fn new() -> Bare<R> {
        Bare(std::marker::PhantomData)
    }
}

/// Why a thread of a [`Bare`] program was interrupted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Interrupted {
    /// A signal came in.
    Signal(i32),
    /// Another thread has sent this.
    Exception(&'static str),
}

impl<R: Recorder> Host for Bare<R> {
    type ThreadData = ();
    type Exception = &'static str;
    type Raised = Interrupted;
    type Recorder = R;

    fn thread_data(&self) {}

    fn handle_signal(_holding: &mut Holding<'_, Self>, signal: i32) -> Result<(), Interrupted> {
        Err(Interrupted::Signal(signal))
    }

    fn raise(_holding: &mut Holding<'_, Self>, exception: &'static str) -> Interrupted {
        Interrupted::Exception(exception)
    }
}
// ANCHOR_END: bare
