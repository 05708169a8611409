//! Looking on while a collection runs.
//!
//! CPython has nothing like it; the nearest are `DEBUG_COLLECTABLE` and the two DTrace probes.
//! The collector is generic over its observer, and an observer that does nothing compiles to
//! nothing: [`Silent`] is the one that the ordinary functions pass.
//!
//! Invariant: an event is reported after what it names has happened, but for the three that
//! hand control to the program ([`Event::Callback`], [`Event::Finalize`], [`Event::Clear`]),
//! which are reported just before, as is [`Event::Reached`].

use crate::collector::{Generation, Report};
use crate::heap::Heap;
use crate::list::{Iter, List};

// ANCHOR: observer
/// Sees what a collection does, in the order in which it does it.
///
/// # Safety
/// At an event the collector is in the middle of its work, and its lists may be no lists. An
/// observer may look at objects. It makes, changes, frees, tracks and untracks none, and leaves
/// the collector's generations alone.
pub unsafe trait Observer<H: Heap> {
    /// Called at each event.
    fn event(&mut self, heap: &H, event: Event<'_, H>);
}

/// Sees nothing and costs nothing.
#[derive(Clone, Copy, Default, Debug)]
pub struct Silent;

// SAFETY: it does nothing.
unsafe impl<H: Heap> Observer<H> for Silent {
    #[inline(always)]
    fn event(&mut self, _heap: &H, _event: Event<'_, H>) {}
}
// ANCHOR_END: observer

// ANCHOR: event
/// What has just happened, or is about to. `young` is the list of what is being collected.
#[expect(missing_docs, reason = "the fields are named in their variant's text")]
pub enum Event<'a, H: Heap> {
    /// `young` holds this generation and all younger ones.
    Start { generation: Generation, young: Members<'a, H> },
    /// Each member of `young` has a copy of its reference count.
    CountsCopied { young: Members<'a, H> },
    /// References from within `young` are subtracted from the copies.
    CountsSubtracted { young: Members<'a, H> },
    /// The object's copy was above zero when the scan came to it; what it refers to is visited.
    Reached(H::Object),
    /// The object's copy was zero when the scan came to it; it is set aside.
    SetAside(H::Object),
    /// The object had been set aside, and a reachable object refers to it.
    BroughtBack(H::Object),
    /// The scan is over: `young` is reachable, `unreachable` is not.
    Sorted { young: Members<'a, H>, unreachable: Members<'a, H> },
    /// The object holds nothing that could be part of a cycle and is tracked no more.
    Untracked(H::Object),
    /// Unreachable, but kept: legacy finalisers and all that they reach.
    Uncollectable { finalizers: Members<'a, H> },
    /// The weak reference is dead.
    WeakReferenceCleared(H::Object),
    /// The callback of this weak reference is about to be called.
    Callback(H::Object),
    /// The finaliser of this object is about to be called.
    Finalize(H::Object),
    /// Callbacks or finalisers have run, and the unreachable have been sorted once more.
    Resurrected { resurrected: Members<'a, H>, unreachable: Members<'a, H> },
    /// The object is about to be cleared.
    Clear(H::Object),
    /// The collection is over.
    Stop(Report),
}
// ANCHOR_END: event

// ANCHOR: members
/// The members of one of the collector's lists, at the moment of an event.
pub struct Members<'a, H: Heap> {
    heap: &'a H,
    links: Iter<'a>,
    counted: bool,
}

/// One member: the object, and what its head says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Member<O> {
    /// The object.
    pub object: O,
    /// The reference copy, in the events in which `gc_prev` holds one.
    pub gc_refs: Option<usize>,
    /// Whether its finaliser has been called.
    pub finalized: bool,
}

impl<'a, H: Heap> Members<'a, H> {
    pub(crate) fn of(heap: &'a H, list: List<'a>) -> Self {
        Members { heap, links: list.iter(), counted: false }
    }

    /// The members of a list whose `gc_prev` are reference copies just now.
    pub(crate) fn counted(heap: &'a H, list: List<'a>) -> Self {
        Members { heap, links: list.iter(), counted: true }
    }
}

impl<H: Heap> Iterator for Members<'_, H> {
    type Item = Member<H::Object>;

    fn next(&mut self) -> Option<Self::Item> {
        let link = self.links.next()?;
        Some(Member {
            // SAFETY: what is on a list is a live container of the heap.
            object: unsafe { self.heap.object_of(link.as_ptr()) },
            gc_refs: self.counted.then(|| link.refs()),
            finalized: link.is_finalized(),
        })
    }
}
// ANCHOR_END: members
