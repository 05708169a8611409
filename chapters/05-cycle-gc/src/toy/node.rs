//! An object: how it is laid out, counted, made and freed.
//!
//! CPython: `Include/object.h` (`Py_INCREF`, `Py_DECREF`), `Objects/typeobject.c`
//! (`subtype_dealloc`), `Objects/object.c` (`PyObject_CallFinalizerFromDealloc`).
//!
//! Invariant: a node is freed when its count falls to zero, and at no other time. A container
//! is untracked before that.

use std::cell::{Cell, UnsafeCell};
use std::fmt;
use std::ptr::NonNull;

use super::{Finalizer, Kind, Ref, Toy, WeakCallback};
use crate::head::GcHead;
use crate::heap::{Heap, Untracking};
use crate::schedule::allocated;
use crate::untrack::may_be_tracked;

// ANCHOR: node
/// An object. On most machines one cache line, with what the collector reads in front.
#[repr(C)]
pub(super) struct Node {
    head: GcHead,
    count: Cell<usize>,
    kind: Kind,
    slots: UnsafeCell<Slots>,
    extra: UnsafeCell<Option<Box<Extra>>>,
}

/// References to other objects; a slot is empty once it has been cleared.
pub(super) type Slots = Vec<Option<Handle>>;

/// What most objects don't have.
#[derive(Default)]
pub(super) struct Extra {
    pub(super) name: Box<str>,
    pub(super) finalizer: Option<Finalizer>,
    pub(super) call: Option<WeakCallback>,
    pub(super) legacy_finalizer: bool,
    /// The weak references to this object.
    pub(super) weak_references: Vec<Handle>,
    /// If this is a weak reference that is alive, what it refers to.
    pub(super) target: Option<Handle>,
}

impl Extra {
    /// A name, or nothing at all if that is empty.
    pub(super) fn named(name: &str) -> Option<Box<Extra>> {
        let extra = || Box::new(Extra { name: name.into(), ..Extra::default() });
        (!name.is_empty()).then(extra)
    }
}

/// The address of an object. It is only ever handed out for live objects, and of use only to
/// who holds a reference.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Handle(NonNull<Node>);

impl fmt::Pointer for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
// ANCHOR_END: node

// ANCHOR: handle
impl Handle {
    pub(super) fn of_head(head: NonNull<GcHead>) -> Handle {
        Handle(head.cast())
    }

    pub(super) fn head(self) -> NonNull<GcHead> {
        self.0.cast()
    }

    fn node(&self) -> &Node {
        // SAFETY: within the heap a handle is used only while its object is counted by
        // somebody, or being freed.
        unsafe { self.0.as_ref() }
    }

    pub(super) fn kind(self) -> Kind {
        self.node().kind
    }

    pub(super) fn is_container(self) -> bool {
        self.kind() != Kind::Leaf
    }

    pub(super) fn count(self) -> usize {
        self.node().count.get()
    }

    pub(super) fn count_up(self) {
        self.node().count.set(self.count() + 1);
    }

    pub(super) fn references(&self) -> &[Option<Handle>] {
        // SAFETY: slots change only in `slots_mut`'s callers, none of which runs while a
        // caller of this function looks at them.
        unsafe { &*self.node().slots.get() }
    }

    /// For a change that is over before anything else can run.
    #[expect(clippy::mut_from_ref, reason = "the slots are in a cell")]
    pub(super) fn slots_mut(&self) -> &mut Slots {
        // SAFETY: as the text above demands of the callers.
        unsafe { &mut *self.node().slots.get() }
    }

    pub(super) fn extra(&self) -> Option<&Extra> {
        // SAFETY: as in `references`.
        unsafe { &*self.node().extra.get() }.as_deref()
    }

    /// For a change that is over before anything else can run.
    #[expect(clippy::mut_from_ref, reason = "the rest is in a cell")]
    pub(super) fn extra_mut(&self) -> &mut Extra {
        // SAFETY: as the text above demands of the callers.
        unsafe { &mut *self.node().extra.get() }.get_or_insert_default()
    }

    pub(super) fn name(self) -> String {
        self.extra().map_or(String::new(), |extra| extra.name.to_string())
    }

    pub(super) fn has_finalizer(self) -> bool {
        self.extra().is_some_and(|extra| extra.finalizer.is_some())
    }

    pub(super) fn has_legacy_finalizer(self) -> bool {
        self.extra().is_some_and(|extra| extra.legacy_finalizer)
    }

    pub(super) fn first_weak_reference(self) -> Option<Handle> {
        self.extra().and_then(|extra| extra.weak_references.first().copied())
    }

    pub(super) fn target(self) -> Option<Handle> {
        self.extra().and_then(|extra| extra.target)
    }

    pub(super) fn type_name(&self) -> &'static str {
        match self.kind() {
            Kind::Instance => "Instance",
            Kind::List => "list",
            Kind::Tuple => "tuple",
            Kind::Dict => "dict",
            Kind::WeakReference => "weakref.ReferenceType",
            Kind::Leaf => "Leaf",
        }
    }
}
// ANCHOR_END: handle

// ANCHOR: make
impl Toy {
    /// A new object with one reference, which is the caller's.
    pub(super) fn allocate(&self, kind: Kind, slots: Slots, extra: Option<Box<Extra>>) -> Handle {
        if kind != Kind::Leaf {
            allocated(self);
        }
        let node = Node {
            head: GcHead::new(),
            count: Cell::new(1),
            kind,
            slots: UnsafeCell::new(slots),
            extra: UnsafeCell::new(extra),
        };
        let handle = Handle(NonNull::from(Box::leak(Box::new(node))));
        self.live.set(self.live.get() + 1);
        // An empty dict can't be part of a cycle; it is tracked when something is put in.
        if !matches!(kind, Kind::Leaf | Kind::Dict) {
            self.track(handle);
        }
        handle
    }

