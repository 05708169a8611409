//! Raising, asking for, taking and putting back the exception in flight.
//!
//! CPython: `Python/errors.c` (`_PyErr_SetObject`, `_PyErr_Format`, `_PyErr_Fetch`,
//! `_PyErr_Restore`, `_PyErr_NormalizeException`, `PyErr_GivenExceptionMatches`).
//!
//! Warnings are here as well (`Python/_warnings.c`, `PyErr_WarnEx`), since they may be errors.
//!
//! `return Err(raise(&TYPE_ERROR, format_args!("...")))` is how every error begins. As in 3.11,
//! the exception in flight is a type and a value that may still be only what an instance will be
//! made from: most exceptions are caught by somebody who looks at the type alone.

use std::fmt::{self, Write as _};
use std::ptr::NonNull;

use crate::object::{Obj, PyObject, Raised, Ref, Result};
use crate::static_type::StaticType;
use crate::thread_state::{thread_state, with_headroom};
use crate::type_object::{PyTypeObject, Type, flags};
use crate::types::{none, str, tuple};

pub use crate::types::exception::hierarchy::*;
pub use crate::types::exception::{BASE_EXCEPTION, PyBaseExceptionObject};

// ANCHOR: raise
/// Raises an exception of a type with a message. C: `PyErr_Format`.
#[cold]
pub fn raise(exception: &'static PyTypeObject, message: impl fmt::Display) -> Raised {
    let mut text = String::new();
    let _ = write!(text, "{message}");
    match str::new(&text) {
        Ok(message) => raise_object(exception, message.object()),
        Err(raised) => raised,
    }
}

/// Raises an exception of a type with a value: an instance of it, a tuple of arguments, `None`
/// for no argument, or the one argument. What is being handled becomes its context.
/// C: `_PyErr_SetObject`.
pub fn raise_object(exception: &PyTypeObject, value: Ref) -> Raised {
    let exception = exception.borrow();
    // An instance that was raised before keeps the traceback that it has.
    let traceback = |value: Obj<'_>| {
        value.downcast::<PyBaseExceptionObject>().and_then(|value| value.traceback.get())
    };
    let Some(context) = handled_exception() else {
        let traceback = traceback(value.borrow());
        restore(Fetched { exception: exception.object().to_ref(), value, traceback });
        return Raised;
    };
    let value = match value.downcast::<PyBaseExceptionObject>() {
        Ok(instance) => instance,
        Err(value) => match instantiate(exception, value) {
            Ok(instance) => instance,
            Err(raised) => return raised,
        },
    };
    if !context.borrow().is(value.borrow()) {
        break_context_cycle(context.borrow(), value.borrow());
        value.context.set(Some(context.object()));
    }
    let exception = value.borrow().ob_type().object().to_ref();
    let traceback = traceback(value.borrow().object());
    restore(Fetched { exception, value: value.object(), traceback });
    Raised
}

/// Raises an instance. C: `raise value` without its evaluation.
pub fn raise_instance(value: Ref<PyBaseExceptionObject>) -> Raised {
    let exception = value.borrow().ob_type().to_ref();
    raise_object(exception.borrow().get(), value.object())
}

/// There is no memory left. C: `PyErr_NoMemory`.
#[cold]
pub fn no_memory() -> Raised {
    let value = none().to_ref();
    restore(Fetched {
        exception: MEMORY_ERROR.as_type().object().to_ref(),
        value,
        traceback: None,
    });
    Raised
}

/// What the innermost `except` is handling. C: `_PyErr_GetTopmostException`.
pub fn handled_exception() -> Option<Ref<PyBaseExceptionObject>> {
    let mut at = thread_state().handled.get();
    // SAFETY: the items are the eval loop's, and outlive what runs inside them.
    while let Some(item) = unsafe { at.as_ref() } {
        if let Some(value) = item.exc_value.get() {
            // SAFETY: an item owns its exception.
            let value = unsafe { Obj::<PyObject>::from_ptr(value) };
            if let Some(value) = value.downcast::<PyBaseExceptionObject>() {
                return Some(value.to_ref());
            }
        }
        at = item.previous_item.get();
    }
    None
}

/// Takes `value` out of the chain of contexts that begins at `context`, so that no circle
/// arises. A circle that was there before is noticed by a second, slower walk.
fn break_context_cycle(
    context: Obj<'_, PyBaseExceptionObject>,
    value: Obj<'_, PyBaseExceptionObject>,
) {
    let mut at = context.to_ref();
    let mut slow = context.to_ref();
    let mut slow_moves = false;
    while let Some(next) = at.borrow().context() {
        if next.borrow().is(value) {
            at.context.clear();
            return;
        }
        at = next;
        if at.borrow().is(slow.borrow()) {
            return;
        }
        if slow_moves && let Some(next) = slow.borrow().context() {
            slow = next;
        }
        slow_moves = !slow_moves;
    }
}
// ANCHOR_END: raise

