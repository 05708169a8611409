//! Exercise 3, solved.

use std::cell::Cell;

use object_model::arguments::Given;
use object_model::dealloc::dealloc;
use object_model::errors::{VALUE_ERROR, raise};
use object_model::memory;
use object_model::object::PyObject;
use object_model::signature::Signature;
use object_model::slot_kinds::{contains, length};
use object_model::type_object::{PySequenceMethods, Type};
use object_model::types::{int, str};
use object_model::{Layout, Method, Obj, Result, StaticType, Table};

/// An interval of whole numbers, its end not included.
#[repr(C)]
struct Interval {
    ob_base: PyObject,
    start: Cell<i64>,
    stop: Cell<i64>,
}

// SAFETY: made by `interval_new` alone.
unsafe impl Layout for Interval {
    fn type_object() -> &'static StaticType {
        &INTERVAL
    }
}

const SIGNATURE: Signature = Signature::parse("(start, stop, /)");

static INTERVAL: StaticType = StaticType::new(Table::<Interval> {
    tp_name: c"Interval",
    signature: SIGNATURE.text,
    tp_doc: "Whole numbers from start on, up to but not including stop.",
    tp_new: Some(interval_new),
    tp_dealloc: Some(dealloc::<Interval>),
    tp_repr: Some(interval_repr),
    tp_as_sequence: PySequenceMethods {
        sq_length: length(interval_length),
        sq_contains: contains(interval_contains),
        ..PySequenceMethods::NONE
    },
    tp_methods: &[Method::one(
        c"clamp",
        "($self, value, /)",
        clamp,
        "The number of the interval that is closest to value.",
    )],
    ..Table::NONE
});

extern "C" fn interval_new(class: Type<'_>, args: Obj<'_>, keywords: Option<Obj<'_>>) -> Result {
    SIGNATURE.bind("Interval", Given::of_tuple(args, keywords), |given| {
        let (start, stop) = (given[0].to_isize()? as i64, given[1].to_isize()? as i64);
        let interval = memory::create(class, |ob_base| Interval {
            ob_base,
            start: Cell::new(start),
            stop: Cell::new(stop),
        })?;
        Ok(interval.object())
    })
}

extern "C" fn interval_repr(interval: Obj<'_, Interval>) -> Result {
    let text = format!("Interval({}, {})", interval.start.get(), interval.stop.get());
    Ok(str::new(&text)?.object())
}

fn interval_length(interval: Obj<'_, Interval>) -> Result<usize> {
    let length = interval.stop.get().saturating_sub(interval.start.get());
    Ok(usize::try_from(length).unwrap_or(0))
}

fn interval_contains(interval: Obj<'_, Interval>, item: Obj<'_>) -> Result<bool> {
    let number = item.downcast::<int::PyLongObject>().and_then(|item| item.to_i64());
    Ok(number.is_some_and(|number| (interval.start.get()..interval.stop.get()).contains(&number)))
}

fn clamp(interval: Obj<'_, Interval>, value: Obj<'_>) -> Result {
    let (start, stop) = (interval.start.get(), interval.stop.get());
    if start >= stop {
        return Err(raise(&VALUE_ERROR, "empty interval"));
    }
    let number = value.index()?;
    let limit = if number.borrow().is_negative() { i64::MIN } else { i64::MAX };
    let number = number.borrow().to_i64().unwrap_or(limit);
    Ok(int::from_i64(number.clamp(start, stop - 1))?.object())
}

mod checks;
