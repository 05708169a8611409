//! Threads: the lock of chapter 7 with Python in it.
//!
//! CPython: `Python/ceval_gil.c`, `Python/pystate.c`, `Py_BEGIN_ALLOW_THREADS` in
//! `Include/ceval.h`, `PyErr_CheckSignals` and `PyErr_SetInterrupt` in `Modules/signalmodule.c`.
//!
//! There is one interpreter in the process. A thread that runs Python code is attached to it: it
//! holds the lock, and lets it go where it is asked to or inside [`allow_threads`].
//!
//! Invariant: objects are touched by the thread that is attached and by no other.

use std::cell::Cell;
use std::mem::ManuallyDrop;
use std::sync::{Arc, OnceLock};

use gil::{AtExit, Attached, CannotStart, EvalBreaker, Holding, Host, Interpreter};
use object_model::errors::{RUNTIME_ERROR, SYSTEM_ERROR, is_exception_class, raise, raise_object};
use object_model::thread_state::{ThreadState as ObjectState, thread_state};
use object_model::type_object::PyTypeObject;
use object_model::types::dict::{self, PyDictObject};
use object_model::types::none;
use object_model::types::tuple::PyTupleObject;
use object_model::{Field, Obj, Raised, Ref, Result};

use crate::frame::Frame;
use crate::thread::{EvalState, eval_state};

// ANCHOR: host
/// The program around the lock: Python.
#[derive(Debug)]
pub struct Python {
    /// Calls the function that handles a signal.
    signal_handler: OnceLock<fn(i32) -> Result<()>>,
    /// Reports that a signal couldn't be written to the wakeup descriptor.
    wakeup_error: OnceLock<fn(i32)>,
}

/// What others can see of a thread.
#[allow(missing_debug_implementations, reason = "objects are nobody's to show without the lock")]
pub struct ThreadData {
    /// What `threading.local` and its like keep. C: `dict`.
    dict: ManuallyDrop<Field<PyDictObject>>,
    /// Null before the thread runs, and when it is no more.
    eval: Cell<*const EvalState>,
    objects: Cell<*const ObjectState>,
}

// SAFETY: only the thread that holds the lock looks inside.
unsafe impl Send for ThreadData {}
// SAFETY: as above.
unsafe impl Sync for ThreadData {}

/// A reference on its way to another thread.
#[derive(Debug)]
pub struct Sent<T>(T);

// SAFETY: it is made, opened and dropped by a thread that holds the lock.
unsafe impl<T> Send for Sent<T> {}

impl Host for Python {
    type ThreadData = ThreadData;
    type Exception = Sent<Ref>;
    type Raised = Raised;
    type Recorder = Watch;

    fn thread_data(&self) -> ThreadData {
        ThreadData {
            dict: ManuallyDrop::new(Field::NULL),
            eval: Cell::new(std::ptr::null()),
            objects: Cell::new(std::ptr::null()),
        }
    }

    fn clear(_: &mut Holding<'_, Python>, data: &ThreadData) {
        data.dict.clear();
        data.objects.set(std::ptr::null());
        if std::ptr::eq(data.eval.replace(std::ptr::null()), eval_state()) {
            eval_state().clear();
        }
    }

    fn handle_signal(holding: &mut Holding<'_, Python>, signal: i32) -> Result<()> {
        match holding.interpreter().host().signal_handler.get() {
            Some(handle) => handle(signal),
            None => Ok(()),
        }
    }

    fn report_wakeup_error(holding: &mut Holding<'_, Python>, errno: i32) {
        if let Some(report) = holding.interpreter().host().wakeup_error.get() {
            report(errno);
        }
    }

    /// C: `_PyErr_SetNone`.
    fn raise(_: &mut Holding<'_, Python>, Sent(exception): Sent<Ref>) -> Raised {
        match exception.borrow().downcast::<PyTypeObject>() {
            Some(class) if is_exception_class(exception.borrow()) => {
                raise_object(class.get(), none().to_ref())
            }
            _ => {
                let shown = match exception.borrow().repr() {
                    Ok(shown) => shown,
                    Err(raised) => return raised,
                };
                let message = format_args!(
                    "_PyErr_SetObject: exception {shown} is not a BaseException subclass"
                );
                raise(&SYSTEM_ERROR, message)
            }
        }
    }
}

