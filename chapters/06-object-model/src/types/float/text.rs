//! `float(...)`, `repr` and `format`.
//!
//! CPython: `Objects/floatobject.c` (`float_new_impl`, `float_vectorcall`,
//! `PyFloat_FromString`, `float_repr`, `float___format___impl`).

use crate::arguments::Given;
use crate::object::{Obj, Ref, Result};
use crate::protocol::buffer::Buffer;
use crate::runtime::runtime;
use crate::signature::Signature;
use crate::type_object::{PyTypeObject, Type};
use crate::types::format::{format_float, format_object};
use crate::types::str::{self, PyASCIIObject, STR};
use crate::unicode::to_ascii_number;

use super::object::{FLOAT, Float, PyFloatObject, new, of_type};

// ANCHOR: new
const SIGNATURE: Signature = Signature::parse("(x=0, /)");

/// Keywords are an error, unless a subclass with an `__init__` of its own takes them.
pub(super) extern "C" fn float_new(
    ob_type: Type<'_>,
    arguments: Obj<'_>,
    keywords: Option<Obj<'_>>,
) -> Result {
    let init = |ob_type: Type<'_>| ob_type.tp_init.get().map(|init| init as usize);
    let is_plain = ob_type.is(FLOAT.as_type()) || init(ob_type) == init(FLOAT.as_type());
    let given = Given::of_tuple(arguments, keywords.filter(|_| is_plain));
    SIGNATURE.bind("float", given, |arguments| make(ob_type, arguments.get(0)))
}

/// `float(x)` without a tuple.
///
/// # Safety
/// As every vectorcall.
pub(super) unsafe extern "C" fn float_vectorcall(
    ob_type: Type<'_>,
    arguments: *const Obj<'_>,
    count_and_flag: usize,
    names: Option<Obj<'_>>,
) -> Result {
    // SAFETY: the caller's word.
    let given = unsafe { Given::of_vectorcall(arguments, count_and_flag, names) };
    SIGNATURE.bind("float", given, |arguments| make(ob_type, arguments.get(0)))
}

fn make(ob_type: Obj<'_, PyTypeObject>, x: Option<Obj<'_>>) -> Result {
    let float = match x {
        None => return of_type(ob_type, 0.0),
        Some(x) if x.is_exactly(&STR) => from_object(x)?.expect("a string"),
        Some(x) => x.to_float()?,
    };
    match ob_type.is(FLOAT.as_type()) {
        true => Ok(float.object()),
        false => of_type(ob_type, float.borrow().value()),
    }
}

/// A float of what a text or bytes say; `None` where the object is neither.
/// C: `PyFloat_FromString`.
pub(crate) fn from_object(object: Obj<'_>) -> Result<Option<Ref<PyFloatObject>>> {
    let value = match object.downcast::<PyASCIIObject>() {
        Some(text) => match text.ascii_text() {
            Some(text) => super::parse(text.as_bytes()),
            None => super::parse(&to_ascii_number(text.code_points())),
        },
        None if object.has_buffer() => super::parse(Buffer::simple(object)?.bytes()),
        None => return Ok(None),
    };
    Ok(Some(new(value.map_err(|error| error.raise_about(object))?)?))
}
// ANCHOR_END: new

// ANCHOR: out
pub(super) extern "C" fn float_repr(float: Float<'_>) -> Result {
    Ok(str::new(&super::repr(float.value()))?.object())
}

pub(super) fn float_format(float: Float<'_>, spec: Obj<'_>) -> Result {
    format_object(float.object(), spec, |spec, type_name, output| {
        let locale = &runtime().numeric_locale.get();
        Ok(format_float(float.value(), spec, type_name, locale, output)?)
    })
}
// ANCHOR_END: out
