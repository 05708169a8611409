//! `iter(list)` and `reversed(list)`.
//!
//! CPython: `Objects/listobject.c` (`PyListIter_Type`, `PyListRevIter_Type`).
//!
//! An iterator keeps an index, not a copy: what is done to the list meanwhile is seen. At the end
//! it lets the list go, and stays at the end even if the list grows.

use std::cell::Cell;

use crate::dealloc::dealloc;
use crate::memory;
use crate::object::{Field, Layout, Obj, PyObject, Ref, Result};
use crate::protocol::attribute::generic_getattr;
use crate::protocol::iterate::itself;
use crate::runtime::builtin;
use crate::slot_kinds::{Flow, Visitor, next, traverse};
use crate::static_type::{Method, StaticType, Table};
use crate::type_object::flags;
use crate::types::list::object::{List, PyListObject};
use crate::types::{int, list, none, tuple};

// ANCHOR: layout
/// C: `_PyListIterObject`.
#[repr(C)]
pub struct ListIterator {
    ob_base: PyObject,
    it_index: Cell<isize>,
    /// Null at the end.
    it_seq: Field<PyListObject>,
}

/// C: `listreviterobject`, the same struct.
#[repr(transparent)]
pub struct ListReverseIterator(ListIterator);

const _: () = assert!(size_of::<ListIterator>() == 32);

// SAFETY: made by `list_iter`.
unsafe impl Layout for ListIterator {
    fn type_object() -> &'static StaticType {
        &LIST_ITERATOR
    }
}

// SAFETY: made by `list_reversed`.
unsafe impl Layout for ListReverseIterator {
    fn type_object() -> &'static StaticType {
        &LIST_REVERSE_ITERATOR
    }
}
// ANCHOR_END: layout

// ANCHOR: tables
/// `list_iterator`.
pub static LIST_ITERATOR: StaticType = StaticType::new(Table::<ListIterator> {
    tp_name: c"list_iterator",
    tp_flags: flags::HAVE_GC,
    tp_dealloc: Some(dealloc::<ListIterator>),
    tp_getattro: Some(generic_getattr),
    tp_traverse: traverse(|iterator: Obj<'_, ListIterator>, visitor: &mut Visitor| -> Flow {
        visitor.field(&iterator.it_seq)
    }),
    tp_iter: Some(itself),
    tp_iternext: next(iterator_next),
    tp_methods: &[
        Method::none(
            c"__length_hint__",
            "($self, /)",
            iterator_length_hint,
            "How many items are left.",
        )
        .unsigned(),
        Method::none(c"__reduce__", "($self, /)", iterator_reduce, "For pickling.").unsigned(),
        Method::one(c"__setstate__", "($self, state, /)", iterator_setstate, "For unpickling.")
            .unsigned(),
    ],
    ..Table::NONE
});

/// `list_reverseiterator`.
pub static LIST_REVERSE_ITERATOR: StaticType = StaticType::new(Table::<ListReverseIterator> {
    tp_name: c"list_reverseiterator",
    tp_flags: flags::HAVE_GC,
    tp_dealloc: Some(dealloc::<ListReverseIterator>),
    tp_getattro: Some(generic_getattr),
    tp_traverse: traverse(
        |iterator: Obj<'_, ListReverseIterator>, visitor: &mut Visitor| -> Flow {
            visitor.field(&iterator.0.it_seq)
        },
    ),
    tp_iter: Some(itself),
    tp_iternext: next(reverse_next),
    tp_methods: &[
        Method::none(
            c"__length_hint__",
            "($self, /)",
            reverse_length_hint,
            "How many items are left.",
        )
        .unsigned(),
        Method::none(c"__reduce__", "($self, /)", reverse_reduce, "For pickling.").unsigned(),
        Method::one(c"__setstate__", "($self, state, /)", reverse_setstate, "For unpickling.")
            .unsigned(),
    ],
    ..Table::NONE
});
// ANCHOR_END: tables

// ANCHOR: forwards
/// `iter(list)`.
pub(super) extern "C" fn list_iter(list: List<'_>) -> Result {
    let iterator = memory::create(LIST_ITERATOR.as_type(), |ob_base| ListIterator {
        ob_base,
        it_index: Cell::new(0),
        it_seq: Field::new(Some(list.to_ref())),
    })?;
    Ok(iterator.object())
}

