//! Exceptions: what every one of them is made of, and the whole hierarchy.
//!
//! CPython: `Objects/exceptions.c`, `Include/cpython/pyerrors.h` (`PyBaseExceptionObject`).
//!
//! - here, `BaseException` itself, and in [`attributes`] what all inherit from it;
//! - [`layout`], how an exception with attributes of its own is made;
//! - [`hierarchy`], all exceptions without such, as a table;
//! - [`single`], those with one or two attributes more; [`os_error`], [`syntax_error`],
//!   [`unicode_error`], [`group`].

use std::cell::Cell;
use std::ffi::c_char;
use std::mem::offset_of;

use crate::errors::raise;
use crate::memory;
use crate::object::{Field, Layout, Obj, PyObject, Ref, Result, Status};
use crate::slot_kinds::{Flow, Visitor, traverse};
use crate::static_type::{Getter, MemberKind, Method, StaticType, Table};
use crate::type_object::{PyMemberDef, Type, flags};
use crate::types::str;
use crate::types::tuple::PyTupleObject;
use crate::types::{dict, type_};

mod attributes;
pub(crate) mod layout;
pub mod hierarchy;
pub mod single;
pub mod os_error;
pub mod syntax_error;
pub mod unicode_error;
pub mod group;

pub(crate) use attributes::sequence_tuple;
pub use hierarchy::*;

// ANCHOR: layout
/// C: `PyBaseExceptionObject`.
#[repr(C)]
#[allow(missing_docs, reason = "the fields have the names and meanings that C gives them")]
pub struct PyBaseExceptionObject {
    pub ob_base: PyObject,
    pub dict: Field,
    pub args: Field,
    pub notes: Field,
    pub traceback: Field,
    pub context: Field,
    pub cause: Field,
    pub suppress_context: Cell<c_char>,
}

const _: () = assert!(size_of::<PyBaseExceptionObject>() == 72);

// SAFETY: all exceptions begin with the struct.
unsafe impl Layout for PyBaseExceptionObject {
    const SUBCLASS_FLAG: usize = flags::BASE_EXC_SUBCLASS;

    fn type_object() -> &'static StaticType {
        &BASE_EXCEPTION
    }
}

/// `BaseException`.
pub static BASE_EXCEPTION: StaticType = StaticType::new(Table::<PyBaseExceptionObject> {
    tp_name: c"BaseException",
    tp_doc: "The root of all exceptions.",
    tp_flags: flags::HAVE_GC | flags::BASETYPE | flags::BASE_EXC_SUBCLASS,
    tp_dictoffset: offset_of!(PyBaseExceptionObject, dict) as isize,
    tp_dealloc: Some(crate::dealloc::dealloc::<PyBaseExceptionObject>),
    tp_repr: Some(exception_repr),
    tp_str: Some(exception_str),
    tp_getattro: Some(crate::protocol::attribute::generic_getattr),
    tp_setattro: Some(crate::protocol::attribute::generic_setattr),
    tp_traverse: traverse(exception_traverse),
    tp_clear: Some(exception_clear),
    tp_init: Some(exception_init),
    tp_new: Some(exception_new),
    tp_methods: &[
        Method::none(c"__reduce__", "($self, /)", attributes::reduce, "How to copy it.").unsigned(),
        Method::one(
            c"__setstate__",
            "($self, state, /)",
            attributes::set_state,
            "Sets the attributes that a dict names.",
        )
        .unsigned(),
        Method::one(
            c"with_traceback",
            "($self, tb, /)",
            attributes::with_traceback,
            "Sets the traceback and returns the exception itself.",
        )
        .unsigned(),
        Method::one(
            c"add_note",
            "($self, note, /)",
            attributes::add_note,
            "Adds a line that is shown below the message.",
        )
        .unsigned(),
    ],
    tp_members: &[PyMemberDef::new(
        c"__suppress_context__",
        MemberKind::Bool,
        offset_of!(PyBaseExceptionObject, suppress_context),
        c"Whether the context is left out when the exception is shown.",
    )],
    tp_getset: &[
        Getter::new(c"__dict__", exception_dict, "The attributes of the object itself.")
            .settable(exception_set_dict),
        Getter::new(c"args", attributes::args, "The arguments.").settable(attributes::set_args),
        Getter::new(c"__traceback__", attributes::traceback, "Where it has been.")
            .settable(attributes::set_traceback),
        Getter::new(c"__context__", attributes::context, "What was being handled.")
            .settable(attributes::set_context),
        Getter::new(c"__cause__", attributes::cause, "What it was raised from.")
            .settable(attributes::set_cause),
    ],
    ..Table::NONE
});
// ANCHOR_END: layout

