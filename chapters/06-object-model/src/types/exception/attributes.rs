//! What every exception has: `args`, `__traceback__`, `__context__`, `__cause__`, notes, and how
//! it is copied.
//!
//! CPython: `Objects/exceptions.c` (`BaseException_set_args`, `BaseException_set_tb`,
//! `BaseException_set_context`, `BaseException_set_cause`, `BaseException_add_note`,
//! `BaseException_reduce`, `BaseException_setstate`).

use crate::errors::{TYPE_ERROR, raise};
use crate::name;
use crate::object::{Field, Obj, Ref, Result, Status};
use crate::runtime::runtime;
use crate::types::dict::PyDictObject;
use crate::types::list::{self, PyListObject};
use crate::types::none;
use crate::types::str::PyASCIIObject;
use crate::types::tuple::{self, PyTupleObject};

use super::PyBaseExceptionObject;

type Exception<'a> = Obj<'a, PyBaseExceptionObject>;

fn or_none(field: &Field) -> Result {
    Ok(field.get().unwrap_or_else(|| none().to_ref()))
}

// ANCHOR: attributes
pub(super) fn args(exception: Exception<'_>) -> Result {
    or_none(&exception.get().args)
}

pub(super) fn set_args(exception: Exception<'_>, value: Option<Obj<'_>>) -> Status {
    let value = value.ok_or_else(|| raise(&TYPE_ERROR, "args may not be deleted"))?;
    let args = sequence_tuple(value)?;
    exception.args.set(Some(args.object()));
    Ok(())
}

pub(super) fn traceback(exception: Exception<'_>) -> Result {
    or_none(&exception.traceback)
}

pub(super) fn set_traceback(exception: Exception<'_>, value: Option<Obj<'_>>) -> Status {
    let value = value.ok_or_else(|| raise(&TYPE_ERROR, "__traceback__ may not be deleted"))?;
    let is_traceback = runtime().traceback_type.get().is_some_and(|kind| value.is_exactly(kind));
    if !value.is_none() && !is_traceback {
        return Err(raise(&TYPE_ERROR, "__traceback__ must be a traceback or None").into());
    }
    exception.traceback.set((!value.is_none()).then(|| value.to_ref()));
    Ok(())
}

pub(super) fn context(exception: Exception<'_>) -> Result {
    or_none(&exception.get().context)
}

pub(super) fn set_context(exception: Exception<'_>, value: Option<Obj<'_>>) -> Status {
    let value = exception_or_none(value, "__context__", "context")?;
    exception.get().context.set(value);
    Ok(())
}

pub(super) fn cause(exception: Exception<'_>) -> Result {
    or_none(&exception.cause)
}

pub(super) fn set_cause(exception: Exception<'_>, value: Option<Obj<'_>>) -> Status {
    let value = exception_or_none(value, "__cause__", "cause")?;
    exception.set_cause(value);
    Ok(())
}

impl Exception<'_> {
    /// What it is raised from; its context is then no longer shown. C: `PyException_SetCause`.
    pub fn set_cause(self, cause: Option<Ref>) {
        self.suppress_context.set(1);
        self.cause.set(cause);
    }
}

fn exception_or_none(value: Option<Obj<'_>>, name: &str, word: &str) -> Result<Option<Ref>> {
    let Some(value) = value else {
        return Err(raise(&TYPE_ERROR, format_args!("{name} may not be deleted")));
    };
    if value.is_none() {
        return Ok(None);
    }
    if value.downcast::<PyBaseExceptionObject>().is_none() {
        let message = format_args!("exception {word} must be None or derive from BaseException");
        return Err(raise(&TYPE_ERROR, message));
    }
    Ok(Some(value.to_ref()))
}
// ANCHOR_END: attributes

// ANCHOR: methods
pub(super) fn with_traceback(exception: Exception<'_>, traceback: Obj<'_>) -> Result {
    set_traceback(exception, Some(traceback))?;
    Ok(exception.object().to_ref())
}

/// The notes are an ordinary attribute, which a program may have put something else into.
pub(super) fn add_note(exception: Exception<'_>, note: Obj<'_>) -> Result {
    if note.downcast::<PyASCIIObject>().is_none() {
        let name = note.ob_type().name().to_owned();
        return Err(raise(&TYPE_ERROR, format_args!("note must be a str, not '{name}'")));
    }
    let (exception, name) = (exception.object(), name!("__notes__"));
    let notes = match exception.lookup_attribute(name)? {
        Some(notes) => notes,
        None => {
            exception.set_attribute(name, Some(list::new()?.borrow().object()))?;
            exception.get_attribute(name)?
        }
    };
    let Ok(notes) = notes.downcast::<PyListObject>() else {
        return Err(raise(&TYPE_ERROR, "Cannot add note: __notes__ is not a list"));
    };
    notes.borrow().push(note.to_ref())?;
    Ok(none().to_ref())
}

pub(super) fn reduce(exception: Exception<'_>) -> Result {
    let args = args(exception)?;
    reduce_to(exception, args, exception.get().dict.get())
}

/// The class, what to call it with, and the attributes to set then.
pub(super) fn reduce_to(exception: Exception<'_>, args: Ref, state: Option<Ref>) -> Result {
    let class = exception.ob_type().object().to_ref();
    Ok(match state {
        Some(state) => tuple::new([class, args, state])?.object(),
        None => tuple::new([class, args])?.object(),
    })
}

pub(super) fn set_state(exception: Exception<'_>, state: Obj<'_>) -> Result {
    if !state.is_none() {
        let Some(state) = state.downcast::<PyDictObject>() else {
            return Err(raise(&TYPE_ERROR, "state is not a dictionary"));
        };
        for (name, value) in state.items() {
            let name = crate::protocol::attribute::expect_name(name.borrow())?;
            exception.object().set_attribute(name, Some(value.borrow()))?;
        }
    }
    Ok(none().to_ref())
}
// ANCHOR_END: methods

/// A tuple of what an object yields; a tuple itself. C: `PySequence_Tuple`.
pub(crate) fn sequence_tuple(object: Obj<'_>) -> Result<Ref<PyTupleObject>> {
    if let Some(tuple) = object.downcast_exact::<PyTupleObject>() {
        return Ok(tuple.to_ref());
    }
    let iterator = object.iter()?;
    let mut items = Vec::new();
    while let Some(item) = iterator.borrow().next()? {
        items.push(item);
    }
    tuple::from_iterator(items.into_iter())
}
