//! Calls and returns.
//!
//! What is called lies below its arguments, and below that an empty slot, or a method and the
//! object that it is called with as a first argument:
//! ```text
//! NULL callable argument ...     or     method object argument ...
//! ```
//! A Python function's call is a new frame, with which the loop goes on.

use crate::objects::function::FunctionMethods;
use compiler::code::{CO_OPTIMIZED, CO_VARARGS, CO_VARKEYWORDS};
use compiler::opcode::{Adaptive, Opcode};
use object_model::errors::{self, TYPE_ERROR, raise};
use object_model::thread_state::{enter_recursive_call, leave_recursive_call};
use object_model::type_object::{PyTypeObject, Type, flags};
use object_model::types::builtin_function::{
    Convention, PyCFunctionObject, convention, function_text, is_list_append, is_named,
};
use object_model::types::descriptor::PyMethodDescrObject;
use object_model::types::dict::{self, PyDictObject};
use object_model::types::list::PyListObject;
use object_model::types::method::PyMethodObject;
use object_model::types::str::STR;
use object_model::types::tuple::{self, PyTupleObject, TUPLE};
use object_model::types::type_::TYPE;
use object_model::{Field, Obj, Raised, Ref, Result};

use crate::adaptive::{Choice, adapt};
use crate::context::{Context, Next};
use crate::families::{build, caches};
use crate::frame::Frame;
use crate::objects::code::{CodeMethods, PyCodeObject};
use crate::objects::function::PyFunctionObject;
use crate::run::frame_for_call;

/// ( NULL method arguments -- function object arguments )   a bound method is taken apart
#[inline(never)]
pub(crate) fn PRECALL(context: &mut Context, count: u32) -> Next {
    context.jump(const { caches(Opcode::PRECALL) });
    take_apart(context, count);
    Next::Go
}

/// Whether there was a bound method to take apart.
#[inline]
fn take_apart(context: &mut Context, count: u32) -> bool {
    let (below, callable) = (context.slot(count as usize + 2), context.slot(count as usize + 1));
    if !below.is_null() {
        return false;
    }
    let Some(method) = callable.get() else { return false };
    let Some(method) = method.borrow().downcast_exact::<PyMethodObject>() else { return false };
    below.set(Some(method.function().to_ref()));
    callable.set(Some(method.this().to_ref()));
    true
}

/// ( -- )   remembers the names of the next call's last arguments
pub(crate) fn KW_NAMES(context: &mut Context, at: u32) -> Next {
    context.keyword_names = context.constant(at).downcast();
    Next::Go
}

