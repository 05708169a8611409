//! `traceback`: where an exception has been, a link for each frame.
//!
//! CPython: `Python/traceback.c` (`PyTraceBack_Here`), `Include/cpython/traceback.h`
//! (`PyTracebackObject`).

use std::cell::Cell;
use std::ffi::c_int;
use std::mem::offset_of;

use object_model::arguments::Given;
use object_model::dealloc::dealloc;
use object_model::errors::{self, OVERFLOW_ERROR, TYPE_ERROR, VALUE_ERROR, raise};
use object_model::memory;
use object_model::object::{Layout, Status};
use object_model::signature::Signature;
use object_model::slot_kinds::{Flow, Visitor, traverse};
use object_model::static_type::MemberKind;
use object_model::type_object::{PyMemberDef, Type, flags};
use object_model::types::{int, none};
use object_model::{Field, Getter, Obj, PyObject, Ref, Result, StaticType, Table};

use crate::frame::Frame;
use crate::objects::frame::{self, PyFrameObject};

/// C: `PyTracebackObject`.
#[repr(C)]
#[allow(missing_docs, reason = "the fields have the names and meanings that C gives them")]
pub struct PyTracebackObject {
    pub ob_base: PyObject,
    /// The link nearer to where it was raised.
    pub tb_next: Field,
    pub tb_frame: Field<PyFrameObject>,
    pub tb_lasti: Cell<c_int>,
    /// −1 until somebody asks.
    pub tb_lineno: Cell<c_int>,
}

const _: () = assert!(size_of::<PyTracebackObject>() == 40);

// SAFETY: made by `new`.
unsafe impl Layout for PyTracebackObject {
    fn type_object() -> &'static StaticType {
        &TRACEBACK
    }
}

/// `traceback`.
pub static TRACEBACK: StaticType = StaticType::new(Table::<PyTracebackObject> {
    tp_name: c"traceback",
    tp_doc: "Where an exception has been.",
    signature: SIGNATURE,
    tp_flags: flags::HAVE_GC,
    tp_new: Some(traceback_new),
    tp_dealloc: Some(dealloc::<PyTracebackObject>),
    tp_traverse: traverse(traceback_traverse),
    tp_clear: Some(traceback_clear),
    tp_members: &[
        PyMemberDef::new(
            c"tb_frame",
            MemberKind::Object,
            offset_of!(PyTracebackObject, tb_frame),
            c"The frame.",
        )
        .read_only(),
        PyMemberDef::new(
            c"tb_lasti",
            MemberKind::Int,
            offset_of!(PyTracebackObject, tb_lasti),
            c"The instruction.",
        )
        .read_only(),
    ],
    tp_getset: &[
        Getter::new(c"tb_next", next_link, "The link nearer to where it was raised.")
            .settable(set_next_link),
        Getter::new(c"tb_lineno", line, "The line."),
    ],
    ..Table::NONE
});

/// Adds a frame to the traceback of the exception in flight. C: `PyTraceBack_Here`.
pub(crate) fn here(frame: Frame) {
    if frame.is_incomplete() {
        return;
    }
    let Some(mut fetched) = errors::fetch() else { return };
    // If there is no memory for it, that is the exception now.
    if let Ok(traceback) = new(fetched.traceback.clone(), frame) {
        fetched.traceback = Some(traceback.object());
        errors::restore(fetched);
    }
}

const SIGNATURE: &str = "(tb_next, tb_frame, tb_lasti, tb_lineno)";

/// C: `tb_new_impl`.
extern "C" fn traceback_new(_: Type<'_>, args: Obj<'_>, keywords: Option<Obj<'_>>) -> Result {
    const BOUND: Signature = Signature::parse(SIGNATURE);
    BOUND.bind("TracebackType", Given::of_tuple(args, keywords), |given| {
        let Some(frame) = given[1].downcast::<PyFrameObject>() else {
            let kind = if given[1].is_none() { "None" } else { given[1].ob_type().name() };
            let message =
                format_args!("TracebackType() argument 'tb_frame' must be frame, not {kind}");
            return Err(raise(&TYPE_ERROR, message));
        };
        let number = |at: usize| {
            let number = given[at].index()?;
            let number = number.borrow().to_i64().and_then(|number| c_int::try_from(number).ok());
            number.ok_or_else(|| raise(&OVERFLOW_ERROR, "Python int too large to convert to C int"))
        };
        let (lasti, line) = (number(2)?, number(3)?);
        let next = given.not_none(0);
        if next.is_some_and(|next| next.downcast::<PyTracebackObject>().is_none()) {
            let kind = given[0].ob_type().name();
            let message = format_args!("expected traceback object or None, got '{kind}'");
            return Err(raise(&TYPE_ERROR, message));
        }
        let traceback = memory::create(TRACEBACK.as_type(), |ob_base| PyTracebackObject {
            ob_base,
            tb_next: Field::new(next.map(Obj::to_ref)),
            tb_frame: Field::new(Some(frame.to_ref())),
            tb_lasti: Cell::new(lasti),
            tb_lineno: Cell::new(line),
        })?;
        Ok(traceback.object())
    })
}

fn new(next: Option<Ref>, frame: Frame) -> Result<Ref<PyTracebackObject>> {
    let object = frame::object_of(frame)?;
    let (lasti, line) = (frame.last_instruction() * 2, frame.line());
    memory::create(TRACEBACK.as_type(), |ob_base| PyTracebackObject {
        ob_base,
        tb_next: Field::new(next),
        tb_frame: Field::new(Some(object)),
        tb_lasti: Cell::new(lasti as c_int),
        tb_lineno: Cell::new(line.unwrap_or(-1)),
    })
}

fn traceback_traverse(traceback: Obj<'_, PyTracebackObject>, visitor: &mut Visitor) -> Flow {
    visitor.field(&traceback.tb_next)?;
    visitor.field(&traceback.tb_frame)
}

extern "C" fn traceback_clear(traceback: Obj<'_, PyTracebackObject>) -> Status {
    traceback.tb_next.clear();
    traceback.tb_frame.clear();
    Ok(())
}

fn next_link(traceback: Obj<'_, PyTracebackObject>) -> Result {
    Ok(traceback.tb_next.get().unwrap_or_else(|| none().to_ref()))
}

/// C: `tb_next_set`, which keeps the chain from becoming a circle.
fn set_next_link(traceback: Obj<'_, PyTracebackObject>, value: Option<Obj<'_>>) -> Status {
    let Some(value) = value else {
        return Err(raise(&TYPE_ERROR, "can't delete tb_next attribute").into());
    };
    let next = match value.is_none() {
        true => None,
        false => Some(value.downcast::<PyTracebackObject>().ok_or_else(|| {
            let name = value.ob_type().name();
            raise(&TYPE_ERROR, format_args!("expected traceback object, got '{name}'"))
        })?),
    };
    let mut at = next.map(Obj::to_ref);
    while let Some(link) = at {
        if link.borrow().is(traceback) {
            return Err(raise(&VALUE_ERROR, "traceback loop detected").into());
        }
        at = link.tb_next.get().and_then(|next| next.downcast().ok());
    }
    traceback.tb_next.set(next.map(Ref::from));
    Ok(())
}

fn line(traceback: Obj<'_, PyTracebackObject>) -> Result {
    match traceback.tb_lineno.get() {
        -1 => Ok(none().to_ref()),
        line => Ok(int::from_i64(line.into())?.object()),
    }
}
