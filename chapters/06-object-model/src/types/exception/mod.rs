//! Exceptions: what every one of them is made of, and the whole hierarchy.
//!
//! CPython: `Objects/exceptions.c`, `Include/cpython/pyerrors.h` (`PyBaseExceptionObject`).
//!
//! - here, `BaseException` itself;
//! - [`hierarchy`], all others, as a table.

use std::cell::Cell;
use std::ffi::c_char;
use std::mem::offset_of;

use crate::dealloc::dealloc;
use crate::errors::raise;
use crate::memory;
use crate::object::{Field, Layout, Obj, PyObject, Ref, Result, Status};
use crate::slot_kinds::{Flow, Visitor, traverse};
use crate::static_type::{Getter, StaticType, Table};
use crate::type_object::{Type, flags};
use crate::types::str;
use crate::types::tuple::PyTupleObject;
use crate::types::{dict, none};

pub mod hierarchy;

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
    tp_dealloc: Some(dealloc::<PyBaseExceptionObject>),
    tp_str: Some(exception_str),
    tp_getattro: Some(crate::protocol::attribute::generic_getattr),
    tp_setattro: Some(crate::protocol::attribute::generic_setattr),
    tp_traverse: traverse(exception_traverse),
    tp_clear: Some(exception_clear),
    tp_init: Some(exception_init),
    tp_new: Some(exception_new),
    tp_getset: &[
        Getter::new(c"args", exception_args, "The arguments."),
        Getter::new(c"__traceback__", exception_traceback, "Where it has been."),
        Getter::new(c"__context__", exception_context, "What was being handled."),
        Getter::new(c"__cause__", exception_cause, "What it was raised from."),
    ],
    ..Table::NONE
});

/// An exception without attributes of its own. C: `SimpleExtendsException`.
pub(crate) const fn simple(
    name: &'static std::ffi::CStr,
    base: &'static StaticType,
    doc: &'static str,
) -> StaticType {
    StaticType::new(Table::<PyBaseExceptionObject> {
        tp_name: name,
        tp_doc: doc,
        tp_base: Some(base.as_head()),
        tp_flags: flags::HAVE_GC | flags::BASETYPE,
        tp_dictoffset: offset_of!(PyBaseExceptionObject, dict) as isize,
        tp_dealloc: Some(dealloc::<PyBaseExceptionObject>),
        tp_traverse: traverse(exception_traverse),
        tp_clear: Some(exception_clear),
        tp_init: Some(exception_init),
        tp_new: Some(exception_new),
        ..Table::NONE
    })
}
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
extern "C" fn exception_new(ob_type: Type<'_>, args: Obj<'_>, _: Option<Obj<'_>>) -> Result {
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
extern "C" fn exception_init(
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

/// C: `BaseException_str`.
extern "C" fn exception_str(exception: Obj<'_, PyBaseExceptionObject>) -> Result {
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

fn or_none(field: &Field) -> Result {
    Ok(field.get().unwrap_or_else(|| none().to_ref()))
}

fn exception_args(exception: Obj<'_, PyBaseExceptionObject>) -> Result {
    or_none(&exception.get().args)
}

fn exception_traceback(exception: Obj<'_, PyBaseExceptionObject>) -> Result {
    or_none(&exception.traceback)
}

fn exception_context(exception: Obj<'_, PyBaseExceptionObject>) -> Result {
    or_none(&exception.get().context)
}

fn exception_cause(exception: Obj<'_, PyBaseExceptionObject>) -> Result {
    or_none(&exception.cause)
}
// ANCHOR_END: slots