/// ( NULL callable arguments -- result ) or ( method object arguments -- result )
#[inline(never)]
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
    names: Option<Obj<'_, PyTupleObject>>,
) -> Next {
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
#[inline(always)]
pub(crate) fn RETURN_VALUE(context: &mut Context, _: u32) -> Next {
    let value = context.pop();
    if context.frame.is_entry.get() {
        context.leave();
        return context.exit(value);
    }
    leave_recursive_call();
    context.return_to_caller();
    context.push(value);
    Next::Go
}

// ANCHOR: specialise
/// `PRECALL`, waiting for a callable that has a special form.
pub(crate) fn PRECALL_ADAPTIVE(context: &mut Context, count: u32) -> Next {
    adapt(context, count, PRECALL, specialise_precall)
}

/// `CALL`, waiting for a function whose call is a copy of its arguments.
pub(crate) fn CALL_ADAPTIVE(context: &mut Context, count: u32) -> Next {
    adapt(context, count, CALL, specialise_call)
}

/// How many arguments the callable gets, with the object of a method; the callable is below them.
#[inline(always)]
fn argument_count(context: &Context, count: u32) -> usize {
    count as usize + usize::from(!context.slot(count as usize + 2).is_null())
}

/// C: `_Py_Specialize_Precall`.
fn specialise_precall(context: &mut Context, count: u32) -> Choice {
    let arguments = argument_count(context, count);
    let callable = context.value(arguments + 1);
    let by_name = context.keyword_names.is_some();
    let only = arguments == 1 && count == 1 && !by_name;
    if callable.downcast_exact::<PyFunctionObject>().is_some() {
        return Choice::Form(Adaptive::PRECALL_PYFUNC);
    }
    if callable.downcast_exact::<PyMethodObject>().is_some() {
        return Choice::Form(Adaptive::PRECALL_BOUND_METHOD);
    }
    if callable.downcast_exact::<PyCFunctionObject>().is_some() {
        return match convention(callable) {
            Convention::FastKeywords => Choice::Form(Adaptive::PRECALL_BUILTIN_FAST_WITH_KEYWORDS),
            _ if by_name => Choice::Later,
            Convention::One if arguments == 1 && is_named(callable, "len") => {
                Choice::Form(Adaptive::PRECALL_NO_KW_LEN)
            }
            Convention::One if arguments == 1 => Choice::Form(Adaptive::PRECALL_NO_KW_BUILTIN_O),
            Convention::Fast if arguments == 2 && is_named(callable, "isinstance") => {
                Choice::Form(Adaptive::PRECALL_NO_KW_ISINSTANCE)
            }
            Convention::Fast => Choice::Form(Adaptive::PRECALL_NO_KW_BUILTIN_FAST),
            _ => Choice::Later,
        };
    }
    if callable.downcast_exact::<PyMethodDescrObject>().is_some() {
        const NOARGS: Opcode = Adaptive::PRECALL_NO_KW_METHOD_DESCRIPTOR_NOARGS;
        let discarded = Opcode::POP_TOP;
        return match convention(callable) {
            _ if by_name => Choice::Later,
            Convention::NoArguments if arguments == 1 => Choice::Form(NOARGS),
            Convention::One if arguments == 2 => {
                let next = context.behind_cache(BOTH_CACHES).0;
                match is_list_append(callable) && count == 1 && next == discarded {
                    true => Choice::Form(Adaptive::PRECALL_NO_KW_LIST_APPEND),
                    false => Choice::Form(Adaptive::PRECALL_NO_KW_METHOD_DESCRIPTOR_O),
                }
            }
            Convention::Fast => Choice::Form(Adaptive::PRECALL_NO_KW_METHOD_DESCRIPTOR_FAST),
            Convention::FastKeywords => {
                Choice::Form(Adaptive::PRECALL_METHOD_DESCRIPTOR_FAST_WITH_KEYWORDS)
            }
            _ => Choice::Later,
        };
    }
    match callable.downcast::<PyTypeObject>() {
        Some(class) if class.has(flags::IMMUTABLETYPE) => match () {
            () if only && class.is(STR.as_type()) => Choice::Form(Adaptive::PRECALL_NO_KW_STR_1),
            () if only && class.is(TYPE.as_type()) => Choice::Form(Adaptive::PRECALL_NO_KW_TYPE_1),
            () if only && class.is(TUPLE.as_type()) => {
                Choice::Form(Adaptive::PRECALL_NO_KW_TUPLE_1)
            }
            () if class.tp_vectorcall.get().is_some() => {
                Choice::Form(Adaptive::PRECALL_BUILTIN_CLASS)
            }
            () => Choice::Later,
        },
        _ => Choice::Later,
    }
}

/// Whether a call of the code is a copy of its arguments, and defaults behind them.
/// C: `function_kind`.
pub(crate) fn is_simple(code: Obj<'_, PyCodeObject>) -> bool {
    let plain = !code.has(CO_VARARGS | CO_VARKEYWORDS) && code.has(CO_OPTIMIZED);
    plain && code.co_kwonlyargcount.get() == 0
}

/// C: `specialize_py_call`.
fn specialise_call(context: &mut Context, count: u32) -> Choice {
    let arguments = argument_count(context, count);
    let Some(function) = context.value(arguments + 1).downcast_exact::<PyFunctionObject>() else {
        return Choice::Later;
    };
    let code = function.code();
    let defaults = function.func_defaults.get().map_or(0, |defaults| defaults.borrow().len());
    let most = code.co_argcount.get() as usize;
    let fits = (most.saturating_sub(defaults)..=most).contains(&arguments);
    let least = most.checked_sub(defaults).map(u16::try_from);
    if context.keyword_names.is_some() || !is_simple(code.borrow()) || !fits {
        return Choice::Later;
    }
    let (Some(Ok(least)), version @ 1..) = (least, function.version()) else {
        return Choice::Later;
    };
    context.set_cache32(1, version);
    context.set_cache(3, least);
    Choice::Form(match arguments == most {
        true => Adaptive::CALL_PY_EXACT_ARGS,
        false => Adaptive::CALL_PY_WITH_DEFAULTS,
    })
}
// ANCHOR_END: specialise

// ANCHOR: python
/// The function that is called, if it is the one that the cache knows.
#[inline(always)]
fn known_function(context: &Context, arguments: usize) -> Option<Obj<'_, PyFunctionObject>> {
    let function = context.value(arguments + 1).downcast_exact::<PyFunctionObject>()?;
    (function.func_version.get() == context.cache32(1)).then_some(function)
}

