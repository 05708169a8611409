//! Weak references to what is about to go.
//!
//! CPython: `Modules/gcmodule.c` (`handle_weakrefs`), `Objects/weakrefobject.c`
//! (`_PyWeakref_ClearRef`).
//!
//! A weak reference is itself a container, because its callback may be one. The rule has two
//! halves. All weak references to unreachable objects die before any callback runs, so that no
//! callback can reach an unreachable object through one that is still alive. And a callback
//! runs only if its weak reference is reachable: one that is trash itself goes silently, as if
//! it had gone first.
//!
//! Invariant: on return no member of `unreachable` is weakly referenced.

use crate::head::{GcHead, Link};
use crate::heap::Heap;
use crate::list::List;
use crate::observer::{Event, Observer};

// ANCHOR: handle
/// What became of the callbacks.
#[derive(Clone, Copy, Default)]
pub(crate) struct Callbacks {
    /// How many were called.
    pub(crate) called: usize,
    /// How many weak references were freed by that: they were reachable, so nobody else counts
    /// them.
    pub(crate) freed: usize,
}

/// Clears the weak references and calls the callbacks. C: `handle_weakrefs`.
pub(crate) fn handle_weak_references<H: Heap, O: Observer<H>>(
    heap: &H,
    unreachable: List<'_>,
    old: List<'_>,
    observer: &mut O,
) -> Callbacks {
    let head = GcHead::new();
    let to_call = List::init(&head);
    clear_weak_references(heap, unreachable, to_call, observer);
    call_callbacks(heap, to_call, old, observer)
}
// ANCHOR_END: handle

// ANCHOR: clear
/// The first half: no weak reference to an unreachable object stays alive. Those whose
/// callback is due are moved to `to_call`, with a reference of our own.
fn clear_weak_references<H: Heap, O: Observer<H>>(
    heap: &H,
    unreachable: List<'_>,
    to_call: List<'_>,
    observer: &mut O,
) {
    for link in unreachable.iter() {
        // SAFETY: what is on a list is a live container of the heap; and a weak reference that
        // is still on its referent's list is live, or it would have taken itself off.
        unsafe {
            let object = heap.object_of(link.as_ptr());
            if heap.is_weak_reference(object) {
                // An unreachable weak reference may point at something outside of the list,
                // and its callback must not run while the list is being taken apart.
                heap.clear_weak_reference(object);
                observer.event(heap, Event::WeakReferenceCleared(object));
            }
            while let Some(reference) = heap.first_weak_reference(object) {
                heap.clear_weak_reference(reference);
                observer.event(heap, Event::WeakReferenceCleared(reference));
                let reference_link = Link::new(heap.head_of(reference));
                // Being collected itself, it is unreachable, and so may be its callback.
                if heap.has_weak_callback(reference) && !reference_link.is_collecting() {
                    heap.incref(reference);
                    to_call.take(reference_link);
                }
            }
        }
    }
}
// ANCHOR_END: clear

// ANCHOR: call
/// The second half. A weak reference that survives its callback goes to `old`.
fn call_callbacks<H: Heap, O: Observer<H>>(
    heap: &H,
    to_call: List<'_>,
    old: List<'_>,
    observer: &mut O,
) -> Callbacks {
    let mut callbacks = Callbacks::default();
    while let Some(link) = to_call.first() {
        // SAFETY: the list's members are kept alive by the reference that the first half took,
        // which is given up here.
        unsafe {
            let reference = heap.object_of(link.as_ptr());
            observer.event(heap, Event::Callback(reference));
            heap.call_weak_callback(reference);
            heap.decref(reference);
        }
        callbacks.called += 1;
        if to_call.first() == Some(link) {
            old.take(link);
        } else {
            callbacks.freed += 1;
        }
    }
    callbacks
}
// ANCHOR_END: call
