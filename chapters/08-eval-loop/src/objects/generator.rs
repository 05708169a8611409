//! `generator`: an object that owns a frame. So do coroutines and asynchronous generators, whose
//! types are in `coroutine.rs` and `async_generator.rs` and whose frames are driven here.
//!
//! CPython: `Objects/genobject.c`, `Include/cpython/genobject.h` (`PyGenObject`).
//!
//! The frame lies in the object. To drive it is to hand it to the loop, which runs until the
//! frame yields or ends; a value that is sent in is put on the frame's stack before.
//!
//! Invariant: a frame runs at most once at a time; `gi_frame_state` says what can be done with
//! it.

use crate::objects::code::CodeMethods;
use std::cell::Cell;
use std::ffi::c_char;
use std::mem::offset_of;
use std::ptr::{self, NonNull};

use compiler::code::{CO_ASYNC_GENERATOR, CO_COROUTINE};
use compiler::opcode::Opcode;
use object_model::arguments::Arguments;
use object_model::dealloc;
use object_model::errors::{
    self, BASE_EXCEPTION, Fetched, GENERATOR_EXIT, PyBaseExceptionObject, RUNTIME_ERROR,
    STOP_ASYNC_ITERATION, STOP_ITERATION, TYPE_ERROR, VALUE_ERROR, is_exception_class, raise,
};
use object_model::gc;
use object_model::memory::generic_alloc;
use object_model::name;
use object_model::object::{Layout, Status};
use object_model::protocol::iterate::itself;
use object_model::slot_kinds::{Flow, Send, Visitor, next, traverse};
use object_model::thread_state::{HandledException, thread_state};
use object_model::type_object::{PyAsyncMethods, flags};
use object_model::types::weakref;
use object_model::types::{bool_, int, none, str};
use object_model::{Field, Getter, Method, Obj, PyObject, Raised, Ref, Result, StaticType, Table};

use crate::dispatch::eval_frame;
use crate::frame::{Frame, InterpreterFrame, Owner};
use crate::objects::async_generator::ASYNC_GENERATOR;
use crate::objects::coroutine::{self, COROUTINE};
use crate::objects::frame::object_of;
use crate::objects::traceback::PyTracebackObject;
use crate::thread::{eval_state, exchange_handled};

// ANCHOR: layout
/// C: `PyGenObject`. The frame follows.
#[repr(C)]
#[allow(missing_docs, reason = "the fields have the names and meanings that C gives them")]
pub struct PyGenObject {
    pub ob_base: PyObject,
    pub gi_code: Field,
    pub gi_weakreflist: Cell<*mut PyObject>,
    pub gi_name: Field,
    pub gi_qualname: Field,
    /// What the generator is handling while it stands still.
    pub gi_exc_state: HandledException,
    pub gi_origin_or_finalizer: Field,
    pub gi_hooks_inited: Cell<c_char>,
    pub gi_closed: Cell<c_char>,
    pub gi_running_async: Cell<c_char>,
    pub gi_frame_state: Cell<FrameState>,
}

const _: () = assert!(size_of::<PyGenObject>() == 80);

/// C: `PyFrameState`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(i8)]
#[allow(missing_docs)]
pub enum FrameState {
    Created = -2,
    Suspended = -1,
    Executing = 0,
    Completed = 1,
    Cleared = 4,
}

// SAFETY: made by `from_frame`.
unsafe impl Layout for PyGenObject {
    fn type_object() -> &'static StaticType {
        &GENERATOR
    }
}

/// What all three types have.
pub(crate) const TABLE: Table<PyGenObject> = Table {
    tp_basicsize: size_of::<PyGenObject>() + size_of::<InterpreterFrame>(),
    tp_itemsize: 8,
    tp_flags: flags::HAVE_GC,
    tp_weaklistoffset: offset_of!(PyGenObject, gi_weakreflist),
    tp_dealloc: Some(gen_dealloc),
    tp_repr: Some(gen_repr),
    tp_traverse: traverse(gen_traverse),
    tp_finalize: Some(gen_finalize),
    tp_methods: &[
        Method::one(
            c"send",
            "($self, arg, /)",
            |g: Obj<'_, PyGenObject>, value| send(g, value),
            "Go on with a value.",
        )
        .unsigned(),
        Method::new(
            c"throw",
            "($self, typ, val=None, tb=None, /)",
            method_throw,
            "Go on by raising an exception.",
        )
        .unsigned(),
        Method::none(c"close", "($self, /)", method_close, "End it by raising GeneratorExit.")
            .unsigned(),
        SIZEOF,
    ],
    ..Table::NONE
};

