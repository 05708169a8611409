//! Exceptions with one, two or three attributes: `StopIteration.value`, `SystemExit.code`,
//! `NameError.name`, `AttributeError.name` and `.obj`, `ImportError.msg`, `.name` and `.path`;
//! and `KeyError`, which shows its key in quotes.
//!
//! CPython: `Objects/exceptions.c` (`StopIteration_init`, `SystemExit_init`, `NameError_init`,
//! `AttributeError_init`, `ImportError_init`, `KeyError_str`).

use std::mem::offset_of;

use crate::arguments::{Arguments, Given, Keywords};
use crate::name;
use crate::object::{Field, Obj, Ref, Result, Status};
use crate::signature::Signature;
use crate::static_type::{MemberKind, Method, StaticType, Table};
use crate::type_object::PyMemberDef;
use crate::types::dict::{self, PyDictObject};
use crate::types::none;
use crate::types::str::PyASCIIObject;
use crate::types::tuple::PyTupleObject;

use super::attributes::reduce_to;
use super::layout::{ExceptionLayout, base_of, exception_layout, extend};
use super::{
    BASE_EXCEPTION, EXCEPTION, LOOKUP_ERROR, PyBaseExceptionObject, exception_init, exception_str,
};

// ANCHOR: layouts
exception_layout! {
    /// C: `PyStopIterationObject`.
    PyStopIterationObject of STOP_ITERATION, 80 bytes, stop_iteration_init;
    value: Field,
}

exception_layout! {
    /// C: `PySystemExitObject`.
    PySystemExitObject of SYSTEM_EXIT, 80 bytes, system_exit_init;
    code: Field,
}

exception_layout! {
    /// C: `PyNameErrorObject`.
    PyNameErrorObject of NAME_ERROR, 80 bytes, name_error_init;
    name: Field,
}

exception_layout! {
    /// C: `PyAttributeErrorObject`.
    PyAttributeErrorObject of ATTRIBUTE_ERROR, 88 bytes, attribute_error_init;
    obj: Field,
    name: Field,
}

exception_layout! {
    /// C: `PyImportErrorObject`.
    PyImportErrorObject of IMPORT_ERROR, 96 bytes, import_error_init;
    msg: Field,
    name: Field,
    path: Field,
}
// ANCHOR_END: layouts

macro_rules! member {
    ($name:literal, $layout:ident, $field:ident, $doc:literal) => {
        PyMemberDef::new($name, MemberKind::Object, offset_of!($layout, $field), $doc)
    };
}

// ANCHOR: types
/// `StopIteration`.
pub static STOP_ITERATION: StaticType = StaticType::new(Table::<PyStopIterationObject> {
    tp_members: &[member!(c"value", PyStopIterationObject, value, c"What a generator returned.")],
    ..extend(c"StopIteration", &EXCEPTION, "An iterator is at its end.")
});

/// `SystemExit`.
pub static SYSTEM_EXIT: StaticType = StaticType::new(Table::<PySystemExitObject> {
    tp_members: &[member!(c"code", PySystemExitObject, code, c"What the process answers.")],
    ..extend(c"SystemExit", &BASE_EXCEPTION, "The program wants to end.")
});

/// `NameError`.
pub static NAME_ERROR: StaticType = StaticType::new(Table::<PyNameErrorObject> {
    tp_str: Some(plain_str),
    tp_members: &[member!(c"name", PyNameErrorObject, name, c"The name.")],
    ..extend(c"NameError", &EXCEPTION, "A name is not defined.")
});

/// `AttributeError`.
pub static ATTRIBUTE_ERROR: StaticType = StaticType::new(Table::<PyAttributeErrorObject> {
    tp_str: Some(plain_str),
    tp_members: &[
        member!(c"name", PyAttributeErrorObject, name, c"The attribute's name."),
        member!(c"obj", PyAttributeErrorObject, obj, c"The object that lacks it."),
    ],
    ..extend(c"AttributeError", &EXCEPTION, "An object lacks an attribute.")
});

/// `ImportError`.
pub static IMPORT_ERROR: StaticType = StaticType::new(Table::<PyImportErrorObject> {
    tp_str: Some(import_error_str),
    tp_methods: &[Method::none(
        c"__reduce__",
        "($self, /)",
        import_error_reduce,
        "How to copy it: name and path go with the attributes.",
    )
    .unsigned()],
    tp_members: &[
        member!(c"msg", PyImportErrorObject, msg, c"The message."),
        member!(c"name", PyImportErrorObject, name, c"The module's name."),
        member!(c"path", PyImportErrorObject, path, c"Where it was found."),
    ],
    ..extend(c"ImportError", &EXCEPTION, "A module or a name in it could not be imported.")
});

/// `KeyError`.
pub static KEY_ERROR: StaticType = StaticType::new(Table::<PyBaseExceptionObject> {
    tp_str: Some(key_error_str),
    ..extend(c"KeyError", &LOOKUP_ERROR, "A key is missing.")
});
// ANCHOR_END: types

