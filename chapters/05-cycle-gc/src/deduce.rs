//! Which objects nobody outside the list can reach: the heart of the collector.
//!
//! CPython: `Modules/gcmodule.c` (`update_refs`, `visit_decref`, `subtract_refs`,
//! `visit_reachable`, `move_unreachable`, `deduce_unreachable`).
//!
//! The program's variables, its stack and everything else that keeps objects alive are not
//! searched: there is no list of roots. Instead each object's reference count, which counts
//! references from anywhere, is compared with the references that come from the list's own
//! members. Where the two differ, somebody outside holds the object.
//!
//! Invariant: on entry and on return the list is doubly linked, with no flag in its `gc_next`.
//! In between, `gc_prev` holds counts, and `gc_next` alone holds the list together.

use std::ops::ControlFlow::{self, Continue};

use crate::head::Link;
use crate::heap::Heap;
use crate::list::List;
use crate::observer::{Event, Members, Observer};

// ANCHOR: deduce
/// Moves every member of `base` that is not reachable from outside of `base` to
/// `unreachable`, which must be empty. C: `deduce_unreachable`.
///
/// The members of `unreachable` are left with `NEXT_UNREACHABLE` and `PREV_COLLECTING` set:
/// who goes over them next can clear the flags on the way, which saves a walk.
pub(crate) fn deduce_unreachable<H: Heap, O: Observer<H>>(
    heap: &H,
    base: List<'_>,
    unreachable: List<'_>,
    observer: &mut O,
) {
    update_refs(heap, base);
    observer.event(heap, Event::CountsCopied { young: Members::counted(heap, base) });
    subtract_refs(heap, base);
    observer.event(heap, Event::CountsSubtracted { young: Members::counted(heap, base) });
    move_unreachable(heap, base, unreachable, observer);
    debug_assert!(base.is_valid(false, false));
    debug_assert!(unreachable.is_valid(true, true));
}
// ANCHOR_END: deduce

// ANCHOR: update_refs
/// Copies each member's reference count over its `gc_prev`. C: `update_refs`.
fn update_refs<H: Heap>(heap: &H, containers: List<'_>) {
    for link in containers.iter() {
        // SAFETY: what is on a list is a live container of the heap.
        let count = unsafe { heap.reference_count(heap.object_of(link.as_ptr())) };
        // An object is freed the moment its count is zero. One that is tracked none the less
        // has a deallocator that forgot to untrack it first.
        debug_assert!(count > 0, "a tracked object with no reference");
        link.reset_refs(count);
    }
}
// ANCHOR_END: update_refs

// ANCHOR: subtract_refs
/// Takes each reference from one member to another off the other's copy. What is left of a
/// copy is how many references lead to that object from outside. C: `subtract_refs`.
fn subtract_refs<H: Heap>(heap: &H, containers: List<'_>) {
    // C: `visit_decref`.
    let mut visit = |referent: H::Object| -> ControlFlow<()> {
        if let Some(link) = collecting(heap, referent) {
            link.decref();
        }
        Continue(())
    };
    for link in containers.iter() {
        // SAFETY: what is on a list is a live container of the heap.
        let _ = unsafe { heap.traverse(heap.object_of(link.as_ptr()), &mut visit) };
    }
}

/// The referent's head, if it is one of the objects being collected.
#[inline(always)]
fn collecting<H: Heap>(heap: &H, referent: H::Object) -> Option<Link> {
    // SAFETY: `traverse` shows live objects only, and a container has a head.
    unsafe {
        if !heap.is_container(referent) {
            return None;
        }
        Some(Link::new(heap.head_of(referent))).filter(|link| link.is_collecting())
    }
}
// ANCHOR_END: subtract_refs

// ANCHOR: move_unreachable
/// Goes through `young` once, from the left. An object with a copy above zero is reachable,
/// and so is all that it refers to; an object with zero is set aside in `unreachable` on
/// suspicion, and brought back if a reachable object turns out to refer to it.
/// C: `move_unreachable`.
///
/// To the left of the scan everything in `young` is known to be reachable, has been traversed
/// and has its back link again. `PREV_COLLECTING` is off there, so that a second reference to
/// an object costs one test.
fn move_unreachable<H: Heap, O: Observer<H>>(
    heap: &H,
    young: List<'_>,
    unreachable: List<'_>,
    observer: &mut O,
) {
    let mut previous = young.end();
    loop {
        // Not earlier: what `previous` refers to may just have been appended behind it.
        let link = previous.next();
        if link == young.end() {
            break;
        }
        // SAFETY: what is on a list is a live container of the heap.
        let object = unsafe { heap.object_of(link.as_ptr()) };
        if link.refs() > 0 {
            observer.event(heap, Event::Reached(object));
            let mut visit = |referent| -> ControlFlow<()> {
                if let Some(referent_link) = collecting(heap, referent)
                    && visit_reachable(referent_link, young)
                {
                    observer.event(heap, Event::BroughtBack(referent));
                }
                Continue(())
            };
            // SAFETY: as above.
            let _ = unsafe { heap.traverse(object, &mut visit) };
            link.set_prev(previous);
            link.clear_collecting();
            previous = link;
        } else {
            set_aside(previous, link, unreachable);
            observer.event(heap, Event::SetAside(object));
        }
    }
    young.end().set_prev(previous);
    // `set_aside` has put the flag on the end's link too, where it means nothing.
    unreachable.end().clear_unreachable();
}

/// Takes `link`, which follows `previous`, over to `unreachable`, where `gc_prev` is a link
/// again and each `gc_next` has the flag.
fn set_aside(previous: Link, link: Link, unreachable: List<'_>) {
    previous.set_next(link.next());
    let last = unreachable.end().prev();
    last.set_next_unreachable(link);
    link.set_prev(last);
    link.set_next_unreachable(unreachable.end());
    unreachable.end().set_prev(link);
}

/// A reachable object refers to this one, which has not been traversed yet. Returns whether
/// it had been set aside. C: `visit_reachable`.
#[inline(always)]
fn visit_reachable(link: Link, young: List<'_>) -> bool {
    if link.is_unreachable() {
        // The neighbours keep the flag, so this can't be `list::remove`.
        let (previous, next) = (link.prev(), link.next());
        previous.set_next_unreachable(next);
        next.set_prev(previous);
        young.append(link);
        link.set_refs(1);
        true
    } else {
        // The scan has not come to it yet. Any count above zero tells it the same.
        if link.refs() == 0 {
            link.set_refs(1);
        }
        false
    }
}
// ANCHOR_END: move_unreachable
