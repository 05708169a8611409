//! `sum`.
//!
//! CPython: `builtin_sum_impl` in `Python/bltinmodule.c`.
//!
//! As long as all items are ints that fit a machine word, or floats, no object is made for the
//! sums between. In 3.11 floats are added as they come; the compensated sum is 3.12's.

use object_model::arguments::Arguments;
use object_model::errors::{TYPE_ERROR, raise};
use object_model::protocol::number::ADD;
use object_model::types::bool_::BOOL;
use object_model::types::bytearray::PyByteArrayObject;
use object_model::types::bytes::PyBytesObject;
use object_model::types::float::{self, PyFloatObject};
use object_model::types::int::{self, PyLongObject};
use object_model::types::module::PyModuleObject;
use object_model::types::str::PyASCIIObject;
use object_model::{Obj, Ref, Result};

// ANCHOR: sum
/// `sum(iterable, /, start=0)`
pub(super) fn sum(_: Obj<'_, PyModuleObject>, arguments: &Arguments<'_>) -> Result {
    let iterator = arguments[0].iter()?;
    let iterator = iterator.borrow();
    let mut total = match arguments.get(1) {
        Some(start) => refuse_text(start)?.to_ref(),
        None => int::from_i64(0)?.object(),
    };
    if let Some(start) = total.borrow().downcast_exact::<PyLongObject>().and_then(Obj::to_i64) {
        match add_ints(iterator, start)? {
            Sum::Complete(total) => return Ok(total),
            Sum::SoFar(so_far) => total = so_far,
        }
    }
    if let Some(start) = total.borrow().downcast_exact::<PyFloatObject>().map(|float| float.value())
    {
        match add_floats(iterator, start)? {
            Sum::Complete(total) => return Ok(total),
            Sum::SoFar(so_far) => total = so_far,
        }
    }
    while let Some(item) = iterator.next()? {
        // Not `+=`, which would change a start that can be changed.
        total = total.borrow().binary(item.borrow(), ADD)?;
    }
    Ok(total)
}

enum Sum {
    Complete(Ref),
    /// An item came that machine arithmetic can't add; it has been added.
    SoFar(Ref),
}

fn add_ints(iterator: Obj<'_>, mut total: i64) -> Result<Sum> {
    while let Some(item) = iterator.next()? {
        let number = match item.borrow().downcast_exact::<PyLongObject>() {
            None if item.borrow().is_exactly(&BOOL) => item.borrow().downcast::<PyLongObject>(),
            number => number,
        };
        match number.and_then(Obj::to_i64).and_then(|number| total.checked_add(number)) {
            Some(sum) => total = sum,
            None => {
                let total = int::from_i64(total)?.object();
                return Ok(Sum::SoFar(total.borrow().binary(item.borrow(), ADD)?));
            }
        }
    }
    Ok(Sum::Complete(int::from_i64(total)?.object()))
}

fn add_floats(iterator: Obj<'_>, mut total: f64) -> Result<Sum> {
    while let Some(item) = iterator.next()? {
        if let Some(number) = item.borrow().downcast_exact::<PyFloatObject>() {
            total += number.value();
        } else if let Some(number) = item.borrow().downcast::<PyLongObject>().and_then(Obj::to_i64)
        {
            total += number as f64;
        } else {
            let total = float::new(total)?.object();
            return Ok(Sum::SoFar(total.borrow().binary(item.borrow(), ADD)?));
        }
    }
    Ok(Sum::Complete(float::new(total)?.object()))
}
// ANCHOR_END: sum

/// Texts could be added, in quadratic time.
fn refuse_text(start: Obj<'_>) -> Result<Obj<'_>> {
    let message = if start.downcast::<PyASCIIObject>().is_some() {
        "sum() can't sum strings [use ''.join(seq) instead]"
    } else if start.downcast::<PyBytesObject>().is_some() {
        "sum() can't sum bytes [use b''.join(seq) instead]"
    } else if start.downcast::<PyByteArrayObject>().is_some() {
        "sum() can't sum bytearray [use b''.join(seq) instead]"
    } else {
        return Ok(start);
    };
    Err(raise(&TYPE_ERROR, message))
}
