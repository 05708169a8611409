//! Built-in functions that go through iterables.
//!
//! CPython: `builtin_all`, `builtin_iter`, `builtin_next`, `builtin_anext`, `builtin_sorted` in
//! `Python/bltinmodule.c`; `PyObject_GetAIter` in `Objects/abstract.c`.

use eval_loop::objects::anext_awaitable;
use object_model::arguments::Arguments;
use object_model::errors::{self, STOP_ITERATION, TYPE_ERROR, raise};
use object_model::types::iterators::callable;
use object_model::types::module::PyModuleObject;
use object_model::types::{bool_, list, none};
use object_model::{Obj, Raised, Result};

use crate::arguments::int_argument;

type Module<'a> = Obj<'a, PyModuleObject>;

pub(super) fn all(_: Module<'_>, iterable: Obj<'_>) -> Result {
    has_item(iterable, false).map(|found| bool_(!found).to_ref())
}

pub(super) fn any(_: Module<'_>, iterable: Obj<'_>) -> Result {
    has_item(iterable, true).map(|found| bool_(found).to_ref())
}

/// Whether there is an item of this truth.
fn has_item(iterable: Obj<'_>, truth: bool) -> Result<bool> {
    let iterator = iterable.iter()?;
    while let Some(item) = iterator.borrow().next()? {
        if item.borrow().is_true()? == truth {
            return Ok(true);
        }
    }
    Ok(false)
}

pub(super) fn iter(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    match arguments.get(1) {
        None => arguments[0].iter(),
        Some(sentinel) if arguments[0].is_callable() => callable::new(arguments[0], sentinel),
        Some(_) => Err(raise(&TYPE_ERROR, "iter(v, w): v must be callable")),
    }
}

pub(super) fn next(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let iterator = arguments[0];
    let Some(slot) = iterator.ob_type().tp_iternext.get() else {
        let kind = iterator.ob_type().name();
        return Err(raise(&TYPE_ERROR, format_args!("'{kind}' object is not an iterator")));
    };
    if let Some(item) = slot(iterator) {
        return Ok(item);
    }
    match arguments.get(1) {
        Some(default) if !errors::is_set() || errors::catch(&STOP_ITERATION) => {
            Ok(default.to_ref())
        }
        None if !errors::is_set() => Err(errors::raise_object(&STOP_ITERATION, none().to_ref())),
        _ => Err(Raised),
    }
}

pub(super) fn aiter(_: Module<'_>, iterable: Obj<'_>) -> Result {
    let Some(slot) = iterable.ob_type().asynchronous(|suite| suite.am_aiter) else {
        let kind = iterable.ob_type().name();
        return Err(raise(&TYPE_ERROR, format_args!("'{kind}' object is not an async iterable")));
    };
    let iterator = slot(iterable)?;
    if iterator.borrow().ob_type().asynchronous(|suite| suite.am_anext).is_some() {
        return Ok(iterator);
    }
    let kind = iterator.borrow().ob_type().name().to_owned();
    let message = format_args!("aiter() returned not an async iterator of type '{kind}'");
    Err(raise(&TYPE_ERROR, message))
}

pub(super) fn anext(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let iterator = arguments[0];
    let Some(slot) = iterator.ob_type().asynchronous(|suite| suite.am_anext) else {
        let kind = iterator.ob_type().name();
        return Err(raise(&TYPE_ERROR, format_args!("'{kind}' object is not an async iterator")));
    };
    let awaitable = slot(iterator)?;
    match arguments.get(1) {
        None => Ok(awaitable),
        Some(default) => anext_awaitable::new(awaitable, default.to_ref()),
    }
}

pub(super) fn sorted(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let list = list::from_iterable(arguments[0])?;
    let reverse = arguments.get(2).map_or(Ok(0), int_argument)? != 0;
    list.borrow().sort(arguments.not_none(1), reverse)?;
    Ok(list.object())
}
