//! `OSError`: which of its subclasses an `errno` is, the file's name, and the message.
//!
//! CPython: `Objects/exceptions.c` (`OSError_new`, `oserror_parse_args`, `oserror_init`,
//! `oserror_use_init`, `OSError_str`, `OSError_reduce`, `_PyExc_InitState`).
//!
//! `OSError(2, "…")` is a `FileNotFoundError`, so that the arguments have to be read in
//! `__new__`. A subclass with an `__init__` of its own, but no `__new__`, may be called with
//! anything; its arguments are those that its `__init__` passes on.

use std::cell::Cell;
use std::mem::offset_of;

use crate::arguments::Given;
use crate::errors::{TYPE_ERROR, VALUE_ERROR, raise};
use crate::object::{Field, Obj, Ref, Result, Status};
use crate::static_type::{Getter, MemberKind, Method, StaticType, Table};
use crate::type_object::{PyMemberDef, Type};
use crate::types::int::{self, PyLongObject};
use crate::types::tuple::{self, PyTupleObject};
use crate::types::{none, str};

use super::attributes::reduce_to;
use super::layout::{base_of, exception_layout, extend};
use super::{
    BLOCKING_IO_ERROR, BROKEN_PIPE_ERROR, CHILD_PROCESS_ERROR, CONNECTION_ABORTED_ERROR,
    CONNECTION_REFUSED_ERROR, CONNECTION_RESET_ERROR, EXCEPTION, FILE_EXISTS_ERROR,
    FILE_NOT_FOUND_ERROR, INTERRUPTED_ERROR, IS_A_DIRECTORY_ERROR, NOT_A_DIRECTORY_ERROR,
    PERMISSION_ERROR, PROCESS_LOOKUP_ERROR, PyBaseExceptionObject, TIMEOUT_ERROR, exception_new,
    exception_str,
};

// ANCHOR: type
exception_layout! {
    /// C: `PyOSErrorObject`.
    PyOSErrorObject of OS_ERROR, 112 bytes, os_error_init;
    myerrno: Field,
    strerror: Field,
    filename: Field,
    filename2: Field,
    written: Cell<isize>,
}

macro_rules! member {
    ($name:literal, $field:ident, $doc:literal) => {
        PyMemberDef::new($name, MemberKind::Object, offset_of!(PyOSErrorObject, $field), $doc)
    };
}

/// `OSError`.
pub static OS_ERROR: StaticType = StaticType::new(Table::<PyOSErrorObject> {
    tp_new: Some(os_error_new),
    tp_str: Some(os_error_str),
    tp_methods: &[
        Method::none(c"__reduce__", "($self, /)", os_error_reduce, "How to copy it.").unsigned()
    ],
    tp_members: &[
        member!(c"errno", myerrno, c"The number of the error."),
        member!(c"strerror", strerror, c"What the system says about it."),
        member!(c"filename", filename, c"The file."),
        member!(c"filename2", filename2, c"The other file, where there are two."),
    ],
    tp_getset: &[Getter::new(c"characters_written", written, "How much was written before.")
        .settable(set_written)],
    ..extend(c"OSError", &EXCEPTION, "A system call failed.")
});

/// The subclass of an `errno`.
fn subclass_of(number: i32) -> Option<&'static StaticType> {
    Some(match number {
        libc::EAGAIN | libc::EALREADY | libc::EINPROGRESS => &BLOCKING_IO_ERROR,
        libc::EPIPE | libc::ESHUTDOWN => &BROKEN_PIPE_ERROR,
        libc::ECHILD => &CHILD_PROCESS_ERROR,
        libc::ECONNABORTED => &CONNECTION_ABORTED_ERROR,
        libc::ECONNREFUSED => &CONNECTION_REFUSED_ERROR,
        libc::ECONNRESET => &CONNECTION_RESET_ERROR,
        libc::EEXIST => &FILE_EXISTS_ERROR,
        libc::ENOENT => &FILE_NOT_FOUND_ERROR,
        libc::EISDIR => &IS_A_DIRECTORY_ERROR,
        libc::ENOTDIR => &NOT_A_DIRECTORY_ERROR,
        libc::EINTR => &INTERRUPTED_ERROR,
        libc::EACCES | libc::EPERM => &PERMISSION_ERROR,
        libc::ESRCH => &PROCESS_LOOKUP_ERROR,
        libc::ETIMEDOUT => &TIMEOUT_ERROR,
        _ => return None,
    })
}
// ANCHOR_END: type

// ANCHOR: new
/// Whether the arguments are left to `__init__`. C: `oserror_use_init`.
fn reads_in_init(ob_type: Type<'_>) -> bool {
    let own_init = ob_type
        .tp_init
        .get()
        .is_some_and(|init| init as usize != os_error_init as *const () as usize);
    own_init
        && ob_type
            .tp_new
            .get()
            .is_some_and(|new| new as usize == os_error_new as *const () as usize)
}

extern "C" fn os_error_new(ob_type: Type<'_>, args: Obj<'_>, keywords: Option<Obj<'_>>) -> Result {
    if reads_in_init(ob_type) {
        let exception = exception_new(ob_type, tuple::of(&[])?.borrow().object(), None)?;
        as_os_error(&exception).written.set(-1);
        return Ok(exception);
    }
    refuse_keywords(ob_type, args, keywords)?;
    let number = match args.downcast::<PyTupleObject>().map(|args| args.items()) {
        Some([number, _, ..]) if Given::of_tuple(args, None).positional.len() <= 5 => {
            number.downcast::<PyLongObject>().and_then(|number| number.to_i64())
        }
        _ => None,
    };
    let subclass = number.and_then(|number| subclass_of(i32::try_from(number).ok()?));
    let ob_type = match subclass {
        Some(subclass) if ob_type.is(OS_ERROR.as_type()) => subclass.as_type(),
        _ => ob_type,
    };
    let exception = exception_new(ob_type, args, None)?;
    as_os_error(&exception).written.set(-1);
    fill(as_os_error(&exception), args)?;
    Ok(exception)
}

