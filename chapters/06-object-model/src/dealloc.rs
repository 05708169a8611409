//! The end of an object: what happens when its count falls to zero.
//!
//! CPython: `Objects/object.c` (`_Py_Dealloc`, `_PyTrash_*`, `PyObject_CallFinalizer`,
//! `PyObject_CallFinalizerFromDealloc`).
//!
//! The type's `tp_dealloc` gives up what the object holds and frees it. A container goes through
//! the trashcan on the way, so that a list in a list in a list, a million deep, doesn't need a
//! million nested calls. CPython writes that into the `tp_dealloc` of each type that needs it;
//! here it is at the one place where every death begins.
//!
//! Invariant: a container's `tp_dealloc` gets it untracked, and with a count of zero.

use std::ffi::c_void;
use std::ptr::NonNull;

use cycle_gc::{GcHead, Heap};

use crate::gc::{self, Objects};
use crate::object::{Layout, Obj, PyObject};
use crate::thread_state::thread_state;
use crate::types::weakref;

// ANCHOR: deallocate
/// C: `_Py_Dealloc`.
///
/// # Safety
/// The last reference to the object has been given up.
#[cold]
#[inline(never)]
pub(crate) unsafe fn deallocate(object: NonNull<PyObject>) {
    // SAFETY: nobody else reaches the object; its type lives as long as it.
    unsafe {
        let borrowed = Obj::from_ptr(object);
        if gc::is_container(borrowed) {
            gc::untrack(borrowed);
            thread_state().trashcan.dispose(gc::head_of(object), &deallocate_container);
        } else {
            call_dealloc(object);
        }
    }
}

/// What the trashcan calls, now or later.
fn deallocate_container(head: NonNull<GcHead>) {
    // SAFETY: the head that `deallocate` gave to the trashcan.
    unsafe { call_dealloc(Objects.object_of(head)) }
}

/// # Safety
/// As [`deallocate`].
unsafe fn call_dealloc(object: NonNull<PyObject>) {
    // SAFETY: the caller's word.
    unsafe {
        let ob_type = object.as_ref().ob_type.get();
        let dealloc = ob_type.as_ref().tp_dealloc.get().expect("a type can free its objects");
        dealloc(object);
    }
}
// ANCHOR_END: deallocate

// ANCHOR: drop_fields
/// The `tp_dealloc` of a type whose instances are a Rust struct: drops its fields, which gives
/// up the references in them, and frees it. Whatever the type needs beyond that (a finaliser
/// of its own) it has to do in a `tp_dealloc` of its own.
///
/// # Safety
/// As every `tp_dealloc`: no reference to `object` is left.
pub unsafe extern "C" fn dealloc<L: Layout>(object: NonNull<L>) {
    // SAFETY: the layout's word for it, and nobody uses the fields any more. The head itself has
    // nothing to drop and is still readable for `tp_free`.
    unsafe {
        object.drop_in_place();
        free(object.cast());
    }
}

/// The same for a type with a `tp_weaklistoffset`: first the weak references learn of it.
///
/// # Safety
/// As every `tp_dealloc`: no reference to `object` is left.
pub unsafe extern "C" fn dealloc_referenced<L: Layout>(object: NonNull<L>) {
    // SAFETY: the caller's word.
    unsafe {
        weakref::clear_references(Obj::from_ptr(object.cast()));
        dealloc(object);
    }
}

/// Gives the memory of an object back, as its type has it.
///
/// # Safety
/// No reference to `object` is left, and its fields have been given up.
pub unsafe fn free(object: NonNull<PyObject>) {
    // SAFETY: the caller's word.
    unsafe {
        let ob_type = object.as_ref().ob_type.get();
        let free = ob_type.as_ref().tp_free.get().expect("a type can free its objects' memory");
        free(object.cast::<c_void>());
    }
}
// ANCHOR_END: drop_fields

// ANCHOR: finalizer
/// Calls `tp_finalize` on an object without references, once in its life. Returns whether the
/// object has been brought back. C: `PyObject_CallFinalizerFromDealloc`.
///
/// # Safety
/// As [`deallocate`].
pub unsafe fn finalize(object: NonNull<PyObject>) -> bool {
    // SAFETY: the caller's word; while the finaliser runs the object has one reference, ours.
    unsafe {
        let borrowed = Obj::from_ptr(object);
        let Some(finalize) = borrowed.ob_type().tp_finalize.get() else {
            return false;
        };
        let is_container = gc::is_container(borrowed);
        if is_container {
            if Objects.collector().is_finalized(gc::head_of(object)) {
                return false;
            }
            Objects.collector().set_finalized(gc::head_of(object));
        }
        let count = &object.as_ref().ob_refcnt;
        count.set(1);
        finalize(borrowed);
        count.set(count.get() - 1);
        count.get() > 0
    }
}
// ANCHOR_END: finalizer
