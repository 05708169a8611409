//! Exercise 3: a type of your own.

use std::cell::Cell;

use object_model::arguments::Given;
use object_model::dealloc::dealloc;
use object_model::memory;
use object_model::object::PyObject;
use object_model::signature::Signature;
use object_model::type_object::Type;
use object_model::{Layout, Obj, Result, StaticType, Table};

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

mod checks;