fn as_os_error(exception: &Ref) -> Obj<'_, PyOSErrorObject> {
    exception.borrow().downcast().expect("an OSError")
}

extern "C" fn os_error_init(
    exception: Obj<'_, PyOSErrorObject>,
    args: Obj<'_>,
    keywords: Option<Obj<'_>>,
) -> Status {
    let ob_type = exception.ob_type();
    if !reads_in_init(ob_type) {
        return Ok(());
    }
    refuse_keywords(ob_type, args, keywords)?;
    fill(exception, args)?;
    Ok(())
}

fn refuse_keywords(ob_type: Type<'_>, args: Obj<'_>, keywords: Option<Obj<'_>>) -> Result<()> {
    if Given::of_tuple(args, keywords).keywords.is_empty() {
        return Ok(());
    }
    let name = ob_type.name();
    Err(raise(&TYPE_ERROR, format_args!("{name}() takes no keyword arguments")))
}

/// The names of files leave `args`, as programs that unpack two have always expected.
/// C: `oserror_parse_args`, `oserror_init`.
fn fill(exception: Obj<'_, PyOSErrorObject>, args: Obj<'_>) -> Result<()> {
    let items = args.downcast::<PyTupleObject>().expect("a tuple of arguments").items();
    let mut kept = args.to_ref();
    if (2..=5).contains(&items.len()) {
        let given = |index: usize| items.get(index).copied().filter(|item| !item.is_none());
        if let Some(filename) = given(2) {
            if exception.is_exactly(&BLOCKING_IO_ERROR) && is_number(filename) {
                exception.written.set(filename.to_index(Some(&VALUE_ERROR))?);
            } else {
                exception.filename.set(Some(filename.to_ref()));
                if let Some(filename) = given(4) {
                    exception.filename2.set(Some(filename.to_ref()));
                }
                kept = tuple::of(&items[..2])?.object();
            }
        }
        exception.myerrno.set(Some(items[0].to_ref()));
        exception.strerror.set(Some(items[1].to_ref()));
    }
    base_of(exception).get().args.set(Some(kept));
    Ok(())
}

/// C: `PyNumber_Check`.
fn is_number(object: Obj<'_>) -> bool {
    let ob_type = object.ob_type();
    ob_type.number(|suite| suite.nb_index).is_some()
        || ob_type.number(|suite| suite.nb_int).is_some()
        || ob_type.number(|suite| suite.nb_float).is_some()
}
// ANCHOR_END: new

// ANCHOR: text
extern "C" fn os_error_str(exception: Obj<'_, PyOSErrorObject>) -> Result {
    let shown = |field: &Field| -> Result<Ref<str::PyASCIIObject>> {
        field.get().unwrap_or_else(|| none().to_ref()).borrow().str()
    };
    let has = |field: &Field| !field.is_null();
    let named = has(&exception.filename);
    let numbered = has(&exception.myerrno) && has(&exception.strerror);
    if !named && !numbered {
        return exception_str(base_of(exception));
    }
    let number = shown(&exception.myerrno)?;
    let mut text = format!("[Errno {number}] {}", shown(&exception.strerror)?);
    if let Some(filename) = exception.filename.get() {
        text += &format!(": {}", filename.borrow().repr()?);
        if let Some(filename) = exception.filename2.get() {
            text += &format!(" -> {}", filename.borrow().repr()?);
        }
    }
    Ok(str::new(&text)?.object())
}

/// The names of files go back among the arguments. C: `OSError_reduce`.
fn os_error_reduce(exception: Obj<'_, PyOSErrorObject>) -> Result {
    let base: Obj<'_, PyBaseExceptionObject> = base_of(exception);
    let args = base.args();
    let items = args.as_ref().map_or(&[][..], |args| args.borrow().items());
    let args = match (items, exception.filename.get(), exception.filename2.get()) {
        ([number, text], Some(filename), None) => tuple::of(&[*number, *text, filename.borrow()])?,
        ([number, text], Some(filename), Some(second)) => {
            tuple::of(&[*number, *text, filename.borrow(), none(), second.borrow()])?
        }
        _ => tuple::of(items)?,
    };
    reduce_to(base, args.object(), base.get().dict.get())
}

fn written(exception: Obj<'_, PyOSErrorObject>) -> Result {
    match exception.written.get() {
        -1 => Err(raise(&super::ATTRIBUTE_ERROR, "characters_written")),
        written => Ok(int::from_i64(written as i64)?.object()),
    }
}

fn set_written(exception: Obj<'_, PyOSErrorObject>, value: Option<Obj<'_>>) -> Status {
    let written = match value {
        Some(value) => value.to_index(Some(&VALUE_ERROR))?,
        None if exception.written.get() == -1 => {
            return Err(raise(&super::ATTRIBUTE_ERROR, "characters_written").into());
        }
        None => -1,
    };
    exception.written.set(written);
    Ok(())
}
// ANCHOR_END: text