/// `__sizeof__` of all three.
pub(crate) const SIZEOF: Method<PyGenObject> =
    Method::none(c"__sizeof__", "($self, /)", gen_sizeof, "The size in bytes, with the frame.")
        .unsigned();

/// `generator`.
pub static GENERATOR: StaticType = StaticType::new(Table::<PyGenObject> {
    tp_name: c"generator",
    tp_as_async: PyAsyncMethods { am_send: Some(am_send), ..PyAsyncMethods::NONE },
    tp_iter: Some(itself),
    tp_iternext: next(iternext),
    tp_getset: &[
        NAME,
        QUALNAME,
        Getter::new(c"gi_yieldfrom", yield_from, "What it delegates to."),
        Getter::new(c"gi_running", running, "Whether it runs."),
        Getter::new(c"gi_suspended", suspended, "Whether it is in the middle."),
        Getter::new(c"gi_frame", gen_frame, "Its frame."),
        Getter::new(
            c"gi_code",
            |g: Obj<'_, PyGenObject>| Ok(g.gi_code.get().expect(SET)),
            "Its code.",
        ),
    ],
    ..TABLE
});
// ANCHOR_END: layout

/// `__name__` of all three.
pub(crate) const NAME: Getter<PyGenObject> = Getter::new(
    c"__name__",
    |g: Obj<'_, PyGenObject>| Ok(g.gi_name.get().expect(SET)),
    "The name.",
)
.settable(|g: Obj<'_, PyGenObject>, value| set_name(&g.get().gi_name, value, "__name__"));

/// `__qualname__` of all three.
pub(crate) const QUALNAME: Getter<PyGenObject> = Getter::new(
    c"__qualname__",
    |g: Obj<'_, PyGenObject>| Ok(g.gi_qualname.get().expect(SET)),
    "The whole name.",
)
.settable(|g: Obj<'_, PyGenObject>, value| set_name(&g.get().gi_qualname, value, "__qualname__"));

pub(crate) const SET: &str = "set when the generator was made";

// ANCHOR: make
/// A generator of the kind that the code asks for, which takes over its frame. C: `_Py_MakeCoro`.
pub(crate) fn from_frame(frame: Frame) -> Result {
    let code = frame.code().to_ref();
    let ob_type = match code.co_flags.get() & (CO_COROUTINE | CO_ASYNC_GENERATOR) {
        0 => GENERATOR.as_type(),
        CO_COROUTINE => COROUTINE.as_type(),
        _ => ASYNC_GENERATOR.as_type(),
    };
    let origin = match ob_type.is(COROUTINE.as_type()) {
        true => coroutine::origin(frame.previous.get())?,
        false => None,
    };
    let slots = code.co_nlocalsplus.get() + code.co_stacksize.get();
    let object = generic_alloc(ob_type, slots as isize)?;
    // SAFETY: of that layout, but that `generic_alloc` took the word of `gi_code` for a size.
    let generator: Ref<PyGenObject> = unsafe { object.cast() };
    std::mem::forget(generator.gi_code.replace(Some(code.object())));
    generator.gi_name.set(frame.function().func_name.get());
    generator.gi_qualname.set(frame.function().func_qualname.get());
    // SAFETY: the object has room for the frames of that code.
    let own = unsafe { frame.move_to(generator.borrow().own_frame_place()) };
    own.owner.set(Owner::Generator);
    own.previous.set(None);
    if let Some(object) = own.frame_obj.get() {
        // SAFETY: nothing else is put there.
        let object: Ref<crate::objects::frame::PyFrameObject> = unsafe { object.cast() };
        object.f_frame.set(Some(own));
    }
    generator.gi_origin_or_finalizer.set(origin);
    generator.gi_frame_state.set(FrameState::Created);
    Ok(generator.object())
}

/// What is asked of a generator.
pub(crate) trait GeneratorMethods<'a>: Copy {
    /// The object.
    fn this(self) -> Obj<'a, PyGenObject>;

    fn own_frame_place(self) -> NonNull<InterpreterFrame> {
        // SAFETY: the frame follows the object's head.
        unsafe { self.this().as_ptr().add(1).cast() }
    }

    /// The frame.
    fn own_frame(self) -> Frame {
        // SAFETY: put there when the generator was made.
        unsafe { Frame::from_ptr(self.own_frame_place()) }
    }
}

impl<'a> GeneratorMethods<'a> for Obj<'a, PyGenObject> {
    fn this(self) -> Obj<'a, PyGenObject> {
        self
    }
}