    pub(super) fn track(&self, handle: Handle) {
        // SAFETY: a container of this heap, boxed, and untracked before it is freed.
        unsafe { self.collector.track(handle.head()) }
    }

    pub(super) fn untrack(&self, handle: Handle) {
        // SAFETY: a live container of this heap.
        unsafe { self.collector.untrack(handle.head()) }
    }

    pub(super) fn append_reference(&self, from: Handle, to: Handle) {
        let holds = matches!(from.kind(), Kind::Instance | Kind::List | Kind::Dict);
        assert!(holds, "a {} takes no references", from.type_name());
        to.count_up();
        from.slots_mut().push(Some(to));
        // SAFETY: both are live objects of this heap.
        unsafe {
            let tracked = self.collector.is_tracked(from.head());
            if from.kind() == Kind::Dict && !tracked && may_be_tracked(self, to) {
                self.track(from);
            }
        }
    }

    /// When the collector may leave an object alone.
    pub(super) fn untracking_of(&self, handle: Handle) -> Untracking {
        match handle.kind() {
            Kind::Tuple => Untracking::InEveryCollection,
            Kind::Dict => Untracking::InFullCollections,
            _ => Untracking::Never,
        }
    }
}
// ANCHOR_END: make

// ANCHOR: free
impl Toy {
    /// Gives up one reference. C: `Py_DECREF`.
    pub(super) fn count_down(&self, handle: Handle) {
        let count = handle.count() - 1;
        handle.node().count.set(count);
        if count == 0 {
            self.deallocate(handle);
        }
    }

    /// C: `tp_dealloc`.
    fn deallocate(&self, handle: Handle) {
        match handle.kind() {
            Kind::Leaf => {
                if self.finalize_dying(handle) {
                    self.free(handle);
                }
            }
            Kind::WeakReference => {
                self.untrack(handle);
                self.clear_weak(handle);
                self.free(handle);
            }
            _ => {
                self.untrack(handle);
                let free = |head| self.deallocate_container(Handle::of_head(head));
                // SAFETY: untracked, and with no reference left nobody else touches it.
                unsafe { self.trashcan.dispose(handle.head(), &free) }
            }
        }
    }

    /// C: `subtype_dealloc` from the trashcan on, and for lists, tuples and dicts their
    /// shorter ones.
    fn deallocate_container(&self, handle: Handle) {
        // While a finaliser runs, the object is as good as any other, and tracked.
        if handle.has_finalizer() {
            self.track(handle);
            if !self.finalize_dying(handle) {
                return;
            }
            self.untrack(handle);
        }
        self.clear_weak_references_to(handle);
        if handle.has_legacy_finalizer() {
            self.say(format!("tp_del {}", handle.name()));
        }
        self.drop_references(handle);
        self.free(handle);
    }

    /// Calls the finaliser of an object whose count is zero, at most once if it is a container.
    /// Returns whether the object is still to be freed.
    /// C: `PyObject_CallFinalizerFromDealloc`.
    fn finalize_dying(&self, handle: Handle) -> bool {
        // SAFETY: live, and asked only if it has a head.
        let done = handle.is_container() && unsafe { self.collector.is_finalized(handle.head()) };
        if !handle.has_finalizer() || done {
            return true;
        }
        handle.node().count.set(1);
        self.call_finalizer(handle);
        if handle.is_container() {
            // SAFETY: as above.
            unsafe { self.collector.set_finalized(handle.head()) };
        }
        handle.node().count.set(handle.count() - 1);
        handle.count() == 0
    }

    pub(super) fn call_finalizer(&self, handle: Handle) {
        if self.exiting.get() {
            return;
        }
        self.say(format!("del {}", handle.name()));
        if let Some(finalizer) = handle.extra().and_then(|extra| extra.finalizer.clone()) {
            finalizer(self.reference_to(handle));
        }
    }

    /// Gives up the references that an object holds, each kind in its own order.
    pub(super) fn drop_references(&self, handle: Handle) {
        if handle.kind() == Kind::Instance {
            // One attribute after the other: the later ones are there while the earlier go.
            for index in 0..handle.references().len() {
                if let Some(referent) = handle.slots_mut()[index].take() {
                    self.count_down(referent);
                }
            }
            return;
        }
        let mut slots = std::mem::take(handle.slots_mut());
        if matches!(handle.kind(), Kind::List | Kind::Tuple) {
            slots.reverse();
        }
        slots.into_iter().flatten().for_each(|referent| self.count_down(referent));
    }

    fn free(&self, handle: Handle) {
        if handle.is_container() {
            // SAFETY: live until the next line but one.
            unsafe { self.collector.freed(handle.head()) };
        }
        self.live.set(self.live.get() - 1);
        // SAFETY: `allocate` boxed it, and its count is zero.
        drop(unsafe { Box::from_raw(handle.0.as_ptr()) });
    }
}

impl Ref<'_> {
    /// Whether the collector tracks the object. Python: `gc.is_tracked`.
    pub fn is_tracked(&self) -> bool {
        // SAFETY: live; asked only if it has a head.
        self.handle.is_container()
            && unsafe { self.heap.collector().is_tracked(self.handle.head()) }
    }

    /// Whether its finaliser has been called. Python: `gc.is_finalized`.
    pub fn is_finalized(&self) -> bool {
        // SAFETY: as above.
        self.handle.is_container()
            && unsafe { self.heap.collector().is_finalized(self.handle.head()) }
    }
}
// ANCHOR_END: free
