//! Tracing and profiling: a function of the program's, or of a native module's, is told what the
//! loop does.
//!
//! CPython: `Python/ceval.c` (`DO_TRACING`, `call_trace`, `call_trace_protected`,
//! `call_exc_trace`, `trace_function_entry`, `maybe_call_line_trace`, `trace_call_function`,
//! `_PyEval_SetTrace`), `Python/sysmodule.c` (`trace_trampoline`, `profile_trampoline`).
//!
//! It costs nothing while it is off: the loop leaves its instructions for [`drive`] below only
//! where it does cold work, and whoever switches tracing on sets the eval breaker, so that there
//! is some. `drive` takes the instructions one by one as the compiler wrote them, whatever
//! specialised forms stand in their places, and goes back when tracing is off.
//!
//! Invariant: a trace function isn't traced: `tracing` counts those that run.

use std::cell::Cell;
use std::mem::ManuallyDrop;

use compiler::opcode::Opcode;
use object_model::errors::{self, Fetched};
use object_model::types::builtin_function::BUILTIN_FUNCTION;
use object_model::types::descriptor::method::METHOD_DESCRIPTOR;
use object_model::types::{none, str, tuple};
use object_model::{Field, Obj, Raised, Ref, Result};

use crate::context::{Context, Next};
use crate::dispatch::{do_cold, leave_raising, run_cold};
use crate::frame::Frame;
use crate::objects::code::CodeMethods;
use crate::objects::frame::{FrameMethods, PyFrameObject, object_of};
use crate::objects::traceback;
use crate::thread::{EvalState, Kept, eval_state};
use crate::threads;

// ANCHOR: events
/// What a trace function is told of. C: `PyTrace_…`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are those that programs see")]
pub enum Event {
    Call,
    Exception,
    Line,
    Return,
    CCall,
    CException,
    CReturn,
    Opcode,
}

impl Event {
    /// As a trace function gets it. C: `whatstrings`.
    pub const fn name(self) -> &'static str {
        match self {
            Event::Call => "call",
            Event::Exception => "exception",
            Event::Line => "line",
            Event::Return => "return",
            Event::CCall => "c_call",
            Event::CException => "c_exception",
            Event::CReturn => "c_return",
            Event::Opcode => "opcode",
        }
    }
}

