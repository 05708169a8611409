//! Suspending a frame, and driving another that is suspended.

use crate::objects::code::CodeMethods;
use compiler::code::{CO_ASYNC_GENERATOR, CO_COROUTINE};
use object_model::errors::{
    self, PyBaseExceptionObject, RUNTIME_ERROR, STOP_ASYNC_ITERATION, TYPE_ERROR, raise,
};
use object_model::slot_kinds::Send;
use object_model::thread_state::leave_recursive_call;
use object_model::{Obj, Raised, Ref, Result, name};

use crate::context::{Context, Next};
use crate::families::exceptions::{given_matches, restore};
use crate::objects::async_generator;
use crate::objects::coroutine::COROUTINE;
use crate::objects::generator::{self, GENERATOR, PyGenObject};

/// ( -- generator )   in the caller: the frame moves into a generator, which is what the call
/// gives
pub(crate) fn RETURN_GENERATOR(context: &mut Context, _: u32) -> Next {
    let frame = context.frame;
    context.leave();
    let made = match generator::from_frame(frame) {
        Ok(made) => made,
        Err(Raised) => {
            context.frame.stacktop.set(-1);
            return Next::Error;
        }
    };
    if frame.is_entry.get() {
        // Whoever gave the frame to the loop clears it; there is nothing left in it.
        return context.exit(made);
    }
    leave_recursive_call();
    let caller = frame.previous.get().expect("the loop's first frame is another");
    frame.clear_and_pop();
    context.enter(caller);
    context.push(made);
    Next::Go
}

/// ( value -- )   hands the value to whoever drives the generator
pub(crate) fn YIELD_VALUE(context: &mut Context, _: u32) -> Next {
    let value = context.pop();
    context.leave();
    generator::suspend(context.frame);
    context.exit(value)
}

/// ( receiver value -- receiver yielded )   or, when it has returned, ( -- result ) and jumps
pub(crate) fn SEND(context: &mut Context, units: u32) -> Next {
    let value = context.pop();
    let receiver = context.peek(1);
    match send(receiver.borrow(), value.borrow()) {
        (Send::Next, Some(yielded)) => context.push(yielded),
        (Send::Return, Some(result)) => {
            drop(context.pop());
            context.push(result);
            context.jump(units);
        }
        _ => return Next::Error,
    }
    Next::Go
}

/// C: `PyIter_Send`.
pub(crate) fn send(receiver: Obj<'_>, value: Obj<'_>) -> (Send, Option<Ref>) {
    if let Some(slot) = receiver.ob_type().asynchronous(|suite| suite.am_send) {
        let mut result = None;
        // SAFETY: the slot writes at most there.
        let outcome = unsafe { slot(receiver, value, &mut result) };
        return (outcome, result);
    }
    let yielded = match receiver.ob_type().tp_iternext.get() {
        // The slot itself, since `StopIteration` has the result.
        Some(slot) if value.is_none() => slot(receiver),
        _ => receiver.call_method(name!("send"), &[value]).ok(),
    };
    match yielded {
        Some(yielded) => (Send::Next, Some(yielded)),
        None => match generator::stop_iteration_value() {
            Ok(Some(result)) => (Send::Return, Some(result)),
            _ => (Send::Error, None),
        },
    }
}

/// ( iterable -- iterator )   for `yield from`
pub(crate) fn GET_YIELD_FROM_ITER(context: &mut Context, _: u32) -> Next {
    let iterable = context.pop();
    let make = || {
        if iterable.borrow().is_exactly(&COROUTINE) {
            // CO_ITERABLE_COROUTINE: what types.coroutine has made.
            if !context.frame.code().has(CO_COROUTINE | 0x100) {
                let message = "cannot 'yield from' a coroutine object in a non-coroutine generator";
                return Err(raise(&TYPE_ERROR, message));
            }
            return Ok(iterable);
        }
        match iterable.borrow().is_exactly(&GENERATOR) {
            true => Ok(iterable),
            false => iterable.borrow().iter(),
        }
    };
    make().map(|iterator| context.push(iterator)).into()
}

/// ( awaitable -- iterator )   the argument says where: 1 in `__aenter__`, 2 in `__aexit__`
pub(crate) fn GET_AWAITABLE(context: &mut Context, place: u32) -> Next {
    let awaitable = context.pop();
    let get = || {
        let iterator = awaitable_iter(awaitable.borrow(), place)?;
        if let Some(coroutine) = iterator.borrow().downcast_exact::<PyGenObject>()
            && generator::delegate_of(coroutine).is_some()
        {
            return Err(raise(&RUNTIME_ERROR, "coroutine is being awaited already"));
        }
        if iterator.borrow().is_exactly(&COROUTINE) {
            // SAFETY: coroutines are laid out as generators.
            let coroutine = unsafe { iterator.borrow().cast::<PyGenObject>() };
            if generator::delegate_of(coroutine).is_some() {
                return Err(raise(&RUNTIME_ERROR, "coroutine is being awaited already"));
            }
        }
        Ok(iterator)
    };
    get().map(|iterator| context.push(iterator)).into()
}

