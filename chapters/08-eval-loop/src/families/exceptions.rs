//! Raising and handling.
//!
//! CPython: `Python/ceval.c` (`do_raise`, `check_except_type_valid`,
//! `check_except_star_type_valid`, `exception_group_match`), `Objects/exceptions.c`
//! (`_PyExc_PrepReraiseStar`).

use std::slice;

use crate::objects::code::CodeMethods;
use object_model::errors::{
    self, ASSERTION_ERROR, BASE_EXCEPTION_GROUP, EXCEPTION, Fetched, PyBaseExceptionObject,
    RUNTIME_ERROR, TYPE_ERROR, is_exception_class, raise, raise_instance,
};
use object_model::name;
use object_model::type_object::PyTypeObject;
use object_model::types::exception::group::exception_group;
use object_model::types::int::PyLongObject;
use object_model::types::list::PyListObject;
use object_model::types::tuple::{self, PyTupleObject};
use object_model::types::{bool_, none, str};
use object_model::{Obj, Raised, Ref, Result};

use crate::context::{Context, Next};
use crate::families::build;
use crate::objects::values;
use crate::thread::exchange_handled;

// ANCHOR: raise
/// ( [exception [cause]] -- )
pub(crate) fn RAISE_VARARGS(context: &mut Context, count: u32) -> Next {
    let cause = (count == 2).then(|| context.pop());
    match (count > 0).then(|| context.pop()) {
        Some(exception) => {
            let Raised = raise_from(exception, cause);
            Next::Error
        }
        None => reraise_handled(context),
    }
}

/// `raise` alone: what is being handled goes on.
fn reraise_handled(context: &Context) -> Next {
    let mut item = context.state.handled();
    loop {
        if let Some(value) = item.exc_value.get() {
            // SAFETY: the item owns it.
            let value: Obj<'_> = unsafe { Obj::from_ptr(value) };
            if let Some(value) = value.downcast::<PyBaseExceptionObject>() {
                restore(value.to_ref());
                return Next::Reraise;
            }
        }
        // SAFETY: the items belong to generators that run, and to the thread.
        match unsafe { item.previous_item.get().as_ref() } {
            Some(outer) => item = outer,
            None => {
                raise(&RUNTIME_ERROR, "No active exception to reraise");
                return Next::Error;
            }
        }
    }
}

/// Puts an exception in flight as it is, with the traceback that it has.
pub(crate) fn restore(exception: Ref<PyBaseExceptionObject>) {
    errors::restore(Fetched {
        exception: exception.borrow().ob_type().object().to_ref(),
        traceback: exception.traceback.get(),
        value: exception.object(),
    });
}

/// `raise exception from cause`. C: `do_raise`.
fn raise_from(exception: Ref, cause: Option<Ref>) -> Raised {
    let value = match instance(exception, "exceptions must derive from BaseException") {
        Ok(value) => value,
        Err(raised) => return raised,
    };
    if let Some(cause) = cause {
        let cause = match cause.borrow().is_none() {
            true => Ok(None),
            false => instance(cause, "exception causes must derive from BaseException").map(Some),
        };
        match cause {
            Ok(cause) => {
                value.cause.set(cause.map(Ref::object));
                value.suppress_context.set(1);
            }
            Err(raised) => return raised,
        }
    }
    raise_instance(value)
}

/// An instance of an exception: itself, or made by its class.
fn instance(exception: Ref, otherwise: &str) -> Result<Ref<PyBaseExceptionObject>> {
    if !is_exception_class(exception.borrow()) {
        return exception.downcast().map_err(|_| raise(&TYPE_ERROR, otherwise));
    }
    let made = exception.borrow().call_none()?;
    made.downcast().map_err(|other| {
        let kind = other.borrow().ob_type().object().repr();
        match (exception.borrow().repr(), kind) {
            (Ok(class), Ok(kind)) => raise(
                &TYPE_ERROR,
                format_args!(
                    "calling {class} should have returned an instance of BaseException, not {kind}"
                ),
            ),
            _ => Raised,
        }
    })
}

