//! From a method call to a slot call: what `int.__add__(1, 2)` does.
//!
//! CPython: `Objects/typeobject.c` (`wrap_unaryfunc` and the other `wrap_*`).
//!
//! A wrapper checks the number of arguments, since a slot can't, calls the slot, and makes an
//! object of what comes back.

use std::mem::transmute;

use crate::arguments::Given;
use crate::errors::{self, STOP_ITERATION, TYPE_ERROR, raise, raise_object};
use crate::object::{Obj, Raised, Result};
use crate::type_object::*;
use crate::types::{bool_, int, none};

use super::slots::Function;

/// Calls a slot's function with an object of the slot's type. The function is what the slot held
/// when the wrapper descriptor was made.
pub(crate) type Wrapper = fn(Obj<'_>, Given<'_>, Function) -> Result;

/// The slot's function with its type again.
macro_rules! slot {
    ($function:expr, $kind:ty) => {
        // SAFETY: the row that names the wrapper names a slot of this type.
        unsafe { transmute::<Function, $kind>($function) }
    };
}

// ANCHOR: check
/// Positional arguments, as many as allowed. C: `check_num_args`, `PyArg_UnpackTuple`.
fn take<'a>(given: Given<'a>, least: usize, most: usize) -> Result<&'a [Obj<'a>]> {
    let count = given.positional.len();
    if (least..=most).contains(&count) {
        return Ok(given.positional);
    }
    if least == most {
        let s = if least == 1 { "" } else { "s" };
        let message = format_args!("expected {least} argument{s}, got {count}");
        return Err(raise(&TYPE_ERROR, message));
    }
    let (bound, limit) = if count < least { ("least", least) } else { ("most", most) };
    let s = if limit == 1 { "" } else { "s" };
    let message = format_args!("expected at {bound} {limit} argument{s}, got {count}");
    Err(raise(&TYPE_ERROR, message))
}

fn one<'a>(given: Given<'a>) -> Result<Obj<'a>> {
    Ok(take(given, 1, 1)?[0])
}

fn two<'a>(given: Given<'a>) -> Result<(Obj<'a>, Obj<'a>)> {
    let arguments = take(given, 2, 2)?;
    Ok((arguments[0], arguments[1]))
}

fn nothing(_: ()) -> Result {
    Ok(none().to_ref())
}
// ANCHOR_END: check

// ANCHOR: wrappers
pub(crate) fn unary(this: Obj<'_>, given: Given<'_>, slot: Function) -> Result {
    take(given, 0, 0)?;
    slot!(slot, UnaryFunc)(this)
}

pub(crate) fn binary(this: Obj<'_>, given: Given<'_>, slot: Function) -> Result {
    slot!(slot, BinaryFunc)(this, one(given)?)
}

pub(crate) fn left(this: Obj<'_>, given: Given<'_>, slot: Function) -> Result {
    slot!(slot, OperatorFunc)(this, one(given)?)
}

pub(crate) fn right(this: Obj<'_>, given: Given<'_>, slot: Function) -> Result {
    slot!(slot, OperatorFunc)(one(given)?, this)
}

pub(crate) fn power(this: Obj<'_>, given: Given<'_>, slot: Function) -> Result {
    let arguments = take(given, 1, 2)?;
    let modulus = arguments.get(1).copied().unwrap_or(none());
    slot!(slot, PowerFunc)(this, arguments[0], modulus)
}

pub(crate) fn power_right(this: Obj<'_>, given: Given<'_>, slot: Function) -> Result {
    let arguments = take(given, 1, 2)?;
    let modulus = arguments.get(1).copied().unwrap_or(none());
    slot!(slot, PowerFunc)(arguments[0], this, modulus)
}

pub(crate) fn power_in_place(this: Obj<'_>, given: Given<'_>, slot: Function) -> Result {
    slot!(slot, InPlacePowerFunc)(this, one(given)?, none())
}

pub(crate) fn truth(this: Obj<'_>, given: Given<'_>, slot: Function) -> Result {
    take(given, 0, 0)?;
    let answer: Result<bool> = slot!(slot, InquiryFunc)(this).into();
    Ok(bool_(answer?).to_ref())
}

pub(crate) fn length(this: Obj<'_>, given: Given<'_>, slot: Function) -> Result {
    take(given, 0, 0)?;
    let count: Result<usize> = slot!(slot, LengthFunc)(this).into();
    Ok(int::from_u64(count? as u64)?.object())
}

pub(crate) fn hash(this: Obj<'_>, given: Given<'_>, slot: Function) -> Result {
    take(given, 0, 0)?;
    let hash: Result<isize> = slot!(slot, HashFunc)(this).into();
    Ok(int::from_i64(hash? as i64)?.object())
}

pub(crate) fn contains(this: Obj<'_>, given: Given<'_>, slot: Function) -> Result {
    let answer: Result<bool> = slot!(slot, ContainsFunc)(this, one(given)?).into();
    Ok(bool_(answer?).to_ref())
}

pub(crate) fn repeat(this: Obj<'_>, given: Given<'_>, slot: Function) -> Result {
    let count = one(given)?.to_index(Some(&errors::OVERFLOW_ERROR))?;
    slot!(slot, IndexFunc)(this, count)
}

/// C: `getindex`.
fn item_index(this: Obj<'_>, index: Obj<'_>) -> Result<isize> {
    let index = index.to_index(Some(&errors::OVERFLOW_ERROR))?;
    match this.ob_type().sequence(|suite| suite.sq_length) {
        Some(slot) if index < 0 => Ok(index + Result::<usize>::from(slot(this))? as isize),
        _ => Ok(index),
    }
}

