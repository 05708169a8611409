//! Code of the program's own that runs before an object goes.
//!
//! CPython: `Modules/gcmodule.c` (`move_legacy_finalizers`, `move_legacy_finalizer_reachable`,
//! `handle_legacy_finalizers`, `finalize_garbage`, `handle_resurrected_objects`).
//!
//! Since PEP 442 an object has one `__del__`, called once, while everything it refers to is
//! still whole. It may do anything, even make the object reachable again, so afterwards the
//! question who is unreachable has to be asked once more. The older `tp_del` can only run when
//! the count is already zero. Which of several such objects in a cycle should go first nobody
//! can tell, so they are kept, with all that they reach, and shown in `gc.garbage`.

use std::ops::ControlFlow::Continue;

use crate::debug::DebugFlags;
use crate::deduce::deduce_unreachable;
use crate::head::Link;
use crate::heap::Heap;
use crate::list::List;
use crate::observer::{Event, Members, Observer};

// ANCHOR: legacy
/// Moves what has a legacy finaliser, and what that reaches, from `unreachable` to
/// `finalizers`, and clears the flags that the sorting has left.
/// C: `move_legacy_finalizers`, `move_legacy_finalizer_reachable`.
pub(crate) fn move_legacy_finalizers<H: Heap>(
    heap: &H,
    unreachable: List<'_>,
    finalizers: List<'_>,
) {
    for link in unreachable.iter() {
        link.clear_unreachable();
        // SAFETY: what is on a list is a live container of the heap.
        if unsafe { heap.has_legacy_finalizer(heap.object_of(link.as_ptr())) } {
            link.clear_collecting();
            finalizers.take(link);
        }
    }
    // C: `visit_move`.
    let mut visit = |referent| {
        // SAFETY: `traverse` shows live objects only; a container has a head.
        unsafe {
            if heap.is_container(referent) {
                let link = Link::new(heap.head_of(referent));
                if link.is_collecting() {
                    finalizers.take(link);
                    link.clear_collecting();
                }
            }
        }
        Continue(())
    };
    // The list grows behind the walk, so the step to the next is taken after the visit.
    let mut link = finalizers.end().next();
    while link != finalizers.end() {
        // SAFETY: what is on a list is a live container of the heap.
        let _ = unsafe { heap.traverse(heap.object_of(link.as_ptr()), &mut visit) };
        link = link.next();
    }
}

/// Puts the objects with legacy finalisers into `gc.garbage`, or with `DEBUG_SAVEALL` all that
/// are uncollectable, and gives them to `old`. C: `handle_legacy_finalizers`.
pub(crate) fn handle_legacy_finalizers<H: Heap>(heap: &H, finalizers: List<'_>, old: List<'_>) {
    let save_all = heap.collector().debug().contains(DebugFlags::SAVEALL);
    for link in finalizers.iter() {
        // SAFETY: what is on a list is a live container of the heap.
        unsafe {
            let object = heap.object_of(link.as_ptr());
            if save_all || heap.has_legacy_finalizer(object) {
                heap.append_to_garbage(object);
            }
        }
    }
    old.merge(finalizers);
}
// ANCHOR_END: legacy

// ANCHOR: finalize
/// Calls the finalisers that have not been called. Each may free any member of the list, so
/// only its first member is ever relied on. Returns how many were called.
/// C: `finalize_garbage`.
pub(crate) fn finalize_garbage<H: Heap, O: Observer<H>>(
    heap: &H,
    collectable: List<'_>,
    seen: List<'_>,
    observer: &mut O,
) -> usize {
    let mut called = 0;
    while let Some(link) = collectable.first() {
        seen.take(link);
        // SAFETY: what is on a list is a live container of the heap, and the reference taken
        // here keeps it so while its finaliser runs.
        unsafe {
            let object = heap.object_of(link.as_ptr());
            if !link.is_finalized() && heap.has_finalizer(object) {
                link.set_finalized();
                observer.event(heap, Event::Finalize(object));
                heap.incref(object);
                heap.finalize(object);
                heap.decref(object);
                called += 1;
            }
        }
    }
    collectable.merge(seen);
    called
}
// ANCHOR_END: finalize

// ANCHOR: resurrected
/// Sorts `unreachable` once more: what a finaliser has made reachable goes to `old`, the rest
/// to `still_unreachable`. C: `handle_resurrected_objects`.
pub(crate) fn handle_resurrected_objects<H: Heap, O: Observer<H>>(
    heap: &H,
    unreachable: List<'_>,
    still_unreachable: List<'_>,
    old: List<'_>,
    observer: &mut O,
) {
    // `PREV_COLLECTING` is still set in all of them, and about to be set again.
    deduce_unreachable(heap, unreachable, still_unreachable, observer);
    for link in still_unreachable.iter() {
        link.clear_unreachable();
    }
    let resurrected = unreachable;
    observer.event(
        heap,
        Event::Resurrected {
            resurrected: Members::of(heap, resurrected),
            unreachable: Members::of(heap, still_unreachable),
        },
    );
    old.merge(resurrected);
}
// ANCHOR_END: resurrected