/// ( [instruction ...] exception -- )   as it was, and where it was if the argument says so
pub(crate) fn RERAISE(context: &mut Context, depth: u32) -> Next {
    if depth != 0 {
        let instruction = context.peek(depth as usize + 1);
        let instruction = instruction.borrow().downcast::<PyLongObject>().and_then(Obj::to_i64);
        let Some(instruction) = instruction else {
            raise(&errors::SYSTEM_ERROR, "lasti is not an int");
            return Next::Error;
        };
        // A number that isn't one of the loop's own making can't lead outside of the code.
        let units = context.frame.code().tables().code.code.len() / 2;
        let instruction = (instruction.max(0) as usize).min(units - 1);
        let first = context.frame.code().first_instruction();
        context.frame.prev_instr.set(first.wrapping_add(instruction));
    }
    match context.pop().downcast::<PyBaseExceptionObject>() {
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

/// ( -- AssertionError )
pub(crate) fn LOAD_ASSERTION_ERROR(context: &mut Context, _: u32) -> Next {
    context.push(ASSERTION_ERROR.as_type().object().to_ref());
    Next::Go
}
// ANCHOR_END: raise

// ANCHOR: handle
/// ( exception -- before exception )   it is the handled one now
pub(crate) fn PUSH_EXC_INFO(context: &mut Context, _: u32) -> Next {
    let exception = context.pop();
    let before = exchange_handled(context.state.handled(), Some(exception.clone()));
    context.push(before.unwrap_or_else(|| none().to_ref()));
    context.push(exception);
    Next::Go
}

/// ( before -- )   what was handled before is the handled one again
pub(crate) fn POP_EXCEPT(context: &mut Context, _: u32) -> Next {
    let before = context.pop();
    let before = (!before.borrow().is_none()).then_some(before);
    drop(exchange_handled(context.state.handled(), before));
    Next::Go
}

/// ( exception type -- exception matches )
pub(crate) fn CHECK_EXC_MATCH(context: &mut Context, _: u32) -> Next {
    let wanted = context.pop();
    let message = "catching classes that do not inherit from BaseException is not allowed";
    if !all_of(wanted.borrow(), &|class| is_exception_class(class)) {
        raise(&TYPE_ERROR, message);
        return Next::Error;
    }
    let matched = given_matches(context.peek(1).borrow(), wanted.borrow());
    context.push(bool_(matched).to_ref());
    Next::Go
}

/// Whether a class or each of a tuple of classes is as wanted.
fn all_of(wanted: Obj<'_>, test: &dyn Fn(Obj<'_>) -> bool) -> bool {
    match wanted.downcast::<PyTupleObject>() {
        Some(classes) => classes.items().iter().all(|class| test(*class)),
        None => test(wanted),
    }
}

/// C: `PyErr_GivenExceptionMatches`.
pub(crate) fn given_matches(given: Obj<'_>, wanted: Obj<'_>) -> bool {
    if let Some(classes) = wanted.downcast::<PyTupleObject>() {
        return classes.items().iter().any(|class| given_matches(given, *class));
    }
    let class = match given.downcast::<PyBaseExceptionObject>() {
        Some(instance) => instance.ob_type().object(),
        None => given,
    };
    match (class.downcast::<PyTypeObject>(), wanted.downcast::<PyTypeObject>()) {
        (Some(class), Some(wanted)) if is_exception_class(class.object()) => {
            class.is_subtype_of(wanted)
        }
        _ => class.is(wanted),
    }
}
// ANCHOR_END: handle

// ANCHOR: groups
/// ( exception type -- rest matched )   `except*`
pub(crate) fn CHECK_EG_MATCH(context: &mut Context, _: u32) -> Next {
    let (wanted, exception) = (context.pop(), context.pop());
    match group_match(exception, wanted.borrow()) {
        Ok((matched, rest)) => {
            if !matched.borrow().is_none() {
                drop(exchange_handled(context.state.handled(), Some(matched.clone())));
            }
            context.push(rest);
            context.push(matched);
            Next::Go
        }
        Err(Raised) => Next::Error,
    }
}

/// What of an exception matches, and what is left. C: `exception_group_match`.
fn group_match(exception: Ref, wanted: Obj<'_>) -> Result<(Ref, Ref)> {
    if !all_of(wanted, &|class| is_exception_class(class)) {
        let message = "catching classes that do not inherit from BaseException is not allowed";
        return Err(raise(&TYPE_ERROR, message));
    }
    let is_group = |class: Obj<'_>| {
        let class = class.downcast::<PyTypeObject>();
        class.is_some_and(|class| class.is_subtype_of(BASE_EXCEPTION_GROUP.as_type()))
    };
    if !all_of(wanted, &|class| !is_group(class)) {
        let message = "catching ExceptionGroup with except* is not allowed. Use except instead.";
        return Err(raise(&TYPE_ERROR, message));
    }
    let nothing = || none().to_ref();
    if exception.borrow().is_none() {
        return Ok((nothing(), nothing()));
    }
    let of_group = exception.borrow().is_instance(&BASE_EXCEPTION_GROUP);
    if given_matches(exception.borrow(), wanted) {
        return match of_group {
            true => Ok((exception, nothing())),
            false => {
                let alone = tuple::of(&[exception.borrow()])?;
                Ok((new_group(alone.object(), slice::from_ref(&exception))?, nothing()))
            }
        };
    }
    if !of_group {
        return Ok((nothing(), exception));
    }
    let pair = exception.borrow().call_method(name!("split"), &[wanted])?;
    match pair.borrow().downcast::<PyTupleObject>().map(|pair| pair.items()) {
        Some([matched, rest, ..]) => Ok((matched.to_ref(), rest.to_ref())),
        _ => {
            let class = exception.borrow().ob_type().name().to_owned();
            let kind = pair.borrow().ob_type().name().to_owned();
            let message = format_args!("{class}.split must return a tuple, not {kind}");
            Err(raise(&TYPE_ERROR, message))
        }
    }
}

