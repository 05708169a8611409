//! The range object.
//!
//! CPython: `Objects/rangeobject.c` (`rangeobject`, `compute_range_length`, `compute_item`,
//! `range_contains_long`, `range_equals`, `range_hash`).
//!
//! Invariant: all four fields are exact ints, and `length` is how many numbers there are, which
//! may be more than `len()` can say.

use std::mem::offset_of;

use crate::arguments::Given;
use crate::dealloc::dealloc;
use crate::errors::{INDEX_ERROR, OVERFLOW_ERROR, TYPE_ERROR, VALUE_ERROR, raise};
use crate::memory;
use crate::object::{Field, Layout, Obj, PyObject, Ref, Result};
use crate::protocol::attribute::generic_getattr;
use crate::protocol::compare::Comparison;
use crate::signature::Signature;
use crate::slot_kinds::{contains, hash, length, truth};
use crate::static_type::{MemberKind, Method, StaticType, Table};
use crate::type_object::{
    PyMappingMethods, PyMemberDef, PyNumberMethods, PySequenceMethods, Type, flags,
};
use crate::types::int::PyLongObject;
use crate::types::range::iterator::{range_iter, range_reversed};
use crate::types::range::number::{
    Number, difference, is_equal, is_less, is_zero, negative, one, product, quotient_and_remainder,
    sum, zero,
};
use crate::types::repr::ReprBuilder;
use crate::types::singletons::BOOL;
use crate::types::slice::PySliceObject;
use crate::types::{bool_, int, none, not_implemented, tuple};

// ANCHOR: layout
/// C: `rangeobject`.
#[repr(C)]
#[allow(missing_docs, reason = "the fields have the names and meanings that C gives them")]
pub struct PyRangeObject {
    pub ob_base: PyObject,
    pub start: Field<PyLongObject>,
    pub stop: Field<PyLongObject>,
    pub step: Field<PyLongObject>,
    pub length: Field<PyLongObject>,
}

const _: () = assert!(size_of::<PyRangeObject>() == 48);

/// A borrowed range.
pub type Range<'a> = Obj<'a, PyRangeObject>;

// SAFETY: made by `new`.
unsafe impl Layout for PyRangeObject {
    fn type_object() -> &'static StaticType {
        &RANGE
    }
}

/// `range`.
pub static RANGE: StaticType = StaticType::new(Table::<PyRangeObject> {
    tp_name: c"range",
    tp_doc: "range(stop)\nrange(start, stop[, step])\n\nNumbers from start to stop, without stop.",
    tp_flags: flags::SEQUENCE,
    tp_dealloc: Some(dealloc::<PyRangeObject>),
    tp_repr: Some(range_repr),
    tp_as_number: PyNumberMethods { nb_bool: truth(range_bool), ..PyNumberMethods::NONE },
    tp_as_sequence: PySequenceMethods {
        sq_length: length(range_length),
        sq_item: Some(range_item),
        sq_contains: contains(range_contains),
        ..PySequenceMethods::NONE
    },
    tp_as_mapping: PyMappingMethods {
        mp_length: length(range_length),
        mp_subscript: Some(range_subscript),
        ..PyMappingMethods::NONE
    },
    tp_hash: hash(range_hash),
    tp_getattro: Some(generic_getattr),
    tp_richcompare: Some(range_richcompare),
    tp_iter: Some(range_iter),
    tp_new: Some(range_new),
    tp_methods: &[
        Method::none(
            c"__reversed__",
            "($self, /)",
            range_reversed,
            "An iterator from the last number to the first.",
        )
        .unsigned(),
        Method::none(c"__reduce__", "($self, /)", range_reduce, "For pickling.").unsigned(),
        Method::one(c"count", "($self, value, /)", range_count, "How many numbers equal a value.")
            .unsigned(),
        Method::one(
            c"index",
            "($self, value, /)",
            range_index,
            "The index of a value; ValueError if it isn't there.",
        )
        .unsigned(),
    ],
    tp_members: &[
        PyMemberDef::new(c"start", MemberKind::ObjectEx, offset_of!(PyRangeObject, start), c"")
            .read_only(),
        PyMemberDef::new(c"stop", MemberKind::ObjectEx, offset_of!(PyRangeObject, stop), c"")
            .read_only(),
        PyMemberDef::new(c"step", MemberKind::ObjectEx, offset_of!(PyRangeObject, step), c"")
            .read_only(),
    ],
    ..Table::NONE
});
// ANCHOR_END: layout

