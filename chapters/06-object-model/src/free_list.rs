//! Memory of dead objects, kept for the next of their kind.
//!
//! CPython: `Include/internal/pycore_list.h`, `pycore_tuple.h`, `pycore_dict.h` (`free_list`,
//! `numfree`), `Modules/gcmodule.c` (`clear_freelists`).
//!
//! A program makes and drops lists, tuples and dicts all the time. Each of those types keeps the
//! memory of some of its dead, head in front and all, and takes from there before it asks the
//! allocator. What is kept has no references and isn't tracked.
//!
//! Invariant: all that is in one list has the same size and the same type.

use std::cell::{Cell, UnsafeCell};
use std::ptr::{self, NonNull};

use crate::object::PyObject;

// ANCHOR: free_list
/// Room for `N` dead objects.
pub(crate) struct FreeList<const N: usize> {
    objects: UnsafeCell<[*mut PyObject; N]>,
    count: Cell<usize>,
}

// SAFETY: used only by the thread that holds the GIL.
unsafe impl<const N: usize> Sync for FreeList<N> {}

impl<const N: usize> FreeList<N> {
    #[allow(clippy::declare_interior_mutable_const, reason = "copied into statics")]
    pub(crate) const EMPTY: FreeList<N> =
        FreeList { objects: UnsafeCell::new([ptr::null_mut(); N]), count: Cell::new(0) };

    /// The memory of a dead object, its count set to one as a new object's.
    #[inline]
    pub(crate) fn take(&self) -> Option<NonNull<PyObject>> {
        let count = self.count.get().checked_sub(1)?;
        self.count.set(count);
        // SAFETY: the GIL is held, and the place is in use.
        let object = NonNull::new(unsafe { (*self.objects.get())[count] })?;
        // SAFETY: a head that was kept.
        unsafe { object.as_ref() }.ob_refcnt.set(1);
        Some(object)
    }

    /// Keeps the memory of a dead object, if there is room.
    ///
    /// # Safety
    /// The object has no references and holds none, and belongs into this list.
    #[inline]
    pub(crate) unsafe fn keep(&self, object: NonNull<PyObject>) -> bool {
        let count = self.count.get();
        if count == N {
            return false;
        }
        // SAFETY: the GIL is held.
        unsafe { (*self.objects.get())[count] = object.as_ptr() };
        self.count.set(count + 1);
        true
    }

    /// Gives all memory back.
    pub(crate) fn clear(&self) {
        while let Some(object) = self.take() {
            // SAFETY: kept by `keep`, and out of the list now.
            unsafe { crate::dealloc::free(object) };
        }
    }
}
// ANCHOR_END: free_list
