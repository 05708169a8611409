//! `iter(set)`.
//!
//! CPython: `Objects/setobject.c` (`setiterobject`, `setiter_iternext`).

use std::cell::Cell;

use crate::dealloc::dealloc;
use crate::errors::{RUNTIME_ERROR, raise};
use crate::memory;
use crate::object::{Field, Layout, Obj, PyObject, Ref, Result};
use crate::protocol::attribute::generic_getattr;
use crate::protocol::iterate::itself;
use crate::runtime::builtin;
use crate::slot_kinds::{Flow, Visitor, next, traverse};
use crate::static_type::{Method, StaticType, Table};
use crate::type_object::flags;
use crate::types::set::object::{PySetObject, Set};
use crate::types::{int, list, tuple};

// ANCHOR: iterator
/// C: `setiterobject`.
#[repr(C)]
pub struct SetIterator {
    ob_base: PyObject,
    /// Null at the end.
    si_set: Field<PySetObject>,
    /// How many items there were, or −1 once that has changed.
    si_used: Cell<isize>,
    si_pos: Cell<usize>,
    len: Cell<isize>,
}

const _: () = assert!(size_of::<SetIterator>() == 48);

// SAFETY: made by `set_iter`.
unsafe impl Layout for SetIterator {
    fn type_object() -> &'static StaticType {
        &SET_ITERATOR
    }
}

/// `set_iterator`.
pub static SET_ITERATOR: StaticType = StaticType::new(Table::<SetIterator> {
    tp_name: c"set_iterator",
    tp_flags: flags::HAVE_GC,
    tp_dealloc: Some(dealloc::<SetIterator>),
    tp_getattro: Some(generic_getattr),
    tp_traverse: traverse(iterator_traverse),
    tp_iter: Some(itself),
    tp_iternext: next(iterator_next),
    tp_methods: &[
        Method::none(c"__length_hint__", "($self, /)", iterator_length_hint, "How many are left.")
            .unsigned(),
        Method::none(c"__reduce__", "($self, /)", iterator_reduce, "For pickling.").unsigned(),
    ],
    ..Table::NONE
});

/// `iter(set)`.
pub(super) extern "C" fn set_iter(set: Set<'_>) -> Result {
    let iterator = memory::create(SET_ITERATOR.as_type(), |ob_base| SetIterator {
        ob_base,
        si_set: Field::new(Some(set.to_ref())),
        si_used: Cell::new(set.used.get()),
        si_pos: Cell::new(0),
        len: Cell::new(set.used.get()),
    })?;
    Ok(iterator.object())
}

fn iterator_traverse(iterator: Obj<'_, SetIterator>, visitor: &mut Visitor) -> Flow {
    visitor.field(&iterator.si_set)
}

fn iterator_next(iterator: Obj<'_, SetIterator>) -> Result<Option<Ref>> {
    let Some(set) = iterator.si_set.get() else {
        return Ok(None);
    };
    if iterator.si_used.get() != set.used.get() {
        iterator.si_used.set(-1);
        return Err(raise(&RUNTIME_ERROR, "Set changed size during iteration"));
    }
    let mut position = iterator.si_pos.get();
    let found = set.borrow().next_entry(&mut position);
    iterator.si_pos.set(position);
    match found {
        Some((key, _)) => {
            iterator.len.set(iterator.len.get() - 1);
            Ok(Some(key))
        }
        None => {
            iterator.si_set.clear();
            Ok(None)
        }
    }
}

fn iterator_length_hint(iterator: Obj<'_, SetIterator>) -> Result {
    let set = iterator.si_set.get();
    let is_valid = set.is_some_and(|set| set.used.get() == iterator.si_used.get());
    Ok(int::from_i64(if is_valid { iterator.len.get() as i64 } else { 0 })?.object())
}

/// `iter` and a list of what is left; the iterator itself stays where it is.
fn iterator_reduce(iterator: Obj<'_, SetIterator>) -> Result {
    let copy = memory::create(SET_ITERATOR.as_type(), |ob_base| SetIterator {
        ob_base,
        si_set: Field::new(iterator.si_set.get()),
        si_used: Cell::new(iterator.si_used.get()),
        si_pos: Cell::new(iterator.si_pos.get()),
        len: Cell::new(iterator.len.get()),
    })?;
    let rest = list::from_iterable(copy.borrow().object())?;
    let arguments = tuple::new([rest.object()])?;
    Ok(tuple::new([builtin("iter")?, arguments.object()])?.object())
}
// ANCHOR_END: iterator