// ANCHOR: fetch
/// An exception taken out of flight. C: the three results of `PyErr_Fetch`.
#[derive(Debug, Clone)]
pub struct Fetched {
    /// Its type.
    pub exception: Ref,
    /// An instance, or what one will be made from.
    pub value: Ref,
    /// Where it has been.
    pub traceback: Option<Ref>,
}

/// Whether an exception is in flight. C: `PyErr_Occurred`.
#[inline]
pub fn is_set() -> bool {
    thread_state().exception_type.get().is_some()
}

/// Takes the exception in flight. C: `PyErr_Fetch`.
pub fn fetch() -> Option<Fetched> {
    let state = thread_state();
    // SAFETY: the state owns the three.
    let owned = |pointer: NonNull<PyObject>| unsafe { Ref::from_owned(pointer) };
    let exception = owned(state.exception_type.take()?);
    let value = state.exception_value.take().map_or_else(|| none().to_ref(), owned);
    let traceback = state.exception_traceback.take().map(owned);
    Some(Fetched { exception, value, traceback })
}

/// Puts an exception in flight, instead of the one that may be there. C: `PyErr_Restore`.
pub fn restore(exception: Fetched) {
    let state = thread_state();
    let old = fetch();
    state.exception_type.set(Some(exception.exception.into_raw()));
    state.exception_value.set(Some(exception.value.into_raw()));
    state.exception_traceback.set(exception.traceback.map(Ref::into_raw));
    drop(old);
}

/// Puts an exception that was taken back in flight, its context as it was.
pub fn put_back(exception: Ref<PyBaseExceptionObject>) {
    let traceback = exception.traceback.get();
    let class = exception.borrow().ob_type().object().to_ref();
    restore(Fetched { exception: class, value: exception.object(), traceback });
}

/// Forgets the exception in flight. C: `PyErr_Clear`.
pub fn clear() {
    drop(fetch());
}

/// Whether the exception in flight is of this type. C: `PyErr_ExceptionMatches`.
pub fn matches(exception: &PyTypeObject) -> bool {
    let Some(raised) = thread_state().exception_type.get() else {
        return false;
    };
    // SAFETY: the state owns it while we look.
    let raised: Obj<'_> = unsafe { Obj::from_ptr(raised) };
    raised.downcast::<PyTypeObject>().is_some_and(|raised| raised.is_subtype_of(exception.borrow()))
}

/// Whether an exception, or a class of exceptions, is of a class or of one in a tuple. What is
/// no class of exceptions is only equal to itself. C: `PyErr_GivenExceptionMatches`.
pub fn is_of(exception: Obj<'_>, wanted: Obj<'_>) -> bool {
    if let Some(wanted) = wanted.downcast::<tuple::PyTupleObject>() {
        return wanted.items().iter().any(|wanted| is_of(exception, *wanted));
    }
    let class = match exception.downcast::<PyBaseExceptionObject>() {
        Some(exception) => exception.ob_type().object(),
        None => exception,
    };
    match (class.downcast::<PyTypeObject>(), wanted.downcast::<PyTypeObject>()) {
        (Some(class), Some(wanted)) if is_exception_class(wanted.object()) => {
            class.is_subtype_of(wanted)
        }
        _ => class.is(wanted),
    }
}

/// Forgets the exception in flight if it is of this type; says whether it was.
pub fn catch(exception: &PyTypeObject) -> bool {
    let caught = matches(exception);
    if caught {
        clear();
    }
    caught
}

/// Takes the exception in flight as an instance. C: `PyErr_NormalizeException`.
pub fn take() -> Option<Ref<PyBaseExceptionObject>> {
    let Fetched { exception, value, traceback } = fetch()?;
    let instance = match value.downcast::<PyBaseExceptionObject>() {
        Ok(instance) => instance,
        Err(value) => match exception.downcast::<PyTypeObject>() {
            Ok(exception) => match instantiate(exception.borrow(), value) {
                Ok(instance) => instance,
                // Making it has raised: that is the exception now. At the limit of recursion it
                // is a `RecursionError`, for which there has to be room.
                Err(Raised) => return with_headroom(take),
            },
            Err(_) => return None,
        },
    };
    if traceback.is_some() {
        instance.traceback.set(traceback);
    }
    Some(instance)
}