/// ( NULL function arguments -- )   in a new frame, with exactly so many arguments
#[inline(always)]
pub(crate) fn CALL_PY_EXACT_ARGS(context: &mut Context, count: u32) -> Next {
    let arguments = argument_count(context, count);
    match known_function(context, arguments) {
        Some(function) if function.code_of().co_argcount.get() as usize == arguments => {}
        _ => return context.miss(Opcode::CALL, count),
    }
    enter_called(context, arguments, count)
}

/// ( NULL function arguments -- )   in a new frame, the last parameters by default
pub(crate) fn CALL_PY_WITH_DEFAULTS(context: &mut Context, count: u32) -> Next {
    let arguments = argument_count(context, count);
    let least = usize::from(context.cache(3));
    let most = match known_function(context, arguments) {
        Some(function) => function.code_of().co_argcount.get() as usize,
        None => return context.miss(Opcode::CALL, count),
    };
    if !(least..=most).contains(&arguments) {
        return context.miss(Opcode::CALL, count);
    }
    let caller = context.frame;
    let next = enter_called(context, arguments, count);
    if context.frame == caller {
        return next;
    }
    // SAFETY: exchanged only when the function is given others, which no code does here.
    let defaults = unsafe { context.frame.function().func_defaults.peek() };
    let defaults = defaults.map_or(&[][..], |defaults| defaults.items());
    for at in arguments..most {
        context.local(at as u32).set(Some(defaults[at - least].to_ref()));
    }
    next
}

/// Takes the function and its arguments from the stack into a new frame.
#[inline(always)]
fn enter_called(context: &mut Context, arguments: usize, count: u32) -> Next {
    let function = context.slot(arguments + 1).get().map(Ref::downcast::<PyFunctionObject>);
    match function {
        Some(Ok(function)) => {
            enter_with(context, function, arguments, count as usize + 2, CALL_CACHES)
        }
        _ => unreachable!("a function is called"),
    }
}

/// A new frame that takes the topmost values for its first variables; the loop goes on with it.
/// `slots` words leave the caller's stack, those values among them.
#[inline(always)]
pub(super) fn enter_with(
    context: &mut Context,
    function: Ref<PyFunctionObject>,
    arguments: usize,
    slots: usize,
    caches: u32,
) -> Next {
    match enter_recursive_call("") {
        Ok(level) => std::mem::forget(level),
        Err(Raised) => return Next::Error,
    }
    // SAFETY: the verifier has seen that the parameters are among the variables, and the words
    // are forgotten below.
    let frame = match unsafe { Frame::push_with(function, context.topmost(arguments)) } {
        Ok(frame) => frame,
        Err(Raised) => {
            leave_recursive_call();
            return Next::Error;
        }
    };
    context.forget(arguments);
    context.drop_many(slots - arguments);
    context.jump(caches);
    context.frame.prev_instr.set(context.next.wrapping_sub(1));
    context.leave();
    frame.previous.set(Some(context.frame));
    context.enter(frame);
    Next::Go
}
// ANCHOR_END: python

// ANCHOR: native
const CALL_CACHES: u32 = caches(Opcode::CALL);
/// What lies between a `PRECALL` and what follows its `CALL`.
const BOTH_CACHES: u32 = caches(Opcode::PRECALL) + 1 + CALL_CACHES;

/// ( -- )   a function in Python: `CALL` does the work
#[inline(always)]
pub(crate) fn PRECALL_PYFUNC(context: &mut Context, count: u32) -> Next {
    let callable = context.value(argument_count(context, count) + 1);
    match callable.downcast_exact::<PyFunctionObject>() {
        Some(_) => {
            context.jump(const { caches(Opcode::PRECALL) });
            Next::Go
        }
        None => context.miss(Opcode::PRECALL, count),
    }
}

/// ( NULL method arguments -- function object arguments )
#[inline]
pub(crate) fn PRECALL_BOUND_METHOD(context: &mut Context, count: u32) -> Next {
    match take_apart(context, count) {
        true => {
            context.jump(const { caches(Opcode::PRECALL) });
            Next::Go
        }
        false => context.miss(Opcode::PRECALL, count),
    }
}

/// Puts the result of a call into the place of callable and arguments, and goes behind `CALL`.
#[inline(always)]
fn finish(context: &mut Context, count: u32, result: Result) -> Next {
    context.keyword_names = None;
    context.jump(BOTH_CACHES);
    context.drop_many(count as usize + 2);
    match result {
        Ok(result) => {
            context.push(result);
            context.check_breaker()
        }
        Err(Raised) => Next::Error,
    }
}