/// The generator that owns a frame. C: `_PyFrame_GetGenerator`.
pub(crate) fn of_frame<'a>(frame: Frame) -> Obj<'a, PyGenObject> {
    assert_eq!(frame.owner.get(), Owner::Generator);
    // SAFETY: a generator's frame follows its head, and lives as long.
    unsafe { Obj::from_ptr(frame.as_ptr().cast::<PyGenObject>().sub(1)) }
}

/// The generator whose frame this is stands still from now on.
pub(crate) fn suspend(frame: Frame) {
    debug_assert_eq!(frame.owner.get(), Owner::Generator);
    // SAFETY: a generator's frame follows its head.
    let generator = unsafe { &*frame.as_ptr().as_ptr().cast::<PyGenObject>().sub(1) };
    generator.gi_frame_state.set(FrameState::Suspended);
}
// ANCHOR_END: make

// ANCHOR: send
/// Drives a generator until it yields, returns or raises. C: `gen_send_ex2`.
fn drive(
    generator: Obj<'_, PyGenObject>,
    value: Option<Obj<'_>>,
    raising: bool,
    closing: bool,
) -> Result<(Send, Ref)> {
    let state = &generator.get().gi_frame_state;
    let kind = kind_of(generator);
    if state.get() == FrameState::Created && value.is_some_and(|value| !value.is_none()) {
        let message = format_args!("can't send non-None value to a just-started {kind}");
        return Err(raise(&TYPE_ERROR, message));
    }
    if state.get() == FrameState::Executing {
        return Err(raise(&VALUE_ERROR, format_args!("{kind} already executing")));
    }
    if state.get() >= FrameState::Completed {
        if generator.is_exactly(&COROUTINE) && !closing {
            return Err(raise(&RUNTIME_ERROR, "cannot reuse already awaited coroutine"));
        }
        return match raising {
            true => Err(Raised),
            false => Ok((Send::Return, none().to_ref())),
        };
    }
    let frame = generator.own_frame();
    let top = frame.stacktop.get();
    // SAFETY: there is room for the value that a `YIELD_VALUE` or `RETURN_GENERATOR` leaves; what
    // lies above the top is nobody's.
    unsafe { frame.put(top as usize, value.unwrap_or(none()).to_ref()) };
    frame.stacktop.set(top + 1);

    // The generator lives at least until it stands still again.
    let keep = generator.to_ref();
    let handled = &thread_state().handled;
    generator.get().gi_exc_state.previous_item.set(eval_state().handled());
    handled.set(&keep.borrow().get().gi_exc_state);
    if raising {
        chain_to_handled();
    }
    state.set(FrameState::Executing);
    let result = eval_frame(frame, raising);
    handled.set(generator.get().gi_exc_state.previous_item.replace(ptr::null()));
    if state.get() == FrameState::Suspended {
        return result.map(|value| (Send::Next, value));
    }
    let result = match result {
        Err(raised) if errors::matches(&STOP_ITERATION) => {
            let message = format_args!("{kind} raised StopIteration");
            Err(raise_from_cause(&RUNTIME_ERROR, message, raised))
        }
        Err(raised)
            if generator.is_exactly(&ASYNC_GENERATOR) && errors::matches(&STOP_ASYNC_ITERATION) =>
        {
            let message = "async generator raised StopAsyncIteration";
            Err(raise_from_cause(&RUNTIME_ERROR, message, raised))
        }
        result => result.map(|value| (Send::Return, value)),
    };
    state.set(FrameState::Cleared);
    drop(exchange_handled(&generator.get().gi_exc_state, None));
    frame.clear();
    result
}