/// An instance of an exception type. C: `_PyErr_CreateException`.
fn instantiate(exception: Type<'_>, value: Ref) -> Result<Ref<PyBaseExceptionObject>> {
    let callable = exception.object();
    let instance = if value.borrow().is_none() {
        callable.call(&[])?
    } else if let Some(arguments) = value.borrow().downcast::<tuple::PyTupleObject>() {
        callable.call(arguments.items())?
    } else {
        callable.call(&[value.borrow()])?
    };
    instance.downcast::<PyBaseExceptionObject>().map_err(|other| {
        raise(
            &TYPE_ERROR,
            format_args!(
                "calling {} should have returned an instance of BaseException, not {}",
                exception.name(),
                other.borrow().ob_type().name()
            ),
        )
    })
}

/// Replaces the exception in flight by one of the same type that says what failed, where that
/// loses nothing: the type has no state of its own, and the exception at most a message. The old
/// one is the cause of the new. C: `_PyErr_TrySetFromCause`.
pub fn try_set_from_cause(what: impl fmt::Display) {
    let Some(caught) = take() else { return };
    let class = caught.borrow().ob_type().to_ref();
    if !loses_nothing(&caught) {
        put_back(caught);
        return;
    }
    let Ok(shown) = caught.borrow().object().str() else { return };
    let text = str::new(&format!("{what} ({}: {shown})", class.borrow().name()));
    let made = text.and_then(|text| class.borrow().object().call_one(text.borrow().object()));
    if let Ok(Ok(made)) = made.map(Ref::downcast::<PyBaseExceptionObject>) {
        made.borrow().set_cause(Some(caught.object()));
        raise_instance(made);
    }
}

fn loses_nothing(caught: &Ref<PyBaseExceptionObject>) -> bool {
    let (class, base) = (caught.borrow().ob_type(), BASE_EXCEPTION.as_type());
    let init = |class: Type<'_>| class.tp_init.get().map(|init| init as usize);
    let new = |class: Type<'_>| class.tp_new.get().map(|new| new as usize);
    let (size, base_size) = (class.tp_basicsize.get(), base.tp_basicsize.get());
    let weak_reference = if class.tp_weaklistoffset.get() > 0 { size_of::<usize>() } else { 0 };
    let is_plain = init(class) == init(base)
        && new(class) == new(base)
        && (size == base_size || size == base_size + weak_reference as isize)
        && class.tp_itemsize.get() == base.tp_itemsize.get();
    let is_text = match caught.args.get().map(Ref::downcast::<tuple::PyTupleObject>) {
        Some(Ok(arguments)) => match arguments.borrow().items() {
            [] => true,
            [only] => only.is_exactly(&str::STR),
            _ => false,
        },
        _ => false,
    };
    let attributes = caught.dict.get().map(Ref::downcast::<crate::types::dict::PyDictObject>);
    let has_attributes = matches!(attributes, Some(Ok(dict)) if !dict.borrow().is_empty());
    is_plain && is_text && !has_attributes
}

/// A new class of exceptions, by its name with the module in front. C: `PyErr_NewException`.
pub fn new_exception(name: &str, base: Type<'_>) -> Result<Ref<PyTypeObject>> {
    let (module, name) = name.rsplit_once('.').unwrap_or(("builtins", name));
    let attributes = crate::types::dict::new()?;
    let module = str::interned(module)?;
    let key = crate::name!("__module__").object();
    attributes.borrow().set_item(key, module.borrow().object())?;
    let (name, bases) = (str::interned(name)?, tuple::of(&[base.object()])?);
    let class = crate::types::type_::TYPE.as_type().object().call(&[
        name.borrow().object(),
        bases.borrow().object(),
        attributes.borrow().object(),
    ])?;
    class.downcast().map_err(|_| raise(&TYPE_ERROR, "a class of exceptions is a class"))
}

/// Whether an object is a class of exceptions. C: `PyExceptionClass_Check`.
pub fn is_exception_class(object: Obj<'_>) -> bool {
    object.downcast::<PyTypeObject>().is_some_and(|class| class.has(flags::BASE_EXC_SUBCLASS))
}

/// Reports the exception in flight where nobody could catch it. C: `PyErr_WriteUnraisable`,
/// whose hook the interpreter installs.
pub fn write_unraisable(place: &str, object: Option<Obj<'_>>) {
    let exception = take();
    match crate::runtime::runtime().unraisable_hook.get() {
        Some(hook) => hook(exception, place, object),
        None => eprintln!("Exception ignored {place} {object:?}: {exception:?}"),
    }
    clear();
}
// ANCHOR_END: fetch

// ANCHOR: warn
/// Warns. What is done about it is the interpreter's business, whose hook may raise the warning
/// as an error; without one nobody listens. C: `PyErr_WarnFormat`, with a stack level of 1.
#[cold]
pub fn warn(category: &'static StaticType, message: impl fmt::Display) -> Result<()> {
    match crate::runtime::runtime().warn_hook.get() {
        Some(hook) => hook(category.as_type(), 1, &message.to_string()),
        None => Ok(()),
    }
}
// ANCHOR_END: warn
