//! `iter(function, sentinel)`: what a function returns, until it returns the sentinel.
//!
//! CPython: `Objects/iterobject.c` (`calliterobject`).

use crate::dealloc::dealloc;
use crate::errors::{self, STOP_ITERATION};
use crate::memory;
use crate::object::{Field, Layout, Obj, PyObject, Ref, Result};
use crate::protocol::attribute::generic_getattr;
use crate::protocol::compare::Comparison;
use crate::protocol::iterate::itself;
use crate::runtime::builtin;
use crate::slot_kinds::{Flow, Visitor, next, traverse};
use crate::static_type::{Method, StaticType, Table};
use crate::type_object::flags;
use crate::types::tuple;

// ANCHOR: callable
/// C: `calliterobject`.
#[repr(C)]
pub struct CallableIterator {
    ob_base: PyObject,
    /// Null at the end, as the sentinel.
    it_callable: Field,
    it_sentinel: Field,
}

const _: () = assert!(size_of::<CallableIterator>() == 32);

// SAFETY: made by `new`.
unsafe impl Layout for CallableIterator {
    fn type_object() -> &'static StaticType {
        &CALLABLE_ITERATOR
    }
}

/// `callable_iterator`.
pub static CALLABLE_ITERATOR: StaticType = StaticType::new(Table::<CallableIterator> {
    tp_name: c"callable_iterator",
    tp_flags: flags::HAVE_GC,
    tp_dealloc: Some(dealloc::<CallableIterator>),
    tp_getattro: Some(generic_getattr),
    tp_traverse: traverse(iterator_traverse),
    tp_iter: Some(itself),
    tp_iternext: next(iterator_next),
    tp_methods: &[
        Method::none(c"__reduce__", "($self, /)", iterator_reduce, "For pickling.").unsigned()
    ],
    ..Table::NONE
});

/// C: `PyCallIter_New`.
pub fn new(callable: Obj<'_>, sentinel: Obj<'_>) -> Result {
    let iterator = memory::create(CALLABLE_ITERATOR.as_type(), |ob_base| CallableIterator {
        ob_base,
        it_callable: Field::new(Some(callable.to_ref())),
        it_sentinel: Field::new(Some(sentinel.to_ref())),
    })?;
    Ok(iterator.object())
}

fn iterator_traverse(iterator: Obj<'_, CallableIterator>, visitor: &mut Visitor) -> Flow {
    visitor.field(&iterator.it_callable)?;
    visitor.field(&iterator.it_sentinel)
}

fn iterator_next(iterator: Obj<'_, CallableIterator>) -> Result<Option<Ref>> {
    let Some(callable) = iterator.it_callable.get() else {
        return Ok(None);
    };
    match callable.borrow().call_none() {
        Ok(result) => {
            // The call may have ended the iterator.
            let sentinel = iterator.it_sentinel.get();
            let is_end = match &sentinel {
                Some(end) => end.borrow().compare_bool(result.borrow(), Comparison::Equal)?,
                None => true,
            };
            if !is_end {
                return Ok(Some(result));
            }
        }
        Err(_) if errors::catch(&STOP_ITERATION) => {}
        Err(raised) => return Err(raised),
    }
    iterator.it_callable.clear();
    iterator.it_sentinel.clear();
    Ok(None)
}

fn iterator_reduce(iterator: Obj<'_, CallableIterator>) -> Result {
    // Looking the function up may run code that ends the iterator, which is why it comes first.
    let function = builtin("iter")?;
    let arguments = match (iterator.it_callable.get(), iterator.it_sentinel.get()) {
        (Some(callable), Some(sentinel)) => tuple::new([callable, sentinel])?,
        _ => tuple::new([tuple::of(&[])?.object()])?,
    };
    Ok(tuple::new([function, arguments.object()])?.object())
}
// ANCHOR_END: callable
