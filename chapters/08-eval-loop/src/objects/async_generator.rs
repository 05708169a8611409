//! `async_generator`, and what its methods give: things to await.
//!
//! CPython: `Objects/genobject.c` (`PyAsyncGen_Type`, `_PyAsyncGenASend_Type`,
//! `_PyAsyncGenAThrow_Type`, `_PyAsyncGenWrappedValue_Type`), PEP 525.
//!
//! The frame of an asynchronous generator yields for two reasons: what it awaits has yielded, or
//! it has a value for its own consumer. The second kind comes wrapped; whoever drives the frame
//! for a consumer unwraps it, and ends with it as the result of the `await`.
//!
//! Invariant: `gi_running_async` is set from the first step of such a drive until it ends.

use std::cell::Cell;
use std::mem::offset_of;

use object_model::arguments::Arguments;
use object_model::dealloc::dealloc;
use object_model::errors::{
    self, GENERATOR_EXIT, RUNTIME_ERROR, STOP_ASYNC_ITERATION, STOP_ITERATION, TYPE_ERROR, raise,
};
use object_model::memory;
use object_model::object::Layout;
use object_model::protocol::iterate::itself;
use object_model::slot_kinds::{Flow, Visitor, next, traverse};
use object_model::static_type::MemberKind;
use object_model::type_object::{PyAsyncMethods, PyMemberDef, flags};
use object_model::types::none;
use object_model::types::tuple::{self, PyTupleObject};
use object_model::{Field, Getter, Method, Obj, PyObject, Raised, Ref, Result, StaticType, Table};

use crate::objects::generator::{
    self, FrameState, NAME, PyGenObject, QUALNAME, SET, SIZEOF, TABLE, raise_stop_iteration,
};
use crate::thread::eval_state;

// ANCHOR: async_generator
/// `async_generator`.
pub static ASYNC_GENERATOR: StaticType = StaticType::new(Table::<PyGenObject> {
    tp_name: c"async_generator",
    tp_as_async: PyAsyncMethods {
        am_aiter: Some(itself),
        am_anext: Some(anext),
        am_send: Some(generator::am_send),
        ..PyAsyncMethods::NONE
    },
    tp_methods: &[
        Method::one(
            c"asend",
            "($self, value, /)",
            |g: Obj<'_, PyGenObject>, value| {
                init_hooks(g)?;
                new_asend(g, Some(value))
            },
            "Go on with a value.",
        )
        .unsigned(),
        Method::new(c"athrow", "($self, /, *args)", athrow, "Go on by raising an exception.")
            .unsigned(),
        Method::none(
            c"aclose",
            "($self, /)",
            |g: Obj<'_, PyGenObject>| {
                init_hooks(g)?;
                new_athrow(g, None)
            },
            "End it by raising GeneratorExit.",
        )
        .unsigned(),
        SIZEOF,
    ],
    tp_members: &[PyMemberDef::new(
        c"ag_running",
        MemberKind::Bool,
        offset_of!(PyGenObject, gi_running_async),
        c"Whether somebody awaits its next value.",
    )
    .read_only()],
    tp_getset: &[
        NAME,
        QUALNAME,
        Getter::new(c"ag_await", generator::yield_from, "What it awaits."),
        Getter::new(c"ag_frame", generator::gen_frame, "Its frame."),
        Getter::new(
            c"ag_code",
            |g: Obj<'_, PyGenObject>| Ok(g.gi_code.get().expect(SET)),
            "Its code.",
        ),
    ],
    ..TABLE
});

/// Before the first step the thread's hooks get to know the generator: an event loop closes those
/// that are left at its end. C: `async_gen_init_hooks`.
fn init_hooks(generator: Obj<'_, PyGenObject>) -> Result<()> {
    if generator.gi_hooks_inited.replace(1) != 0 {
        return Ok(());
    }
    let state = eval_state();
    if let Some(finalizer) = state.async_gen_finalizer.get() {
        generator.gi_origin_or_finalizer.set(Some(finalizer));
    }
    match state.async_gen_firstiter.get() {
        Some(firstiter) => firstiter.borrow().call_one(generator.object()).map(drop),
        None => Ok(()),
    }
}

extern "C" fn anext(generator: Obj<'_, PyGenObject>) -> Result {
    init_hooks(generator)?;
    new_asend(generator, None)
}

fn athrow(generator: Obj<'_, PyGenObject>, arguments: &Arguments<'_>) -> Result {
    init_hooks(generator)?;
    new_athrow(generator, Some(tuple::of(arguments.rest())?))
}

