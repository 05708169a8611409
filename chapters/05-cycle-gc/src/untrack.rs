//! Tuples and dicts that can be left alone.
//!
//! CPython: `Modules/gcmodule.c` (`untrack_tuples`, `untrack_dicts`),
//! `Objects/tupleobject.c` (`_PyTuple_MaybeUntrack`), `Objects/dictobject.c`
//! (`_PyDict_MaybeUntrack`), `Include/internal/pycore_gc.h` (`_PyObject_GC_MAY_BE_TRACKED`).
//!
//! A tuple of numbers can't be part of a cycle. Most tuples die before any collection sees
//! them, so it is not asked when a tuple is made, only of those that survive one. A tuple in
//! a tuple can take two collections: the inner has to be untracked before the outer may.

use std::ops::ControlFlow::{Break, Continue};

use crate::head::Link;
use crate::heap::{Heap, Untracking};
use crate::list::{self, List};
use crate::observer::{Event, Observer};

// ANCHOR: untrack
/// Stops tracking those members that answer `when` and hold nothing that may be tracked.
/// Returns how many members are left, since the walk passes them all anyway.
pub(crate) fn untrack_settled<H: Heap, O: Observer<H>>(
    heap: &H,
    members: List<'_>,
    when: Untracking,
    observer: &mut O,
) -> usize {
    let mut left = 0;
    for link in members.iter() {
        // SAFETY: what is on a list is a live container of the heap.
        let object = unsafe { heap.object_of(link.as_ptr()) };
        // SAFETY: as above.
        if unsafe { heap.untracking(object) == when && is_settled(heap, object) } {
            list::remove(link);
            observer.event(heap, Event::Untracked(object));
        } else {
            left += 1;
        }
    }
    left
}

/// # Safety
/// `object` is a live container.
unsafe fn is_settled<H: Heap>(heap: &H, object: H::Object) -> bool {
    let mut visit = |referent| {
        // SAFETY: `traverse` shows live objects only.
        if unsafe { may_be_tracked(heap, referent) } { Break(()) } else { Continue(()) }
    };
    // SAFETY: the caller's promise.
    unsafe { heap.traverse(object, &mut visit) }.is_continue()
}

/// Whether the object is tracked or could become so. An untracked tuple stays untracked,
/// because its items can't change; a list or a dict that is untracked now may be tracked
/// later. C: `_PyObject_GC_MAY_BE_TRACKED`.
///
/// # Safety
/// `object` is a live object of the heap.
pub unsafe fn may_be_tracked<H: Heap>(heap: &H, object: H::Object) -> bool {
    // SAFETY: the caller's promise; a container has a head.
    unsafe {
        heap.is_container(object)
            && (heap.untracking(object) != Untracking::InEveryCollection
                || Link::new(heap.head_of(object)).is_tracked())
    }
}
// ANCHOR_END: untrack
