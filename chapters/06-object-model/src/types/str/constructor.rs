//! `str(object, encoding, errors)`.
//!
//! CPython: `Objects/unicodeobject.c` (`unicode_new_impl`, `unicode_subtype_new`,
//! `PyUnicode_FromEncodedObject`).

use super::make::of_subclass;
use super::{STR, empty};
use crate::arguments::Given;
use crate::object::{Obj, Result};
use crate::signature::Signature;
use crate::type_object::Type;

// ANCHOR: new
/// C: `unicode_new`.
pub(super) extern "C" fn str_new(
    ob_type: Type<'_>,
    arguments: Obj<'_>,
    keywords: Option<Obj<'_>>,
) -> Result {
    const SIGNATURE: Signature = Signature::parse("(object='')");
    let string =
        SIGNATURE.bind("str", Given::of_tuple(arguments, keywords), |arguments| match arguments
            .get(0)
        {
            None => empty(),
            Some(object) => object.str(),
        })?;
    match ob_type.is(STR.as_type()) {
        true => Ok(string.object()),
        false => of_subclass(ob_type, string.borrow()),
    }
}
// ANCHOR_END: new
