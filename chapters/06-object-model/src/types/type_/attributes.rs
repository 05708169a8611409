//! The attributes of a class that can be assigned to: names, module, documentation, annotations,
//! what is abstract.
//!
//! CPython: `Objects/typeobject.c` (`type_set_name`, `type_module`, `type_get_doc`,
//! `type_set_abstractmethods`, `type_get_annotations`, `check_set_special_type_attr`).

use crate::errors::{ATTRIBUTE_ERROR, TYPE_ERROR, raise, raise_object};
use crate::name;
use crate::object::{Obj, Raised, Result, Status};
use crate::type_object::{Type, flags};
use crate::types::str::{PyASCIIObject, Str, interned};
use crate::types::{dict, none};

use super::TYPE;

// ANCHOR: check
/// The value, unless the class is immutable or the attribute would be deleted.
/// C: `check_set_special_type_attr`.
pub(super) fn check<'v>(ob_type: Type<'_>, name: &str, value: Option<Obj<'v>>) -> Result<Obj<'v>> {
    let verb = match value {
        Some(value) if !ob_type.has(flags::IMMUTABLETYPE) => return Ok(value),
        _ if ob_type.has(flags::IMMUTABLETYPE) => "set",
        _ => "delete",
    };
    let class = ob_type.name();
    let message = format_args!("cannot {verb} '{name}' attribute of immutable type '{class}'");
    Err(raise(&TYPE_ERROR, message))
}

fn expect_text<'v>(ob_type: Type<'_>, name: &str, value: Obj<'v>) -> Result<Str<'v>> {
    value.downcast::<PyASCIIObject>().ok_or_else(|| {
        let (class, kind) = (ob_type.name(), value.ob_type().name());
        let message = format_args!("can only assign string to {class}.{name}, not '{kind}'");
        raise(&TYPE_ERROR, message)
    })
}
// ANCHOR_END: check

// ANCHOR: names
pub(super) fn type_name(ob_type: Type<'_>) -> Result {
    if ob_type.has(flags::HEAPTYPE) {
        // SAFETY: a heap type.
        if let Some(name) = unsafe { ob_type.heap() }.ht_name.get() {
            return Ok(name);
        }
    }
    Ok(interned(ob_type.short_name())?.object())
}

pub(super) fn type_set_name(ob_type: Type<'_>, value: Option<Obj<'_>>) -> Status {
    let value = check(ob_type, "__name__", value)?;
    let name = expect_text(ob_type, "__name__", value)?;
    // SAFETY: only heap types are mutable.
    let heap = unsafe { ob_type.heap() };
    heap.set_tp_name(name)?;
    heap.ht_name.set(Some(value.to_ref()));
    Ok(())
}

pub(super) fn type_qualname(ob_type: Type<'_>) -> Result {
    if ob_type.has(flags::HEAPTYPE) {
        // SAFETY: a heap type.
        if let Some(name) = unsafe { ob_type.heap() }.ht_qualname.get() {
            return Ok(name);
        }
    }
    type_name(ob_type)
}

pub(super) fn type_set_qualname(ob_type: Type<'_>, value: Option<Obj<'_>>) -> Status {
    let value = check(ob_type, "__qualname__", value)?;
    expect_text(ob_type, "__qualname__", value)?;
    // SAFETY: only heap types are mutable.
    unsafe { ob_type.heap() }.ht_qualname.set(Some(value.to_ref()));
    Ok(())
}

pub(super) fn type_module(ob_type: Type<'_>) -> Result {
    if ob_type.has(flags::HEAPTYPE) {
        let dict = ob_type.dict_of_type();
        return match dict.borrow().get_str(name!("__module__"))? {
            Some(module) => Ok(module),
            None => Err(raise(&ATTRIBUTE_ERROR, "__module__")),
        };
    }
    let module = ob_type.name().rsplit_once('.').map_or("builtins", |(module, _)| module);
    Ok(interned(module)?.object())
}

pub(super) fn type_set_module(ob_type: Type<'_>, value: Option<Obj<'_>>) -> Status {
    let value = check(ob_type, "__module__", value)?;
    Ok(set_entry(ob_type, name!("__module__"), value)?)
}
// ANCHOR_END: names

