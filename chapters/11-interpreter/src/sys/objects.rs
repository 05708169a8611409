//! The functions of `sys` about one object: its size, its text's one object.
//!
//! CPython: `sys_getsizeof`, `_PySys_GetSizeOf`, `sys_intern` in `Python/sysmodule.c`.

use object_model::arguments::Arguments;
use object_model::errors::{self, TYPE_ERROR, VALUE_ERROR, raise};
use object_model::name;
use object_model::types::int;
use object_model::types::module::PyModuleObject;
use object_model::types::str::{self, PyASCIIObject};
use object_model::{Obj, Result};

type Module<'a> = Obj<'a, PyModuleObject>;

// ANCHOR: sizes
/// `getsizeof(object, default)`: `__sizeof__`, and what lies in front of the object.
pub(super) fn getsizeof(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let object = arguments[0];
    match size_of_object(object) {
        Ok(size) => Ok(int::from_u64(size as u64)?.object()),
        Err(raised) => match arguments.get(1) {
            Some(default) if errors::catch(&TYPE_ERROR) => Ok(default.to_ref()),
            _ => Err(raised),
        },
    }
}

/// C: `_PySys_GetSizeOf`.
fn size_of_object(object: Obj<'_>) -> Result<usize> {
    let Some(method) = object.lookup_special(name!("__sizeof__"))? else {
        let kind = object.ob_type().name();
        let message = format_args!("Type {kind} doesn't define __sizeof__");
        return Err(raise(&TYPE_ERROR, message));
    };
    let size = method.borrow().call_none()?.borrow().to_isize()?;
    let size = usize::try_from(size)
        .map_err(|_| raise(&VALUE_ERROR, "__sizeof__() should return >= 0"))?;
    Ok(size + object_model::gc::header_size(object))
}
// ANCHOR_END: sizes

pub(super) fn intern(_: Module<'_>, string: Obj<'_>) -> Result {
    let Some(text) = string.downcast::<PyASCIIObject>() else {
        let kind = crate::arguments::given_type(string);
        let message = format_args!("intern() argument must be str, not {kind}");
        return Err(raise(&TYPE_ERROR, message));
    };
    if !string.is_exactly(&str::STR) {
        let kind = string.ob_type().name();
        return Err(raise(&TYPE_ERROR, format_args!("can't intern {kind}")));
    }
    Ok(str::intern(text.to_ref())?.object())
}
