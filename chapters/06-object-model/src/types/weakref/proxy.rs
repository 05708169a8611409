//! `weakref.proxy`: a stand-in that passes on whatever is done to it.
//!
//! CPython: `Objects/weakrefobject.c` (`_PyWeakref_ProxyType`, `_PyWeakref_CallableProxyType`,
//! `WRAP_BINARY` and its like).
//!
//! Each slot replaces proxies among its operands by what they stand for, holds that for as long
//! as the operation takes, and does the same again. There is no hash: it would be lost with the
//! object.

use crate::errors::{REFERENCE_ERROR, TYPE_ERROR, raise};
use crate::name;
use crate::object::{Obj, Raised, Ref, Result, Status};
use crate::protocol::attribute::expect_name;
use crate::protocol::compare::Comparison;
use crate::protocol::number::*;
use crate::slot_kinds::{contains, length, next, traverse, truth};
use crate::static_type::{Method, StaticType, Table};
use crate::type_object::{PyMappingMethods, PyNumberMethods, PySequenceMethods, Type, flags};
use crate::types::tuple::PyTupleObject;
use crate::types::{none, str};

use super::object::{PyWeakReference, Weak, make, weak_clear, weak_dealloc, weak_traverse};

// ANCHOR: types
/// What both types have.
const COMMON: Table<PyWeakReference> = Table {
    tp_flags: flags::HAVE_GC,
    tp_dealloc: Some(weak_dealloc),
    tp_repr: Some(proxy_repr),
    tp_as_number: NUMBER,
    tp_as_sequence: PySequenceMethods {
        sq_length: length(proxy_length),
        sq_contains: contains(proxy_contains),
        ..PySequenceMethods::NONE
    },
    tp_as_mapping: PyMappingMethods {
        mp_length: length(proxy_length),
        mp_subscript: Some(proxy_get_item),
        mp_ass_subscript: Some(proxy_set_item),
        ..PyMappingMethods::NONE
    },
    tp_str: Some(proxy_str),
    tp_getattro: Some(proxy_getattr),
    tp_setattro: Some(proxy_setattr),
    tp_traverse: traverse(weak_traverse),
    tp_clear: Some(weak_clear),
    tp_richcompare: Some(proxy_compare),
    tp_iter: Some(proxy_iter),
    tp_iternext: next(proxy_next),
    ..Table::NONE
};

/// `weakref.ProxyType`.
pub static PROXY: StaticType = StaticType::new(Table {
    tp_name: c"weakref.ProxyType",
    tp_methods: &[
        Method::none(
            c"__bytes__",
            "($self, /)",
            |proxy| object_of(proxy)?.borrow().call_method(name!("__bytes__"), &[]),
            "",
        )
        .unsigned(),
        Method::none(
            c"__reversed__",
            "($self, /)",
            |proxy| object_of(proxy)?.borrow().call_method(name!("__reversed__"), &[]),
            "",
        )
        .unsigned(),
    ],
    ..COMMON
});

/// `weakref.CallableProxyType`.
pub static CALLABLE_PROXY: StaticType = StaticType::new(Table {
    tp_name: c"weakref.CallableProxyType",
    tp_call: Some(proxy_call),
    ..COMMON
});

/// C: `PyWeakref_CheckProxy`, of an object's type.
pub(super) fn is_proxy_type(ob_type: Type<'_>) -> bool {
    ob_type.is(PROXY.as_type()) || ob_type.is(CALLABLE_PROXY.as_type())
}

/// `weakref.proxy(object, callback)`. C: `PyWeakref_NewProxy`.
pub fn new(object: Obj<'_>, callback: Option<Obj<'_>>) -> Result<Ref<PyWeakReference>> {
    let ob_type = if object.is_callable() { &CALLABLE_PROXY } else { &PROXY };
    make(ob_type.as_type(), object, callback)
}
// ANCHOR_END: types

// ANCHOR: unwrap
fn gone() -> Raised {
    raise(&REFERENCE_ERROR, "weakly-referenced object no longer exists")
}

/// What a proxy stands for. C: `proxy_checkref`.
fn object_of(proxy: Weak<'_>) -> Result {
    proxy.referent().ok_or_else(gone)
}

/// What a proxy stands for, or the object itself if it is none. C: `UNWRAP`.
fn unwrap(object: Obj<'_>) -> Result {
    match is_proxy_type(object.ob_type()) {
        // SAFETY: just asked.
        true => object_of(unsafe { object.cast() }),
        false => Ok(object.to_ref()),
    }
}
// ANCHOR_END: unwrap

