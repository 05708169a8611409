//! `enumerate`: items with their numbers.
//!
//! CPython: `Objects/enumobject.c` (`enumobject`, `enum_next`, `enum_next_long`).

use std::cell::Cell;

use crate::arguments::Given;
use crate::dealloc::dealloc;
use crate::memory;
use crate::object::{Field, Layout, Obj, PyObject, Ref, Result};
use crate::protocol::attribute::generic_getattr;
use crate::protocol::iterate::itself;
use crate::signature::Signature;
use crate::slot_kinds::{Flow, Visitor, next, traverse};
use crate::static_type::{Method, StaticType, Table};
use crate::type_object::{Type, flags};
use crate::types::generic_alias::class_getitem;
use crate::types::int::operators::add;
use crate::types::int::{PyLongObject, from_i64};
use crate::types::tuple::PyTupleObject;
use crate::types::{none, tuple};

// ANCHOR: enumerate
/// C: `enumobject`.
#[repr(C)]
pub struct Enumerate {
    ob_base: PyObject,
    en_index: Cell<isize>,
    en_sit: Field,
    /// The pair that was given out last.
    en_result: Field<PyTupleObject>,
    /// The number, once it doesn't fit into `en_index`.
    en_longindex: Field<PyLongObject>,
    /// CPython keeps a pointer to 1 here.
    one: usize,
}

const _: () = assert!(size_of::<Enumerate>() == 56);

// SAFETY: made by `enumerate_new`.
unsafe impl Layout for Enumerate {
    fn type_object() -> &'static StaticType {
        &ENUMERATE
    }
}

const SIGNATURE: Signature = Signature::parse("(iterable, start=0)");

/// `enumerate`.
pub static ENUMERATE: StaticType = StaticType::new(Table::<Enumerate> {
    tp_name: c"enumerate",
    signature: SIGNATURE.text,
    tp_doc: "Pairs of a number that counts up and an item.",
    tp_flags: flags::HAVE_GC | flags::BASETYPE,
    tp_dealloc: Some(dealloc::<Enumerate>),
    tp_getattro: Some(generic_getattr),
    tp_traverse: traverse(enumerate_traverse),
    tp_iter: Some(itself),
    tp_iternext: next(enumerate_next),
    tp_alloc: Some(memory::generic_alloc),
    tp_new: Some(enumerate_new),
    tp_methods: &[
        class_getitem(),
        Method::none(c"__reduce__", "($self, /)", enumerate_reduce, "For pickling.").unsigned(),
    ],
    ..Table::NONE
});

extern "C" fn enumerate_new(
    ob_type: Type<'_>,
    arguments: Obj<'_>,
    keywords: Option<Obj<'_>>,
) -> Result {
    SIGNATURE.bind("enumerate", Given::of_tuple(arguments, keywords), |arguments| {
        let (mut index, mut long) = (0, None);
        if let Some(start) = arguments.get(1) {
            let start = start.index()?;
            match start.borrow().to_i64() {
                Some(start) => index = start as isize,
                None => (index, long) = (isize::MAX, Some(start)),
            }
        }
        let iterator = arguments[0].iter()?;
        let pair = tuple::new([none().to_ref(), none().to_ref()])?;
        let enumerate = memory::create(ob_type, |ob_base| Enumerate {
            ob_base,
            en_index: Cell::new(index),
            en_sit: Field::new(Some(iterator)),
            en_result: Field::new(Some(pair)),
            en_longindex: Field::new(long),
            one: 0,
        })?;
        Ok(enumerate.object())
    })
}

fn enumerate_traverse(enumerate: Obj<'_, Enumerate>, visitor: &mut Visitor) -> Flow {
    visitor.field(&enumerate.en_sit)?;
    visitor.field(&enumerate.en_result)?;
    visitor.field(&enumerate.en_longindex)
}

fn enumerate_next(enumerate: Obj<'_, Enumerate>) -> Result<Option<Ref>> {
    let Some(iterator) = enumerate.en_sit.get() else {
        return Ok(None);
    };
    let Some(item) = iterator.borrow().next()? else {
        return Ok(None);
    };
    let index = enumerate.en_index.get();
    let number = match index {
        isize::MAX => {
            let number = match enumerate.en_longindex.get() {
                Some(number) => number,
                None => from_i64(index as i64)?,
            };
            let after = add(number.borrow(), from_i64(1)?.borrow())?;
            enumerate.en_longindex.set(Some(after));
            number
        }
        _ => {
            enumerate.en_index.set(index + 1);
            from_i64(index as i64)?
        }
    };
    tuple::methods::reuse(&enumerate.en_result, [number.object(), item]).map(Some)
}

fn enumerate_reduce(enumerate: Obj<'_, Enumerate>) -> Result {
    let number = match enumerate.en_longindex.get() {
        Some(number) => number,
        None => from_i64(enumerate.en_index.get() as i64)?,
    };
    let iterator = enumerate.en_sit.get().unwrap_or_else(|| none().to_ref());
    let arguments = tuple::new([iterator, number.object()])?.object();
    Ok(tuple::new([enumerate.ob_type().to_ref().object(), arguments])?.object())
}
// ANCHOR_END: enumerate
