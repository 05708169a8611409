//! `iter(x)` and `next(x)`.
//!
//! CPython: `Objects/abstract.c` (`PyObject_GetIter`, `PyIter_Next`), `Objects/iterobject.c`
//! (`seqiterobject`).

use std::cell::Cell;

use crate::dealloc::dealloc;
use crate::errors::{self, INDEX_ERROR, STOP_ITERATION, TYPE_ERROR, raise};
use crate::memory;
use crate::object::{Field, Layout, Obj, PyObject, Ref, Result};
use crate::protocol::attribute::generic_getattr;
use crate::runtime::builtin;
use crate::slot_kinds::{Flow, Visitor, next, traverse};
use crate::static_type::{Method, StaticType, Table};
use crate::type_object::flags;
use crate::types::type_::slot_functions;
use crate::types::{int, none, not_implemented, tuple};

// ANCHOR: iterate
impl Obj<'_> {
    /// `iter(self)`. C: `PyObject_GetIter`.
    pub fn iter(self) -> Result {
        let ob_type = self.ob_type();
        let Some(slot) = ob_type.tp_iter.get() else {
            return match self.is_sequence() {
                true => sequence_iterator(self),
                false => Err(self.lacks("'", "' object is not iterable")),
            };
        };
        let iterator = slot(self)?;
        if !iterator.borrow().is_iterator() {
            let name = iterator.borrow().ob_type().name().to_owned();
            let message = format_args!("iter() returned non-iterator of type '{name}'");
            return Err(raise(&TYPE_ERROR, message));
        }
        Ok(iterator)
    }

    /// The next item, or none at the end. C: `PyIter_Next`.
    pub fn next(self) -> Result<Option<Ref>> {
        let slot = self.ob_type().tp_iternext.get();
        let slot = slot.ok_or_else(|| self.lacks("'", "' object is not an iterator"))?;
        match slot(self) {
            Some(item) => Ok(Some(item)),
            None if !errors::is_set() || errors::catch(&STOP_ITERATION) => Ok(None),
            None => Err(crate::object::Raised),
        }
    }

    /// C: `PyIter_Check`.
    pub fn is_iterator(self) -> bool {
        let slot = self.ob_type().tp_iternext.get();
        slot.is_some_and(|slot| {
            slot as usize != slot_functions::slot_tp_iternext_missing as *const () as usize
        })
    }

    /// C: `PySequence_Check`.
    pub fn is_sequence(self) -> bool {
        let ob_type = self.ob_type();
        !ob_type.has(flags::DICT_SUBCLASS) && ob_type.sequence(|suite| suite.sq_item).is_some()
    }
}
// ANCHOR_END: iterate

// ANCHOR: sequence_iterator
/// Iterates by index until `IndexError`. C: `seqiterobject`.
#[repr(C)]
pub struct SequenceIterator {
    ob_base: PyObject,
    it_index: Cell<isize>,
    /// Null at the end.
    it_seq: Field,
}

// SAFETY: made by `sequence_iterator`.
unsafe impl Layout for SequenceIterator {
    fn type_object() -> &'static StaticType {
        &SEQUENCE_ITERATOR
    }
}

/// `iterator`.
pub static SEQUENCE_ITERATOR: StaticType = StaticType::new(Table::<SequenceIterator> {
    tp_name: c"iterator",
    tp_flags: flags::HAVE_GC,
    tp_dealloc: Some(dealloc::<SequenceIterator>),
    tp_traverse: traverse(iterator_traverse),
    tp_iter: Some(itself),
    tp_iternext: next(iterator_next),
    tp_getattro: Some(generic_getattr),
    tp_methods: &[
        Method::none(c"__length_hint__", "($self, /)", length_hint, "How many are left.")
            .unsigned(),
        Method::none(c"__reduce__", "($self, /)", reduce, "For pickling.").unsigned(),
        Method::one(c"__setstate__", "($self, state, /)", set_state, "For unpickling.").unsigned(),
    ],
    ..Table::NONE
});

/// The `tp_iter` of an iterator. C: `PyObject_SelfIter`.
pub extern "C" fn itself<L>(iterator: Obj<'_, L>) -> Result {
    Ok(iterator.object().to_ref())
}

fn sequence_iterator(sequence: Obj<'_>) -> Result {
    let iterator = memory::create(SEQUENCE_ITERATOR.as_type(), |ob_base| SequenceIterator {
        ob_base,
        it_index: Cell::new(0),
        it_seq: Field::new(Some(sequence.to_ref())),
    })?;
    Ok(iterator.object())
}

fn iterator_traverse(iterator: Obj<'_, SequenceIterator>, visitor: &mut Visitor) -> Flow {
    visitor.field(&iterator.it_seq)
}

fn iterator_next(iterator: Obj<'_, SequenceIterator>) -> Result<Option<Ref>> {
    let Some(sequence) = iterator.it_seq.get() else {
        return Ok(None);
    };
    let index = iterator.it_index.get();
    if index == isize::MAX {
        return Err(raise(&errors::OVERFLOW_ERROR, "iter index too large"));
    }
    match sequence.borrow().get_sequence_item(index) {
        Ok(item) => {
            iterator.it_index.set(index + 1);
            Ok(Some(item))
        }
        Err(raised) => {
            if errors::catch(&INDEX_ERROR) || errors::catch(&STOP_ITERATION) {
                iterator.it_seq.clear();
                return Ok(None);
            }
            Err(raised)
        }
    }
}

fn length_hint(iterator: Obj<'_, SequenceIterator>) -> Result {
    let Some(sequence) = iterator.it_seq.get() else {
        return Ok(int::from_i64(0)?.object());
    };
    if !sequence.borrow().has_length() {
        return Ok(not_implemented().to_ref());
    }
    let left = sequence.borrow().len()? as i64 - iterator.it_index.get() as i64;
    Ok(int::from_i64(left.max(0))?.object())
}

fn reduce(iterator: Obj<'_, SequenceIterator>) -> Result {
    // Looking the function up may run code that ends the iterator, which is why it comes first.
    let function = builtin("iter")?;
    match iterator.it_seq.get() {
        Some(sequence) => {
            let index = int::from_i64(iterator.it_index.get() as i64)?.object();
            Ok(tuple::new([function, tuple::new([sequence])?.object(), index])?.object())
        }
        None => {
            let arguments = tuple::new([tuple::of(&[])?.object()])?.object();
            Ok(tuple::new([function, arguments])?.object())
        }
    }
}

fn set_state(iterator: Obj<'_, SequenceIterator>, state: Obj<'_>) -> Result {
    let index = state.to_state_index()?;
    if !iterator.it_seq.is_null() {
        iterator.it_index.set(index.max(0));
    }
    Ok(none().to_ref())
}
// ANCHOR_END: sequence_iterator