/// Who watches the lock: nobody, or the timeline that was given to [`Watch::start`].
#[derive(Default)]
#[allow(missing_debug_implementations, reason = "a timeline is shown as a drawing")]
pub struct Watch(OnceLock<gil::Timeline>);

impl Watch {
    /// Records from now on what happens to the lock.
    pub fn start(&self) -> &gil::Timeline {
        self.0.get_or_init(gil::Timeline::new)
    }
}

impl gil::Recorder for Watch {
    #[inline]
    fn record(&self, thread: u64, event: gil::Event) {
        if let Some(timeline) = self.0.get() {
            timeline.record(thread, event);
        }
    }
}
// ANCHOR_END: host

// ANCHOR: interpreter
/// The interpreter. Who asks first is its main thread.
pub fn interpreter() -> &'static Arc<Interpreter<Python>> {
    static INTERPRETER: OnceLock<Arc<Interpreter<Python>>> = OnceLock::new();
    INTERPRETER.get_or_init(|| {
        let host = Python { signal_handler: OnceLock::new(), wakeup_error: OnceLock::new() };
        Interpreter::new(host, Watch::default())
    })
}

/// What the loop looks at.
#[inline]
pub(crate) fn breaker() -> &'static EvalBreaker {
    interpreter().breaker()
}

/// Takes the lock for a thread that begins to run Python code and isn't attached. It has it
/// until the result is dropped, but for [`allow_threads`] and its turns.
///
/// # Panics
/// If the thread is attached already.
pub fn attach() -> Attached<'static, Python> {
    let attached = interpreter().attach(&interpreter().new_thread_state());
    note(attached.data());
    attached
}

/// The running thread is the one meant.
fn note(data: &ThreadData) {
    data.eval.set(eval_state());
    data.objects.set(thread_state());
}

/// Runs a closure with what proves that this thread holds the lock, which chapter 7 asks for.
pub fn with_holding<R>(body: impl FnOnce(&mut Holding<'static, Python>) -> R) -> R {
    body(&mut interpreter().ensure())
}
// ANCHOR_END: interpreter

// ANCHOR: allow_threads
/// Runs a closure without the lock, while other threads run Python code: for all that may wait
/// or take long and touches no objects. That it touches none, the compiler proves: references
/// aren't `Send`.
///
/// ```compile_fail,E0277
/// let text = object_model::types::str::new("an object").unwrap();
/// eval_loop::threads::allow_threads(|| drop(&text));
/// ```
/// C: `Py_BEGIN_ALLOW_THREADS` … `Py_END_ALLOW_THREADS`.
pub fn allow_threads<T: Send>(closure: impl FnOnce() -> T + Send) -> T {
    with_holding(|holding| holding.allow_threads(closure))
}

/// Calls the handlers of signals that have come in, if this is the main thread: to be asked
/// after a wait that was interrupted, and now and then in a long calculation.
///
/// # Errors
/// What a handler raises.
pub fn check_signals() -> Result<()> {
    with_holding(|holding| holding.handle_signals())
}

/// Does what the eval breaker was set for. C: `eval_frame_handle_pending`.
///
/// # Errors
/// What a signal's handler, a pending call or another thread raises.
#[cold]
pub(crate) fn handle_pending() -> Result<()> {
    with_holding(|holding| holding.handle_pending())
}

/// How signals are handled: a function that calls the program's handler, and one that reports
/// that a wakeup descriptor couldn't be written to. The first who sets them wins.
pub fn set_signal_hooks(handle: fn(i32) -> Result<()>, wakeup_error: fn(i32)) {
    let host = interpreter().host();
    let _ = host.signal_handler.set(handle);
    let _ = host.wakeup_error.set(wakeup_error);
}
// ANCHOR_END: allow_threads

// ANCHOR: start
/// What a new thread is to call.
#[derive(Debug)]
pub struct Call {
    /// The callable.
    pub function: Ref,
    /// Its positional arguments.
    pub arguments: Ref<PyTupleObject>,
    /// Its other arguments.
    pub keywords: Option<Ref<PyDictObject>>,
}

impl Call {
    /// Calls.
    ///
    /// # Errors
    /// What the callable raises.
    pub fn call(&self) -> Result {
        let keywords = self.keywords.as_ref().map(Ref::borrow);
        self.function.borrow().call_tuple(self.arguments.borrow(), keywords)
    }
}

/// Starts a thread that attaches itself and hands the call to `run`; the thread's `ident`. The
/// call is dropped while the new thread still holds the lock.
/// C: `thread_PyThread_start_new_thread`.
///
/// # Errors
/// `RuntimeError` if the system gives no thread.
pub fn start_thread(call: Call, run: fn(&Call)) -> Result<u64> {
    let limit = thread_state().recursion_limit();
    let call = Sent(call);
    let body = move |holding: &mut Holding<'_, Python>| {
        let call = call;
        note(holding.data());
        thread_state().set_recursion_limit(limit);
        run(&call.0);
    };
    with_holding(|holding| holding.start_thread(interpreter(), AtExit::Abandon, body))
        .map_err(|error: CannotStart| raise(&RUNTIME_ERROR, error))
}
// ANCHOR_END: start

