//! `int(...)`.
//!
//! CPython: `Objects/longobject.c` (`long_new_impl`, `long_subtype_new`).

use crate::arguments::Given;
use crate::errors::{TYPE_ERROR, raise};
use crate::object::{Obj, Ref, Result};
use crate::signature::Signature;
use crate::type_object::Type;

use super::object::{INT, PyLongObject, from_i64, of_subclass};
use super::{NumberError, text};

// ANCHOR: new
const SIGNATURE: Signature = Signature::parse("(x=0, /, base=10)");

/// C: `long_new`.
pub(super) extern "C" fn int_new(
    ob_type: Type<'_>,
    arguments: Obj<'_>,
    keywords: Option<Obj<'_>>,
) -> Result {
    SIGNATURE.bind("int", Given::of_tuple(arguments, keywords), |arguments| {
        let int = make(arguments.get(0), arguments.get(1))?;
        match ob_type.is(INT.as_type()) {
            true => Ok(int.object()),
            false => of_subclass(ob_type, int.borrow()),
        }
    })
}

fn make(x: Option<Obj<'_>>, base: Option<Obj<'_>>) -> Result<Ref<PyLongObject>> {
    match (x, base) {
        (None, None) => from_i64(0),
        (None, Some(_)) => Err(raise(&TYPE_ERROR, "int() missing string argument")),
        (Some(x), None) => x.to_int(),
        (Some(x), Some(base)) => {
            let base = match base.to_index(None)? {
                base @ (0 | 2..=36) => base as u32,
                _ => return Err(NumberError::InvalidBase.into()),
            };
            let int = text::from_text(x, base)?;
            int.ok_or_else(|| {
                raise(&TYPE_ERROR, "int() can't convert non-string with explicit base")
            })
        }
    }
}
// ANCHOR_END: new
