//! `islice`: a slice of what an iterable yields.
//!
//! CPython: `Modules/itertoolsmodule.c` (`isliceobject`, `islice_new`, `islice_next`).

use super::{iterator_rows, reduce, set_state};
use crate::prelude::*;

// ANCHOR: islice
native_object! {
    /// C: `isliceobject`. `stop` is −1 where there is none.
    pub(crate) struct Islice of ISLICE, 56 bytes {
        refs { it: Field, }
        next: Cell<isize>,
        stop: Cell<isize>,
        step: Cell<isize>,
        cnt: Cell<isize>,
    }
}

/// `itertools.islice`.
pub(crate) static ISLICE: StaticType = StaticType::new(Table::<Islice> {
    tp_name: c"itertools.islice",
    tp_doc: "islice(iterable, stop) or islice(iterable, start, stop[, step])\n\n\
             The items that a slice of a list would have.",
    tp_clear: Some(Islice::clear_fields),
    tp_new: Some(islice_new),
    tp_methods: &[reduce(islice_reduce), set_state(islice_setstate)],
    ..iterator_rows!(Islice, islice_next)
});

/// A bound, where one that isn't there has a value of its own; what can't be one is none.
fn bound(given: Option<Obj<'_>>, missing: isize) -> Option<isize> {
    let Some(given) = given.filter(|given| !given.is_none()) else {
        return Some(missing);
    };
    let bound = given.to_index(Some(&OVERFLOW_ERROR));
    if bound.is_err() {
        errors::clear();
    }
    bound.ok()
}

extern "C" fn islice_new(class: Type<'_>, arguments: Obj<'_>, keywords: Option<Obj<'_>>) -> Result {
    const SIGNATURE: Signature = Signature::parse("(iterable, a, b=None, c=None, /)");
    let given = given_to_new(class, &ISLICE, arguments, keywords);
    SIGNATURE.bind("islice", given, |arguments| {
        let error = |message: &str| Err(raise(&VALUE_ERROR, message));
        let (start, stop) = match arguments.get(1 + usize::from(given.positional.len() > 2)) {
            stop if given.positional.len() == 2 => (Some(0), stop),
            stop => (bound(arguments.get(1), 0), stop),
        };
        // An explicit stop of −1 is as wrong as one that is no number.
        let has_stop = stop.is_some_and(|stop| !stop.is_none());
        let Some(stop) = bound(stop, -1).filter(|&stop| !(has_stop && stop == -1)) else {
            return error(
                "Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize.",
            );
        };
        let start = start.filter(|&start| start >= 0 && stop >= -1);
        let Some(start) = start else {
            return error(
                "Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.",
            );
        };
        let Some(step) = bound(arguments.get(3), 1).filter(|&step| step >= 1) else {
            return error("Step for islice() must be a positive integer or None.");
        };
        let it = arguments[0].iter()?;
        let islice = memory::create(class, |ob_base| Islice {
            ob_base,
            it: Field::new(Some(it)),
            next: Cell::new(start),
            stop: Cell::new(stop),
            step: Cell::new(step),
            cnt: Cell::new(0),
        })?;
        Ok(islice.object())
    })
}

fn islice_next(islice: Obj<'_, Islice>) -> Result<Option<Ref>> {
    let item = islice_item(islice);
    if !matches!(item, Ok(Some(_))) {
        islice.it.clear();
    }
    item
}

fn islice_item(islice: Obj<'_, Islice>) -> Result<Option<Ref>> {
    let Some(it) = islice.it.get() else {
        return Ok(None);
    };
    let stop = islice.stop.get();
    while islice.cnt.get() < islice.next.get() {
        if it.borrow().next()?.is_none() {
            return Ok(None);
        }
        islice.cnt.set(islice.cnt.get() + 1);
    }
    if stop != -1 && islice.cnt.get() >= stop {
        return Ok(None);
    }
    let item = it.borrow().next()?;
    if item.is_some() {
        islice.cnt.set(islice.cnt.get() + 1);
        let next = islice.next.get().checked_add(islice.step.get());
        islice.next.set(next.filter(|&next| stop == -1 || next <= stop).unwrap_or(stop));
    }
    Ok(item)
}

fn islice_reduce(islice: Obj<'_, Islice>) -> Result {
    let class = class_of(islice);
    let number = |cell: &Cell<isize>| integer(cell.get() as i64);
    let Some(it) = islice.it.get() else {
        let empty = list::new()?.object().borrow().iter()?;
        return pack([class, pack([empty, integer(0)?])?, integer(0)?]);
    };
    let stop = match islice.stop.get() {
        -1 => none().to_ref(),
        stop => integer(stop as i64)?,
    };
    let arguments = pack([it, number(&islice.next)?, stop, number(&islice.step)?])?;
    pack([class, arguments, number(&islice.cnt)?])
}

fn islice_setstate(islice: Obj<'_, Islice>, state: Obj<'_>) -> Result {
    islice.cnt.set(state.to_state_index()?);
    nothing()
}
// ANCHOR_END: islice
