//! Built-in functions that ask one object: its attributes, class, length, hash.
//!
//! CPython: `builtin_getattr`, `builtin_isinstance`, `builtin_len` … in `Python/bltinmodule.c`.

use object_model::arguments::Arguments;
use object_model::errors::{TYPE_ERROR, raise};
use object_model::types::module::PyModuleObject;
use object_model::types::str::PyASCIIObject;
use object_model::types::{bool_, int, none};
use object_model::{Obj, Result};

use crate::arguments::str_argument;

type Module<'a> = Obj<'a, PyModuleObject>;

fn attribute_name(name: Obj<'_>) -> Result<Obj<'_, PyASCIIObject>> {
    name.downcast::<PyASCIIObject>().ok_or_else(|| {
        let kind = name.ob_type().name();
        raise(&TYPE_ERROR, format_args!("attribute name must be string, not '{kind}'"))
    })
}

pub(super) fn getattr(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let (object, name) = (arguments[0], attribute_name(arguments[1])?);
    match arguments.get(2) {
        None => object.get_attribute(name),
        Some(default) => Ok(object.lookup_attribute(name)?.unwrap_or_else(|| default.to_ref())),
    }
}

pub(super) fn hasattr(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let found = arguments[0].lookup_attribute(attribute_name(arguments[1])?)?;
    Ok(bool_(found.is_some()).to_ref())
}

pub(super) fn setattr(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    arguments[0].set_attribute(attribute_name(arguments[1])?, Some(arguments[2]))?;
    Ok(none().to_ref())
}

pub(super) fn delattr(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    arguments[0].set_attribute(attribute_name(arguments[1])?, None)?;
    Ok(none().to_ref())
}

pub(super) fn isinstance(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    Ok(bool_(arguments[0].isinstance(arguments[1])?).to_ref())
}

pub(super) fn issubclass(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    Ok(bool_(arguments[0].issubclass(arguments[1])?).to_ref())
}

pub(super) fn len(_: Module<'_>, object: Obj<'_>) -> Result {
    Ok(int::from_u64(object.len()? as u64)?.object())
}

pub(super) fn hash(_: Module<'_>, object: Obj<'_>) -> Result {
    Ok(int::from_i64(object.hash()? as i64)?.object())
}

pub(super) fn id(_: Module<'_>, object: Obj<'_>) -> Result {
    Ok(int::from_u64(object.as_ptr().addr().get() as u64)?.object())
}

pub(super) fn format(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let spec = arguments.get(1).map(|spec| str_argument("format", "argument 2", spec));
    Ok(arguments[0].format(spec.transpose()?)?.object())
}
