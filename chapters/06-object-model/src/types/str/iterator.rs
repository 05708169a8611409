//! Iterating over a string, character by character.
//!
//! CPython: `Objects/unicodeobject.c` (`unicodeiterobject`, `unicode_iter`,
//! `unicode_ascii_iter_next`). ASCII strings have an iterator type of their own.

use std::cell::Cell;

use super::{PyASCIIObject, Str, character, empty};
use crate::dealloc::dealloc;
use crate::memory;
use crate::object::{Field, Layout, Obj, PyObject, Ref, Result};
use crate::protocol::attribute::generic_getattr;
use crate::protocol::iterate::itself;
use crate::runtime::builtin;
use crate::slot_kinds::{Flow, Visitor, next, traverse};
use crate::static_type::{Method, StaticType, Table};
use crate::type_object::flags;
use crate::types::text_arguments::to_size;
use crate::types::{int, none, tuple};

// ANCHOR: iterator
/// C: `unicodeiterobject`.
#[repr(C)]
pub struct StrIterator {
    ob_base: PyObject,
    it_index: Cell<isize>,
    /// Null at the end.
    it_seq: Field<PyASCIIObject>,
}

const _: () = assert!(size_of::<StrIterator>() == 32);

// SAFETY: made by `iter`. `str_ascii_iterator` is no subclass, but has the same struct; nobody
// downcasts to either.
unsafe impl Layout for StrIterator {
    fn type_object() -> &'static StaticType {
        &STR_ITERATOR
    }
}

const fn iterator_type(name: &'static std::ffi::CStr) -> StaticType {
    StaticType::new(Table::<StrIterator> {
        tp_name: name,
        tp_flags: flags::HAVE_GC,
        tp_dealloc: Some(dealloc::<StrIterator>),
        tp_getattro: Some(generic_getattr),
        tp_traverse: traverse(iterator_traverse),
        tp_iter: Some(itself),
        tp_iternext: next(iterator_next),
        tp_methods: METHODS,
        ..Table::NONE
    })
}

/// `str_iterator`.
pub static STR_ITERATOR: StaticType = iterator_type(c"str_iterator");

/// `str_ascii_iterator`.
pub static STR_ASCII_ITERATOR: StaticType = iterator_type(c"str_ascii_iterator");

const METHODS: &[Method<StrIterator>] = &[
    Method::none(c"__length_hint__", "($self, /)", length_hint, "How many characters are left.")
        .unsigned(),
    Method::none(c"__reduce__", "($self, /)", reduce, "For pickling.").unsigned(),
    Method::one(c"__setstate__", "($self, state, /)", set_state, "For unpickling.").unsigned(),
];
// ANCHOR_END: iterator

/// C: `unicode_iter`.
pub(super) extern "C" fn iter(string: Str<'_>) -> Result {
    let ob_type = if string.is_ascii() { &STR_ASCII_ITERATOR } else { &STR_ITERATOR };
    let iterator = memory::create(ob_type.as_type(), |ob_base| StrIterator {
        ob_base,
        it_index: Cell::new(0),
        it_seq: Field::new(Some(string.to_ref())),
    })?;
    Ok(iterator.object())
}

fn iterator_traverse(iterator: Obj<'_, StrIterator>, visitor: &mut Visitor) -> Flow {
    visitor.field(&iterator.it_seq)
}

fn iterator_next(iterator: Obj<'_, StrIterator>) -> Result<Option<Ref>> {
    let Some(string) = iterator.it_seq.get() else { return Ok(None) };
    let index = iterator.it_index.get() as usize;
    if index < string.borrow().len() {
        let found = character(string.borrow().code_point(index))?;
        iterator.it_index.set(index as isize + 1);
        return Ok(Some(found.object()));
    }
    iterator.it_seq.clear();
    Ok(None)
}

fn length_hint(iterator: Obj<'_, StrIterator>) -> Result {
    let length = iterator.it_seq.get().map_or(0, |string| string.borrow().len());
    Ok(int::from_i64(length as i64 - iterator.it_index.get() as i64 * i64::from(length > 0))?
        .object())
}

fn reduce(iterator: Obj<'_, StrIterator>) -> Result {
    let iter = builtin("iter")?;
    match iterator.it_seq.get() {
        Some(string) => {
            let arguments = tuple::new([string.object()])?.object();
            let index = int::from_i64(iterator.it_index.get() as i64)?.object();
            Ok(tuple::new([iter, arguments, index])?.object())
        }
        None => {
            let arguments = tuple::new([empty()?.object()])?.object();
            Ok(tuple::new([iter, arguments])?.object())
        }
    }
}

fn set_state(iterator: Obj<'_, StrIterator>, state: Obj<'_>) -> Result {
    let index = to_size(state)?;
    if let Some(string) = iterator.it_seq.get() {
        iterator.it_index.set(index.clamp(0, string.borrow().len() as isize));
    }
    Ok(none().to_ref())
}
