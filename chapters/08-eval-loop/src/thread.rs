//! What the loop keeps for each thread: the data stack, the running frame, the hooks of
//! asynchronous generators.
//!
//! CPython: `Include/cpython/pystate.h` (`_PyCFrame`, `PyThreadState`).
//!
//! What the object model keeps for a thread (the exception in flight, the recursion's depth) is
//! in its own thread state; what other threads may see of it is in `threads.rs`.

use std::cell::Cell;
use std::mem::ManuallyDrop;
use std::ptr::{self, NonNull};

use compiler::opcode::Opcode;
use object_model::thread_state::{HandledException, thread_state};
use object_model::types::dict::{self, PyDictObject};
use object_model::{Field, Obj, Ref, Result};

use crate::data_stack::DataStack;
use crate::frame::Frame;
use crate::trace::Tracing;

/// Shows a value at the prompt: `sys.displayhook`.
pub type DisplayHook = fn(Obj<'_>) -> Result<()>;

/// The part of a thread's state that belongs to the loop. It has no destructor, so that reaching
/// it costs one instruction.
#[allow(missing_debug_implementations, reason = "its parts say nothing without the objects")]
pub struct EvalState {
    /// Where frames lie.
    pub data_stack: DataStack,
    /// The frame that runs. C: `cframe.current_frame`.
    pub current_frame: Cell<Option<Frame>>,
    /// What [`crate::context::Context::redo`] asks for.
    pub(crate) redo: Cell<(Opcode, u32)>,
    /// The value that the loop is left with, until it is.
    pub(crate) result: Kept,
    /// What shows a value at the prompt: calls `sys.displayhook`.
    pub display_hook: Cell<Option<DisplayHook>>,
    /// What is handled outside of any generator. C: `exc_state`.
    handled: HandledException,
    /// Called with each asynchronous generator before its first step.
    /// C: `async_gen_firstiter`.
    pub async_gen_firstiter: Kept,
    /// Called with each that nobody can reach any more. C: `async_gen_finalizer`.
    pub async_gen_finalizer: Kept,
    /// How many frames a coroutine remembers of where it was made.
    /// C: `coroutine_origin_tracking_depth`.
    pub coroutine_origin_tracking_depth: Cell<i32>,
    /// Who is told what the loop does.
    pub tracing: Tracing,
    /// The context variables of the thread. C: `context`.
    pub context: Kept,
    /// Counts its changes. C: `context_ver`.
    pub context_version: Cell<u64>,
}

/// A reference that the thread keeps until [`EvalState::clear`].
pub type Kept = ManuallyDrop<Field>;

thread_local! {
    static STATE: EvalState = const {
        EvalState {
            data_stack: DataStack::new(),
            current_frame: Cell::new(None),
            redo: Cell::new((Opcode::NOP, 0)),
            result: ManuallyDrop::new(Field::NULL),
            display_hook: Cell::new(None),
            handled: HandledException {
                exc_value: Cell::new(None),
                previous_item: Cell::new(ptr::null()),
            },
            async_gen_firstiter: ManuallyDrop::new(Field::NULL),
            async_gen_finalizer: ManuallyDrop::new(Field::NULL),
            coroutine_origin_tracking_depth: Cell::new(0),
            tracing: Tracing::off(),
            context: ManuallyDrop::new(Field::NULL),
            context_version: Cell::new(0),
        }
    };
}

/// The state of the running thread.
#[inline]
pub fn eval_state() -> &'static EvalState {
    // SAFETY: it has no destructor and isn't moved; whoever holds references of Python's is
    // bound to this thread, and the state is gone only when the thread is.
    STATE.with(|state| unsafe { &*ptr::from_ref(state) })
}

impl EvalState {
    /// The innermost place for an exception that is being handled. C: `exc_info`.
    #[inline]
    pub fn handled(&self) -> &HandledException {
        let item = &thread_state().handled;
        if item.get().is_null() {
            item.set(&self.handled);
        }
        // SAFETY: it leads here or into a generator that runs.
        unsafe { &*item.get() }
    }

    /// The global variables of the running code, if any runs. C: `PyEval_GetGlobals`.
    pub fn globals(&self) -> Option<Ref<PyDictObject>> {
        self.current_frame.get().map(|frame| frame.globals().to_ref())
    }

    /// Its local variables. C: `PyEval_GetLocals`.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn locals(&self) -> Result<Option<Ref>> {
        self.current_frame.get().map(crate::families::names::locals).transpose()
    }

    /// Its built-in names; none where no code runs.
    /// C: `PyEval_GetBuiltins`.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn builtins(&self) -> Result {
        match self.current_frame.get() {
            Some(frame) => Ok(frame.builtins().to_ref()),
            None => Ok(dict::new()?.object()),
        }
    }

    /// Gives up what the thread keeps, when it is no more. C: `PyThreadState_Clear`.
    pub fn clear(&self) {
        drop(exchange_handled(&self.handled, None));
        self.async_gen_firstiter.clear();
        self.async_gen_finalizer.clear();
        self.context.clear();
        self.tracing.clear();
    }
}

/// Puts an exception where handled ones are kept and gives the one that was there.
pub(crate) fn exchange_handled(item: &HandledException, value: Option<Ref>) -> Option<Ref> {
    let old = item.exc_value.replace(value.map(Ref::into_raw));
    // SAFETY: the item owned it.
    old.map(|old: NonNull<_>| unsafe { Ref::from_owned(old) })
}
