//! `iter(range)` and `reversed(range)`.
//!
//! CPython: `Objects/rangeobject.c` (`rangeiterobject`, `longrangeiterobject`, `range_iter`,
//! `range_reverse`).
//!
//! Where all numbers fit into machine words, and the number behind the last does, too, the
//! iterator calculates with those. Every `for i in range(n)` gets such a one.

use std::cell::Cell;

use crate::dealloc::dealloc;
use crate::errors::{OVERFLOW_ERROR, TYPE_ERROR, raise};
use crate::memory;
use crate::object::{Field, Layout, Obj, PyObject, Ref, Result};
use crate::protocol::attribute::generic_getattr;
use crate::protocol::iterate::itself;
use crate::runtime::builtin;
use crate::slot_kinds::next;
use crate::static_type::{Method, StaticType, Table};
use crate::types::int::{PyLongObject, from_i64};
use crate::types::range::number::{Number, difference, is_less, negative, one, product, sum, zero};
use crate::types::range::object::{Range, new};
use crate::types::{none, tuple};

// ANCHOR: layout
/// C: `rangeiterobject`.
#[repr(C)]
pub struct RangeIterator {
    ob_base: PyObject,
    index: Cell<i64>,
    start: i64,
    step: i64,
    len: i64,
}

/// C: `longrangeiterobject`.
#[repr(C)]
pub struct LongRangeIterator {
    ob_base: PyObject,
    index: Field<PyLongObject>,
    start: Field<PyLongObject>,
    step: Field<PyLongObject>,
    len: Field<PyLongObject>,
}

const _: () = assert!(size_of::<RangeIterator>() == 48 && size_of::<LongRangeIterator>() == 48);

// SAFETY: made by `short`.
unsafe impl Layout for RangeIterator {
    fn type_object() -> &'static StaticType {
        &RANGE_ITERATOR
    }
}

// SAFETY: made by `long`.
unsafe impl Layout for LongRangeIterator {
    fn type_object() -> &'static StaticType {
        &LONG_RANGE_ITERATOR
    }
}

/// `range_iterator`.
pub static RANGE_ITERATOR: StaticType = StaticType::new(Table::<RangeIterator> {
    tp_name: c"range_iterator",
    tp_dealloc: Some(dealloc::<RangeIterator>),
    tp_getattro: Some(generic_getattr),
    tp_iter: Some(itself),
    tp_iternext: next(short_next),
    tp_methods: &[
        Method::none(c"__length_hint__", "($self, /)", short_length_hint, "How many are left.")
            .unsigned(),
        Method::none(c"__reduce__", "($self, /)", short_reduce, "For pickling.").unsigned(),
        Method::one(c"__setstate__", "($self, state, /)", short_setstate, "For unpickling.")
            .unsigned(),
    ],
    ..Table::NONE
});

/// `longrange_iterator`.
pub static LONG_RANGE_ITERATOR: StaticType = StaticType::new(Table::<LongRangeIterator> {
    tp_name: c"longrange_iterator",
    tp_dealloc: Some(dealloc::<LongRangeIterator>),
    tp_getattro: Some(generic_getattr),
    tp_iter: Some(itself),
    tp_iternext: next(long_next),
    tp_methods: &[
        Method::none(c"__length_hint__", "($self, /)", long_length_hint, "How many are left.")
            .unsigned(),
        Method::none(c"__reduce__", "($self, /)", long_reduce, "For pickling.").unsigned(),
        Method::one(c"__setstate__", "($self, state, /)", long_setstate, "For unpickling.")
            .unsigned(),
    ],
    ..Table::NONE
});
// ANCHOR_END: layout

// ANCHOR: new
fn short(start: i64, step: i64, len: i64) -> Result {
    let iterator = memory::create(RANGE_ITERATOR.as_type(), |ob_base| RangeIterator {
        ob_base,
        index: Cell::new(0),
        start,
        step,
        len,
    })?;
    Ok(iterator.object())
}

fn long(start: Number, step: Number, len: Number) -> Result {
    let index = zero()?;
    let iterator = memory::create(LONG_RANGE_ITERATOR.as_type(), |ob_base| LongRangeIterator {
        ob_base,
        index: Field::new(Some(index)),
        start: Field::new(Some(start)),
        step: Field::new(Some(step)),
        len: Field::new(Some(len)),
    })?;
    Ok(iterator.object())
}

/// Start, stop, step and length, if each fits into a machine word.
fn words(range: Range<'_>) -> Option<[i64; 4]> {
    let start = range.start().borrow().to_i64()?;
    let stop = range.stop().borrow().to_i64()?;
    let step = range.step().borrow().to_i64()?;
    Some([start, stop, step, range.length().borrow().to_i64()?])
}