/// What the frame gave: an awaited thing's value goes on to the event loop, the generator's own
/// ends the `await` by `StopIteration`. C: `async_gen_unwrap_value`.
fn unwrap(generator: Obj<'_, PyGenObject>, result: Result) -> Result {
    match result {
        Ok(value) => match value.downcast::<PyAsyncGenWrappedValue>() {
            Ok(wrapped) => {
                generator.gi_running_async.set(0);
                Err(raise_stop_iteration(wrapped.agw_val.get().expect("a wrapped value")))
            }
            Err(value) => Ok(value),
        },
        Err(Raised) => {
            if !errors::is_set() {
                errors::raise_object(&STOP_ASYNC_ITERATION, none().to_ref());
            }
            if is_end() {
                generator.gi_closed.set(1);
            }
            generator.gi_running_async.set(0);
            Err(Raised)
        }
    }
}

/// Whether the exception in flight is how an asynchronous generator ends.
fn is_end() -> bool {
    errors::matches(&STOP_ASYNC_ITERATION) || errors::matches(&GENERATOR_EXIT)
}
// ANCHOR_END: async_generator

// ANCHOR: wrapped
/// C: `_PyAsyncGenWrappedValue`.
#[repr(C)]
struct PyAsyncGenWrappedValue {
    ob_base: PyObject,
    agw_val: Field,
}

// SAFETY: made by `wrap`.
unsafe impl Layout for PyAsyncGenWrappedValue {
    fn type_object() -> &'static StaticType {
        &WRAPPED_VALUE
    }
}

/// `async_generator_wrapped_value`, which no program gets to see.
pub static WRAPPED_VALUE: StaticType = StaticType::new(Table::<PyAsyncGenWrappedValue> {
    tp_name: c"async_generator_wrapped_value",
    tp_flags: flags::HAVE_GC,
    tp_dealloc: Some(dealloc::<PyAsyncGenWrappedValue>),
    tp_traverse: traverse(|wrapped: Obj<'_, PyAsyncGenWrappedValue>, visitor: &mut Visitor| {
        visitor.field(&wrapped.agw_val)
    }),
    ..Table::NONE
});

/// A value that an asynchronous generator yields. C: `_PyAsyncGenValueWrapperNew`.
pub(crate) fn wrap(value: Ref) -> Result {
    let wrapped = memory::create(WRAPPED_VALUE.as_type(), |ob_base| PyAsyncGenWrappedValue {
        ob_base,
        agw_val: Field::new(Some(value)),
    })?;
    Ok(wrapped.object())
}
// ANCHOR_END: wrapped

// ANCHOR: asend
/// How far an awaitable is. C: `AwaitableState`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(C)]
enum AwaitableState {
    Init,
    Iter,
    Closed,
}

/// C: `PyAsyncGenASend`.
#[repr(C)]
struct PyAsyncGenASend {
    ob_base: PyObject,
    ags_gen: Field<PyGenObject>,
    /// Null for `__anext__`.
    ags_sendval: Field,
    ags_state: Cell<AwaitableState>,
}

const _: () = assert!(size_of::<PyAsyncGenASend>() == 40);

// SAFETY: made by `new_asend`.
unsafe impl Layout for PyAsyncGenASend {
    fn type_object() -> &'static StaticType {
        &ASEND
    }
}

/// `async_generator_asend`: what `asend` and `__anext__` give.
pub static ASEND: StaticType = StaticType::new(Table::<PyAsyncGenASend> {
    tp_name: c"async_generator_asend",
    tp_flags: flags::HAVE_GC,
    tp_dealloc: Some(dealloc::<PyAsyncGenASend>),
    tp_as_async: PyAsyncMethods { am_await: Some(itself), ..PyAsyncMethods::NONE },
    tp_traverse: traverse(asend_traverse),
    tp_iter: Some(itself),
    tp_iternext: next(|asend: Obj<'_, PyAsyncGenASend>| asend_send(asend, none()).map(Some)),
    tp_methods: &[
        Method::one(c"send", "($self, arg, /)", asend_send, "Go on with a value.").unsigned(),
        Method::new(
            c"throw",
            "($self, typ, val=None, tb=None, /)",
            asend_throw,
            "Go on by raising an exception.",
        )
        .unsigned(),
        Method::none(
            c"close",
            "($self, /)",
            |asend: Obj<'_, PyAsyncGenASend>| {
                asend.ags_state.set(AwaitableState::Closed);
                Ok(none().to_ref())
            },
            "It can't be awaited any more.",
        )
        .unsigned(),
    ],
    ..Table::NONE
});

fn new_asend(generator: Obj<'_, PyGenObject>, value: Option<Obj<'_>>) -> Result {
    let asend = memory::create(ASEND.as_type(), |ob_base| PyAsyncGenASend {
        ob_base,
        ags_gen: Field::new(Some(generator.to_ref())),
        ags_sendval: Field::new(value.map(Obj::to_ref)),
        ags_state: Cell::new(AwaitableState::Init),
    })?;
    Ok(asend.object())
}