macro_rules! native_forms {
    ($($(#[$doc:meta])* $form:ident: $layout:ty, $convention:ident $(, $arguments:literal)?;)*) => {
        $(
            $(#[$doc])*
            pub(crate) fn $form(context: &mut Context, count: u32) -> Next {
                let arguments = argument_count(context, count);
                let callable = context.value(arguments + 1);
                let fits = callable.downcast_exact::<$layout>().is_some()
                    && convention(callable) == Convention::$convention
                    $(&& arguments == $arguments)?;
                if !fits {
                    return context.miss(Opcode::PRECALL, count);
                }
                call_native(context, count, arguments)
            }
        )*
    };
}

native_forms! {
    /// ( NULL function argument -- result )
    PRECALL_NO_KW_BUILTIN_O: PyCFunctionObject, One, 1;
    /// ( NULL len object -- length )
    PRECALL_NO_KW_LEN: PyCFunctionObject, One, 1;
    /// ( NULL isinstance object class -- truth )
    PRECALL_NO_KW_ISINSTANCE: PyCFunctionObject, Fast, 2;
    /// ( NULL function arguments -- result )
    PRECALL_NO_KW_BUILTIN_FAST: PyCFunctionObject, Fast;
    /// ( NULL function arguments -- result )
    PRECALL_BUILTIN_FAST_WITH_KEYWORDS: PyCFunctionObject, FastKeywords;
    /// ( method object -- result )
    PRECALL_NO_KW_METHOD_DESCRIPTOR_NOARGS: PyMethodDescrObject, NoArguments, 1;
    /// ( method object argument -- result )
    PRECALL_NO_KW_METHOD_DESCRIPTOR_O: PyMethodDescrObject, One, 2;
    /// ( method object arguments -- result )
    PRECALL_NO_KW_METHOD_DESCRIPTOR_FAST: PyMethodDescrObject, Fast;
    /// ( method object arguments -- result )
    PRECALL_METHOD_DESCRIPTOR_FAST_WITH_KEYWORDS: PyMethodDescrObject, FastKeywords;
}

/// The whole of a call whose callable has a vectorcall.
#[inline]
fn call_native(context: &mut Context, count: u32, arguments: usize) -> Next {
    let result = {
        let callable = context.value(arguments + 1);
        let values = objects(context.topmost(arguments));
        let positional = arguments - context.keyword_names.map_or(0, |names| names.len());
        callable.vectorcall(values, positional, context.keyword_names)
    };
    finish(context, count, result)
}

/// ( append list item -- )   and what follows, which drops the result
#[inline]
pub(crate) fn PRECALL_NO_KW_LIST_APPEND(context: &mut Context, count: u32) -> Next {
    let is_append = { context.slot(3).get() }.is_some_and(|append| is_list_append(append.borrow()));
    let list = context.slot(2).get().map(Ref::downcast::<PyListObject>);
    let Some(Ok(list)) = list.filter(|_| is_append && count == 1) else {
        return context.miss(Opcode::PRECALL, count);
    };
    context.jump(BOTH_CACHES + 1);
    let item = context.pop();
    let result = list.borrow().push(item);
    context.drop_many(2);
    result.into()
}

/// ( NULL str object -- text )
pub(crate) fn PRECALL_NO_KW_STR_1(context: &mut Context, count: u32) -> Next {
    if !is_class(context, count, STR.as_type()) {
        return context.miss(Opcode::PRECALL, count);
    }
    let text = context.value(1).str().map(Ref::object);
    finish(context, count, text)
}

/// ( NULL tuple iterable -- tuple )
pub(crate) fn PRECALL_NO_KW_TUPLE_1(context: &mut Context, count: u32) -> Next {
    if !is_class(context, count, TUPLE.as_type()) {
        return context.miss(Opcode::PRECALL, count);
    }
    let made = tuple::from_iterable(context.value(1)).map(Ref::object);
    finish(context, count, made)
}

/// ( NULL type object -- class )
pub(crate) fn PRECALL_NO_KW_TYPE_1(context: &mut Context, count: u32) -> Next {
    if !is_class(context, count, TYPE.as_type()) {
        return context.miss(Opcode::PRECALL, count);
    }
    let class = context.value(1).ob_type().object().to_ref();
    finish(context, count, Ok(class))
}

/// Whether a class is called with one argument.
#[inline(always)]
fn is_class(context: &Context, count: u32, class: Type<'_>) -> bool {
    count == 1 && context.slot(3).is_null() && context.value(2).is(class)
}

/// ( NULL class arguments -- instance )
pub(crate) fn PRECALL_BUILTIN_CLASS(context: &mut Context, count: u32) -> Next {
    let arguments = argument_count(context, count);
    let class = context.value(arguments + 1).downcast::<PyTypeObject>();
    match class.and_then(|class| class.tp_vectorcall.get()) {
        Some(_) => call_native(context, count, arguments),
        None => context.miss(Opcode::PRECALL, count),
    }
}
// ANCHOR_END: native
