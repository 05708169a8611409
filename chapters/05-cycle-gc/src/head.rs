//! The two words in front of every container.
//!
//! CPython: `Include/internal/pycore_gc.h` (`PyGC_Head`, `_PyGC_PREV_MASK_*`),
//! `Modules/gcmodule.c` (`gc_get_refs`, `gc_reset_refs`, `gc_decref`).
//!
//! Between collections the two words are the links of a doubly linked list, and an
//! object whose `gc_next` is null is on none. During a collection `gc_prev` stops being
//! a link: it holds a copy of the object's reference count, so that the collector can
//! count down without touching the count itself and without asking for memory. The list
//! is then singly linked, until `move_unreachable` has restored `gc_prev`.
//!
//! Invariant: outside a collection only the lowest bit of `gc_prev` may be set, and
//! `gc_next` carries no flag at all.
//!
//! Which list a head is on, and what that means, is `list.rs`'s and `collector.rs`'s.

use std::cell::Cell;
use std::ptr::{self, NonNull};

// ANCHOR: head
/// What stands in memory directly before a container. C: `PyGC_Head`.
#[derive(Debug)]
#[repr(C)]
pub struct GcHead {
    /// The next head on the list; null if the object is not tracked. The lowest bit is
    /// [`NEXT_UNREACHABLE`] while a collection sorts objects.
    gc_next: Cell<*mut GcHead>,
    /// The previous head on the list, or during a collection the reference copy; in both
    /// cases shifted clear of the two lowest bits, which are flags.
    gc_prev: Cell<*mut GcHead>,
}

/// `tp_finalize` has been called. C: `_PyGC_PREV_MASK_FINALIZED`.
pub(crate) const PREV_FINALIZED: usize = 1;
/// The object is in the generation that is being collected and has not been found
/// reachable. C: `_PyGC_PREV_MASK_COLLECTING`.
pub(crate) const PREV_COLLECTING: usize = 2;
/// C: `_PyGC_PREV_SHIFT`.
const PREV_SHIFT: u32 = 2;
/// The bits of `gc_prev` that are a pointer or a count. C: `_PyGC_PREV_MASK`.
const PREV_MASK: usize = usize::MAX << PREV_SHIFT;
/// The object is on the list of the unreachable. C: `NEXT_MASK_UNREACHABLE`.
pub(crate) const NEXT_UNREACHABLE: usize = 1;

const _: () = assert!(size_of::<GcHead>() == 2 * size_of::<usize>());
const _: () = assert!(std::mem::offset_of!(GcHead, gc_next) == 0);
// Two bits of every head's address must be free for the flags.
const _: () = assert!(align_of::<GcHead>() >= 1 << PREV_SHIFT);
// ANCHOR_END: head

// ANCHOR: fresh
impl GcHead {
    /// The head of an object that is on no list and has not been finalised.
    pub const fn new() -> GcHead {
        GcHead { gc_next: Cell::new(ptr::null_mut()), gc_prev: Cell::new(ptr::null_mut()) }
    }
}

impl Default for GcHead {
    fn default() -> GcHead {
        GcHead::new()
    }
}
// ANCHOR_END: fresh

// ANCHOR: link
/// A head by its address: what the links of a list are made of.
///
/// It keeps the provenance of the object that it was taken from, so that the way back
/// from the head to the object is allowed. Making one is the promise, given by the
/// unsafe constructor, that the head is there as long as the `Link` is used; the
/// methods rely on it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Link(NonNull<GcHead>);

impl Link {
    /// # Safety
    /// `head` points at a `GcHead` that outlives every use of the link.
    pub(crate) unsafe fn new(head: NonNull<GcHead>) -> Link {
        Link(head)
    }

    pub(crate) fn as_ptr(self) -> NonNull<GcHead> {
        self.0
    }

    fn head(&self) -> &GcHead {
        // SAFETY: the maker of the link promised that the head is there.
        unsafe { self.0.as_ref() }
    }
    // ANCHOR_END: link

    // ANCHOR: next
    /// C: `_PyObject_GC_IS_TRACKED`.
    pub(crate) fn is_tracked(self) -> bool {
        !self.head().gc_next.get().is_null()
    }

    /// The next head, whatever flag the pointer to it carries. C: `_PyGCHead_NEXT`.
    pub(crate) fn next(self) -> Link {
        let next = self.head().gc_next.get().map_addr(|address| address & !NEXT_UNREACHABLE);
        debug_assert!(!next.is_null(), "the next of an object that is not tracked");
        // SAFETY: not null while tracked, and what a live head links to is live.
        Link(unsafe { NonNull::new_unchecked(next) })
    }

    /// Links to `next` and clears the flag. C: `_PyGCHead_SET_NEXT`.
    pub(crate) fn set_next(self, next: Link) {
        self.head().gc_next.set(next.0.as_ptr());
    }

    /// Links to `next` with the flag set.
    pub(crate) fn set_next_unreachable(self, next: Link) {
        self.head().gc_next.set(next.0.as_ptr().map_addr(|address| address | NEXT_UNREACHABLE));
    }

    pub(crate) fn is_unreachable(self) -> bool {
        self.head().gc_next.get().addr() & NEXT_UNREACHABLE != 0
    }

    pub(crate) fn clear_unreachable(self) {
        self.set_next(self.next());
    }