fn asend_traverse(asend: Obj<'_, PyAsyncGenASend>, visitor: &mut Visitor) -> Flow {
    visitor.field(&asend.ags_gen)?;
    visitor.field(&asend.ags_sendval)
}

/// C: `async_gen_asend_send`.
fn asend_send(asend: Obj<'_, PyAsyncGenASend>, value: Obj<'_>) -> Result {
    let generator = asend.ags_gen.get().expect(OF_GENERATOR);
    let mut value = value.to_ref();
    match asend.ags_state.get() {
        AwaitableState::Closed => return Err(raise(&RUNTIME_ERROR, REUSED_ASEND)),
        AwaitableState::Init => {
            if generator.gi_running_async.get() != 0 {
                let message = "anext(): asynchronous generator is already running";
                return Err(raise(&RUNTIME_ERROR, message));
            }
            if value.borrow().is_none()
                && let Some(first) = asend.ags_sendval.get()
            {
                value = first;
            }
            asend.ags_state.set(AwaitableState::Iter);
        }
        AwaitableState::Iter => {}
    }
    generator.gi_running_async.set(1);
    let result = generator::send(generator.borrow(), value.borrow());
    let result = unwrap(generator.borrow(), result);
    if result.is_err() {
        asend.ags_state.set(AwaitableState::Closed);
    }
    result
}

/// C: `async_gen_asend_throw`.
fn asend_throw(asend: Obj<'_, PyAsyncGenASend>, arguments: &Arguments<'_>) -> Result {
    let generator = asend.ags_gen.get().expect(OF_GENERATOR);
    if asend.ags_state.get() == AwaitableState::Closed {
        return Err(raise(&RUNTIME_ERROR, REUSED_ASEND));
    }
    let result = generator::method_throw(generator.borrow(), arguments);
    let result = unwrap(generator.borrow(), result);
    if result.is_err() {
        asend.ags_state.set(AwaitableState::Closed);
    }
    result
}

const OF_GENERATOR: &str = "an awaitable of a generator";
const REUSED_ASEND: &str = "cannot reuse already awaited __anext__()/asend()";
// ANCHOR_END: asend

// ANCHOR: athrow
/// C: `PyAsyncGenAThrow`.
#[repr(C)]
struct PyAsyncGenAThrow {
    ob_base: PyObject,
    agt_gen: Field<PyGenObject>,
    /// Null for `aclose`.
    agt_args: Field<PyTupleObject>,
    agt_state: Cell<AwaitableState>,
}

const _: () = assert!(size_of::<PyAsyncGenAThrow>() == 40);

// SAFETY: made by `new_athrow`.
unsafe impl Layout for PyAsyncGenAThrow {
    fn type_object() -> &'static StaticType {
        &ATHROW
    }
}

/// `async_generator_athrow`: what `athrow` and `aclose` give.
pub static ATHROW: StaticType = StaticType::new(Table::<PyAsyncGenAThrow> {
    tp_name: c"async_generator_athrow",
    tp_flags: flags::HAVE_GC,
    tp_dealloc: Some(dealloc::<PyAsyncGenAThrow>),
    tp_as_async: PyAsyncMethods { am_await: Some(itself), ..PyAsyncMethods::NONE },
    tp_traverse: traverse(athrow_traverse),
    tp_iter: Some(itself),
    tp_iternext: next(|athrow: Obj<'_, PyAsyncGenAThrow>| athrow_send(athrow, none()).map(Some)),
    tp_methods: &[
        Method::one(c"send", "($self, arg, /)", athrow_send, "Go on with a value.").unsigned(),
        Method::new(
            c"throw",
            "($self, typ, val=None, tb=None, /)",
            athrow_throw,
            "Go on by raising an exception.",
        )
        .unsigned(),
        Method::none(
            c"close",
            "($self, /)",
            |athrow: Obj<'_, PyAsyncGenAThrow>| {
                athrow.agt_state.set(AwaitableState::Closed);
                Ok(none().to_ref())
            },
            "It can't be awaited any more.",
        )
        .unsigned(),
    ],
    ..Table::NONE
});

fn new_athrow(generator: Obj<'_, PyGenObject>, args: Option<Ref<PyTupleObject>>) -> Result {
    let athrow = memory::create(ATHROW.as_type(), |ob_base| PyAsyncGenAThrow {
        ob_base,
        agt_gen: Field::new(Some(generator.to_ref())),
        agt_args: Field::new(args),
        agt_state: Cell::new(AwaitableState::Init),
    })?;
    Ok(athrow.object())
}

