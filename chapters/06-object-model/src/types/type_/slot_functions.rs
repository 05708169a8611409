//! Slot functions of classes: each looks its `__dunder__` up and calls it.
//!
//! CPython: `Objects/typeobject.c` (`slot_tp_repr` and the other `slot_*`, `vectorcall_method`,
//! `vectorcall_maybe`, `SLOT1BINFULL`).
//!
//! The method is looked up in the type each time, so that a class can change while its instances
//! live; the attribute cache makes that cheap.

use crate::errors::{self, ATTRIBUTE_ERROR, OVERFLOW_ERROR, TYPE_ERROR, raise};
use crate::name;
use crate::object::{Obj, Raised, Ref, Result, Status};
use crate::protocol::attribute::{expect_name, generic_getattr};
use crate::protocol::compare::Comparison;
use crate::slot_kinds::{Count, Hash, Truth};
use crate::type_object::{PyNumberMethods, Type};
use crate::types::int::{self, PyLongObject};
use crate::types::str::Str;
use crate::types::tuple::PyTupleObject;
use crate::types::{none, not_implemented};

// ANCHOR: call
/// Calls a special method, or says that there is none. C: `vectorcall_maybe`.
fn call_special(this: Obj<'_>, name: Str<'static>, arguments: &[Obj<'_>]) -> Result<Option<Ref>> {
    let Some(method) = this.ob_type().lookup(name)? else {
        return Ok(None);
    };
    call_unbound(method.borrow(), this, arguments).map(Some)
}

/// Calls what was found in a type with an instance of it: a function gets the instance as its
/// first argument, anything else is bound first. C: `lookup_maybe_method`, `vectorcall_unbound`.
fn call_unbound(method: Obj<'_>, this: Obj<'_>, arguments: &[Obj<'_>]) -> Result {
    let ob_type = method.ob_type();
    if ob_type.has(crate::type_object::flags::METHOD_DESCRIPTOR) {
        return method.vectorcall_with_first(this, arguments, arguments.len(), None);
    }
    match ob_type.tp_descr_get.get() {
        Some(get) => {
            get(method, Some(this), Some(this.ob_type().object()))?.borrow().call(arguments)
        }
        None => method.call(arguments),
    }
}

/// Calls a special method that has to be there. C: `vectorcall_method`.
fn call_required(this: Obj<'_>, name: Str<'static>, arguments: &[Obj<'_>]) -> Result {
    match call_special(this, name, arguments)? {
        Some(result) => Ok(result),
        None => Err(raise(&ATTRIBUTE_ERROR, name)),
    }
}
// ANCHOR_END: call

// ANCHOR: unary
macro_rules! unary {
    ($($slot:ident = $name:literal;)*) => {
        $(
            pub(super) extern "C" fn $slot(this: Obj<'_>) -> Result {
                call_required(this, name!($name), &[])
            }
        )*
    };
}

unary! {
    slot_nb_negative = "__neg__";
    slot_nb_positive = "__pos__";
    slot_nb_absolute = "__abs__";
    slot_nb_invert = "__invert__";
    slot_nb_int = "__int__";
    slot_nb_float = "__float__";
    slot_nb_index = "__index__";
    slot_am_await = "__await__";
    slot_am_aiter = "__aiter__";
    slot_am_anext = "__anext__";
}

macro_rules! in_place {
    ($($slot:ident = $name:literal;)*) => {
        $(
            pub(super) extern "C" fn $slot(this: Obj<'_>, other: Obj<'_>) -> Result {
                call_required(this, name!($name), &[other])
            }
        )*
    };
}

in_place! {
    slot_nb_inplace_add = "__iadd__";
    slot_nb_inplace_subtract = "__isub__";
    slot_nb_inplace_multiply = "__imul__";
    slot_nb_inplace_remainder = "__imod__";
    slot_nb_inplace_lshift = "__ilshift__";
    slot_nb_inplace_rshift = "__irshift__";
    slot_nb_inplace_and = "__iand__";
    slot_nb_inplace_xor = "__ixor__";
    slot_nb_inplace_or = "__ior__";
    slot_nb_inplace_floor_divide = "__ifloordiv__";
    slot_nb_inplace_true_divide = "__itruediv__";
    slot_nb_inplace_matrix_multiply = "__imatmul__";
    slot_mp_subscript = "__getitem__";
}
// ANCHOR_END: unary

// ANCHOR: binary
macro_rules! binary {
    ($($slot:ident = $field:ident, $name:literal, $reflected:literal;)*) => {
        $(
            pub(super) extern "C" fn $slot(left: Obj<'_>, right: Obj<'_>) -> Result {
                let is_mine = |suite: &PyNumberMethods| {
                    suite.$field.filter(|slot| *slot as usize == $slot as *const () as usize)
                };
                binary(
                    left,
                    right,
                    left.ob_type().number(is_mine).is_some(),
                    right.ob_type().number(is_mine).is_some(),
                    name!($name),
                    name!($reflected),
                )
            }
        )*
    };
}

binary! {
    slot_nb_add = nb_add, "__add__", "__radd__";
    slot_nb_subtract = nb_subtract, "__sub__", "__rsub__";
    slot_nb_multiply = nb_multiply, "__mul__", "__rmul__";
    slot_nb_remainder = nb_remainder, "__mod__", "__rmod__";
    slot_nb_divmod = nb_divmod, "__divmod__", "__rdivmod__";
    slot_nb_lshift = nb_lshift, "__lshift__", "__rlshift__";
    slot_nb_rshift = nb_rshift, "__rshift__", "__rrshift__";
    slot_nb_and = nb_and, "__and__", "__rand__";
    slot_nb_xor = nb_xor, "__xor__", "__rxor__";
    slot_nb_or = nb_or, "__or__", "__ror__";
    slot_nb_floor_divide = nb_floor_divide, "__floordiv__", "__rfloordiv__";
    slot_nb_true_divide = nb_true_divide, "__truediv__", "__rtruediv__";
    slot_nb_matrix_multiply = nb_matrix_multiply, "__matmul__", "__rmatmul__";
}

/// The left operand's method, then the right's reflected one; the other way round where the
/// right's class extends the left's and has a reflected method of its own. C: `SLOT1BINFULL`.
fn binary(
    left: Obj<'_>,
    right: Obj<'_>,
    left_has_slot: bool,
    right_has_slot: bool,
    name: Str<'static>,
    reflected: Str<'static>,
) -> Result {
    let same_type = left.ob_type().is(right.ob_type());
    let mut ask_right = !same_type && right_has_slot;
    if left_has_slot {
        if ask_right
            && right.ob_type().is_subtype_of(left.ob_type())
            && is_overloaded(left, right, reflected)?
        {
            if let Some(result) = answer(call_special(right, reflected, &[left])?) {
                return Ok(result);
            }
            ask_right = false;
        }
        if let Some(result) = answer(call_special(left, name, &[right])?) {
            return Ok(result);
        }
    }
    match ask_right {
        true => Ok(answer(call_special(right, reflected, &[left])?)
            .unwrap_or_else(|| not_implemented().to_ref())),
        false => Ok(not_implemented().to_ref()),
    }
}

fn answer(result: Option<Ref>) -> Option<Ref> {
    result.filter(|result| !result.borrow().is_not_implemented())
}

/// Whether the right operand's class has another method than the left's.
/// C: `method_is_overloaded`.
fn is_overloaded(left: Obj<'_>, right: Obj<'_>, name: Str<'_>) -> Result<bool> {
    let attribute = |object: Obj<'_>| object.ob_type().object().lookup_attribute(name);
    match (attribute(right)?, attribute(left)?) {
        (Some(right), Some(left)) => {
            right.borrow().compare_bool(left.borrow(), Comparison::NotEqual)
        }
        (Some(_), None) => Ok(true),
        (None, _) => Ok(false),
    }
}

pub(super) extern "C" fn slot_nb_power(left: Obj<'_>, right: Obj<'_>, modulus: Obj<'_>) -> Result {
    let is_mine = |suite: &PyNumberMethods| {
        suite.nb_power.filter(|slot| *slot as usize == slot_nb_power as *const () as usize)
    };
    let has_slot = |object: Obj<'_>| object.ob_type().number(is_mine).is_some();
    if modulus.is_none() {
        let (left_has, right_has) = (has_slot(left), has_slot(right));
        return binary(left, right, left_has, right_has, name!("__pow__"), name!("__rpow__"));
    }
    match has_slot(left) {
        true => call_required(left, name!("__pow__"), &[right, modulus]),
        false => Ok(not_implemented().to_ref()),
    }
}

pub(super) extern "C" fn slot_nb_inplace_power(
    left: Obj<'_>,
    right: Obj<'_>,
    _: Obj<'_>,
) -> Result {
    call_required(left, name!("__ipow__"), &[right])
}
// ANCHOR_END: binary

// ANCHOR: text
pub(super) extern "C" fn slot_tp_repr(this: Obj<'_>) -> Result {
    match call_special(this, name!("__repr__"), &[])? {
        Some(text) => Ok(text),
        None => crate::types::object::object_repr(this),
    }
}

pub(super) extern "C" fn slot_tp_str(this: Obj<'_>) -> Result {
    call_required(this, name!("__str__"), &[])
}

pub(super) extern "C" fn slot_tp_hash(this: Obj<'_>) -> Hash {
    let hash = || {
        let method = this.ob_type().lookup(name!("__hash__"))?;
        let Some(method) = method.filter(|method| !method.borrow().is_none()) else {
            return crate::protocol::hash::not_hashable(this).into();
        };
        let result = call_unbound(method.borrow(), this, &[])?;
        let Some(int) = result.borrow().downcast::<PyLongObject>() else {
            return Err(raise(&TYPE_ERROR, "__hash__ method should return an integer"));
        };
        // An int that fits is the hash itself; one that doesn't is hashed as an int.
        Ok(int.to_i64().map_or_else(|| int.hash_value(), |hash| hash as isize))
    };
    hash().into()
}

pub(super) extern "C" fn slot_tp_richcompare(
    this: Obj<'_>,
    other: Obj<'_>,
    comparison: i32,
) -> Result {
    let name = match comparison {
        0 => name!("__lt__"),
        1 => name!("__le__"),
        2 => name!("__eq__"),
        3 => name!("__ne__"),
        4 => name!("__gt__"),
        _ => name!("__ge__"),
    };
    Ok(call_special(this, name, &[other])?.unwrap_or_else(|| not_implemented().to_ref()))
}

pub(super) extern "C" fn slot_nb_bool(this: Obj<'_>) -> Truth {
    let truth = || {
        if let Some(answer) = call_special(this, name!("__bool__"), &[])? {
            let answer = answer.borrow();
            if !answer.is_exactly(&crate::types::bool_::BOOL) {
                let name = answer.ob_type().name().to_owned();
                let message = format_args!("__bool__ should return bool, returned {name}");
                return Err(raise(&TYPE_ERROR, message));
            }
            return answer.is_true();
        }
        match call_special(this, name!("__len__"), &[])? {
            Some(length) => Ok(checked_length(length.borrow())? != 0),
            None => Ok(true),
        }
    };
    truth().into()
}
// ANCHOR_END: text

// ANCHOR: container
/// C: `slot_sq_length`.
pub(super) extern "C" fn slot_length(this: Obj<'_>) -> Count {
    call_required(this, name!("__len__"), &[])
        .and_then(|length| checked_length(length.borrow()))
        .into()
}

fn checked_length(length: Obj<'_>) -> Result<usize> {
    let length = length.index()?;
    if length.borrow().is_negative() {
        return Err(raise(&errors::VALUE_ERROR, "__len__() should return >= 0"));
    }
    Ok(length.borrow().object().to_index(Some(&OVERFLOW_ERROR))? as usize)
}

pub(super) extern "C" fn slot_sq_item(this: Obj<'_>, index: isize) -> Result {
    let index = int::from_i64(index as i64)?;
    call_required(this, name!("__getitem__"), &[index.borrow().object()])
}

pub(super) extern "C" fn slot_sq_ass_item(
    this: Obj<'_>,
    index: isize,
    value: Option<Obj<'_>>,
) -> Status {
    let index = int::from_i64(index as i64)?;
    slot_mp_ass_subscript(this, index.borrow().object(), value)
}

pub(super) extern "C" fn slot_mp_ass_subscript(
    this: Obj<'_>,
    key: Obj<'_>,
    value: Option<Obj<'_>>,
) -> Status {
    match value {
        Some(value) => call_required(this, name!("__setitem__"), &[key, value])?,
        None => call_required(this, name!("__delitem__"), &[key])?,
    };
    Ok(())
}

pub(super) extern "C" fn slot_sq_contains(this: Obj<'_>, item: Obj<'_>) -> Truth {
    let contains = || {
        let method = this.ob_type().lookup(name!("__contains__"))?;
        match method {
            Some(method) if method.borrow().is_none() => {
                Err(this.lacks("'", "' object is not a container"))
            }
            Some(method) => call_unbound(method.borrow(), this, &[item])?.borrow().is_true(),
            None => {
                let iterator = this.iter()?;
                while let Some(next) = iterator.borrow().next()? {
                    if next.borrow().compare_bool(item, Comparison::Equal)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
        }
    };
    contains().into()
}

pub(super) extern "C" fn slot_tp_iter(this: Obj<'_>) -> Result {
    let method = this.ob_type().lookup(name!("__iter__"))?;
    match method {
        Some(method) if method.borrow().is_none() => {
            Err(this.lacks("'", "' object is not iterable"))
        }
        Some(method) => call_unbound(method.borrow(), this, &[]),
        None => Err(this.lacks("'", "' object is not iterable")),
    }
}

pub(super) extern "C" fn slot_tp_iternext(this: Obj<'_>) -> Option<Ref> {
    call_required(this, name!("__next__"), &[]).ok()
}

/// The `tp_iternext` of a class that has lost its `__next__`. C: `_PyObject_NextNotImplemented`.
pub(crate) extern "C" fn slot_tp_iternext_missing(this: Obj<'_>) -> Option<Ref> {
    let name = this.ob_type().name().to_owned();
    let Raised = raise(&TYPE_ERROR, format_args!("'{name}' object is not iterable"));
    None
}
// ANCHOR_END: container

// ANCHOR: attributes
/// C: `slot_tp_call`.
pub(super) extern "C" fn slot_tp_call(
    this: Obj<'_>,
    arguments: Obj<'_>,
    keywords: Option<Obj<'_>>,
) -> Result {
    let Some(method) = this.lookup_special(name!("__call__"))? else {
        return Err(raise(&ATTRIBUTE_ERROR, "__call__"));
    };
    call_with(method.borrow(), arguments, keywords)
}

fn call_with(method: Obj<'_>, arguments: Obj<'_>, keywords: Option<Obj<'_>>) -> Result {
    let arguments = arguments.downcast::<PyTupleObject>().expect("a tuple of arguments");
    method.call_tuple(arguments, keywords.and_then(|keywords| keywords.downcast()))
}

/// `__getattribute__`, and `__getattr__` where that raises `AttributeError`.
/// C: `slot_tp_getattr_hook`.
pub(super) extern "C" fn slot_tp_getattr_hook(this: Obj<'_>, name: Obj<'_>) -> Result {
    let ob_type = this.ob_type();
    let own = ob_type.lookup(name!("__getattribute__"))?;
    let is_generic = own.as_ref().is_none_or(|own| {
        own.borrow()
            .downcast_exact::<crate::types::descriptor::WrapperDescriptor>()
            .is_some_and(|own| std::ptr::eq(own.wrapped(), generic_getattr::<()> as *const ()))
    });
    let found = match own {
        Some(own) if !is_generic => call_unbound(own.borrow(), this, &[name]),
        _ => {
            expect_name(name)?;
            generic_getattr(this, name)
        }
    };
    let Err(raised) = found else {
        return found;
    };
    if !errors::matches(&ATTRIBUTE_ERROR) {
        return Err(raised);
    }
    let saved = errors::fetch();
    match ob_type.lookup(name!("__getattr__"))? {
        Some(hook) => {
            drop(saved);
            call_unbound(hook.borrow(), this, &[name])
        }
        None => {
            if let Some(saved) = saved {
                errors::restore(saved);
            }
            Err(raised)
        }
    }
}

pub(super) extern "C" fn slot_tp_setattro(
    this: Obj<'_>,
    name: Obj<'_>,
    value: Option<Obj<'_>>,
) -> Status {
    match value {
        Some(value) => call_required(this, name!("__setattr__"), &[name, value])?,
        None => call_required(this, name!("__delattr__"), &[name])?,
    };
    Ok(())
}

pub(super) extern "C" fn slot_tp_descr_get(
    this: Obj<'_>,
    instance: Option<Obj<'_>>,
    owner: Option<Obj<'_>>,
) -> Result {
    let Some(get) = this.ob_type().lookup(name!("__get__"))? else {
        return Ok(this.to_ref());
    };
    let (instance, owner) = (instance.unwrap_or(none()), owner.unwrap_or(none()));
    call_unbound(get.borrow(), this, &[instance, owner])
}

pub(super) extern "C" fn slot_tp_descr_set(
    this: Obj<'_>,
    instance: Obj<'_>,
    value: Option<Obj<'_>>,
) -> Status {
    match value {
        Some(value) => call_required(this, name!("__set__"), &[instance, value])?,
        None => call_required(this, name!("__delete__"), &[instance])?,
    };
    Ok(())
}
// ANCHOR_END: attributes

// ANCHOR: life
pub(super) extern "C" fn slot_tp_init(
    this: Obj<'_>,
    arguments: Obj<'_>,
    keywords: Option<Obj<'_>>,
) -> Status {
    let Some(method) = this.ob_type().lookup(name!("__init__"))? else {
        return Err(raise(&ATTRIBUTE_ERROR, "__init__").into());
    };
    let given = arguments.downcast::<PyTupleObject>().expect("a tuple of arguments").items();
    let result = match keywords {
        None => call_unbound(method.borrow(), this, given)?,
        Some(_) => {
            let bound = match method.borrow().ob_type().tp_descr_get.get() {
                Some(get) => get(method.borrow(), Some(this), Some(this.ob_type().object()))?,
                None => method,
            };
            call_with(bound.borrow(), arguments, keywords)?
        }
    };
    if !result.borrow().is_none() {
        let name = result.borrow().ob_type().name().to_owned();
        let message = format_args!("__init__() should return None, not '{name}'");
        return Err(raise(&TYPE_ERROR, message).into());
    }
    Ok(())
}

pub(super) extern "C" fn slot_tp_new(
    ob_type: Type<'_>,
    arguments: Obj<'_>,
    keywords: Option<Obj<'_>>,
) -> Result {
    let new = ob_type.object().get_attribute(name!("__new__"))?;
    let arguments = arguments.downcast::<PyTupleObject>().expect("a tuple of arguments");
    let all: Vec<Obj<'_>> =
        std::iter::once(ob_type.object()).chain(arguments.items().iter().copied()).collect();
    let all = crate::types::tuple::of(&all)?;
    call_with(new.borrow(), all.borrow().object(), keywords)
}

/// `__del__`; what it raises nobody can catch. C: `slot_tp_finalize`.
pub(super) extern "C" fn slot_tp_finalize(this: Obj<'_>) {
    let saved = errors::fetch();
    match this.lookup_special(name!("__del__")) {
        Ok(Some(method)) => {
            if method.borrow().call_none().is_err() {
                // What is named is the function, as the class has it.
                let raised = errors::fetch();
                let found = this.ob_type().lookup(name!("__del__")).ok().flatten();
                if let Some(raised) = raised {
                    errors::restore(raised);
                }
                let shown = found.as_ref().unwrap_or(&method);
                errors::write_unraisable("in", Some(shown.borrow()));
            }
        }
        Ok(None) => {}
        Err(Raised) => errors::clear(),
    }
    if let Some(saved) = saved {
        errors::restore(saved);
    }
}
// ANCHOR_END: life