impl<'a> Obj<'a, PyBaseExceptionObject> {
    /// `__context__`.
    pub fn context(self) -> Option<Ref<PyBaseExceptionObject>> {
        self.get().context.get().and_then(|context| context.downcast().ok())
    }

    /// `args`.
    pub fn args(self) -> Option<Ref<PyTupleObject>> {
        self.get().args.get().and_then(|args| args.downcast().ok())
    }
}

/// All built-in exceptions, `BaseException` first.
pub fn all() -> impl Iterator<Item = &'static StaticType> {
    [&BASE_EXCEPTION].into_iter().chain(hierarchy::ALL.iter().copied())
}

// ANCHOR: slots
pub(crate) extern "C" fn exception_new(
    ob_type: Type<'_>,
    args: Obj<'_>,
    _: Option<Obj<'_>>,
) -> Result {
    let exception = memory::create(ob_type, |ob_base| PyBaseExceptionObject {
        ob_base,
        dict: Field::NULL,
        args: Field::new(Some(args.to_ref())),
        notes: Field::NULL,
        traceback: Field::NULL,
        context: Field::NULL,
        cause: Field::NULL,
        suppress_context: Cell::new(0),
    })?;
    Ok(exception.object())
}

/// C: `BaseException_init`.
pub(crate) extern "C" fn exception_init(
    exception: Obj<'_, PyBaseExceptionObject>,
    args: Obj<'_>,
    keywords: Option<Obj<'_>>,
) -> Status {
    let keywords = keywords.and_then(|keywords| keywords.downcast::<dict::PyDictObject>());
    if keywords.is_some_and(|keywords| !keywords.is_empty()) {
        let name = exception.ob_type().name().to_owned();
        let message = format_args!("{name}() takes no keyword arguments");
        return Err(raise(&TYPE_ERROR, message).into());
    }
    exception.args.set(Some(args.to_ref()));
    Ok(())
}

/// C: `BaseException_repr`.
extern "C" fn exception_repr(exception: Obj<'_, PyBaseExceptionObject>) -> Result {
    let args = exception.args();
    let name = exception.ob_type().short_name().to_owned();
    let text = match &args {
        Some(args) => match args.borrow().items() {
            [only] => format!("{name}({})", only.repr()?),
            _ => format!("{name}{}", args.borrow().object().repr()?),
        },
        None => format!("{name}()"),
    };
    Ok(str::new(&text)?.object())
}

/// C: `BaseException_str`.
pub(crate) extern "C" fn exception_str(exception: Obj<'_, PyBaseExceptionObject>) -> Result {
    let args = exception.args();
    let items = args.as_ref().map_or(&[][..], |args| args.borrow().items());
    match items {
        [] => Ok(str::interned("")?.object()),
        [only] => Ok(only.str()?.object()),
        _ => match args {
            Some(args) => Ok(args.borrow().object().str()?.object()),
            None => Ok(str::interned("")?.object()),
        },
    }
}

fn exception_dict(exception: Obj<'_, PyBaseExceptionObject>) -> Result {
    type_::instance::get_dict(exception.object())
}

fn exception_set_dict(exception: Obj<'_, PyBaseExceptionObject>, value: Option<Obj<'_>>) -> Status {
    type_::instance::set_dict(exception.object(), value)
}

fn exception_traverse(exception: Obj<'_, PyBaseExceptionObject>, visitor: &mut Visitor) -> Flow {
    fields(exception.get()).into_iter().try_for_each(|field| visitor.field(field))
}

extern "C" fn exception_clear(exception: Obj<'_, PyBaseExceptionObject>) -> Status {
    fields(exception.get()).into_iter().for_each(Field::clear);
    Ok(())
}

fn fields(exception: &PyBaseExceptionObject) -> [&Field; 6] {
    let PyBaseExceptionObject { dict, args, notes, traceback, context, cause, .. } = exception;
    [dict, args, notes, traceback, context, cause]
}
// ANCHOR_END: slots

#[cfg(test)]
mod tests;
