//! Freeing a long chain without a deep stack.
//!
//! CPython: `Objects/object.c` (`_PyTrash_begin`, `_PyTrash_end`,
//! `_PyTrash_thread_deposit_object`, `_PyTrash_thread_destroy_chain`).
//!
//! Freeing an object gives up its references, which frees the next, and so on; a linked list
//! of a million elements would need a million nested calls. From fifty deep on, the object is
//! put on a stack instead, and freed once the outermost call is done. An object that waits
//! there is untracked and its count is zero, so `gc_prev` is free to be the stack's link.
//!
//! It is not part of a collection. It lives here because it is the third use of the head.

use std::cell::Cell;
use std::ptr::{self, NonNull};

use crate::head::{GcHead, Link};

// ANCHOR: trashcan
/// C: `_PyTrash_UNWIND_LEVEL`.
const UNWIND_LEVEL: u32 = 50;

/// The objects that wait to be freed. C: `trash_delete_later`, `trash_delete_nesting`.
#[derive(Debug)]
pub struct Trashcan {
    later: Cell<*mut GcHead>,
    nesting: Cell<u32>,
}

impl Trashcan {
    /// An empty one.
    pub const fn new() -> Trashcan {
        Trashcan { later: Cell::new(ptr::null_mut()), nesting: Cell::new(0) }
    }

    /// Calls `free` with the container, now if calls are not nested too deeply, else when they
    /// have come back to the first. `free` must end the life of the container or bring it back
    /// to a count above zero, and is the same function for all of one trashcan's containers.
    /// C: `Py_TRASHCAN_BEGIN` to `Py_TRASHCAN_END`.
    ///
    /// # Safety
    /// `head` is the head of an untracked container to which no reference is left, and which
    /// nobody but `free` will touch.
    pub unsafe fn dispose(&self, head: NonNull<GcHead>, free: &impl Fn(NonNull<GcHead>)) {
        let nesting = self.nesting.get();
        if nesting >= UNWIND_LEVEL {
            // SAFETY: it stays until `free` gets it.
            unsafe { Link::new(head) }.set_trash_below(self.later.replace(head.as_ptr()));
            return;
        }
        self.nesting.set(nesting + 1);
        free(head);
        self.nesting.set(nesting);
        if nesting == 0 {
            self.empty(free);
        }
    }

    /// Frees what waits, and what comes to wait meanwhile.
    fn empty(&self, free: &impl Fn(NonNull<GcHead>)) {
        // One for this loop, so that no call below takes itself for the first and empties the
        // trashcan as well, and one for the object that is being freed.
        self.nesting.set(2);
        while let Some(head) = NonNull::new(self.later.get()) {
            // SAFETY: `dispose` was given it by its owner, and nobody has touched it since.
            self.later.set(unsafe { Link::new(head) }.trash_below());
            free(head);
        }
        self.nesting.set(0);
    }
}

impl Default for Trashcan {
    fn default() -> Trashcan {
        Trashcan::new()
    }
}
// ANCHOR_END: trashcan