impl Obj<'_, ListIterator> {
    /// The next item. C: `listiter_next`.
    #[inline]
    pub fn step(self) -> Option<Ref> {
        let index = self.it_index.get();
        // SAFETY: nobody exchanges the field until the item is counted.
        let list = unsafe { self.it_seq.peek() }?;
        let item = list.get_index(index as usize);
        match item {
            Some(_) => self.it_index.set(index + 1),
            None => self.it_seq.clear(),
        }
        item
    }
}

fn iterator_next(iterator: Obj<'_, ListIterator>) -> Result<Option<Ref>> {
    Ok(iterator.step())
}

fn iterator_length_hint(iterator: Obj<'_, ListIterator>) -> Result {
    let list = iterator.it_seq.get();
    let left = list.map_or(0, |list| list.borrow().len() as isize - iterator.it_index.get());
    Ok(int::from_i64(left.max(0) as i64)?.object())
}

fn iterator_reduce(iterator: Obj<'_, ListIterator>) -> Result {
    reduce("iter", iterator.it_seq.get(), iterator.it_index.get())
}

/// `iter` and an empty list, or a function, the list and the index. C: `listiter_reduce_general`.
fn reduce(function: &str, list: Option<Ref<PyListObject>>, index: isize) -> Result {
    // Looking the function up may run code that moves the iterator, which is why it comes first.
    match list {
        Some(list) => {
            let function = builtin(function)?;
            let arguments = tuple::new([list.object()])?.object();
            let index = int::from_i64(index as i64)?.object();
            Ok(tuple::new([function, arguments, index])?.object())
        }
        None => {
            let arguments = tuple::new([list::new()?.object()])?.object();
            Ok(tuple::new([builtin("iter")?, arguments])?.object())
        }
    }
}

fn iterator_setstate(iterator: Obj<'_, ListIterator>, state: Obj<'_>) -> Result {
    let index = state.to_state_index()?;
    if let Some(list) = iterator.it_seq.get() {
        iterator.it_index.set(index.clamp(0, list.borrow().len() as isize));
    }
    Ok(none().to_ref())
}
// ANCHOR_END: forwards

// ANCHOR: backwards
/// `list.__reversed__`.
pub(super) fn list_reversed(list: List<'_>) -> Result {
    let iterator = memory::create(LIST_REVERSE_ITERATOR.as_type(), |ob_base| {
        ListReverseIterator(ListIterator {
            ob_base,
            it_index: Cell::new(list.len() as isize - 1),
            it_seq: Field::new(Some(list.to_ref())),
        })
    })?;
    Ok(iterator.object())
}

fn reverse_next(iterator: Obj<'_, ListReverseIterator>) -> Result<Option<Ref>> {
    let iterator = &iterator.get().0;
    let index = iterator.it_index.get();
    // SAFETY: nobody exchanges the field until the item is counted.
    let Some(list) = (unsafe { iterator.it_seq.peek() }) else {
        return Ok(None);
    };
    let item = usize::try_from(index).ok().and_then(|index| list.get_index(index));
    match item {
        Some(_) => iterator.it_index.set(index - 1),
        None => {
            iterator.it_index.set(-1);
            iterator.it_seq.clear();
        }
    }
    Ok(item)
}

fn reverse_length_hint(iterator: Obj<'_, ListReverseIterator>) -> Result {
    let left = iterator.0.it_index.get() + 1;
    let length = iterator.0.it_seq.get().map_or(0, |list| list.borrow().len() as isize);
    Ok(int::from_i64(if length < left { 0 } else { left as i64 })?.object())
}

fn reverse_reduce(iterator: Obj<'_, ListReverseIterator>) -> Result {
    reduce("reversed", iterator.0.it_seq.get(), iterator.0.it_index.get())
}

fn reverse_setstate(iterator: Obj<'_, ListReverseIterator>, state: Obj<'_>) -> Result {
    let index = state.to_state_index()?;
    if let Some(list) = iterator.0.it_seq.get() {
        iterator.0.it_index.set(index.clamp(-1, list.borrow().len() as isize - 1));
    }
    Ok(none().to_ref())
}
// ANCHOR_END: backwards