// ANCHOR: number
/// A slot with one operand. C: `WRAP_UNARY`.
macro_rules! unary {
    ($($name:ident = $operation:expr;)*) => {
        $(extern "C" fn $name(proxy: Weak<'_>) -> Result {
            let operation: fn(Obj<'_>) -> Result = $operation;
            operation(object_of(proxy)?.borrow())
        })*
    };
}

/// A slot with two operands. C: `WRAP_BINARY`.
macro_rules! binary {
    ($($name:ident: $first:ty = $operation:expr;)*) => {
        $(extern "C" fn $name(left: $first, right: Obj<'_>) -> Result {
            let operation: fn(Obj<'_>, Obj<'_>) -> Result = $operation;
            let (left, right) = (unwrap(left.object())?, unwrap(right)?);
            operation(left.borrow(), right.borrow())
        })*
    };
}

unary! {
    proxy_str = |object| Ok(object.str()?.object());
    proxy_negative = |object| object.unary(Unary::Negative);
    proxy_positive = |object| object.unary(Unary::Positive);
    proxy_absolute = |object| object.unary(Unary::Absolute);
    proxy_invert = |object| object.unary(Unary::Invert);
    proxy_int = |object| Ok(object.to_int()?.object());
    proxy_float = |object| Ok(object.to_float()?.object());
    proxy_index = |object| Ok(object.index()?.object());
    proxy_iter = |object| object.iter();
}

binary! {
    proxy_getattr: Weak<'_> = |object, name| object.get_attribute(expect_name(name)?);
    proxy_get_item: Weak<'_> = |object, key| object.get_item(key);
    proxy_add: Obj<'_> = |left, right| left.binary(right, ADD);
    proxy_subtract: Obj<'_> = |left, right| left.binary(right, SUBTRACT);
    proxy_multiply: Obj<'_> = |left, right| left.binary(right, MULTIPLY);
    proxy_remainder: Obj<'_> = |left, right| left.binary(right, REMAINDER);
    proxy_divmod: Obj<'_> = |left, right| left.binary(right, DIVMOD);
    proxy_left_shift: Obj<'_> = |left, right| left.binary(right, LEFT_SHIFT);
    proxy_right_shift: Obj<'_> = |left, right| left.binary(right, RIGHT_SHIFT);
    proxy_and: Obj<'_> = |left, right| left.binary(right, AND);
    proxy_xor: Obj<'_> = |left, right| left.binary(right, XOR);
    proxy_or: Obj<'_> = |left, right| left.binary(right, OR);
    proxy_floor_divide: Obj<'_> = |left, right| left.binary(right, FLOOR_DIVIDE);
    proxy_true_divide: Obj<'_> = |left, right| left.binary(right, TRUE_DIVIDE);
    proxy_matrix_multiply: Obj<'_> = |left, right| left.binary(right, MATRIX_MULTIPLY);
    proxy_add_in_place: Weak<'_> = |left, right| left.binary_in_place(right, ADD);
    proxy_subtract_in_place: Weak<'_> = |left, right| left.binary_in_place(right, SUBTRACT);
    proxy_multiply_in_place: Weak<'_> = |left, right| left.binary_in_place(right, MULTIPLY);
    proxy_remainder_in_place: Weak<'_> = |left, right| left.binary_in_place(right, REMAINDER);
    proxy_left_shift_in_place: Weak<'_> = |left, right| left.binary_in_place(right, LEFT_SHIFT);
    proxy_right_shift_in_place: Weak<'_> = |left, right| left.binary_in_place(right, RIGHT_SHIFT);
    proxy_and_in_place: Weak<'_> = |left, right| left.binary_in_place(right, AND);
    proxy_xor_in_place: Weak<'_> = |left, right| left.binary_in_place(right, XOR);
    proxy_or_in_place: Weak<'_> = |left, right| left.binary_in_place(right, OR);
    proxy_floor_divide_in_place: Weak<'_> =
        |left, right| left.binary_in_place(right, FLOOR_DIVIDE);
    proxy_true_divide_in_place: Weak<'_> = |left, right| left.binary_in_place(right, TRUE_DIVIDE);
    proxy_matrix_multiply_in_place: Weak<'_> =
        |left, right| left.binary_in_place(right, MATRIX_MULTIPLY);
}

const NUMBER: PyNumberMethods<PyWeakReference> = PyNumberMethods {
    nb_add: Some(proxy_add),
    nb_subtract: Some(proxy_subtract),
    nb_multiply: Some(proxy_multiply),
    nb_remainder: Some(proxy_remainder),
    nb_divmod: Some(proxy_divmod),
    nb_power: Some(proxy_power),
    nb_negative: Some(proxy_negative),
    nb_positive: Some(proxy_positive),
    nb_absolute: Some(proxy_absolute),
    nb_bool: truth(proxy_bool),
    nb_invert: Some(proxy_invert),
    nb_lshift: Some(proxy_left_shift),
    nb_rshift: Some(proxy_right_shift),
    nb_and: Some(proxy_and),
    nb_xor: Some(proxy_xor),
    nb_or: Some(proxy_or),
    nb_int: Some(proxy_int),
    nb_float: Some(proxy_float),
    nb_inplace_add: Some(proxy_add_in_place),
    nb_inplace_subtract: Some(proxy_subtract_in_place),
    nb_inplace_multiply: Some(proxy_multiply_in_place),
    nb_inplace_remainder: Some(proxy_remainder_in_place),
    nb_inplace_power: Some(proxy_power_in_place),
    nb_inplace_lshift: Some(proxy_left_shift_in_place),
    nb_inplace_rshift: Some(proxy_right_shift_in_place),
    nb_inplace_and: Some(proxy_and_in_place),
    nb_inplace_xor: Some(proxy_xor_in_place),
    nb_inplace_or: Some(proxy_or_in_place),
    nb_floor_divide: Some(proxy_floor_divide),
    nb_true_divide: Some(proxy_true_divide),
    nb_inplace_floor_divide: Some(proxy_floor_divide_in_place),
    nb_inplace_true_divide: Some(proxy_true_divide_in_place),
    nb_index: Some(proxy_index),
    nb_matrix_multiply: Some(proxy_matrix_multiply),
    nb_inplace_matrix_multiply: Some(proxy_matrix_multiply_in_place),
    ..PyNumberMethods::NONE
};

extern "C" fn proxy_power(base: Obj<'_>, exponent: Obj<'_>, modulus: Obj<'_>) -> Result {
    let (base, exponent, modulus) = (unwrap(base)?, unwrap(exponent)?, unwrap(modulus)?);
    base.borrow().power(exponent.borrow(), modulus.borrow())
}

extern "C" fn proxy_power_in_place(base: Weak<'_>, exponent: Obj<'_>, _: Obj<'_>) -> Result {
    let (base, exponent) = (object_of(base)?, unwrap(exponent)?);
    base.borrow().power_in_place(exponent.borrow())
}

fn proxy_bool(proxy: Weak<'_>) -> Result<bool> {
    object_of(proxy)?.borrow().is_true()
}
// ANCHOR_END: number

// ANCHOR: slots
extern "C" fn proxy_repr(proxy: Weak<'_>) -> Result {
    let object = proxy.referent().unwrap_or_else(|| none().to_ref());
    let (this, kind, at) =
        (proxy.as_ptr(), object.borrow().ob_type().name(), object.borrow().as_ptr());
    Ok(str::new(&format!("<weakproxy at {this:p} to {kind} at {at:p}>"))?.object())
}

extern "C" fn proxy_call(proxy: Weak<'_>, arguments: Obj<'_>, keywords: Option<Obj<'_>>) -> Result {
    let object = object_of(proxy)?;
    let arguments = arguments.downcast::<PyTupleObject>().expect("a tuple of arguments");
    object.borrow().call_tuple(arguments, keywords.and_then(Obj::downcast))
}

extern "C" fn proxy_setattr(proxy: Weak<'_>, name: Obj<'_>, value: Option<Obj<'_>>) -> Status {
    let object = object_of(proxy)?;
    Ok(object.borrow().set_attribute(expect_name(name)?, value)?)
}

extern "C" fn proxy_compare(proxy: Weak<'_>, other: Obj<'_>, comparison: i32) -> Result {
    let (left, right) = (object_of(proxy)?, unwrap(other)?);
    let comparison = Comparison::of(comparison).expect("one of six");
    left.borrow().compare(right.borrow(), comparison)
}

fn proxy_length(proxy: Weak<'_>) -> Result<usize> {
    object_of(proxy)?.borrow().len()
}

fn proxy_contains(proxy: Weak<'_>, item: Obj<'_>) -> Result<bool> {
    object_of(proxy)?.borrow().contains(item)
}

extern "C" fn proxy_set_item(proxy: Weak<'_>, key: Obj<'_>, value: Option<Obj<'_>>) -> Status {
    Ok(object_of(proxy)?.borrow().set_item(key, value)?)
}

fn proxy_next(proxy: Weak<'_>) -> Result<Option<Ref>> {
    let object = object_of(proxy)?;
    if !object.borrow().is_iterator() {
        let name = object.borrow().ob_type().name();
        let message = format_args!("Weakref proxy referenced a non-iterator '{name}' object");
        return Err(raise(&TYPE_ERROR, message));
    }
    object.borrow().next()
}
// ANCHOR_END: slots
