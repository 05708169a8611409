//! `tuple(…)`, `t[i]`, `t + u`, `t * n`, the methods of `tuple`, and its iterator.
//!
//! CPython: `Objects/tupleobject.c` (`tuple_new_impl`, `tuple_subtype_new`, `tuplesubscript`,
//! `tupleconcat`, `tuplerepeat`, `PyTupleIter_Type`).
//!
//! Where the result would be an equal exact tuple, it is the same one: `t[:]`, `t * 1`, `t + ()`.

use std::cell::Cell;

use crate::arguments::{Arguments, Given, Keywords};
use crate::dealloc::dealloc;
use crate::errors::{TYPE_ERROR, VALUE_ERROR, no_memory, raise};
use crate::gc;
use crate::memory;
use crate::object::{Field, Layout, Obj, PyObject, Ref, Result};
use crate::protocol::attribute::generic_getattr;
use crate::protocol::compare::Comparison;
use crate::protocol::iterate::itself;
use crate::runtime::builtin;
use crate::signature::Signature;
use crate::slot_kinds::{Flow, Visitor, next, traverse};
use crate::static_type::{Method, StaticType, Table};
use crate::type_object::{Type, flags};
use crate::types::list::methods::search_bound;
use crate::types::repr::repr_items;
use crate::types::slice::PySliceObject;
use crate::types::tuple::object::{
    PyTupleObject, TUPLE, Tuple, from_iterator, new, of, tuple_item,
};
use crate::types::{int, list, none, str};

// ANCHOR: new
/// A tuple of what an iterable yields. C: `PySequence_Tuple`.
pub fn from_iterable(iterable: Obj<'_>) -> Result<Ref<PyTupleObject>> {
    if let Some(tuple) = iterable.downcast_exact::<PyTupleObject>() {
        return Ok(tuple.to_ref());
    }
    list::from_iterable(iterable)?.borrow().to_tuple()
}

/// `tuple.__new__`.
pub(super) extern "C" fn tuple_new(
    ob_type: Type<'_>,
    arguments: Obj<'_>,
    keywords: Option<Obj<'_>>,
) -> Result {
    const SIGNATURE: Signature = Signature::parse("(iterable=(), /)");
    let mut given = Given::of_tuple(arguments, keywords);
    let init = |ob_type: Type<'_>| ob_type.tp_init.get().map(|init| init as usize);
    if init(ob_type) != init(TUPLE.as_type()) {
        // A subclass with an `__init__` of its own takes the names.
        given.keywords = Keywords::None;
    }
    SIGNATURE.bind("tuple", given, |arguments| {
        let tuple = match arguments.get(0) {
            Some(iterable) => from_iterable(iterable)?,
            None => of(&[])?,
        };
        if ob_type.is(TUPLE.as_type()) {
            return Ok(tuple.object());
        }
        let alloc = ob_type.tp_alloc.get().expect("every type can allocate");
        let made = alloc(ob_type, tuple.borrow().len() as isize)?;
        // SAFETY: a new instance of a subclass of `tuple`, which nobody else has seen.
        unsafe {
            let made: Tuple<'_> = made.borrow().cast();
            for (field, item) in made.fields().iter().zip(tuple.borrow().items()) {
                field.set(Some(item.to_ref()));
            }
        }
        Ok(made)
    })
}
// ANCHOR_END: new

// ANCHOR: items
/// `tuple[key]`.
pub(super) extern "C" fn tuple_subscript(tuple: Tuple<'_>, key: Obj<'_>) -> Result {
    if key.ob_type().number(|suite| suite.nb_index).is_some() {
        let index = key.to_item_index()?;
        return tuple_item(tuple, if index < 0 { index + tuple.len() as isize } else { index });
    }
    let Some(slice) = key.downcast_exact::<PySliceObject>() else {
        let name = key.ob_type().name().to_owned();
        let message = format_args!("tuple indices must be integers or slices, not {name}");
        return Err(raise(&TYPE_ERROR, message));
    };
    let (bounds, count) = slice.unpack()?.adjust(tuple.len());
    if bounds.step == 1 && count == tuple.len() && tuple.is_exactly(&TUPLE) {
        return Ok(tuple.object().to_ref());
    }
    let item = |at: usize| tuple.items()[(bounds.start + at as isize * bounds.step) as usize];
    Ok(from_iterator((0..count).map(|at| item(at).to_ref()))?.object())
}

