//! `str(object, encoding, errors)`.
//!
//! CPython: `Objects/unicodeobject.c` (`unicode_new_impl`, `unicode_subtype_new`,
//! `PyUnicode_FromEncodedObject`).

use super::make::of_subclass;
use super::{PyASCIIObject, STR, empty};
use crate::arguments::Given;
use crate::errors::{TYPE_ERROR, raise};
use crate::object::{Obj, Ref, Result};
use crate::protocol::buffer::Buffer;
use crate::signature::Signature;
use crate::type_object::Type;
use crate::types::codec;
use crate::types::text_arguments::clinic_text;

// ANCHOR: new
/// C: `unicode_new`.
pub(super) extern "C" fn str_new(
    ob_type: Type<'_>,
    arguments: Obj<'_>,
    keywords: Option<Obj<'_>>,
) -> Result {
    const SIGNATURE: Signature = Signature::parse("(object='', encoding='utf-8', errors='strict')");
    let string = SIGNATURE.bind("str", Given::of_tuple(arguments, keywords), |arguments| {
        let encoding = clinic_text(arguments.get(1), "str", "argument 'encoding'")?;
        let errors = clinic_text(arguments.get(2), "str", "argument 'errors'")?;
        match arguments.get(0) {
            None => empty(),
            Some(object) if encoding.is_none() && errors.is_none() => object.str(),
            Some(object) => from_encoded(object, encoding.as_deref(), errors.as_deref()),
        }
    })?;
    match ob_type.is(STR.as_type()) {
        true => Ok(string.object()),
        false => of_subclass(ob_type, string.borrow()),
    }
}

/// C: `PyUnicode_FromEncodedObject`.
fn from_encoded(
    object: Obj<'_>,
    encoding: Option<&str>,
    errors: Option<&str>,
) -> Result<Ref<PyASCIIObject>> {
    if object.downcast::<PyASCIIObject>().is_some() {
        return Err(raise(&TYPE_ERROR, "decoding str is not supported"));
    }
    if !object.has_buffer() {
        let name = object.ob_type().name().to_owned();
        let message = format_args!("decoding to str: need a bytes-like object, {name} found");
        return Err(raise(&TYPE_ERROR, message));
    }
    let buffer = Buffer::simple(object)?;
    codec::decode(buffer.bytes(), object, encoding, errors)
}
// ANCHOR_END: new