// ANCHOR: threads
/// The dict of the running thread. C: `PyThreadState_GetDict`.
///
/// # Errors
/// `MemoryError`.
pub fn thread_dict() -> Result<Ref<PyDictObject>> {
    with_holding(|holding| {
        let place = &holding.data().dict;
        if let Some(dict) = place.get() {
            return Ok(dict);
        }
        let dict = dict::new()?;
        place.set(Some(dict.clone()));
        Ok(dict)
    })
}

/// The dicts of all threads that have one.
pub fn thread_dicts() -> Vec<Ref<PyDictObject>> {
    let states = interpreter().thread_states();
    states.iter().filter_map(|state| state.data().dict.get()).collect()
}

/// Keeps an object for the running thread, and does something with it when the thread is no
/// more, instead of what was to be done before. C: `on_delete`.
pub fn on_thread_end(object: Ref, action: fn(Obj<'_>)) {
    let object = Sent(object);
    with_holding(|holding| {
        holding.state().set_on_delete(Box::new(move || {
            let object = object;
            action(object.0.borrow());
        }));
    });
}

/// The thread with this `ident` raises an exception as soon as it runs; or, with none, no longer
/// does. How many threads that is: 1 or 0. C: `PyThreadState_SetAsyncExc`.
pub fn set_async_exception(ident: u64, exception: Option<Obj<'_>>) -> usize {
    let exception = exception.map(|exception| Sent(exception.to_ref()));
    with_holding(|holding| holding.set_async_exception(ident, exception))
}

/// The `ident` and the innermost frame of each thread that runs Python code, the newest thread
/// first. C: `_PyThread_CurrentFrames`.
pub fn current_frames() -> Vec<(u64, Frame)> {
    let states = interpreter().thread_states();
    let frame_of = |data: &ThreadData| {
        // SAFETY: not null while the thread lives; it stands still, since we hold the lock.
        unsafe { data.eval.get().as_ref() }.and_then(|state| state.current_frame.get())
    };
    states.iter().filter_map(|state| Some((state.ident(), frame_of(state.data())?))).collect()
}

/// How deep calls may go in all threads, those to come included.
/// C: `Py_SetRecursionLimit`.
pub fn set_recursion_limit(limit: i32) {
    thread_state().set_recursion_limit(limit);
    for state in interpreter().thread_states() {
        // SAFETY: as in `current_frames`.
        if let Some(objects) = unsafe { state.data().objects.get().as_ref() } {
            objects.set_recursion_limit(limit);
        }
    }
}
// ANCHOR_END: threads