/// `tuple + other`.
pub(super) extern "C" fn tuple_concat(tuple: Tuple<'_>, other: Obj<'_>) -> Result {
    if tuple.is_empty() && other.is_exactly(&TUPLE) {
        return Ok(other.to_ref());
    }
    let Some(other) = other.downcast::<PyTupleObject>() else {
        let name = other.ob_type().name().to_owned();
        let message = format_args!("can only concatenate tuple (not \"{name}\") to tuple");
        return Err(raise(&TYPE_ERROR, message));
    };
    if other.is_empty() && tuple.is_exactly(&TUPLE) {
        return Ok(tuple.object().to_ref());
    }
    let item = |at: usize| match at < tuple.len() {
        true => tuple.items()[at].to_ref(),
        false => other.items()[at - tuple.len()].to_ref(),
    };
    Ok(from_iterator((0..tuple.len() + other.len()).map(item))?.object())
}

/// `tuple * count`.
pub(super) extern "C" fn tuple_repeat(tuple: Tuple<'_>, count: isize) -> Result {
    if (tuple.is_empty() || count == 1) && tuple.is_exactly(&TUPLE) {
        return Ok(tuple.object().to_ref());
    }
    let total = tuple.len().checked_mul(count.max(0) as usize);
    let total = total.filter(|total| *total <= isize::MAX as usize).ok_or_else(no_memory)?;
    let item = |at: usize| tuple.items()[at % tuple.len()].to_ref();
    Ok(from_iterator((0..total).map(item))?.object())
}

pub(super) fn tuple_contains(tuple: Tuple<'_>, value: Obj<'_>) -> Result<bool> {
    Ok(position(tuple, value, 0, usize::MAX)?.is_some())
}

fn position(tuple: Tuple<'_>, value: Obj<'_>, start: usize, stop: usize) -> Result<Option<usize>> {
    let items = tuple.items();
    for (index, item) in items.iter().enumerate().take(stop).skip(start) {
        if item.compare_bool(value, Comparison::Equal)? {
            return Ok(Some(index));
        }
    }
    Ok(None)
}

pub(super) fn index(tuple: Tuple<'_>, arguments: &Arguments<'_>) -> Result {
    let start = search_bound(arguments.get(1), tuple.len(), 0)?;
    let stop = search_bound(arguments.get(2), tuple.len(), usize::MAX)?;
    match position(tuple, arguments[0], start, stop)? {
        Some(index) => Ok(int::from_u64(index as u64)?.object()),
        None => Err(raise(&VALUE_ERROR, "tuple.index(x): x not in tuple")),
    }
}

pub(super) fn count(tuple: Tuple<'_>, value: Obj<'_>) -> Result {
    let mut count = 0;
    for item in tuple.items() {
        count += u64::from(item.compare_bool(value, Comparison::Equal)?);
    }
    Ok(int::from_u64(count)?.object())
}

/// The tuple as an exact one, in a tuple: what `__new__` of a copy gets.
pub(super) fn getnewargs(tuple: Tuple<'_>) -> Result {
    Ok(new([of(tuple.items())?.object()])?.object())
}

pub(super) extern "C" fn tuple_repr(tuple: Tuple<'_>) -> Result {
    if tuple.is_empty() {
        return Ok(str::new("()")?.object());
    }
    let close = if tuple.len() == 1 { ",)" } else { ")" };
    let next = |index: usize| Ok(tuple.items().get(index).map(|item| item.to_ref()));
    repr_items(tuple.object(), ["(", close], "(...)", next)
}
// ANCHOR_END: items

// ANCHOR: iterator
/// C: `_PyTupleIterObject`.
#[repr(C)]
pub struct TupleIterator {
    ob_base: PyObject,
    it_index: Cell<isize>,
    /// Null at the end.
    it_seq: Field<PyTupleObject>,
}

