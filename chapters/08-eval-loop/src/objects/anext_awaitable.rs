//! `anext_awaitable`: what `anext(iterator, default)` gives to `await`.
//!
//! CPython: `_PyAnextAwaitable_Type` in `Objects/iterobject.c`.
//!
//! It passes all on to what `__anext__` gave, and where that ends with `StopAsyncIteration`, the
//! default is the value.

use object_model::arguments::Arguments;
use object_model::dealloc::dealloc;
use object_model::errors::{self, STOP_ASYNC_ITERATION, TYPE_ERROR, raise};
use object_model::memory;
use object_model::name;
use object_model::object::Layout;
use object_model::slot_kinds::{Flow, Visitor, traverse};
use object_model::type_object::{PyAsyncMethods, flags};
use object_model::types::str::Str;
use object_model::{Field, Method, Obj, PyObject, Raised, Ref, Result, StaticType, Table};

use crate::families::generators::awaitable_iter;
use crate::objects::generator::raise_stop_iteration;

/// C: `anextawaitableobject`.
#[repr(C)]
#[allow(missing_debug_implementations, reason = "an object")]
pub struct AnextAwaitable {
    ob_base: PyObject,
    wrapped: Field,
    default_value: Field,
}

// SAFETY: made by `new`.
unsafe impl Layout for AnextAwaitable {
    fn type_object() -> &'static StaticType {
        &ANEXT_AWAITABLE
    }
}

type Awaitable<'a> = Obj<'a, AnextAwaitable>;

/// `anext_awaitable`.
pub static ANEXT_AWAITABLE: StaticType = StaticType::new(Table::<AnextAwaitable> {
    tp_name: c"anext_awaitable",
    tp_flags: flags::HAVE_GC,
    tp_dealloc: Some(dealloc::<AnextAwaitable>),
    tp_as_async: PyAsyncMethods { am_await: Some(itself), ..PyAsyncMethods::NONE },
    tp_traverse: traverse(awaitable_traverse),
    tp_iter: Some(itself),
    tp_iternext: Some(awaitable_next),
    tp_methods: &[
        Method::one(
            c"send",
            "($self, value, /)",
            |awaitable, value| pass_on(awaitable, name!("send"), &[value]),
            "Sends a value to what is awaited.",
        )
        .unsigned(),
        Method::new(
            c"throw",
            "($self, /, *args)",
            |awaitable, arguments: &Arguments<'_>| {
                pass_on(awaitable, name!("throw"), arguments.rest())
            },
            "Raises an exception in what is awaited.",
        )
        .unsigned(),
        Method::new(
            c"close",
            "($self, /, *args)",
            |awaitable, arguments: &Arguments<'_>| {
                pass_on(awaitable, name!("close"), arguments.rest())
            },
            "Ends what is awaited.",
        )
        .unsigned(),
    ],
    ..Table::NONE
});

/// C: `PyAnextAwaitable_New`.
///
/// # Errors
/// `MemoryError`.
pub fn new(wrapped: Ref, default_value: Ref) -> Result {
    let awaitable = memory::create(ANEXT_AWAITABLE.as_type(), |ob_base| AnextAwaitable {
        ob_base,
        wrapped: Field::new(Some(wrapped)),
        default_value: Field::new(Some(default_value)),
    })?;
    Ok(awaitable.object())
}

extern "C" fn itself(awaitable: Awaitable<'_>) -> Result {
    Ok(awaitable.object().to_ref())
}

/// What is awaited in truth. C: `anextawaitable_getiter`.
fn iterator(awaitable: Awaitable<'_>) -> Result {
    let wrapped = awaitable.wrapped.get().expect("set when it was made");
    let iterator = awaitable_iter(wrapped.borrow(), 0)?;
    if iterator.borrow().ob_type().tp_iternext.get().is_some() {
        return Ok(iterator);
    }
    // Of what can be awaited, coroutines alone aren't iterators.
    let slot = iterator.borrow().ob_type().asynchronous(|suite| suite.am_await);
    let inner = match slot {
        Some(slot) => slot(iterator.borrow())?,
        None => iterator,
    };
    match inner.borrow().is_iterator() {
        true => Ok(inner),
        false => Err(raise(&TYPE_ERROR, "__await__ returned a non-iterable")),
    }
}

/// The end of the iteration is the end of the waiting, with the default.
fn or_default(awaitable: Awaitable<'_>, raised: Raised) -> Raised {
    match (errors::catch(&STOP_ASYNC_ITERATION), awaitable.default_value.get()) {
        (true, Some(default)) => raise_stop_iteration(default),
        _ => raised,
    }
}

/// What ends the waiting is a `StopIteration` with the value, which is passed on as it is.
extern "C" fn awaitable_next(awaitable: Awaitable<'_>) -> Option<Ref> {
    let iterator = iterator(awaitable).ok()?;
    let slot = iterator.borrow().ob_type().tp_iternext.get()?;
    let item = slot(iterator.borrow());
    if item.is_none() && errors::is_set() {
        or_default(awaitable, Raised);
    }
    item
}

fn pass_on(awaitable: Awaitable<'_>, method: Str<'_>, arguments: &[Obj<'_>]) -> Result {
    let iterator = iterator(awaitable)?;
    let result = iterator.borrow().call_method(method, arguments);
    result.map_err(|raised| or_default(awaitable, raised))
}

fn awaitable_traverse(awaitable: Awaitable<'_>, visitor: &mut Visitor) -> Flow {
    visitor.field(&awaitable.wrapped)?;
    visitor.field(&awaitable.default_value)
}