pub(crate) fn sequence_item(this: Obj<'_>, given: Given<'_>, slot: Function) -> Result {
    slot!(slot, IndexFunc)(this, item_index(this, one(given)?)?)
}

pub(crate) fn set_sequence_item(this: Obj<'_>, given: Given<'_>, slot: Function) -> Result {
    let (index, value) = two(given)?;
    nothing(slot!(slot, SetIndexFunc)(this, item_index(this, index)?, Some(value))?)
}

pub(crate) fn delete_sequence_item(this: Obj<'_>, given: Given<'_>, slot: Function) -> Result {
    let index = item_index(this, one(given)?)?;
    nothing(slot!(slot, SetIndexFunc)(this, index, None)?)
}

pub(crate) fn set_item(this: Obj<'_>, given: Given<'_>, slot: Function) -> Result {
    let (key, value) = two(given)?;
    nothing(slot!(slot, SetFunc)(this, key, Some(value))?)
}

pub(crate) fn delete_item(this: Obj<'_>, given: Given<'_>, slot: Function) -> Result {
    nothing(slot!(slot, SetFunc)(this, one(given)?, None)?)
}

pub(crate) fn set_attribute(this: Obj<'_>, given: Given<'_>, slot: Function) -> Result {
    let (name, value) = two(given)?;
    hack_check(this, slot, "__setattr__")?;
    nothing(slot!(slot, SetFunc)(this, name, Some(value))?)
}

pub(crate) fn delete_attribute(this: Obj<'_>, given: Given<'_>, slot: Function) -> Result {
    let name = one(given)?;
    hack_check(this, slot, "__delattr__")?;
    nothing(slot!(slot, SetFunc)(this, name, None)?)
}

/// `object.__setattr__(SomeClass, ...)` would go past the class's own rules. C: `hackcheck`.
fn hack_check(this: Obj<'_>, slot: Function, what: &str) -> Result<()> {
    let mut at = Some(this.ob_type().to_ref());
    while let Some(ob_type) = at {
        if !ob_type.has(flags::HEAPTYPE) {
            if let Some(own) = ob_type.tp_setattro.get()
                && !std::ptr::eq(own as Function, slot)
            {
                let name = ob_type.name().to_owned();
                let message = format_args!("can't apply this {what} to {name} object");
                return Err(raise(&TYPE_ERROR, message));
            }
            return Ok(());
        }
        at = ob_type.base().map(Obj::to_ref);
    }
    Ok(())
}

pub(crate) fn compare<const COMPARISON: i32>(
    this: Obj<'_>,
    given: Given<'_>,
    slot: Function,
) -> Result {
    slot!(slot, CompareFunc)(this, one(given)?, COMPARISON)
}

pub(crate) fn next(this: Obj<'_>, given: Given<'_>, slot: Function) -> Result {
    take(given, 0, 0)?;
    match slot!(slot, NextFunc)(this) {
        Some(item) => Ok(item),
        None if errors::is_set() => Err(Raised),
        None => Err(raise_object(&STOP_ITERATION, none().to_ref())),
    }
}

pub(crate) fn descr_get(this: Obj<'_>, given: Given<'_>, slot: Function) -> Result {
    let arguments = take(given, 1, 2)?;
    let instance = Some(arguments[0]).filter(|instance| !instance.is_none());
    let owner = arguments.get(1).copied().filter(|owner| !owner.is_none());
    if instance.is_none() && owner.is_none() {
        return Err(raise(&TYPE_ERROR, "__get__(None, None) is invalid"));
    }
    slot!(slot, DescrGetFunc)(this, instance, owner)
}

pub(crate) fn descr_set(this: Obj<'_>, given: Given<'_>, slot: Function) -> Result {
    let (instance, value) = two(given)?;
    nothing(slot!(slot, SetFunc)(this, instance, Some(value))?)
}

pub(crate) fn descr_delete(this: Obj<'_>, given: Given<'_>, slot: Function) -> Result {
    nothing(slot!(slot, SetFunc)(this, one(given)?, None)?)
}

pub(crate) fn finalize(this: Obj<'_>, given: Given<'_>, slot: Function) -> Result {
    take(given, 0, 0)?;
    slot!(slot, FinalizeFunc)(this);
    nothing(())
}

pub(crate) fn call(this: Obj<'_>, given: Given<'_>, slot: Function) -> Result {
    let (arguments, keywords) = given.to_tuple()?;
    let keywords = keywords.as_ref().map(|keywords| keywords.borrow().object());
    slot!(slot, CallFunc)(this, arguments.borrow().object(), keywords)
}

pub(crate) fn init(this: Obj<'_>, given: Given<'_>, slot: Function) -> Result {
    let (arguments, keywords) = given.to_tuple()?;
    let keywords = keywords.as_ref().map(|keywords| keywords.borrow().object());
    nothing(slot!(slot, InitFunc)(this, arguments.borrow().object(), keywords)?)
}

/// Whether the wrapper takes keywords. C: `PyWrapperFlag_KEYWORDS`.
pub(crate) fn takes_keywords(wrapper: Wrapper) -> bool {
    let wrapper = wrapper as Function;
    std::ptr::eq(wrapper, call as Function) || std::ptr::eq(wrapper, init as Function)
}
// ANCHOR_END: wrappers