/// Puts a value into the class's own dict.
fn set_entry(ob_type: Type<'_>, name: Str<'_>, value: Obj<'_>) -> Result<()> {
    ob_type.modified();
    ob_type.dict_of_type().borrow().set_item(name.object(), value)
}

// ANCHOR: doc
pub(super) fn type_doc(ob_type: Type<'_>) -> Result {
    let found = ob_type.dict_of_type().borrow().get_str(name!("__doc__"))?;
    let Some(found) = found else {
        return Ok(none().to_ref());
    };
    match found.borrow().ob_type().tp_descr_get.get() {
        Some(get) => get(found.borrow(), None, Some(ob_type.object())),
        None => Ok(found),
    }
}

pub(super) fn type_set_doc(ob_type: Type<'_>, value: Option<Obj<'_>>) -> Status {
    let value = check(ob_type, "__doc__", value)?;
    Ok(set_entry(ob_type, name!("__doc__"), value)?)
}
// ANCHOR_END: doc

// ANCHOR: abstract_methods
fn no_abstract_methods() -> Raised {
    raise_object(&ATTRIBUTE_ERROR, name!("__abstractmethods__").object().to_ref())
}

/// `type` itself has this getter under the name. C: `type_abstractmethods`.
pub(super) fn type_abstract_methods(ob_type: Type<'_>) -> Result {
    if ob_type.is(TYPE.as_type()) {
        return Err(no_abstract_methods());
    }
    let found = ob_type.dict_of_type().borrow().get_str(name!("__abstractmethods__"))?;
    found.ok_or_else(no_abstract_methods)
}

/// A class with abstract methods can't be instantiated. C: `type_set_abstractmethods`.
pub(super) fn type_set_abstract_methods(ob_type: Type<'_>, value: Option<Obj<'_>>) -> Status {
    let name = name!("__abstractmethods__");
    let is_abstract = match value {
        Some(value) => {
            let is_abstract = value.is_true()?;
            ob_type.dict_of_type().borrow().set_item(name.object(), value)?;
            is_abstract
        }
        None => {
            if ob_type.dict_of_type().borrow().take(name.object())?.is_none() {
                return Err(no_abstract_methods().into());
            }
            false
        }
    };
    ob_type.modified();
    let others = ob_type.tp_flags.get() & !flags::IS_ABSTRACT;
    ob_type.tp_flags.set(if is_abstract { others | flags::IS_ABSTRACT } else { others });
    Ok(())
}
// ANCHOR_END: abstract_methods

// ANCHOR: annotations
/// Made when they are first asked for. C: `type_get_annotations`.
pub(super) fn type_annotations(ob_type: Type<'_>) -> Result {
    if !ob_type.has(flags::HEAPTYPE) {
        let class = ob_type.name();
        let message = format_args!("type object '{class}' has no attribute '__annotations__'");
        return Err(raise(&ATTRIBUTE_ERROR, message));
    }
    if let Some(found) = ob_type.dict_of_type().borrow().get_str(name!("__annotations__"))? {
        return match found.borrow().ob_type().tp_descr_get.get() {
            Some(get) => get(found.borrow(), None, Some(ob_type.object())),
            None => Ok(found),
        };
    }
    let made = dict::new()?.object();
    set_entry(ob_type, name!("__annotations__"), made.borrow())?;
    Ok(made)
}

pub(super) fn type_set_annotations(ob_type: Type<'_>, value: Option<Obj<'_>>) -> Status {
    let name = name!("__annotations__");
    if let Some(value) = value {
        let value = check(ob_type, "__annotations__", Some(value))?;
        return Ok(set_entry(ob_type, name, value)?);
    }
    if ob_type.has(flags::IMMUTABLETYPE) {
        check(ob_type, "__annotations__", value)?;
    }
    if ob_type.dict_of_type().borrow().take(name.object())?.is_none() {
        return Err(raise(&ATTRIBUTE_ERROR, "__annotations__").into());
    }
    ob_type.modified();
    Ok(())
}
// ANCHOR_END: annotations