fn athrow_traverse(athrow: Obj<'_, PyAsyncGenAThrow>, visitor: &mut Visitor) -> Flow {
    visitor.field(&athrow.agt_gen)?;
    visitor.field(&athrow.agt_args)
}

/// C: `async_gen_athrow_send`.
fn athrow_send(athrow: Obj<'_, PyAsyncGenAThrow>, value: Obj<'_>) -> Result {
    let generator = athrow.agt_gen.get().expect(OF_GENERATOR);
    let generator = generator.borrow();
    let args = athrow.agt_args.get();
    let close = || athrow.agt_state.set(AwaitableState::Closed);
    if athrow.agt_state.get() == AwaitableState::Closed {
        return Err(raise(&RUNTIME_ERROR, REUSED_ATHROW));
    }
    if generator.gi_frame_state.get() >= FrameState::Completed {
        close();
        return Err(errors::raise_object(&STOP_ITERATION, none().to_ref()));
    }
    if athrow.agt_state.get() == AwaitableState::Iter {
        let result = generator::send(generator, value);
        return match args {
            Some(_) => unwrap(generator, result),
            None => closing(athrow, generator, result),
        };
    }
    if generator.gi_running_async.get() != 0 {
        close();
        let method = if args.is_none() { "aclose" } else { "athrow" };
        let message = format_args!("{method}(): asynchronous generator is already running");
        return Err(raise(&RUNTIME_ERROR, message));
    }
    if generator.gi_closed.get() != 0 {
        close();
        return Err(errors::raise_object(&STOP_ASYNC_ITERATION, none().to_ref()));
    }
    if !value.is_none() {
        let message = "can't send non-None value to a just-started coroutine";
        return Err(raise(&RUNTIME_ERROR, message));
    }
    athrow.agt_state.set(AwaitableState::Iter);
    generator.gi_running_async.set(1);
    let Some(args) = args else {
        generator.gi_closed.set(1);
        let exit = GENERATOR_EXIT.as_type().object();
        let result = generator::throw(generator, false, exit, None, None);
        return closing(athrow, generator, result);
    };
    match *args.borrow().items() {
        [] => Err(raise(&TYPE_ERROR, "athrow expected at least 1 argument, got 0")),
        [_, _, _, _, ..] => {
            let count = args.borrow().len();
            let message = format_args!("athrow expected at most 3 arguments, got {count}");
            Err(raise(&TYPE_ERROR, message))
        }
        [exception, ref rest @ ..] => {
            let (value, traceback) = (rest.first().copied(), rest.get(1).copied());
            let result = generator::throw(generator, false, exception, value, traceback);
            let result = unwrap(generator, result);
            if result.is_err() {
                generator.gi_running_async.set(0);
                close();
            }
            result
        }
    }
}

/// What a step of `aclose` gives. A generator that yields instead of ending has ignored that it
/// was to end; its end ends the `await`.
fn closing(
    athrow: Obj<'_, PyAsyncGenAThrow>,
    generator: Obj<'_, PyGenObject>,
    result: Result,
) -> Result {
    match result {
        Ok(value) if !value.borrow().is_exactly(&WRAPPED_VALUE) => return Ok(value),
        Ok(_) => {
            raise(&RUNTIME_ERROR, IGNORED_EXIT);
        }
        Err(Raised) if is_end() => {
            errors::clear();
            errors::raise_object(&STOP_ITERATION, none().to_ref());
        }
        Err(Raised) => {}
    }
    generator.gi_running_async.set(0);
    athrow.agt_state.set(AwaitableState::Closed);
    Err(Raised)
}

/// C: `async_gen_athrow_throw`.
fn athrow_throw(athrow: Obj<'_, PyAsyncGenAThrow>, arguments: &Arguments<'_>) -> Result {
    let generator = athrow.agt_gen.get().expect(OF_GENERATOR);
    if athrow.agt_state.get() == AwaitableState::Closed {
        return Err(raise(&RUNTIME_ERROR, REUSED_ATHROW));
    }
    let result = generator::method_throw(generator.borrow(), arguments);
    if !athrow.agt_args.is_null() {
        return unwrap(generator.borrow(), result);
    }
    match result {
        Ok(value) if value.borrow().is_exactly(&WRAPPED_VALUE) => {
            generator.gi_running_async.set(0);
            athrow.agt_state.set(AwaitableState::Closed);
            Err(raise(&RUNTIME_ERROR, IGNORED_EXIT))
        }
        Err(Raised) if is_end() => {
            errors::clear();
            Err(errors::raise_object(&STOP_ITERATION, none().to_ref()))
        }
        result => result,
    }
}

const REUSED_ATHROW: &str = "cannot reuse already awaited aclose()/athrow()";
const IGNORED_EXIT: &str = "async generator ignored GeneratorExit";
// ANCHOR_END: athrow