    /// From here on the object is not tracked.
    pub(crate) fn clear_next(self) {
        self.head().gc_next.set(ptr::null_mut());
    }
    // ANCHOR_END: next

    // ANCHOR: prev
    /// The previous head; meaningless while `gc_prev` holds the reference copy.
    /// C: `_PyGCHead_PREV`.
    pub(crate) fn prev(self) -> Link {
        let prev = self.head().gc_prev.get().map_addr(|address| address & PREV_MASK);
        debug_assert!(!prev.is_null(), "the previous of an object that is not tracked");
        // SAFETY: a tracked head links to a live head in both directions.
        Link(unsafe { NonNull::new_unchecked(prev) })
    }

    /// Links back to `prev` and keeps the flags. C: `_PyGCHead_SET_PREV`.
    pub(crate) fn set_prev(self, prev: Link) {
        let flags = self.flags();
        self.head().gc_prev.set(prev.0.as_ptr().map_addr(|address| address | flags));
    }

    /// Forgets link and flags but for [`PREV_FINALIZED`], as an object that leaves its list
    /// must: it is finalised once, however often it is tracked.
    pub(crate) fn clear_prev(self) {
        let finalized = self.flags() & PREV_FINALIZED;
        self.head().gc_prev.set(ptr::without_provenance_mut(finalized));
    }

    fn flags(self) -> usize {
        self.head().gc_prev.get().addr() & !PREV_MASK
    }

    fn set_flag(self, flag: usize) {
        let prev = &self.head().gc_prev;
        prev.set(prev.get().map_addr(|address| address | flag));
    }

    fn clear_flag(self, flag: usize) {
        let prev = &self.head().gc_prev;
        prev.set(prev.get().map_addr(|address| address & !flag));
    }
    // ANCHOR_END: prev

    // ANCHOR: flags
    pub(crate) fn is_finalized(self) -> bool {
        self.flags() & PREV_FINALIZED != 0
    }

    pub(crate) fn set_finalized(self) {
        self.set_flag(PREV_FINALIZED);
    }

    /// C: `gc_is_collecting`.
    pub(crate) fn is_collecting(self) -> bool {
        self.flags() & PREV_COLLECTING != 0
    }

    /// C: `gc_clear_collecting`.
    pub(crate) fn clear_collecting(self) {
        self.clear_flag(PREV_COLLECTING);
    }
    // ANCHOR_END: flags

    // ANCHOR: refs
    /// The reference copy. C: `gc_get_refs`.
    pub(crate) fn refs(self) -> usize {
        self.head().gc_prev.get().addr() >> PREV_SHIFT
    }

    /// Overwrites the back link with a copy of the reference count and marks the object as
    /// being collected. C: `gc_reset_refs`.
    pub(crate) fn reset_refs(self, refs: usize) {
        let flags = (self.flags() & PREV_FINALIZED) | PREV_COLLECTING;
        self.head().gc_prev.set(ptr::without_provenance_mut(refs << PREV_SHIFT | flags));
    }

    /// C: `gc_set_refs`.
    pub(crate) fn set_refs(self, refs: usize) {
        self.head().gc_prev.set(ptr::without_provenance_mut(refs << PREV_SHIFT | self.flags()));
    }

    /// One reference less in the copy. C: `gc_decref`.
    ///
    /// A copy that would fall below zero means that the heap shows more references than it
    /// counts. A debug build stops there; a release build lets the copy wrap to a large
    /// number, so that the object counts as reachable and nothing is freed that might be in
    /// use.
    pub(crate) fn decref(self) {
        debug_assert!(self.refs() > 0, "refcount is too small");
        let prev = &self.head().gc_prev;
        prev.set(prev.get().map_addr(|address| address.wrapping_sub(1 << PREV_SHIFT)));
    }
    // ANCHOR_END: refs

    // ANCHOR: trash
    /// The object below this one in the trashcan, which uses `gc_prev` as its only link.
    pub(crate) fn trash_below(self) -> *mut GcHead {
        self.head().gc_prev.get().map_addr(|address| address & PREV_MASK)
    }

    /// Lays this object on top of `below`, which may be null.
    pub(crate) fn set_trash_below(self, below: *mut GcHead) {
        let flags = self.flags();
        self.head().gc_prev.set(below.map_addr(|address| address | flags));
    }
    // ANCHOR_END: trash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_counts_and_flags_share_two_words_without_disturbing_each_other() {
        let (head, other) = (GcHead::new(), GcHead::new());
        // SAFETY: both heads live to the end of the test.
        let (link, other) =
            unsafe { (Link::new(NonNull::from(&head)), Link::new(NonNull::from(&other))) };
        assert!(!link.is_tracked());

        link.set_next(other);
        link.set_prev(other);
        link.set_finalized();
        assert_eq!((link.next(), link.prev()), (other, other));

        link.reset_refs(3);
        link.decref();
        assert_eq!((link.refs(), link.is_finalized(), link.is_collecting()), (2, true, true));

        link.set_next_unreachable(other);
        assert_eq!((link.next(), link.is_unreachable()), (other, true));
        link.clear_unreachable();
        assert_eq!((link.next(), link.is_unreachable()), (other, false));

        link.set_prev(other);
        link.clear_collecting();
        assert_eq!((link.prev(), link.is_finalized(), link.is_collecting()), (other, true, false));

        link.clear_next();
        link.clear_prev();
        assert_eq!((link.is_tracked(), link.is_finalized()), (false, true));
    }
}