/// What is thrown in has been raised while the generator handled something.
/// C: `_PyErr_ChainStackItem`.
fn chain_to_handled() {
    if let Some(exception) = errors::take() {
        let traceback = exception.traceback.get();
        errors::raise_instance(exception);
        if let Some(mut fetched) = errors::fetch() {
            fetched.traceback = traceback;
            errors::restore(fetched);
        }
    }
}

fn kind_of(generator: Obj<'_, PyGenObject>) -> &'static str {
    match generator {
        generator if generator.is_exactly(&COROUTINE) => "coroutine",
        generator if generator.is_exactly(&ASYNC_GENERATOR) => "async generator",
        _ => "generator",
    }
}

pub(crate) fn iternext(generator: Obj<'_, PyGenObject>) -> Result<Option<Ref>> {
    match drive(generator, None, false, false)? {
        (Send::Next, value) => Ok(Some(value)),
        (_, result) if result.borrow().is_none() => Ok(None),
        (_, result) => Err(raise_stop_iteration(result)),
    }
}

/// # Safety
/// As every `am_send`: there is a place for the result.
pub(crate) unsafe extern "C" fn am_send(
    generator: Obj<'_, PyGenObject>,
    value: Obj<'_>,
    result: *mut Option<Ref>,
) -> Send {
    match drive(generator, Some(value), false, false) {
        Ok((outcome, value)) => {
            // SAFETY: the caller gives a place for it.
            unsafe { *result = Some(value) };
            outcome
        }
        Err(Raised) => Send::Error,
    }
}

/// C: `gen_send_ex`.
fn yielded(
    generator: Obj<'_, PyGenObject>,
    value: Option<Obj<'_>>,
    raising: bool,
    closing: bool,
) -> Result {
    match drive(generator, value, raising, closing)? {
        (Send::Next, value) => Ok(value),
        _ if generator.is_exactly(&ASYNC_GENERATOR) => {
            Err(errors::raise_object(&STOP_ASYNC_ITERATION, none().to_ref()))
        }
        (_, result) => Err(raise_stop_iteration(result)),
    }
}

/// C: `gen_send`.
pub(crate) fn send(generator: Obj<'_, PyGenObject>, value: Obj<'_>) -> Result {
    yielded(generator, Some(value), false, false)
}

/// `StopIteration` with a result; wrapped, where it could be taken for several arguments.
/// C: `_PyGen_SetStopIterationValue`.
pub(crate) fn raise_stop_iteration(result: Ref) -> Raised {
    if result.borrow().is_none() {
        return errors::raise_object(&STOP_ITERATION, result);
    }
    match STOP_ITERATION.as_type().object().call_one(result.borrow()) {
        Ok(exception) => errors::raise_object(&STOP_ITERATION, exception),
        Err(raised) => raised,
    }
}

/// The result in the `StopIteration` in flight, or none if it is another exception.
/// C: `_PyGen_FetchStopIterationValue`.
pub(crate) fn stop_iteration_value() -> Result<Option<Ref>> {
    if !errors::is_set() {
        return Ok(Some(none().to_ref()));
    }
    if !errors::matches(&STOP_ITERATION) {
        return Ok(None);
    }
    let Some(exception) = errors::take() else { return Err(Raised) };
    if let Some(value) = exception.clone().object().borrow().lookup_attribute(name!("value"))? {
        return Ok(Some(value));
    }
    let args = exception.borrow().args();
    let first = args.as_ref().and_then(|args| args.borrow().items().first().copied());
    Ok(Some(first.unwrap_or(none()).to_ref()))
}

/// Raises an exception whose cause and context is the one in flight. C: `_PyErr_FormatFromCause`.
pub(crate) fn raise_from_cause(
    exception: &'static object_model::type_object::PyTypeObject,
    message: impl std::fmt::Display,
    _: Raised,
) -> Raised {
    let Some(cause) = errors::take() else { return Raised };
    let raised = raise(exception, message);
    if let Some(new) = errors::take() {
        new.cause.set(Some(cause.clone().object()));
        new.suppress_context.set(1);
        new.context.set(Some(cause.object()));
        crate::families::exceptions::restore(new);
    }
    raised
}
// ANCHOR_END: send

// ANCHOR: throw
/// What a suspended generator delegates to. C: `_PyGen_yf`.
pub(crate) fn delegate_of(generator: Obj<'_, PyGenObject>) -> Option<Ref> {
    if generator.gi_frame_state.get() != FrameState::Suspended {
        return None;
    }
    let frame = generator.own_frame();
    // SAFETY: behind a `YIELD_VALUE` there is always another instruction.
    let unit = unsafe { *frame.prev_instr.get().add(1) };
    let resumes_await = Opcode(unit as u8).base() == Opcode::RESUME && unit >> 8 >= 2;
    match resumes_await {
        true => frame.slot(frame.stacktop.get() as usize - 1).get(),
        false => None,
    }
}

/// C: `gen_throw`.
pub(crate) fn method_throw(generator: Obj<'_, PyGenObject>, arguments: &Arguments<'_>) -> Result {
    let exception = arguments.get(0).expect("required by the signature");
    throw(generator, true, exception, arguments.get(1), arguments.get(2))
}

/// C: `_gen_throw`.
pub(crate) fn throw(
    generator: Obj<'_, PyGenObject>,
    close_on_exit: bool,
    exception: Obj<'_>,
    value: Option<Obj<'_>>,
    traceback: Option<Obj<'_>>,
) -> Result {
    let Some(delegate) = delegate_of(generator) else {
        return throw_here(generator, exception, value, traceback);
    };
    let state = &generator.get().gi_frame_state;
    let is_exit =
        crate::families::exceptions::given_matches(exception, GENERATOR_EXIT.as_type().object());
    if is_exit && close_on_exit {
        let closed = {
            state.set(FrameState::Executing);
            let closed = close_iterator(delegate.borrow());
            state.set(FrameState::Suspended);
            closed
        };
        return match closed {
            Err(Raised) => yielded(generator, None, true, false),
            Ok(()) => throw_here(generator, exception, value, traceback),
        };
    }
    let result = if is_awaitable_generator(delegate.borrow()) || is_generator(delegate.borrow()) {
        // SAFETY: generators and coroutines have the layout.
        let inner = unsafe { delegate.borrow().cast::<PyGenObject>() };
        let current = &eval_state().current_frame;
        let caller = current.get();
        let frame = generator.own_frame();
        frame.previous.set(caller);
        current.set(Some(frame));
        state.set(FrameState::Executing);
        let result = throw(inner, close_on_exit, exception, value, traceback);
        state.set(FrameState::Suspended);
        current.set(caller);
        frame.previous.set(None);
        result
    } else {
        let Some(method) = delegate.borrow().lookup_attribute(name!("throw"))? else {
            return throw_here(generator, exception, value, traceback);
        };
        let mut arguments = vec![exception];
        arguments.extend(value);
        arguments.extend(traceback);
        state.set(FrameState::Executing);
        let result = method.borrow().call(&arguments);
        state.set(FrameState::Suspended);
        result
    };
    let Err(Raised) = result else { return result };
    leave_delegation(generator.own_frame());
    match stop_iteration_value()? {
        Some(result) => yielded(generator, Some(result.borrow()), false, false),
        None => yielded(generator, None, true, false),
    }
}

/// The delegate is done: takes it off the stack and goes behind the loop around `SEND`.
fn leave_delegation(frame: Frame) {
    let top = frame.stacktop.get() - 1;
    frame.stacktop.set(top);
    frame.slot(top as usize).clear();
    // SAFETY: a frame that delegates stands at the `YIELD_VALUE` behind a `SEND`.
    let unit = unsafe { *frame.prev_instr.get().sub(1) };
    debug_assert_eq!(Opcode(unit as u8), Opcode::SEND);
    let units = usize::from(unit >> 8);
    frame.prev_instr.set(frame.prev_instr.get().wrapping_add(units).wrapping_sub(1));
}

fn throw_here(
    generator: Obj<'_, PyGenObject>,
    exception: Obj<'_>,
    value: Option<Obj<'_>>,
    traceback: Option<Obj<'_>>,
) -> Result {
    let traceback = traceback.filter(|traceback| !traceback.is_none());
    if traceback.is_some_and(|traceback| traceback.downcast::<PyTracebackObject>().is_none()) {
        return Err(raise(&TYPE_ERROR, "throw() third argument must be a traceback object"));
    }
    let traceback = traceback.map(Obj::to_ref);
    if is_exception_class(exception) {
        let value = value.unwrap_or(none()).to_ref();
        errors::restore(Fetched { exception: exception.to_ref(), value, traceback });
        if let Some(instance) = errors::take() {
            crate::families::exceptions::restore(instance);
        }
    } else if let Some(instance) = exception.downcast::<PyBaseExceptionObject>() {
        if value.is_some_and(|value| !value.is_none()) {
            let message = "instance exception may not have a separate value";
            return Err(raise(&TYPE_ERROR, message));
        }
        let traceback = traceback.or_else(|| instance.traceback.get());
        let class = instance.ob_type().object().to_ref();
        errors::restore(Fetched { exception: class, value: exception.to_ref(), traceback });
    } else {
        let kind = exception.ob_type().name();
        let message = format_args!(
            "exceptions must be classes or instances deriving from {}, not {kind}",
            BASE_EXCEPTION.name()
        );
        return Err(raise(&TYPE_ERROR, message));
    }
    yielded(generator, None, true, false)
}

pub(crate) fn method_close(generator: Obj<'_, PyGenObject>) -> Result {
    close(generator)?;
    Ok(none().to_ref())
}

/// C: `gen_close`.
fn close(generator: Obj<'_, PyGenObject>) -> Result<()> {
    let state = &generator.get().gi_frame_state;
    let mut closed = Ok(());
    if let Some(delegate) = delegate_of(generator) {
        state.set(FrameState::Executing);
        closed = close_iterator(delegate.borrow());
        state.set(FrameState::Suspended);
    }
    if closed.is_ok() {
        errors::raise_object(&GENERATOR_EXIT, none().to_ref());
    }
    match yielded(generator, None, true, true) {
        Ok(_) => {
            let kind = kind_of(generator);
            Err(raise(&RUNTIME_ERROR, format_args!("{kind} ignored GeneratorExit")))
        }
        Err(_) if errors::catch(&STOP_ITERATION) || errors::catch(&GENERATOR_EXIT) => Ok(()),
        Err(raised) => Err(raised),
    }
}

/// C: `gen_close_iter`.
fn close_iterator(iterator: Obj<'_>) -> Result<()> {
    if is_generator(iterator) || is_awaitable_generator(iterator) {
        // SAFETY: generators and coroutines have the layout.
        return close(unsafe { iterator.cast() });
    }
    match iterator.lookup_attribute(name!("close"))? {
        Some(method) => method.borrow().call_none().map(drop),
        None => Ok(()),
    }
}

fn is_generator(object: Obj<'_>) -> bool {
    object.is_exactly(&GENERATOR)
}

/// Whether an object is awaited by driving it. C: `PyCoro_CheckExact` or `CO_ITERABLE_COROUTINE`.
pub(crate) fn is_awaitable_generator(object: Obj<'_>) -> bool {
    if object.is_exactly(&COROUTINE) {
        return true;
    }
    let Some(generator) = object.downcast_exact::<PyGenObject>() else { return false };
    let code = generator.gi_code.get();
    let code = code.as_ref().and_then(|code| code.borrow().downcast());
    code.is_some_and(|code: Obj<'_, super::code::PyCodeObject>| code.has(0x100))
}
// ANCHOR_END: throw

// ANCHOR: end
/// A generator that nobody can reach any more is closed, so that its `finally` clauses run.
/// C: `_PyGen_Finalize`.
pub(crate) extern "C" fn gen_finalize(generator: Obj<'_, PyGenObject>) {
    if generator.gi_frame_state.get() >= FrameState::Completed {
        return;
    }
    let saved = errors::fetch();
    let never_begun = generator.gi_frame_state.get() == FrameState::Created;
    let finalizer = generator.gi_origin_or_finalizer.get();
    if generator.is_exactly(&ASYNC_GENERATOR)
        && let Some(finalizer) = finalizer
        && generator.gi_closed.get() == 0
    {
        if finalizer.borrow().call_one(generator.object()).is_err() {
            errors::write_unraisable("in", Some(generator.object()));
        }
    } else if never_begun && generator.is_exactly(&COROUTINE) {
        coroutine::warn_never_awaited(generator);
    } else if never_begun {
        // There is nothing to be closed in it.
        generator.gi_frame_state.set(FrameState::Cleared);
        generator.own_frame().clear();
    } else if close(generator).is_err() {
        errors::write_unraisable("in", Some(generator.object()));
    }
    if let Some(saved) = saved {
        errors::restore(saved);
    }
}

/// # Safety
/// As every `tp_dealloc`.
unsafe extern "C" fn gen_dealloc(generator: NonNull<PyGenObject>) {
    // SAFETY: nobody else has the generator; if its finaliser brings it back, it lives on.
    unsafe {
        weakref::clear_references(Obj::from_ptr(generator.cast()));
        if dealloc::finalize(generator.cast()) {
            gc::track(Obj::from_ptr(generator.cast()));
            return;
        }
        let borrowed: Obj<'_, PyGenObject> = Obj::from_ptr(generator);
        if borrowed.gi_frame_state.get() < FrameState::Cleared {
            borrowed.gi_frame_state.set(FrameState::Cleared);
            borrowed.own_frame().clear();
        }
        drop(exchange_handled(&generator.as_ref().gi_exc_state, None));
        dealloc::dealloc(generator);
    }
}

/// Not `cr_origin`, which holds nothing that could lead back.
fn gen_traverse(generator: Obj<'_, PyGenObject>, visitor: &mut Visitor) -> Flow {
    visitor.field(&generator.gi_code)?;
    visitor.field(&generator.gi_name)?;
    visitor.field(&generator.gi_qualname)?;
    if generator.is_exactly(&ASYNC_GENERATOR) {
        visitor.field(&generator.gi_origin_or_finalizer)?;
    }
    if generator.gi_frame_state.get() < FrameState::Cleared && !generator.gi_qualname.is_null() {
        generator.own_frame().traverse(visitor)?;
    }
    match generator.gi_exc_state.exc_value.get() {
        // SAFETY: the item owns it.
        Some(value) => visitor.visit(unsafe { Obj::from_ptr(value) }),
        None => Flow::Continue(()),
    }
}
// ANCHOR_END: end

// ANCHOR: attributes
extern "C" fn gen_repr(generator: Obj<'_, PyGenObject>) -> Result {
    let (kind, name) = (generator.ob_type().name(), generator.gi_qualname.get().expect(SET));
    let text = format!("<{kind} object {} at {:p}>", name.borrow().str()?, generator.as_ptr());
    Ok(str::new(&text)?.object())
}

pub(crate) fn yield_from(generator: Obj<'_, PyGenObject>) -> Result {
    Ok(delegate_of(generator).unwrap_or_else(|| none().to_ref()))
}

pub(crate) fn running(generator: Obj<'_, PyGenObject>) -> Result {
    Ok(bool_(generator.gi_frame_state.get() == FrameState::Executing).to_ref())
}

pub(crate) fn suspended(generator: Obj<'_, PyGenObject>) -> Result {
    Ok(bool_(generator.gi_frame_state.get() == FrameState::Suspended).to_ref())
}

pub(crate) fn gen_frame(generator: Obj<'_, PyGenObject>) -> Result {
    match generator.gi_frame_state.get() {
        FrameState::Cleared => Ok(none().to_ref()),
        _ => Ok(object_of(generator.own_frame())?.object()),
    }
}

/// C: `gen_sizeof`.
fn gen_sizeof(generator: Obj<'_, PyGenObject>) -> Result {
    let code = generator.gi_code.get().expect(SET);
    let code: Obj<'_, super::code::PyCodeObject> =
        code.borrow().downcast().expect("a generator's code");
    let size = size_of::<PyGenObject>() + code.frame_words() * size_of::<usize>();
    Ok(int::from_u64(size as u64)?.object())
}

fn set_name(field: &Field, value: Option<Obj<'_>>, which: &str) -> Status {
    match value {
        Some(value) if value.downcast::<str::PyASCIIObject>().is_some() => {
            field.set(Some(value.to_ref()));
            Ok(())
        }
        _ => Err(raise(&TYPE_ERROR, format_args!("{which} must be set to a string object")).into()),
    }
}
// ANCHOR_END: attributes
