//! What `co_lines()` and `co_positions()` give: where in the source each instruction is from.
//!
//! CPython: `Objects/codeobject.c` (`_PyLineIterator`, `_PyPositionsIterator`).

use std::cell::Cell;

use object_model::dealloc::dealloc;
use object_model::memory;
use object_model::object::Layout;
use object_model::protocol::iterate::itself;
use object_model::slot_kinds::next;
use object_model::types::{int, none, tuple};
use object_model::{Obj, PyObject, Ref, Result, StaticType, Table};

use crate::objects::code::{CodeMethods, PyCodeObject};

/// An iterator over rows of `N` numbers, each of which may be missing.
#[repr(C)]
struct Rows<const N: usize> {
    ob_base: PyObject,
    rows: Vec<[Option<i64>; N]>,
    at: Cell<usize>,
}

// SAFETY: made by `of_rows`.
unsafe impl Layout for Rows<3> {
    fn type_object() -> &'static StaticType {
        &LINE_ITERATOR
    }
}

// SAFETY: made by `of_rows`.
unsafe impl Layout for Rows<4> {
    fn type_object() -> &'static StaticType {
        &POSITIONS_ITERATOR
    }
}

/// `line_iterator`.
pub static LINE_ITERATOR: StaticType = StaticType::new(Table::<Rows<3>> {
    tp_name: c"line_iterator",
    tp_dealloc: Some(dealloc::<Rows<3>>),
    tp_iter: Some(itself),
    tp_iternext: next(next_row),
    ..Table::NONE
});

/// `positions_iterator`.
pub static POSITIONS_ITERATOR: StaticType = StaticType::new(Table::<Rows<4>> {
    tp_name: c"positions_iterator",
    tp_dealloc: Some(dealloc::<Rows<4>>),
    tp_iter: Some(itself),
    tp_iternext: next(next_row),
    ..Table::NONE
});

/// `co_lines()`: start and end in bytes, and the line.
pub(crate) fn lines(code: Obj<'_, PyCodeObject>) -> Result {
    let rows = code.tables().code.lines();
    let rows =
        rows.map(|row| [Some(row.start as i64), Some(row.end as i64), row.line.map(i64::from)]);
    of_rows(rows.collect())
}

/// `co_positions()`: lines and columns for each code unit.
pub(crate) fn positions(code: Obj<'_, PyCodeObject>) -> Result {
    let rows = code.tables().code.positions();
    let rows = rows.map(|at| {
        [at.line, at.end_line, at.column, at.end_column].map(|number| number.map(i64::from))
    });
    of_rows(rows.collect())
}

fn of_rows<const N: usize>(rows: Vec<[Option<i64>; N]>) -> Result
where
    Rows<N>: Layout,
{
    let ob_type = Rows::<N>::type_object().as_type();
    let rows = memory::create(ob_type, |ob_base| Rows { ob_base, rows, at: Cell::new(0) })?;
    Ok(rows.object())
}

fn next_row<const N: usize>(rows: Obj<'_, Rows<N>>) -> Result<Option<Ref>> {
    let at = rows.at.get();
    let Some(row) = rows.get().rows.get(at) else { return Ok(None) };
    rows.at.set(at + 1);
    let numbers: Result<Vec<Ref>> = row
        .iter()
        .map(|number| match number {
            Some(number) => Ok(int::from_i64(*number)?.object()),
            None => Ok(none().to_ref()),
        })
        .collect();
    Ok(Some(tuple::from_iterator(numbers?.into_iter())?.object()))
}
