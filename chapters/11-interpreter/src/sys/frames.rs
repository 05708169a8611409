//! The functions of `sys` about what runs: frames, exceptions being handled, hooks of coroutines.
//!
//! CPython: `sys__getframe_impl`, `sys__current_frames_impl`, `sys_exc_info_impl`,
//! `sys_set_asyncgen_hooks`, `sys_call_tracing_impl` in `Python/sysmodule.c`.

use eval_loop::objects::frame::object_of;
use eval_loop::thread::{Kept, eval_state};
use eval_loop::threads;
use object_model::arguments::Arguments;
use object_model::errors::{
    self, PyBaseExceptionObject, SYSTEM_EXIT, TYPE_ERROR, VALUE_ERROR, raise,
};
use object_model::types::module::PyModuleObject;
use object_model::types::tuple::PyTupleObject;
use object_model::types::{dict, int, none, struct_sequence, tuple};
use object_model::{Obj, Ref, Result};

use super::info::ASYNCGEN_HOOKS;
use crate::arguments::int_argument;

type Module<'a> = Obj<'a, PyModuleObject>;

// ANCHOR: exceptions
/// The exception that is being handled. C: `_PyErr_GetTopmostException`.
pub(super) fn handled_exception() -> Option<Ref<PyBaseExceptionObject>> {
    errors::handled_exception()
}

pub(super) fn exc_info(_: Module<'_>) -> Result {
    let none = || none().to_ref();
    let Some(value) = handled_exception() else {
        return Ok(tuple::new([none(), none(), none()])?.object());
    };
    let class = value.borrow().ob_type().object().to_ref();
    let traceback = value.traceback.get().unwrap_or_else(none);
    Ok(tuple::new([class, value.object(), traceback])?.object())
}

pub(super) fn exit(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let status = arguments.get(0).unwrap_or(none());
    Err(errors::raise_object(&SYSTEM_EXIT, status.to_ref()))
}
// ANCHOR_END: exceptions

pub(super) fn getframe(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let mut depth = arguments.get(0).map_or(Ok(0), int_argument)?;
    super::audit::audit("sys._getframe", &[])?;
    let mut frame = eval_state().current_frame.get();
    while let Some(at) = frame {
        if at.last_instruction() >= 0 {
            if depth <= 0 {
                return Ok(object_of(at)?.object());
            }
            depth -= 1;
        }
        frame = at.previous.get();
    }
    Err(raise(&VALUE_ERROR, "call stack is not deep enough"))
}

/// The innermost frame of each thread, by the thread's number. C: `_PyThread_CurrentFrames`.
pub(super) fn current_frames(_: Module<'_>) -> Result {
    super::audit::audit("sys._current_frames", &[])?;
    let frames = dict::new()?;
    for (ident, mut frame) in threads::current_frames() {
        while frame.last_instruction() < 0 {
            let Some(caller) = frame.previous.get() else { break };
            frame = caller;
        }
        let frame = object_of(frame)?;
        let ident = int::from_u64(ident)?.object();
        frames.borrow().set_item(ident.borrow(), frame.borrow().object())?;
    }
    Ok(frames.object())
}

// ANCHOR: asyncgen
/// `set_asyncgen_hooks([firstiter] [, finalizer])`
pub(super) fn set_asyncgen_hooks(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let state = eval_state();
    let hooks: [(&str, &Kept, Option<Obj<'_>>); 2] = [
        ("finalizer", &state.async_gen_finalizer, arguments.get(1)),
        ("firstiter", &state.async_gen_firstiter, arguments.get(0)),
    ];
    for (name, _, hook) in &hooks {
        if let Some(hook) = hook.filter(|hook| !hook.is_none() && !hook.is_callable()) {
            let kind = hook.ob_type().name();
            let message = format_args!("callable {name} expected, got {kind}");
            return Err(raise(&TYPE_ERROR, message));
        }
    }
    for (_, place, hook) in hooks {
        if let Some(hook) = hook {
            place.set((!hook.is_none()).then(|| hook.to_ref()));
        }
    }
    Ok(none().to_ref())
}

pub(super) fn get_asyncgen_hooks(_: Module<'_>) -> Result {
    let state = eval_state();
    let held = |place: &Kept| place.get().unwrap_or_else(|| none().to_ref());
    let hooks = [held(&state.async_gen_firstiter), held(&state.async_gen_finalizer)];
    object_model::runtime::make_ready(&ASYNCGEN_HOOKS);
    Ok(struct_sequence::make(&ASYNCGEN_HOOKS, hooks.into_iter())?.object())
}

pub(super) fn set_coroutine_origin_tracking_depth(
    _: Module<'_>,
    arguments: &Arguments<'_>,
) -> Result {
    let depth = int_argument(arguments[0])?;
    if depth < 0 {
        return Err(raise(&VALUE_ERROR, "depth must be >= 0"));
    }
    eval_state().coroutine_origin_tracking_depth.set(depth);
    Ok(none().to_ref())
}
// ANCHOR_END: asyncgen

/// `call_tracing(func, args)`
pub(super) fn call_tracing(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let Some(given) = arguments[1].downcast::<PyTupleObject>() else {
        let kind = crate::arguments::given_type(arguments[1]);
        let message = format_args!("call_tracing() argument 2 must be tuple, not {kind}");
        return Err(raise(&TYPE_ERROR, message));
    };
    eval_loop::trace::call_tracing(|| arguments[0].call_tuple(given, None))
}
