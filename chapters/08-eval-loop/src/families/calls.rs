//! Calls and returns.
//!
//! What is called lies below its arguments, and below that an empty slot, or a method and the
//! object that it is called with as a first argument:
//! ```text
//! NULL callable argument ...     or     method object argument ...
//! ```
//! A Python function's call is a new frame, with which the loop goes on.

use crate::objects::function::FunctionMethods;
use compiler::opcode::Opcode;
use object_model::errors::{self, TYPE_ERROR, raise};
use object_model::thread_state::{enter_recursive_call, leave_recursive_call};
use object_model::types::builtin_function::function_text;
use object_model::types::dict::{self, PyDictObject};
use object_model::types::method::PyMethodObject;
use object_model::types::tuple::{self, PyTupleObject};
use object_model::{Field, Obj, Raised, Ref, Result};

use crate::context::{Context, Next};
use crate::families::{build, caches};
use crate::objects::function::PyFunctionObject;
use crate::run::frame_for_call;

/// ( NULL method arguments -- function object arguments )   a bound method is taken apart
pub(crate) fn PRECALL(context: &mut Context, count: u32) -> Next {
    context.jump(const { caches(Opcode::PRECALL) });
    let (below, callable) = (context.slot(count as usize + 2), context.slot(count as usize + 1));
    if below.is_null()
        && let Some(method) = callable.get()
        && let Some(method) = method.borrow().downcast_exact::<PyMethodObject>()
    {
        below.set(Some(method.function().to_ref()));
        callable.set(Some(method.this().to_ref()));
    }
    Next::Go
}

/// ( -- )   remembers the names of the next call's last arguments
pub(crate) fn KW_NAMES(context: &mut Context, at: u32) -> Next {
    context.keyword_names = context.constant(at).downcast().ok();
    Next::Go
}

/// ( NULL callable arguments -- result ) or ( method object arguments -- result )
pub(crate) fn CALL(context: &mut Context, count: u32) -> Next {
    context.jump(const { caches(Opcode::CALL) });
    let names = context.keyword_names.take();
    let slots = count as usize + 2;
    let (callable, arguments) = match context.slot(slots).get() {
        Some(method) => (method, count as usize + 1),
        None => (context.peek(slots - 1), count as usize),
    };
    if let Some(function) = callable.borrow().downcast_exact::<PyFunctionObject>()
        && function.is_plain()
    {
        return call_python(context, function, arguments, slots, names);
    }
    let result = {
        let values = objects(context.topmost(arguments));
        let names = names.as_ref().map(Ref::borrow);
        let positional = arguments - names.map_or(0, |names| names.len());
        callable.borrow().vectorcall(values, positional, names)
    };
    drop(callable);
    context.drop_many(slots);
    match result {
        Ok(result) => {
            context.push(result);
            context.check_breaker()
        }
        Err(Raised) => Next::Error,
    }
}

/// A new frame, with the arguments moved into it.
#[inline]
fn call_python(
    context: &mut Context,
    function: Obj<'_, PyFunctionObject>,
    arguments: usize,
    slots: usize,
    names: Option<Ref<PyTupleObject>>,
) -> Next {
    let names = names.as_ref().map(Ref::borrow);
    let frame = frame_for_call(function, context.topmost(arguments), names);
    context.drop_many(slots);
    let frame = match frame {
        Ok(frame) => frame,
        Err(Raised) => return Next::Error,
    };
    match enter_recursive_call("") {
        Ok(level) => std::mem::forget(level),
        Err(Raised) => {
            frame.clear_and_pop();
            return Next::Error;
        }
    }
    context.frame.prev_instr.set(context.next.wrapping_sub(1));
    context.leave();
    frame.previous.set(Some(context.frame));
    context.enter(frame);
    Next::Go
}

/// Words of the stack that hold values, as values.
fn objects(slots: &[Field]) -> &[Obj<'_>] {
    debug_assert!(slots.iter().all(|slot| !slot.is_null()));
    // SAFETY: a field that isn't null is a pointer to an object, which it keeps alive; verified
    // code has nothing but values among the arguments, and nobody takes them during the call.
    unsafe { std::slice::from_raw_parts(slots.as_ptr().cast(), slots.len()) }
}

/// ( NULL callable arguments [keywords] -- result )
pub(crate) fn CALL_FUNCTION_EX(context: &mut Context, flags: u32) -> Next {
    let keywords = (flags & 1 != 0).then(|| context.pop());
    let (arguments, callable) = (context.pop(), context.pop());
    drop(context.pop_slot());
    let result = call_with(callable.borrow(), arguments, keywords);
    match result {
        Ok(result) => {
            context.push(result);
            context.check_breaker()
        }
        Err(Raised) => Next::Error,
    }
}

fn call_with(callable: Obj<'_>, arguments: Ref, keywords: Option<Ref>) -> Result {
    let keywords = match keywords {
        None => None,
        Some(keywords) => Some(match keywords.borrow().downcast_exact::<PyDictObject>() {
            Some(dict) => dict.to_ref(),
            None => {
                let dict = dict::new()?;
                if build::update(dict.borrow(), keywords.borrow(), build::Duplicate::Wins).is_err()
                {
                    return Err(build::keywords_error(callable, keywords.borrow()));
                }
                dict
            }
        }),
    };
    let arguments = match arguments.borrow().downcast_exact::<PyTupleObject>() {
        Some(tuple) => tuple.to_ref(),
        None => arguments_tuple(callable, arguments.borrow())?,
    };
    callable.call_tuple(arguments.borrow(), keywords.as_ref().map(Ref::borrow))
}

/// C: `check_args_iterable`, `PySequence_Tuple`.
fn arguments_tuple(callable: Obj<'_>, arguments: Obj<'_>) -> Result<Ref<PyTupleObject>> {
    if arguments.ob_type().tp_iter.get().is_none() && !arguments.is_sequence() {
        errors::clear();
        let function = function_text(callable)?;
        let name = arguments.ob_type().name();
        return Err(raise(
            &TYPE_ERROR,
            format_args!("{function} argument after * must be an iterable, not {name}"),
        ));
    }
    let mut items = Vec::new();
    let iterator = arguments.iter()?;
    while let Some(item) = iterator.borrow().next()? {
        items.push(item);
    }
    tuple::from_iterator(items.into_iter())
}

/// ( value -- )   the frame ends; the value is the call's
#[inline]
pub(crate) fn RETURN_VALUE(context: &mut Context, _: u32) -> Next {
    let value = context.pop();
    if context.frame.is_entry.get() {
        context.leave();
        return Next::Exit(value);
    }
    leave_recursive_call();
    context.return_to_caller();
    context.push(value);
    Next::Go
}