const _: () = assert!(size_of::<TupleIterator>() == 32);

// SAFETY: made by `tuple_iter`.
unsafe impl Layout for TupleIterator {
    fn type_object() -> &'static StaticType {
        &TUPLE_ITERATOR
    }
}

/// `tuple_iterator`.
pub static TUPLE_ITERATOR: StaticType = StaticType::new(Table::<TupleIterator> {
    tp_name: c"tuple_iterator",
    tp_flags: flags::HAVE_GC,
    tp_dealloc: Some(dealloc::<TupleIterator>),
    tp_getattro: Some(generic_getattr),
    tp_traverse: traverse(iterator_traverse),
    tp_iter: Some(itself),
    tp_iternext: next(iterator_next),
    tp_methods: &[
        Method::none(c"__length_hint__", "($self, /)", iterator_length_hint, "How many are left.")
            .unsigned(),
        Method::none(c"__reduce__", "($self, /)", iterator_reduce, "For pickling.").unsigned(),
        Method::one(c"__setstate__", "($self, state, /)", iterator_setstate, "For unpickling.")
            .unsigned(),
    ],
    ..Table::NONE
});

/// `iter(tuple)`.
pub(super) extern "C" fn tuple_iter(tuple: Tuple<'_>) -> Result {
    let iterator = memory::create(TUPLE_ITERATOR.as_type(), |ob_base| TupleIterator {
        ob_base,
        it_index: Cell::new(0),
        it_seq: Field::new(Some(tuple.to_ref())),
    })?;
    Ok(iterator.object())
}

fn iterator_traverse(iterator: Obj<'_, TupleIterator>, visitor: &mut Visitor) -> Flow {
    visitor.field(&iterator.it_seq)
}

fn iterator_next(iterator: Obj<'_, TupleIterator>) -> Result<Option<Ref>> {
    let index = iterator.it_index.get();
    // SAFETY: nobody exchanges the field until the item is counted.
    let Some(tuple) = (unsafe { iterator.it_seq.peek() }) else {
        return Ok(None);
    };
    let item = tuple.items().get(index as usize).map(|item| item.to_ref());
    match item {
        Some(_) => iterator.it_index.set(index + 1),
        None => iterator.it_seq.clear(),
    }
    Ok(item)
}

fn iterator_length_hint(iterator: Obj<'_, TupleIterator>) -> Result {
    let length = iterator.it_seq.get().map(|tuple| tuple.borrow().len() as i64);
    let left = length.map_or(0, |length| length - iterator.it_index.get() as i64);
    Ok(int::from_i64(left)?.object())
}

fn iterator_reduce(iterator: Obj<'_, TupleIterator>) -> Result {
    let function = builtin("iter")?;
    match iterator.it_seq.get() {
        Some(tuple) => {
            let index = int::from_i64(iterator.it_index.get() as i64)?.object();
            let arguments = new([tuple.object()])?.object();
            Ok(new([function, arguments, index])?.object())
        }
        None => Ok(new([function, new([of(&[])?.object()])?.object()])?.object()),
    }
}

fn iterator_setstate(iterator: Obj<'_, TupleIterator>, state: Obj<'_>) -> Result {
    let index = state.to_state_index()?;
    if let Some(tuple) = iterator.it_seq.get() {
        iterator.it_index.set(index.clamp(0, tuple.borrow().len() as isize));
    }
    Ok(none().to_ref())
}
// ANCHOR_END: iterator

/// A tuple that its maker gives out again and again, if nobody else has kept it: how `zip`,
/// `enumerate` and the items of a dict save an allocation a step.
pub(crate) fn reuse<const N: usize>(last: &Field<PyTupleObject>, items: [Ref; N]) -> Result {
    let Some(kept) = last.get().filter(|kept| kept.borrow().ob_refcnt() == 2) else {
        return Ok(new(items)?.object());
    };
    let old = kept.borrow().replace_items(items);
    if !gc::is_tracked(kept.borrow().object()) {
        // SAFETY: a tuple in order; a collection may have untracked it.
        unsafe { gc::track(kept.borrow().object()) };
    }
    drop(old);
    Ok(kept.object())
}