/// C: `_PyCoro_GetAwaitableIter`, `format_awaitable_error`.
pub(crate) fn awaitable_iter(awaitable: Obj<'_>, place: u32) -> Result {
    if generator::is_awaitable_generator(awaitable) {
        return Ok(awaitable.to_ref());
    }
    let kind = awaitable.ob_type().name();
    let Some(slot) = awaitable.ob_type().asynchronous(|suite| suite.am_await) else {
        let message = match place {
            1 => format!(
                "'async with' received an object from __aenter__ that does not implement \
                 __await__: {kind}"
            ),
            2 => format!(
                "'async with' received an object from __aexit__ that does not implement \
                 __await__: {kind}"
            ),
            _ => format!("object {kind} can't be used in 'await' expression"),
        };
        return Err(raise(&TYPE_ERROR, message));
    };
    let iterator = slot(awaitable)?;
    if generator::is_awaitable_generator(iterator.borrow()) {
        return Err(raise(&TYPE_ERROR, "__await__() returned a coroutine"));
    }
    if !iterator.borrow().is_iterator() {
        let kind = iterator.borrow().ob_type().name().to_owned();
        let message = format_args!("__await__() returned non-iterator of type '{kind}'");
        return Err(raise(&TYPE_ERROR, message));
    }
    Ok(iterator)
}

/// ( iterable -- iterator )   for `async for`
pub(crate) fn GET_AITER(context: &mut Context, _: u32) -> Next {
    let iterable = context.pop();
    let get = || {
        let kind = iterable.borrow().ob_type().name();
        let slot = iterable.borrow().ob_type().asynchronous(|suite| suite.am_aiter);
        let slot = slot.ok_or_else(|| {
            let message =
                format_args!("'async for' requires an object with __aiter__ method, got {kind}");
            raise(&TYPE_ERROR, message)
        })?;
        let iterator = slot(iterable.borrow())?;
        if iterator.borrow().ob_type().asynchronous(|suite| suite.am_anext).is_none() {
            let kind = iterator.borrow().ob_type().name().to_owned();
            let message = format_args!(
                "'async for' received an object from __aiter__ that does not implement \
                 __anext__: {kind}"
            );
            return Err(raise(&TYPE_ERROR, message));
        }
        Ok(iterator)
    };
    get().map(|iterator| context.push(iterator)).into()
}

/// ( iterator -- iterator awaitable )
pub(crate) fn GET_ANEXT(context: &mut Context, _: u32) -> Next {
    let iterator = context.peek(1);
    let get = || {
        let kind = iterator.borrow().ob_type().name();
        let slot = iterator.borrow().ob_type().asynchronous(|suite| suite.am_anext);
        let slot = slot.ok_or_else(|| {
            let message =
                format_args!("'async for' requires an iterator with __anext__ method, got {kind}");
            raise(&TYPE_ERROR, message)
        })?;
        let next = slot(iterator.borrow())?;
        awaitable_iter(next.borrow(), 0).map_err(|raised| {
            let kind = next.borrow().ob_type().name();
            let message =
                format_args!("'async for' received an invalid object from __anext__: {kind}");
            generator::raise_from_cause(&TYPE_ERROR, message, raised)
        })
    };
    get().map(|awaitable| context.push(awaitable)).into()
}

/// ( iterator exception -- )   the loop ends at `StopAsyncIteration`; all else goes on
pub(crate) fn END_ASYNC_FOR(context: &mut Context, _: u32) -> Next {
    let exception = context.pop();
    if given_matches(exception.borrow(), STOP_ASYNC_ITERATION.as_type().object()) {
        drop(context.pop());
        return Next::Go;
    }
    match exception.downcast::<PyBaseExceptionObject>() {
        Ok(exception) => {
            restore(exception);
            Next::Reraise
        }
        Err(_) => {
            raise(&errors::SYSTEM_ERROR, "bad argument to internal function");
            Next::Error
        }
    }
}

/// ( value -- wrapped )   an asynchronous generator's own value, not one that it awaits
pub(crate) fn ASYNC_GEN_WRAP(context: &mut Context, _: u32) -> Next {
    let value = context.pop();
    debug_assert!(context.frame.code().has(CO_ASYNC_GENERATOR));
    async_generator::wrap(value).map(|wrapped| context.push(wrapped)).into()
}
