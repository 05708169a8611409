//! `memory_iterator`: the items of a view of one dimension.
//!
//! CPython: `Objects/memoryobject.c` (`memoryiterobject`, `memory_iter`, `memoryiter_next`).

use std::cell::Cell;
use std::ffi::c_char;

use super::items;
use super::object::{MemoryView, PyMemoryViewObject};
use crate::dealloc::dealloc;
use crate::errors::{NOT_IMPLEMENTED_ERROR, TYPE_ERROR, raise};
use crate::memory;
use crate::object::{Field, Layout, Obj, PyObject, Ref, Result};
use crate::protocol::attribute::generic_getattr;
use crate::protocol::iterate::itself;
use crate::slot_kinds::{Flow, Visitor, next, traverse};
use crate::static_type::{StaticType, Table};
use crate::type_object::flags;

// ANCHOR: layout
/// C: `memoryiterobject`.
#[repr(C)]
#[allow(missing_docs, reason = "the fields have the names and meanings that C gives them")]
pub struct PyMemoryIterObject {
    pub ob_base: PyObject,
    pub it_index: Cell<isize>,
    /// Null when all items have been seen.
    pub it_seq: Field<PyMemoryViewObject>,
    pub it_length: isize,
    pub it_fmt: *const c_char,
}

const _: () = assert!(size_of::<PyMemoryIterObject>() == 48);

// SAFETY: made by `iter` alone.
unsafe impl Layout for PyMemoryIterObject {
    fn type_object() -> &'static StaticType {
        &MEMORY_ITERATOR
    }
}

/// `memory_iterator`.
pub static MEMORY_ITERATOR: StaticType = StaticType::new(Table::<PyMemoryIterObject> {
    tp_name: c"memory_iterator",
    tp_flags: flags::HAVE_GC,
    tp_dealloc: Some(dealloc::<PyMemoryIterObject>),
    tp_getattro: Some(generic_getattr),
    tp_traverse: traverse(iterator_traverse),
    tp_iter: Some(itself),
    tp_iternext: next(iterator_next),
    ..Table::NONE
});
// ANCHOR_END: layout

pub(super) extern "C" fn iter(view: MemoryView<'_>) -> Result {
    view.check()?;
    match view.view().ndim {
        0 => return Err(raise(&TYPE_ERROR, "invalid indexing of 0-dim memory")),
        1 => {}
        _ => {
            let message = "multi-dimensional sub-views are not implemented";
            return Err(raise(&NOT_IMPLEMENTED_ERROR, message));
        }
    }
    view.format()?;
    let length = items::len(view)?;
    let iterator = memory::create(MEMORY_ITERATOR.as_type(), |ob_base| PyMemoryIterObject {
        ob_base,
        it_index: Cell::new(0),
        it_seq: Field::new(Some(view.to_ref())),
        it_length: length as isize,
        it_fmt: view.view().format,
    })?;
    Ok(iterator.object())
}

fn iterator_next(iterator: Obj<'_, PyMemoryIterObject>) -> Result<Option<Ref>> {
    let Some(view) = iterator.it_seq.get() else { return Ok(None) };
    let index = iterator.it_index.get();
    if index >= iterator.it_length {
        iterator.it_seq.clear();
        return Ok(None);
    }
    iterator.it_index.set(index + 1);
    items::item(view.borrow(), index).map(Some)
}

fn iterator_traverse(iterator: Obj<'_, PyMemoryIterObject>, visitor: &mut Visitor) -> Flow {
    visitor.field(&iterator.it_seq)
}
