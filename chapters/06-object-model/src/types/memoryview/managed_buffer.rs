//! The buffer that the views of an object share: asked for once, released when the last view is.
//!
//! CPython: `Objects/memoryobject.c` (`_PyManagedBufferObject`, `_PyManagedBuffer_FromObject`,
//! `mbuf_release`).
//!
//! Invariant: the exporter has filled the view in where it stands, so that what it says of its
//! own struct stays true; it is released once.

use std::cell::{Cell, UnsafeCell};
use std::ffi::c_int;

use crate::buffer::PyBuffer;
use crate::dealloc::dealloc;
use crate::memory;
use crate::object::{Layout, Obj, PyObject, Ref, Result, Status};
use crate::protocol::buffer::{flags as request, get_view, release_view};
use crate::slot_kinds::{Flow, Visitor, traverse};
use crate::static_type::{StaticType, Table};
use crate::type_object::flags;

// ANCHOR: layout
/// C: `_PyManagedBufferObject`.
#[repr(C)]
#[allow(missing_docs, reason = "the fields have the names and meanings that C gives them")]
pub struct PyManagedBufferObject {
    pub ob_base: PyObject,
    pub flags: Cell<c_int>,
    /// How many views there are.
    pub exports: Cell<isize>,
    master: Master,
}

const _: () = assert!(size_of::<PyManagedBufferObject>() == 112);

struct Master(UnsafeCell<PyBuffer>);

impl Drop for Master {
    fn drop(&mut self) {
        release_view(self.0.get_mut());
    }
}

/// C: `_Py_MANAGED_BUFFER_RELEASED`.
const RELEASED: c_int = 1;

// SAFETY: instances are made by `new` alone.
unsafe impl Layout for PyManagedBufferObject {
    fn type_object() -> &'static StaticType {
        &MANAGED_BUFFER
    }
}

/// `managedbuffer`.
pub static MANAGED_BUFFER: StaticType = StaticType::new(Table::<PyManagedBufferObject> {
    tp_name: c"managedbuffer",
    tp_flags: flags::HAVE_GC,
    tp_dealloc: Some(dealloc::<PyManagedBufferObject>),
    tp_getattro: Some(crate::protocol::attribute::generic_getattr),
    tp_traverse: traverse(managed_buffer_traverse),
    tp_clear: Some(managed_buffer_clear),
    ..Table::NONE
});
// ANCHOR_END: layout

// ANCHOR: new
/// Asks an object for its buffer. C: `_PyManagedBuffer_FromObject`.
pub(super) fn new(exporter: Obj<'_>) -> Result<Ref<PyManagedBufferObject>> {
    let buffer = memory::create(MANAGED_BUFFER.as_type(), |ob_base| PyManagedBufferObject {
        ob_base,
        flags: Cell::new(0),
        exports: Cell::new(0),
        master: Master(UnsafeCell::new(PyBuffer::EMPTY)),
    })?;
    // SAFETY: nobody else has seen it yet.
    get_view(exporter, unsafe { &mut *buffer.master.0.get() }, request::FULL_RO)?;
    Ok(buffer)
}

impl<'a> Obj<'a, PyManagedBufferObject> {
    /// What the exporter has said.
    pub(super) fn master(self) -> &'a PyBuffer {
        // SAFETY: only `release` changes it, which no borrower calls.
        unsafe { &*self.get().master.0.get() }
    }

    pub(super) fn is_released(self) -> bool {
        self.flags.get() & RELEASED != 0
    }

    /// A view less; the last one releases the buffer.
    pub(super) fn give_up_export(self) {
        self.exports.set(self.exports.get() - 1);
        if self.exports.get() == 0 {
            self.release();
        }
    }

    /// C: `mbuf_release`.
    pub(super) fn release(self) {
        if !self.is_released() {
            self.flags.set(RELEASED);
            // SAFETY: the last view is gone, or the collector has found that all are.
            release_view(unsafe { &mut *self.get().master.0.get() });
        }
    }
}
// ANCHOR_END: new

fn managed_buffer_traverse(buffer: Obj<'_, PyManagedBufferObject>, visitor: &mut Visitor) -> Flow {
    match &buffer.master().obj {
        Some(exporter) => visitor.visit(exporter.borrow()),
        None => Flow::Continue(()),
    }
}

extern "C" fn managed_buffer_clear(buffer: Obj<'_, PyManagedBufferObject>) -> Status {
    if buffer.exports.get() <= 0 {
        buffer.release();
    }
    Ok(())
}