/// A group without a message, of a sequence that holds these. C: `_PyExc_CreateExceptionGroup`.
fn new_group(given: Ref, exceptions: &[Ref]) -> Result {
    let all = exceptions.iter().all(|exception| exception.borrow().is_instance(&EXCEPTION));
    let class = if all { exception_group() } else { BASE_EXCEPTION_GROUP.as_type() };
    class.object().call(&[str::new("")?.borrow().object(), given.borrow()])
}

/// ( original exceptions -- exception )   what is to be raised after all `except*` clauses
pub(crate) fn PREP_RERAISE_STAR(context: &mut Context, _: u32) -> Next {
    let (exceptions, original) = (context.pop(), context.pop());
    prepare_reraise(original.borrow(), exceptions).map(|value| context.push(value)).into()
}

/// C: `_PyExc_PrepReraiseStar`.
fn prepare_reraise(original: Obj<'_>, exceptions: Ref) -> Result {
    let Ok(list) = exceptions.downcast::<PyListObject>() else {
        return Err(raise(&errors::SYSTEM_ERROR, "bad argument to internal function"));
    };
    let all = (0..list.borrow().len()).filter_map(|at| list.borrow().get_index(at));
    let all: Vec<Ref> = all.collect();
    let Some(first) = all.first() else {
        return Ok(none().to_ref());
    };
    if !original.is_instance(&BASE_EXCEPTION_GROUP) {
        // A naked exception was wrapped; what came of it is the one thing to raise.
        return Ok(first.clone());
    }
    let (mut raised, mut reraised) = (Vec::new(), Vec::new());
    for exception in all.into_iter().filter(|exception| !exception.borrow().is_none()) {
        match same_metadata(exception.borrow(), original) {
            true => reraised.push(exception),
            false => raised.push(exception),
        }
    }
    let rest = values::project_group(original, reraised)?;
    if raised.is_empty() {
        return Ok(rest);
    }
    if !rest.borrow().is_none() {
        raised.push(rest);
    }
    match raised.len() {
        1 => Ok(raised.remove(0)),
        _ => new_group(build::list_of(raised.iter().cloned())?.object(), &raised),
    }
}

/// Whether one group is a part of the other, and not raised anew. C: `is_same_exception_metadata`.
fn same_metadata(one: Obj<'_>, other: Obj<'_>) -> bool {
    let parts = |exception: Obj<'_>| {
        exception.downcast::<PyBaseExceptionObject>().map(|exception| {
            let exception = exception.get();
            let fields =
                [&exception.notes, &exception.traceback, &exception.cause, &exception.context];
            fields.map(|field| field.as_raw())
        })
    };
    parts(one) == parts(other)
}
// ANCHOR_END: groups
