//! `bytes(source, encoding, errors)`, and what `bytearray` makes of the same arguments.
//!
//! CPython: `Objects/bytesobject.c` (`bytes_new_impl`, `PyBytes_FromObject`,
//! `_PyBytes_FromIterator`).

use super::methods::byte_in_range;
use super::object::{self, BYTES, PyBytesObject};
use crate::arguments::Given;
use crate::errors::{self, OVERFLOW_ERROR, TYPE_ERROR, VALUE_ERROR, raise};
use crate::name;
use crate::object::{Obj, Ref, Result};
use crate::protocol::buffer::Buffer;
use crate::signature::Signature;
use crate::type_object::Type;
use crate::types::codec;
use crate::types::str::PyASCIIObject;
use crate::types::text_arguments::{clinic_text, collect};

// ANCHOR: new
pub(super) extern "C" fn bytes_new(
    ob_type: Type<'_>,
    arguments: Obj<'_>,
    keywords: Option<Obj<'_>>,
) -> Result {
    const SIGNATURE: Signature =
        Signature::parse("(source=b'', encoding='utf-8', errors='strict')");
    let bytes = SIGNATURE.bind("bytes", Given::of_tuple(arguments, keywords), |arguments| {
        let encoding = clinic_text(arguments.get(1), "bytes", "argument 'encoding'")?;
        let errors = clinic_text(arguments.get(2), "bytes", "argument 'errors'")?;
        let Some(source) = arguments.get(0) else {
            return without_source(encoding.is_some(), errors.is_some());
        };
        if encoding.is_some() || errors.is_some() {
            return encoded(source, encoding.as_deref(), errors.as_deref());
        }
        if let Some(bytes) = special_bytes(source)? {
            return Ok(bytes);
        }
        if source.downcast::<PyASCIIObject>().is_some() {
            return Err(raise(&TYPE_ERROR, "string argument without an encoding"));
        }
        if let Some(count) = as_count(source)? {
            return object::build(count, |_| {});
        }
        from_object(source)
    })?;
    match ob_type.is(BYTES.as_type()) {
        true => Ok(bytes.object()),
        false => {
            let made = bytes.borrow().bytes();
            let copy = object::of_type(ob_type, made.len(), |out| out.copy_from_slice(made))?;
            Ok(copy.object())
        }
    }
}

fn without_source(has_encoding: bool, has_errors: bool) -> Result<Ref<PyBytesObject>> {
    match (has_encoding, has_errors) {
        (true, _) => Err(raise(&TYPE_ERROR, "encoding without a string argument")),
        (_, true) => Err(raise(&TYPE_ERROR, "errors without a string argument")),
        _ => object::new(&[]),
    }
}

/// A text with an encoding.
pub(crate) fn encoded(
    source: Obj<'_>,
    encoding: Option<&str>,
    errors: Option<&str>,
) -> Result<Ref<PyBytesObject>> {
    let Some(text) = source.downcast::<PyASCIIObject>() else {
        let which = if encoding.is_some() { "encoding" } else { "errors" };
        return Err(raise(&TYPE_ERROR, format_args!("{which} without a string argument")));
    };
    codec::encode(text, encoding, errors)
}

/// How many zeros a number asks for; `None` where it is no number. An `__index__` that raises a
/// `TypeError` is none.
pub(crate) fn as_count(source: Obj<'_>) -> Result<Option<usize>> {
    if source.ob_type().number(|suite| suite.nb_index).is_none() {
        return Ok(None);
    }
    match source.to_index(Some(&OVERFLOW_ERROR)) {
        Ok(count) => match usize::try_from(count) {
            Ok(count) => Ok(Some(count)),
            Err(_) => Err(raise(&VALUE_ERROR, "negative count")),
        },
        Err(_) if errors::catch(&TYPE_ERROR) => Ok(None),
        Err(raised) => Err(raised),
    }
}

/// `bytes(source)` as it is asked for by native code: not of a number. C: `PyObject_Bytes`.
pub(crate) fn to_bytes(source: Obj<'_>) -> Result<Ref<PyBytesObject>> {
    if let Some(bytes) = source.downcast_exact::<PyBytesObject>() {
        return Ok(bytes.to_ref());
    }
    match special_bytes(source)? {
        Some(bytes) => Ok(bytes),
        None => from_object(source),
    }
}

/// What `__bytes__` makes of an object, where there is one.
pub(crate) fn special_bytes(source: Obj<'_>) -> Result<Option<Ref<PyBytesObject>>> {
    let Some(method) = source.lookup_special(name!("__bytes__"))? else { return Ok(None) };
    let made = method.borrow().call_none()?;
    made.downcast().map(Some).map_err(|other| {
        let name = other.borrow().ob_type().name().to_owned();
        let message = format_args!("__bytes__ returned non-bytes (type {name})");
        raise(&TYPE_ERROR, message)
    })
}

/// C: `PyBytes_FromObject`.
fn from_object(source: Obj<'_>) -> Result<Ref<PyBytesObject>> {
    if let Some(bytes) = source.downcast_exact::<PyBytesObject>() {
        return Ok(bytes.to_ref());
    }
    if source.has_buffer() {
        return object::new(&Buffer::copy(source)?);
    }
    let name = source.ob_type().name().to_owned();
    let message = format!("cannot convert '{name}' object to bytes");
    if source.downcast::<PyASCIIObject>().is_some() {
        return Err(raise(&TYPE_ERROR, message));
    }
    object::new(&from_iterable(source, &message, "bytes must be in range(0, 256)")?)
}

/// The bytes that an iterable yields as numbers.
pub(crate) fn from_iterable(source: Obj<'_>, message: &str, range: &str) -> Result<Vec<u8>> {
    let items = collect(source, message)?;
    items.iter().map(|item| byte_in_range(item.borrow(), range)).collect()
}
// ANCHOR_END: new
