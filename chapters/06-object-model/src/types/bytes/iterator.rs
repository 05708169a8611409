//! Iterating over bytes and bytearrays.
//!
//! CPython: `Objects/bytesobject.c` (`striterobject`), `Objects/bytearrayobject.c`
//! (`bytesiterobject`).

use std::cell::Cell;

use super::methods::ByteString;
use super::object::PyBytesObject;
use crate::dealloc::dealloc;
use crate::memory;
use crate::object::{Field, Layout, Obj, PyObject, Ref, Result};
use crate::protocol::attribute::generic_getattr;
use crate::protocol::iterate::itself;
use crate::runtime::builtin;
use crate::slot_kinds::{Flow, Visitor, next, traverse};
use crate::static_type::{Method, StaticType, Table};
use crate::type_object::flags;
use crate::types::bytearray::PyByteArrayObject;
use crate::types::text_arguments::to_size;
use crate::types::{int, none, tuple};

// ANCHOR: iterator
/// C: `striterobject`, `bytesiterobject`.
#[repr(C)]
pub struct ByteIterator<L> {
    ob_base: PyObject,
    it_index: Cell<isize>,
    /// Null at the end.
    it_seq: Field<L>,
}

const _: () = assert!(size_of::<ByteIterator<PyBytesObject>>() == 32);

// SAFETY: made by `bytes_iter`.
unsafe impl Layout for ByteIterator<PyBytesObject> {
    fn type_object() -> &'static StaticType {
        &BYTES_ITERATOR
    }
}

// SAFETY: made by `bytearray_iter`.
unsafe impl Layout for ByteIterator<PyByteArrayObject> {
    fn type_object() -> &'static StaticType {
        &BYTEARRAY_ITERATOR
    }
}

macro_rules! iterator_type {
    ($layout:ty, $name:literal $(, $hidden:ident)?) => {
        StaticType::new(Table::<ByteIterator<$layout>> {
            tp_name: $name,
            tp_flags: flags::HAVE_GC,
            tp_dealloc: Some(dealloc::<ByteIterator<$layout>>),
            tp_getattro: Some(generic_getattr),
            tp_traverse: traverse(iterator_traverse::<$layout>),
            tp_iter: Some(itself),
            tp_iternext: next(iterator_next::<$layout>),
            tp_methods: &[
                Method::none(
                    c"__length_hint__",
                    "($self, /)",
                    length_hint::<$layout>,
                    "How many bytes are left.",
                )
                .unsigned(),
                Method::none(c"__reduce__", "($self, /)", reduce::<$layout>, "For pickling.")
                    $(.$hidden())?,
                Method::one(
                    c"__setstate__",
                    "($self, state, /)",
                    set_state::<$layout>,
                    "For unpickling.",
                )
                .unsigned(),
            ],
            ..Table::NONE
        })
    };
}

/// `bytes_iterator`.
pub static BYTES_ITERATOR: StaticType = iterator_type!(PyBytesObject, c"bytes_iterator", unsigned);

/// `bytearray_iterator`.
pub static BYTEARRAY_ITERATOR: StaticType =
    iterator_type!(PyByteArrayObject, c"bytearray_iterator");
// ANCHOR_END: iterator

pub(super) extern "C" fn bytes_iter(bytes: Obj<'_, PyBytesObject>) -> Result {
    iter(bytes)
}

pub(crate) extern "C" fn bytearray_iter(bytes: Obj<'_, PyByteArrayObject>) -> Result {
    iter(bytes)
}

fn iter<L: ByteString>(bytes: Obj<'_, L>) -> Result
where
    ByteIterator<L>: Layout,
{
    let ob_type = ByteIterator::<L>::type_object().as_type();
    let iterator = memory::create(ob_type, |ob_base| ByteIterator {
        ob_base,
        it_index: Cell::new(0),
        it_seq: Field::new(Some(bytes.to_ref())),
    })?;
    Ok(iterator.object())
}

fn iterator_traverse<L>(iterator: Obj<'_, ByteIterator<L>>, visitor: &mut Visitor) -> Flow {
    visitor.field(&iterator.it_seq)
}

fn iterator_next<L: ByteString>(iterator: Obj<'_, ByteIterator<L>>) -> Result<Option<Ref>> {
    let Some(bytes) = iterator.it_seq.get() else { return Ok(None) };
    let index = iterator.it_index.get();
    match L::bytes(bytes.borrow()).get(index as usize) {
        Some(byte) => {
            iterator.it_index.set(index + 1);
            Ok(Some(int::from_i64(i64::from(*byte))?.object()))
        }
        None => {
            iterator.it_seq.clear();
            Ok(None)
        }
    }
}

fn length_hint<L: ByteString>(iterator: Obj<'_, ByteIterator<L>>) -> Result {
    let length = iterator.it_seq.get().map_or(0, |bytes| L::bytes(bytes.borrow()).len());
    let left = length.saturating_sub(iterator.it_index.get() as usize);
    Ok(int::from_u64(left as u64)?.object())
}

fn reduce<L: ByteString>(iterator: Obj<'_, ByteIterator<L>>) -> Result {
    let iter = builtin("iter")?;
    match iterator.it_seq.get() {
        Some(bytes) => {
            let arguments = tuple::new([bytes.object()])?.object();
            let index = int::from_i64(iterator.it_index.get() as i64)?.object();
            Ok(tuple::new([iter, arguments, index])?.object())
        }
        None => {
            let nothing = tuple::new([])?.object();
            Ok(tuple::new([iter, tuple::new([nothing])?.object()])?.object())
        }
    }
}

fn set_state<L: ByteString>(iterator: Obj<'_, ByteIterator<L>>, state: Obj<'_>) -> Result {
    let index = to_size(state)?;
    if let Some(bytes) = iterator.it_seq.get() {
        iterator.it_index.set(index.clamp(0, L::bytes(bytes.borrow()).len() as isize));
    }
    Ok(none().to_ref())
}