/// `iter(range)`.
pub(super) extern "C" fn range_iter(range: Range<'_>) -> Result {
    if let Some([start, stop, step, len]) = words(range) {
        // The number behind the last one has to fit, too.
        let beyond = if step > 0 { stop.checked_add(step - 1) } else { stop.checked_add(step + 1) };
        if len == 0 || beyond.is_some() {
            return short(start, step, len);
        }
    }
    long(range.start(), range.step(), range.length())
}

/// `range.__reversed__`.
pub(super) fn range_reversed(range: Range<'_>) -> Result {
    if let Some([start, _, step, len]) = words(range)
        && let (Some(down), Some(stop)) = (step.checked_neg(), start.checked_sub(step))
    {
        return short(stop.wrapping_add(len.wrapping_mul(step)), down, len);
    }
    let last = difference(range.length().borrow(), &one()?)?;
    long(range.item(&last)?, negative(&range.step())?, range.length())
}
// ANCHOR_END: new

// ANCHOR: short
impl Obj<'_, RangeIterator> {
    /// The next number, as a machine word.
    #[inline]
    pub fn step_word(self) -> Option<i64> {
        let index = self.index.get();
        if index >= self.len {
            return None;
        }
        self.index.set(index + 1);
        Some(self.start.wrapping_add(index.wrapping_mul(self.step)))
    }

    /// The next number. C: `rangeiter_next`.
    #[inline]
    pub fn step(self) -> Result<Option<Ref>> {
        match self.step_word() {
            Some(value) => Ok(Some(from_i64(value)?.object())),
            None => Ok(None),
        }
    }
}

fn short_next(iterator: Obj<'_, RangeIterator>) -> Result<Option<Ref>> {
    iterator.step()
}

fn short_length_hint(iterator: Obj<'_, RangeIterator>) -> Result {
    Ok(from_i64(iterator.len - iterator.index.get())?.object())
}

/// `iter`, a range as it was, and the index.
fn reduce(range: Ref, index: Number) -> Result {
    let arguments = tuple::new([range])?.object();
    Ok(tuple::new([builtin("iter")?, arguments, index.object()])?.object())
}

fn short_reduce(iterator: Obj<'_, RangeIterator>) -> Result {
    let (start, step) = (iterator.start, iterator.step);
    let stop = start.wrapping_add(iterator.len.wrapping_mul(step));
    let range = new(from_i64(start)?, from_i64(stop)?, from_i64(step)?)?;
    reduce(range.object(), from_i64(iterator.index.get())?)
}

fn short_setstate(iterator: Obj<'_, RangeIterator>, state: Obj<'_>) -> Result {
    let state = state.index()?.borrow().to_i64();
    let message = "Python int too large to convert to C long";
    let index = state.ok_or_else(|| raise(&OVERFLOW_ERROR, message))?;
    iterator.index.set(index.clamp(0, iterator.len));
    Ok(none().to_ref())
}
// ANCHOR_END: short

// ANCHOR: long
fn field(field: &Field<PyLongObject>) -> Number {
    field.get().expect("an iterator has all its numbers")
}

fn long_next(iterator: Obj<'_, LongRangeIterator>) -> Result<Option<Ref>> {
    let index = field(&iterator.index);
    if !is_less(&index, &field(&iterator.len)) {
        return Ok(None);
    }
    let next = sum(&index, &one()?)?;
    let value = sum(&field(&iterator.start), &product(&index, &field(&iterator.step))?)?;
    iterator.index.set(Some(next));
    Ok(Some(value.object()))
}

fn long_length_hint(iterator: Obj<'_, LongRangeIterator>) -> Result {
    Ok(difference(field(&iterator.len).borrow(), &field(&iterator.index))?.object())
}

fn long_reduce(iterator: Obj<'_, LongRangeIterator>) -> Result {
    let (start, step) = (field(&iterator.start), field(&iterator.step));
    let stop = sum(&start, &product(&field(&iterator.len), &step)?)?;
    reduce(new(start, stop, step)?.object(), field(&iterator.index))
}

fn long_setstate(iterator: Obj<'_, LongRangeIterator>, state: Obj<'_>) -> Result {
    let Some(state) = state.downcast::<PyLongObject>() else {
        let name = state.ob_type().name().to_owned();
        let message = format_args!("'<' not supported between instances of '{name}' and 'int'");
        return Err(raise(&TYPE_ERROR, message));
    };
    let (state, len) = (state.to_ref(), field(&iterator.len));
    iterator.index.set(Some(if state.borrow().is_negative() {
        zero()?
    } else if is_less(&len, &state) {
        len
    } else {
        state
    }));
    Ok(none().to_ref())
}
// ANCHOR_END: long