// ANCHOR: new
/// A range of three numbers; the step isn't zero. C: `make_range_object`.
pub fn new(
    start: Ref<PyLongObject>,
    stop: Ref<PyLongObject>,
    step: Ref<PyLongObject>,
) -> Result<Ref<PyRangeObject>> {
    let length = compute_length(&start, &stop, &step)?;
    memory::create(RANGE.as_type(), |ob_base| PyRangeObject {
        ob_base,
        start: Field::new(Some(start)),
        stop: Field::new(Some(stop)),
        step: Field::new(Some(step)),
        length: Field::new(Some(length)),
    })
}

/// C: `compute_range_length`.
fn compute_length(start: &Number, stop: &Number, step: &Number) -> Result<Number> {
    let (low, high, step) = match step.borrow().is_negative() {
        true => (stop, start, negative(step)?),
        false => (start, stop, step.clone()),
    };
    if !is_less(low, high) {
        return zero();
    }
    let distance = difference(difference(high.borrow(), low)?.borrow(), &one()?)?;
    sum(&quotient_and_remainder(&distance, &step)?.0, &one()?)
}

extern "C" fn range_new(_: Type<'_>, arguments: Obj<'_>, keywords: Option<Obj<'_>>) -> Result {
    const SIGNATURE: Signature = Signature::parse("(start, stop=None, step=None, /)");
    SIGNATURE.bind("range", Given::of_tuple(arguments, keywords), |arguments| {
        let Some(stop) = arguments.get(1) else {
            return Ok(new(zero()?, arguments[0].index()?, one()?)?.object());
        };
        let (start, stop) = (arguments[0].index()?, stop.index()?);
        let step = match arguments.get(2) {
            Some(step) => step.index()?,
            None => one()?,
        };
        if is_zero(&step) {
            return Err(raise(&VALUE_ERROR, "range() arg 3 must not be zero"));
        }
        Ok(new(start, stop, step)?.object())
    })
}

impl<'a> Obj<'a, PyRangeObject> {
    fn field(field: &Field<PyLongObject>) -> Number {
        field.get().expect("a range has all its numbers")
    }

    /// The first number.
    pub(super) fn start(self) -> Number {
        Self::field(&self.get().start)
    }

    /// The number that isn't reached.
    pub(super) fn stop(self) -> Number {
        Self::field(&self.get().stop)
    }

    /// From one number to the next.
    pub(super) fn step(self) -> Number {
        Self::field(&self.get().step)
    }

    /// How many numbers.
    pub(super) fn length(self) -> Number {
        Self::field(&self.get().length)
    }

    /// The number at an index, which isn't checked. C: `compute_item`.
    pub(super) fn item(self, index: &Number) -> Result<Number> {
        sum(&self.start(), &product(index, &self.step())?)
    }
}
// ANCHOR_END: new

// ANCHOR: items
fn range_length(range: Range<'_>) -> Result<usize> {
    let length = range.length().borrow().to_i64();
    let message = "Python int too large to convert to C ssize_t";
    length.map(|length| length as usize).ok_or_else(|| raise(&OVERFLOW_ERROR, message))
}

fn range_bool(range: Range<'_>) -> Result<bool> {
    Ok(!is_zero(&range.length()))
}

/// C: `compute_range_item`.
fn checked_item(range: Range<'_>, index: Number) -> Result {
    let length = range.length();
    let index = if index.borrow().is_negative() { sum(&length, &index)? } else { index };
    if index.borrow().is_negative() || !is_less(&index, &length) {
        return Err(raise(&INDEX_ERROR, "range object index out of range"));
    }
    Ok(range.item(&index)?.object())
}

extern "C" fn range_item(range: Range<'_>, index: isize) -> Result {
    checked_item(range, int::from_i64(index as i64)?)
}

extern "C" fn range_subscript(range: Range<'_>, key: Obj<'_>) -> Result {
    if key.ob_type().number(|suite| suite.nb_index).is_some() {
        return checked_item(range, key.index()?);
    }
    let Some(slice) = key.downcast_exact::<PySliceObject>() else {
        let name = key.ob_type().name().to_owned();
        let message = format_args!("range indices must be integers or slices, not {name}");
        return Err(raise(&TYPE_ERROR, message));
    };
    let [start, stop, step] = slice.long_indices(range.length().borrow())?;
    let step = product(&range.step(), &step)?;
    Ok(new(range.item(&start)?, range.item(&stop)?, step)?.object())
}

/// C: `range_contains_long`.
fn contains_int(range: Range<'_>, value: &Number) -> Result<bool> {
    let (start, stop) = (range.start(), range.stop());
    let outside = match range.step().borrow().is_negative() {
        true => is_less(&start, value) || !is_less(&stop, value),
        false => is_less(value, &start) || !is_less(value, &stop),
    };
    if outside {
        return Ok(false);
    }
    let distance = difference(value.borrow(), &start)?;
    Ok(is_zero(&quotient_and_remainder(&distance, &range.step())?.1))
}