/// Is told of an event: gets the object that was given beside it, the frame, and what the event
/// brings. C: `Py_tracefunc`.
pub type TraceFunction = fn(Obj<'_>, Obj<'_, PyFrameObject>, Event, Option<Obj<'_>>) -> Result<()>;

/// What a thread keeps for it. C: `c_tracefunc`, `c_traceobj` and their like.
#[allow(missing_debug_implementations, reason = "its parts say nothing without the objects")]
pub struct Tracing {
    /// Whether the loop is to take the long way. C: `cframe.use_tracing`.
    pub(crate) active: Cell<bool>,
    /// How many trace functions run. C: `tracing`.
    depth: Cell<u32>,
    /// The event whose function runs. C: `tracing_what`.
    pub(crate) what: Cell<Option<Event>>,
    trace: Hook,
    profile: Hook,
}

struct Hook {
    function: Cell<Option<TraceFunction>>,
    object: Kept,
}

impl Hook {
    const fn none() -> Hook {
        Hook { function: Cell::new(None), object: ManuallyDrop::new(Field::NULL) }
    }
}

impl Tracing {
    /// Nobody is told.
    pub(crate) const fn off() -> Tracing {
        Tracing {
            active: Cell::new(false),
            depth: Cell::new(0),
            what: Cell::new(None),
            trace: Hook::none(),
            profile: Hook::none(),
        }
    }

    fn update(&self) {
        let wanted = self.trace.function.get().is_some() || self.profile.function.get().is_some();
        self.active.set(wanted && self.depth.get() == 0);
    }

    fn set(&self, hook: &Hook, function: Option<(TraceFunction, Ref)>) {
        hook.function.set(None);
        let old = hook.object.replace(None);
        self.update();
        // Whatever goes with it must not find itself traced by a function without its object.
        drop(old);
        let (function, object) = function.unzip();
        hook.object.set(object);
        hook.function.set(function);
        self.update();
        threads::breaker().poke();
    }

    /// The thread is no more.
    pub(crate) fn clear(&self) {
        self.set(&self.profile, None);
        self.set(&self.trace, None);
    }
}
// ANCHOR_END: events

// ANCHOR: set
/// Has calls, lines, returns and exceptions of this thread told to a native function, or to
/// none. C: `_PyEval_SetTrace`.
pub fn set_trace_function(function: Option<(TraceFunction, Ref)>) {
    let tracing = &eval_state().tracing;
    tracing.set(&tracing.trace, function);
}

/// Has calls and returns, those of native functions included, told to a native function.
/// C: `_PyEval_SetProfile`.
pub fn set_profile_function(function: Option<(TraceFunction, Ref)>) {
    let tracing = &eval_state().tracing;
    tracing.set(&tracing.profile, function);
}

/// `sys.settrace`, with `None` to switch it off.
pub fn set_trace(function: Obj<'_>) {
    set_trace_function(
        (!function.is_none()).then(|| (trace_trampoline as TraceFunction, function.to_ref())),
    );
}

/// `sys.setprofile`.
pub fn set_profile(function: Obj<'_>) {
    set_profile_function(
        (!function.is_none()).then(|| (profile_trampoline as TraceFunction, function.to_ref())),
    );
}

/// `sys.gettrace`: the object beside the function.
pub fn trace_object() -> Option<Ref> {
    eval_state().tracing.trace.object.get()
}

/// `sys.getprofile`.
pub fn profile_object() -> Option<Ref> {
    eval_state().tracing.profile.object.get()
}

/// `sys.call_tracing`: calls something that is traced although a trace function runs.
///
/// # Errors
/// What the call raises.
pub fn call_tracing(call: impl FnOnce() -> Result) -> Result {
    let tracing = &eval_state().tracing;
    let depth = tracing.depth.replace(0);
    tracing.update();
    threads::breaker().poke();
    let result = call();
    tracing.depth.set(depth);
    tracing.update();
    result
}
// ANCHOR_END: set

// ANCHOR: trampolines
/// The function of `sys.settrace`: a call asks the thread's function for one for the frame,
/// which is told the rest.
fn trace_trampoline(
    own: Obj<'_>,
    frame: Obj<'_, PyFrameObject>,
    event: Event,
    argument: Option<Obj<'_>>,
) -> Result<()> {
    let callback = match event {
        Event::Call => own.to_ref(),
        _ => match frame.f_trace.get() {
            Some(callback) => callback,
            None => return Ok(()),
        },
    };
    match call_trampoline(callback.borrow(), frame, event, argument) {
        Ok(next) => {
            if !next.borrow().is_none() {
                frame.f_trace.set(Some(next));
            }
            Ok(())
        }
        Err(raised) => {
            set_trace_function(None);
            frame.f_trace.clear();
            Err(raised)
        }
    }
}

fn profile_trampoline(
    own: Obj<'_>,
    frame: Obj<'_, PyFrameObject>,
    event: Event,
    argument: Option<Obj<'_>>,
) -> Result<()> {
    match call_trampoline(own, frame, event, argument) {
        Ok(_) => Ok(()),
        Err(raised) => {
            set_profile_function(None);
            Err(raised)
        }
    }
}

/// C: `call_trampoline`. What the function writes into `f_locals` becomes the variables.
fn call_trampoline(
    callback: Obj<'_>,
    frame: Obj<'_, PyFrameObject>,
    event: Event,
    argument: Option<Obj<'_>>,
) -> Result {
    frame.fast_to_locals()?;
    let name = str::interned(event.name())?;
    let arguments = [frame.object(), name.borrow().object(), argument.unwrap_or(none())];
    let result = callback.call(&arguments);
    frame.locals_to_fast(true);
    if result.is_err() {
        traceback::here(frame.frame());
    }
    result
}
// ANCHOR_END: trampolines

// ANCHOR: call
/// C: `call_trace`.
fn call(
    state: &EvalState,
    hook: &Hook,
    frame: Frame,
    event: Event,
    argument: Option<Obj<'_>>,
) -> Result<()> {
    let tracing = &state.tracing;
    let (Some(function), Some(own)) = (hook.function.get(), hook.object.get()) else {
        return Ok(());
    };
    if tracing.depth.get() > 0 {
        return Ok(());
    }
    let object = object_of(frame)?;
    let before = tracing.what.replace(Some(event));
    tracing.depth.set(1);
    tracing.update();
    object.f_lineno.set(frame.line().unwrap_or(-1));
    let result = function(own.borrow(), object.borrow(), event, argument);
    object.f_lineno.set(0);
    tracing.depth.set(tracing.depth.get().saturating_sub(1));
    tracing.update();
    tracing.what.set(before);
    result
}

/// The same with an exception in flight, which goes on afterwards unless the function raises.
/// C: `call_trace_protected`.
fn call_protected(
    state: &EvalState,
    hook: &Hook,
    frame: Frame,
    event: Event,
    argument: Option<Obj<'_>>,
) -> Result<()> {
    let saved = errors::fetch();
    call(state, hook, frame, event, argument)?;
    if let Some(saved) = saved {
        errors::restore(saved);
    }
    Ok(())
}

/// A frame begins or goes on. C: `trace_function_entry`.
fn entry(state: &EvalState, frame: Frame) -> Result<()> {
    call_protected(state, &state.tracing.trace, frame, Event::Call, None)?;
    call_protected(state, &state.tracing.profile, frame, Event::Call, None)
}

/// A frame returns or yields. C: `trace_function_exit`.
fn exit(state: &EvalState, frame: Frame, value: Option<Obj<'_>>) -> Result<()> {
    call_protected(state, &state.tracing.trace, frame, Event::Return, value)?;
    call_protected(state, &state.tracing.profile, frame, Event::Return, value)
}

/// A frame is left by an exception. C: `trace_function_unwind`.
pub(crate) fn unwind(state: &EvalState, frame: Frame) {
    if state.tracing.active.get() {
        // What the function raises is the exception from now on.
        let _ = exit(state, frame, None);
    }
}

/// An exception has been raised in a frame, or has come to it. C: `call_exc_trace`.
pub(crate) fn exception(state: &EvalState, frame: Frame) {
    let tracing = &state.tracing;
    if tracing.trace.function.get().is_none() || tracing.depth.get() > 0 {
        return;
    }
    let Some(exception) = errors::take() else { return };
    let class = exception.borrow().ob_type().object().to_ref();
    let trace = exception.traceback.get();
    let value = exception.clone().object();
    let shown = trace.clone().unwrap_or_else(|| none().to_ref());
    let told = tuple::of(&[class.borrow(), value.borrow(), shown.borrow()]).and_then(|argument| {
        let argument = argument.object();
        call(state, &tracing.trace, frame, Event::Exception, Some(argument.borrow()))
    });
    if told.is_ok() {
        errors::restore(Fetched { exception: class, value, traceback: trace });
    }
}

/// C: `maybe_call_line_trace`. `before`: the instruction that ran last.
fn line(state: &EvalState, frame: Frame, before: isize) -> Result<()> {
    let code = frame.code();
    let line_before = match before <= code.co_firsttraceable.get() as isize {
        true => None,
        false => code.line_of(before * 2),
    };
    let (now, line) = (frame.last_instruction(), frame.line());
    let object = object_of(frame)?;
    if line.is_some() && object.f_trace_lines.get() != 0 {
        let is_send = code.general_unit(now as usize).0 == Opcode::SEND;
        if line != line_before || (now < before && !is_send) {
            call(state, &state.tracing.trace, frame, Event::Line, None)?;
        }
    }
    if object.f_trace_opcodes.get() != 0 {
        call(state, &state.tracing.trace, frame, Event::Opcode, None)?;
    }
    Ok(())
}
// ANCHOR_END: call

// ANCHOR: drive
/// The loop while somebody watches: until tracing is off, or a value is the loop's result.
pub(crate) fn drive(context: &mut Context) -> Result<Option<Ref>> {
    while context.state.tracing.active.get() {
        let next = step(context);
        if let Next::Go = next {
            continue;
        }
        if let Some(value) = do_cold(context, next)? {
            return Ok(Some(value));
        }
    }
    Ok(None)
}

/// One instruction, and what is to be told of it. C: `DO_TRACING`.
fn step(context: &mut Context) -> Next {
    let state = context.state;
    let frame = context.frame;
    let code = frame.code();
    let before = frame.last_instruction();
    frame.prev_instr.set(context.next);
    let mut at = frame.last_instruction() as usize;
    let traceable = at >= code.co_firsttraceable.get() as usize;
    let (mut opcode, mut argument) = code.general_unit(at);
    if traceable {
        // C looks at the instruction behind the longer arguments.
        if opcode == Opcode::RESUME {
            if let Err(Raised) = stopped(context, |frame| entry(state, frame)) {
                context.next = context.next.wrapping_add(1);
                return Next::Error;
            }
        } else {
            match stopped(context, |frame| line(state, frame, before)) {
                Ok(()) => {
                    // The function may have set `f_lineno`.
                    context.next = frame.prev_instr.get();
                    at = frame.last_instruction() as usize;
                    (opcode, argument) = code.general_unit(at);
                }
                Err(Raised) => {
                    context.next = context.next.wrapping_add(1);
                    return Next::Error;
                }
            }
        }
    }
    context.next = context.next.wrapping_add(1);
    while opcode == Opcode::EXTENDED_ARG {
        frame.prev_instr.set(context.next);
        context.next = context.next.wrapping_add(1);
        at += 1;
        let (longer, low) = code.general_unit(at);
        (opcode, argument) = (longer, argument << 8 | low);
    }
    match opcode {
        Opcode::RETURN_VALUE | Opcode::YIELD_VALUE if state.tracing.active.get() => {
            let value = context.peek(1);
            match stopped(context, |frame| exit(state, frame, Some(value.borrow()))) {
                Ok(()) => run_cold(context, opcode, argument),
                Err(Raised) => leave_raising(context),
            }
        }
        Opcode::CALL | Opcode::CALL_FUNCTION_EX
            if state.tracing.profile.function.get().is_some() =>
        {
            profiled_call(context, opcode, argument)
        }
        _ => run_cold(context, opcode, argument),
    }
}

/// Runs `body` while the frame knows its stack, whose height it may change.
fn stopped(context: &mut Context, body: impl FnOnce(Frame) -> Result<()>) -> Result<()> {
    let (frame, next) = (context.frame, context.next);
    context.leave();
    let result = body(frame);
    context.enter(frame);
    context.next = next;
    result
}

/// A call, of which a profiler learns where it is a native function's.
/// C: `trace_call_function`, `C_TRACE`.
fn profiled_call(context: &mut Context, opcode: Opcode, argument: u32) -> Next {
    let (state, frame) = (context.state, context.frame);
    let function = match native_function(context, opcode, argument) {
        Ok(Some(function)) => function,
        Ok(None) => return run_cold(context, opcode, argument),
        Err(Raised) => return Next::Error,
    };
    let hook = &state.tracing.profile;
    let tell = |context: &mut Context, event| {
        stopped(context, |_| call_protected(state, hook, frame, event, Some(function.borrow())))
    };
    if let Err(Raised) = tell(context, Event::CCall) {
        return Next::Error;
    }
    let next = run_cold(context, opcode, argument);
    match next {
        Next::Go | Next::Pending => match tell(context, Event::CReturn) {
            Ok(()) => next,
            Err(Raised) => {
                drop(context.pop());
                Next::Error
            }
        },
        Next::Error => {
            let _ = tell(context, Event::CException);
            Next::Error
        }
        next => next,
    }
}

/// What the next call calls, if it is a native function; a method of a type as it is bound.
fn native_function(context: &Context, opcode: Opcode, argument: u32) -> Result<Option<Ref>> {
    let (callable, first) = match opcode {
        Opcode::CALL => {
            let slots = argument as usize + 2;
            match context.slot(slots).get() {
                Some(method) => (method, context.slot(slots - 1).get()),
                None if argument == 0 => (context.peek(1), None),
                None => (context.peek(slots - 1), context.slot(slots - 2).get()),
            }
        }
        _ => {
            let above = 1 + (argument & 1) as usize;
            let given = context.peek(above);
            let first = given.borrow().downcast::<tuple::PyTupleObject>();
            let first = first.and_then(|given| given.items().first().map(|first| first.to_ref()));
            (context.peek(above + 1), first)
        }
    };
    if callable.borrow().is_exactly(&BUILTIN_FUNCTION) {
        return Ok(Some(callable));
    }
    if let Some(first) = first
        && callable.borrow().is_exactly(&METHOD_DESCRIPTOR)
        && let Some(get) = callable.borrow().ob_type().tp_descr_get.get()
    {
        let class = first.borrow().ob_type().object().to_ref();
        return get(callable.borrow(), Some(first.borrow()), Some(class.borrow())).map(Some);
    }
    Ok(None)
}
// ANCHOR_END: drive