// ANCHOR: init
extern "C" fn stop_iteration_init(
    exception: Obj<'_, PyStopIterationObject>,
    args: Obj<'_>,
    keywords: Option<Obj<'_>>,
) -> Status {
    exception_init(base_of(exception), args, keywords)?;
    let value = items(args).first().copied().unwrap_or_else(|| none());
    exception.value.set(Some(value.to_ref()));
    Ok(())
}

extern "C" fn system_exit_init(
    exception: Obj<'_, PySystemExitObject>,
    args: Obj<'_>,
    keywords: Option<Obj<'_>>,
) -> Status {
    exception_init(base_of(exception), args, keywords)?;
    match items(args) {
        [] => {}
        [only] => exception.code.set(Some(only.to_ref())),
        _ => exception.code.set(Some(args.to_ref())),
    }
    Ok(())
}

extern "C" fn name_error_init(
    exception: Obj<'_, PyNameErrorObject>,
    args: Obj<'_>,
    keywords: Option<Obj<'_>>,
) -> Status {
    const SIGNATURE: Signature = Signature::parse("(*, name=None)");
    init_named(&SIGNATURE, "NameError", exception, args, keywords, |named| {
        exception.name.set(named.get(0).map(Obj::to_ref));
    })
}

extern "C" fn attribute_error_init(
    exception: Obj<'_, PyAttributeErrorObject>,
    args: Obj<'_>,
    keywords: Option<Obj<'_>>,
) -> Status {
    const SIGNATURE: Signature = Signature::parse("(*, name=None, obj=None)");
    init_named(&SIGNATURE, "AttributeError", exception, args, keywords, |named| {
        exception.name.set(named.get(0).map(Obj::to_ref));
        exception.obj.set(named.get(1).map(Obj::to_ref));
    })
}

extern "C" fn import_error_init(
    exception: Obj<'_, PyImportErrorObject>,
    args: Obj<'_>,
    keywords: Option<Obj<'_>>,
) -> Status {
    const SIGNATURE: Signature = Signature::parse("(*, name=None, path=None)");
    init_named(&SIGNATURE, "ImportError", exception, args, keywords, |named| {
        exception.name.set(named.get(0).map(Obj::to_ref));
        exception.path.set(named.get(1).map(Obj::to_ref));
        let message = match items(args) {
            [only] => Some(only.to_ref()),
            _ => None,
        };
        exception.msg.set(message);
    })
}

/// Any arguments by position, and those of the signature by name.
fn init_named<L: ExceptionLayout>(
    signature: &Signature,
    name: &str,
    exception: Obj<'_, L>,
    args: Obj<'_>,
    keywords: Option<Obj<'_>>,
    set: impl FnOnce(&Arguments<'_>),
) -> Status {
    exception_init(base_of(exception), args, None)?;
    let keywords = match keywords.and_then(|keywords| keywords.downcast::<PyDictObject>()) {
        Some(keywords) if !keywords.is_empty() => Keywords::Dict(keywords),
        _ => Keywords::None,
    };
    signature.bind(name, Given { positional: &[], keywords }, |named| {
        set(named);
        Ok(())
    })?;
    Ok(())
}

fn items(args: Obj<'_>) -> &[Obj<'_>] {
    args.downcast::<PyTupleObject>().expect("a tuple of arguments").items()
}
// ANCHOR_END: init

// ANCHOR: text
/// CPython names `BaseException`'s own in the tables of these two.
extern "C" fn plain_str<L: ExceptionLayout>(exception: Obj<'_, L>) -> Result {
    exception_str(base_of(exception))
}

/// C: `KeyError_str`. `KeyError: ''` says more than an empty message.
extern "C" fn key_error_str(exception: Obj<'_, PyBaseExceptionObject>) -> Result {
    let args = exception.args();
    match args.as_ref().map(|args| args.borrow().items()) {
        Some([only]) => Ok(only.repr()?.object()),
        _ => exception_str(exception),
    }
}

extern "C" fn import_error_str(exception: Obj<'_, PyImportErrorObject>) -> Result {
    match exception.msg.get() {
        Some(message) if message.borrow().downcast_exact::<PyASCIIObject>().is_some() => {
            Ok(message)
        }
        _ => exception_str(base_of(exception)),
    }
}

/// C: `ImportError_reduce`.
fn import_error_reduce(exception: Obj<'_, PyImportErrorObject>) -> Result {
    let base = base_of(exception);
    let args = base.get().args.get().unwrap_or_else(|| none().to_ref());
    let (name, path) = (exception.name.get(), exception.path.get());
    let state: Option<Ref> = base.get().dict.get();
    if name.is_none() && path.is_none() {
        return reduce_to(base, args, state);
    }
    let state = match state.and_then(|state| state.downcast::<PyDictObject>().ok()) {
        Some(state) => state.borrow().copy()?,
        None => dict::new()?,
    };
    if let Some(name) = name {
        state.borrow().set_item(name!("name").object(), name.borrow())?;
    }
    if let Some(path) = path {
        state.borrow().set_item(name!("path").object(), path.borrow())?;
    }
    reduce_to(base, args, Some(state.object()))
}
// ANCHOR_END: text
