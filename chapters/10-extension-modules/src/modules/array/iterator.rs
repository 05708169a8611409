//! `arrayiterator`.
//!
//! CPython: `Modules/arraymodule.c` (`arrayiterobject`).

use std::cell::Cell;

use object_model::dealloc::dealloc;
use object_model::memory;
use object_model::object::{Field, Layout, Obj, PyObject, Ref, Result};
use object_model::protocol::attribute::generic_getattr;
use object_model::protocol::iterate::itself;
use object_model::runtime::builtin;
use object_model::slot_kinds::{Flow, Visitor, next, traverse};
use object_model::static_type::{Method, StaticType, Table};
use object_model::type_object::flags;
use object_model::types::{int, none, tuple};

use super::object::{Array, ArrayObject};

/// C: `arrayiterobject`, without the pointer to a function that is always the same here.
#[repr(C)]
#[allow(missing_docs, reason = "the fields have the names and meanings that C gives them")]
pub struct ArrayIterator {
    pub ob_base: PyObject,
    pub index: Cell<isize>,
    /// Null when all items have been seen.
    pub ao: Field<ArrayObject>,
}

// SAFETY: made by `iter` alone.
unsafe impl Layout for ArrayIterator {
    fn type_object() -> &'static StaticType {
        &ARRAY_ITERATOR
    }
}

/// `arrayiterator`.
pub static ARRAY_ITERATOR: StaticType = StaticType::new(Table::<ArrayIterator> {
    tp_name: c"array.arrayiterator",
    tp_basicsize: size_of::<ArrayIterator>() + size_of::<usize>(),
    tp_flags: flags::HAVE_GC,
    tp_dealloc: Some(dealloc::<ArrayIterator>),
    tp_getattro: Some(generic_getattr),
    tp_traverse: traverse(iterator_traverse),
    tp_iter: Some(itself),
    tp_iternext: next(iterator_next),
    tp_methods: &[
        Method::none(c"__reduce__", "($self, /)", reduce, "For pickling."),
        Method::one(c"__setstate__", "($self, state, /)", set_state, "For unpickling."),
    ],
    ..Table::NONE
});

pub(super) extern "C" fn iter(array: Array<'_>) -> Result {
    let iterator = memory::create(ARRAY_ITERATOR.as_type(), |ob_base| ArrayIterator {
        ob_base,
        index: Cell::new(0),
        ao: Field::new(Some(array.to_ref())),
    })?;
    Ok(iterator.object())
}

fn iterator_next(iterator: Obj<'_, ArrayIterator>) -> Result<Option<Ref>> {
    let Some(array) = iterator.ao.get() else { return Ok(None) };
    let index = iterator.index.get() as usize;
    if index >= array.borrow().len() {
        iterator.ao.clear();
        return Ok(None);
    }
    iterator.index.set(index as isize + 1);
    array.borrow().get_index(index).map(Some)
}

fn iterator_traverse(iterator: Obj<'_, ArrayIterator>, visitor: &mut Visitor) -> Flow {
    visitor.field(&iterator.ao)
}

fn reduce(iterator: Obj<'_, ArrayIterator>) -> Result {
    let iter = builtin("iter")?;
    match iterator.ao.get() {
        Some(array) => {
            let index = int::from_i64(iterator.index.get() as i64)?.object();
            Ok(tuple::new([iter, tuple::new([array.object()])?.object(), index])?.object())
        }
        None => {
            let empty = tuple::of(&[])?.object();
            Ok(tuple::new([iter, tuple::new([empty])?.object()])?.object())
        }
    }
}

fn set_state(iterator: Obj<'_, ArrayIterator>, state: Obj<'_>) -> Result {
    let index = state.to_state_index()?;
    let length = iterator.ao.get().map_or(0, |array| array.borrow().len() as isize);
    iterator.index.set(index.clamp(0, length));
    Ok(none().to_ref())
}
