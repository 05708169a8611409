//! What `super()` without arguments means: the class that the running function was written in,
//! and its first argument.
//!
//! CPython: `Objects/typeobject.c` (`super_init_without_args`).
//!
//! The compiler gives a function that names `super` or `__class__` a free variable `__class__`,
//! and the class statement fills its cell when the class is made.

use compiler::code::{CO_FAST_CELL, CO_FAST_FREE};
use object_model::errors::{RUNTIME_ERROR, raise};
use object_model::type_object::PyTypeObject;
use object_model::{Raised, Ref, Result};

use crate::frame::Frame;
use crate::objects::cell::PyCellObject;
use crate::objects::code::CodeMethods;
use crate::thread::eval_state;

/// The class and the object of a `super()` in the running frame.
pub(crate) fn class_and_first_argument() -> Result<(Ref<PyTypeObject>, Ref)> {
    let frame = eval_state().current_frame.get().ok_or_else(|| wrong("no current frame"))?;
    let object = first_argument(frame)?;
    let code = frame.code();
    let variables = code.variables().items().iter().zip(code.kinds()).enumerate();
    let mut free = variables.filter(|(_, (_, kind))| *kind & CO_FAST_FREE != 0);
    let found = free.find(|(at, _)| code.variable(*at).is_ascii_text("__class__"));
    let (at, _) = found.ok_or_else(|| wrong("__class__ cell not found"))?;
    let cell = frame.slot(at).get().and_then(|cell| cell.downcast::<PyCellObject>().ok());
    let cell = cell.ok_or_else(|| wrong("bad __class__ cell"))?;
    let class = cell.ob_ref.get().ok_or_else(|| wrong("empty __class__ cell"))?;
    let class = class.downcast::<PyTypeObject>().map_err(|other| {
        wrong(format_args!("__class__ is not a type ({})", other.borrow().ob_type().name()))
    })?;
    Ok((class, object))
}

/// The first argument, which may have moved into a cell.
fn first_argument(frame: Frame) -> Result<Ref> {
    let code = frame.code();
    if code.co_argcount.get() == 0 {
        return Err(wrong("no arguments"));
    }
    let first = frame.slot(0).get();
    let in_cell = code.kinds()[0] & CO_FAST_CELL != 0;
    let first = match first.map(Ref::downcast::<PyCellObject>) {
        Some(Ok(cell)) if in_cell => cell.ob_ref.get(),
        Some(Ok(cell)) => Some(cell.object()),
        Some(Err(value)) => Some(value),
        None => None,
    };
    first.ok_or_else(|| wrong("arg[0] deleted"))
}

#[cold]
fn wrong(what: impl std::fmt::Display) -> Raised {
    raise(&RUNTIME_ERROR, format_args!("super(): {what}"))
}
