//! Built-in functions about numbers and characters.
//!
//! CPython: `builtin_abs`, `builtin_bin`, `builtin_chr`, `builtin_round` … in
//! `Python/bltinmodule.c`; `PyNumber_ToBase` in `Objects/abstract.c`.

use object_model::arguments::Arguments;
use object_model::errors::{TYPE_ERROR, VALUE_ERROR, raise};
use object_model::name;
use object_model::protocol::number::{DIVMOD, Unary};
use object_model::types::bytearray::PyByteArrayObject;
use object_model::types::bytes::PyBytesObject;
use object_model::types::int::{self, to_power_of_two_base};
use object_model::types::module::PyModuleObject;
use object_model::types::none;
use object_model::types::str::{self, PyASCIIObject};
use object_model::{Obj, Result};

use crate::arguments::int_argument;

type Module<'a> = Obj<'a, PyModuleObject>;

pub(super) fn abs(_: Module<'_>, number: Obj<'_>) -> Result {
    number.unary(Unary::Absolute)
}

pub(super) fn bin(_: Module<'_>, number: Obj<'_>) -> Result {
    to_base(number, 1, "0b")
}

pub(super) fn oct(_: Module<'_>, number: Obj<'_>) -> Result {
    to_base(number, 3, "0o")
}

pub(super) fn hex(_: Module<'_>, number: Obj<'_>) -> Result {
    to_base(number, 4, "0x")
}

/// C: `PyNumber_ToBase`.
fn to_base(number: Obj<'_>, bits: u32, prefix: &str) -> Result {
    let number = number.index()?;
    Ok(str::new(&to_power_of_two_base(number.borrow().number(), bits, prefix)?)?.object())
}

pub(super) fn chr(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    match u32::try_from(int_argument(arguments[0])?) {
        Ok(code @ 0..=0x10_ffff) => Ok(str::character(code)?.object()),
        _ => Err(raise(&VALUE_ERROR, "chr() arg not in range(0x110000)")),
    }
}

pub(super) fn ord(_: Module<'_>, character: Obj<'_>) -> Result {
    let length = if let Some(bytes) = character.downcast::<PyBytesObject>() {
        if let [byte] = bytes.bytes() {
            return Ok(int::from_i64((*byte).into())?.object());
        }
        bytes.bytes().len()
    } else if let Some(text) = character.downcast::<PyASCIIObject>() {
        if text.len() == 1 {
            return Ok(int::from_i64(text.code_point(0).into())?.object());
        }
        text.len()
    } else if let Some(bytes) = character.downcast::<PyByteArrayObject>() {
        if bytes.len() == 1 {
            return character.get_sequence_item(0);
        }
        bytes.len()
    } else {
        let kind = character.ob_type().name();
        let message = format_args!("ord() expected string of length 1, but {kind} found");
        return Err(raise(&TYPE_ERROR, message));
    };
    let message = format_args!("ord() expected a character, but string of length {length} found");
    Err(raise(&TYPE_ERROR, message))
}

pub(super) fn divmod(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    arguments[0].binary(arguments[1], DIVMOD)
}

pub(super) fn pow(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    arguments[0].power(arguments[1], arguments.get(2).unwrap_or(none()))
}

pub(super) fn round(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let number = arguments[0];
    let Some(method) = number.lookup_special(name!("__round__"))? else {
        let kind = number.ob_type().name();
        let message = format_args!("type {kind} doesn't define __round__ method");
        return Err(raise(&TYPE_ERROR, message));
    };
    match arguments.not_none(1) {
        Some(digits) => method.borrow().call_one(digits),
        None => method.borrow().call_none(),
    }
}