/// An int or a bool, for which there is arithmetic; a subclass may compare as it likes.
fn exact_int(value: Obj<'_>) -> Option<Number> {
    let is_int = value.is_exactly(&int::INT) || value.is_exactly(&BOOL);
    value.downcast::<PyLongObject>().filter(|_| is_int).map(|value| value.to_ref())
}

fn range_contains(range: Range<'_>, value: Obj<'_>) -> Result<bool> {
    match exact_int(value) {
        Some(value) => contains_int(range, &value),
        None => Ok(search(range, value)?.is_some()),
    }
}

/// Goes through the range. C: `_PySequence_IterSearch`.
fn search(range: Range<'_>, value: Obj<'_>) -> Result<Option<u64>> {
    let iterator = range.object().iter()?;
    let mut index = 0;
    while let Some(item) = iterator.borrow().next()? {
        if item.borrow().compare_bool(value, Comparison::Equal)? {
            return Ok(Some(index));
        }
        index += 1;
    }
    Ok(None)
}

fn range_count(range: Range<'_>, value: Obj<'_>) -> Result {
    if let Some(value) = exact_int(value) {
        return Ok(int::from_i64(i64::from(contains_int(range, &value)?))?.object());
    }
    let iterator = range.object().iter()?;
    let mut count = 0;
    while let Some(item) = iterator.borrow().next()? {
        count += u64::from(item.borrow().compare_bool(value, Comparison::Equal)?);
    }
    Ok(int::from_u64(count)?.object())
}

fn range_index(range: Range<'_>, value: Obj<'_>) -> Result {
    let Some(number) = exact_int(value) else {
        return match search(range, value)? {
            Some(index) => Ok(int::from_u64(index)?.object()),
            None => {
                let message = "sequence.index(x): x not in sequence";
                Err(raise(&VALUE_ERROR, message))
            }
        };
    };
    if !contains_int(range, &number)? {
        let value = value.repr()?;
        return Err(raise(&VALUE_ERROR, format_args!("{} is not in range", value.borrow())));
    }
    let distance = difference(number.borrow(), &range.start())?;
    Ok(quotient_and_remainder(&distance, &range.step())?.0.object())
}
// ANCHOR_END: items

// ANCHOR: slots
extern "C" fn range_repr(range: Range<'_>) -> Result {
    let mut text = ReprBuilder::default();
    text.push("range(");
    text.push_repr(range.start().borrow().object())?;
    text.push(", ");
    text.push_repr(range.stop().borrow().object())?;
    if range.step().borrow().to_i64() != Some(1) {
        text.push(", ");
        text.push_repr(range.step().borrow().object())?;
    }
    text.push(")");
    Ok(text.finish()?.object())
}

fn range_reduce(range: Range<'_>) -> Result {
    let [start, stop, step] = [range.start(), range.stop(), range.step()].map(Ref::object);
    let parts = tuple::new([start, stop, step])?.object();
    Ok(tuple::new([range.ob_type().to_ref().object(), parts])?.object())
}

/// As sequences: the same numbers, however they were written. C: `range_equals`.
fn is_same(a: Range<'_>, b: Range<'_>) -> Result<bool> {
    if a.is(b) {
        return Ok(true);
    }
    let length = a.length();
    Ok(is_equal(&length, &b.length())
        && (is_zero(&length)
            || is_equal(&a.start(), &b.start())
                && (is_equal(&length, &one()?) || is_equal(&a.step(), &b.step()))))
}

extern "C" fn range_richcompare(range: Range<'_>, other: Obj<'_>, comparison: i32) -> Result {
    let equality = match Comparison::of(comparison) {
        Some(Comparison::Equal) => true,
        Some(Comparison::NotEqual) => false,
        _ => return Ok(not_implemented().to_ref()),
    };
    match other.downcast_exact::<PyRangeObject>() {
        Some(other) => Ok(bool_(is_same(range, other)? == equality).to_ref()),
        None => Ok(not_implemented().to_ref()),
    }
}

/// That of a tuple of what decides equality. C: `range_hash`.
fn range_hash(range: Range<'_>) -> Result<isize> {
    let length = range.length();
    let none = || none().to_ref();
    let (start, step) = if is_zero(&length) {
        (none(), none())
    } else if is_equal(&length, &one()?) {
        (range.start().object(), none())
    } else {
        (range.start().object(), range.step().object())
    };
    tuple::new([length.object(), start, step])?.borrow().object().hash()
}
// ANCHOR_END: slots
