//! Weak references.
//!
//! CPython: `Objects/weakrefobject.c` (`weakref___new__`, `clear_weakref`,
//! `_PyWeakref_ClearRef`, `PyObject_ClearWeakRefs`).
//!
//! Invariant: a weak reference is on its target's list exactly while it is alive, so an object
//! that is freed leaves none behind that points at it.

use std::mem::ManuallyDrop;

use super::node::{Extra, Handle};
use super::{Kind, Ref, Toy};

// ANCHOR: new
impl Toy {
    /// A weak reference without a callback is the first on its target's list and shared by all
    /// who ask for one; those with a callback follow, the newest first.
    pub(super) fn new_weak_reference(
        &self,
        name: &str,
        target: Handle,
        callback: Option<Handle>,
    ) -> Handle {
        let takes = target.kind() == Kind::Instance;
        assert!(takes, "cannot create weak reference to '{}' object", target.type_name());
        let basic = |target: Handle| {
            target.first_weak_reference().filter(|reference| reference.references().is_empty())
        };
        if let (None, Some(shared)) = (callback, basic(target)) {
            return ManuallyDrop::new(self.reference_to(shared)).handle();
        }
        let slots = callback.map(|callback| {
            callback.count_up();
            Some(callback)
        });
        let slots = slots.into_iter().collect();
        let reference = self.allocate(Kind::WeakReference, slots, Extra::named(name));
        reference.extra_mut().target = Some(target);
        // Asked again, since the allocation may have collected.
        let behind = usize::from(callback.is_some() && basic(target).is_some());
        target.extra_mut().weak_references.insert(behind, reference);
        reference
    }
}
// ANCHOR_END: new

// ANCHOR: clear
impl Toy {
    /// Makes a weak reference dead; the callback stays. C: `_PyWeakref_ClearRef`.
    pub(super) fn clear_weak_only(&self, reference: Handle) {
        if let Some(target) = reference.extra_mut().target.take() {
            target.extra_mut().weak_references.retain(|&other| other != reference);
        }
    }

    /// Makes a weak reference dead and gives up the callback. C: `clear_weakref`.
    pub(super) fn clear_weak(&self, reference: Handle) {
        self.clear_weak_only(reference);
        self.drop_references(reference);
    }

    /// The callback, called with the weak reference.
    pub(super) fn call_weak(&self, reference: Handle, callback: Handle) {
        if self.exiting.get() {
            return;
        }
        self.say(format!("callback {} {}", reference.name(), callback.name()));
        if let Some(call) = callback.extra().and_then(|extra| extra.call.clone()) {
            call(self.reference_to(reference));
        }
    }

    /// All weak references to a dying object die, then their callbacks are called.
    /// C: `PyObject_ClearWeakRefs`.
    pub(super) fn clear_weak_references_to(&self, target: Handle) {
        let mut due = Vec::new();
        let references = target.extra().map(|extra| extra.weak_references.clone());
        for reference in references.into_iter().flatten() {
            self.clear_weak_only(reference);
            let callback = reference.slots_mut().pop().flatten();
            // A weak reference that is being freed itself has a count of zero.
            let counted = (reference.count() > 0).then(|| self.reference_to(reference));
            if let Some(callback) = callback {
                due.push((counted, Ref::own(self, callback)));
            }
        }
        for (reference, callback) in &due {
            if let Some(reference) = reference {
                self.call_weak(reference.handle(), callback.handle());
            }
        }
        // C keeps the pairs in a tuple, which gives up its items from the last to the first.
        while let Some((reference, callback)) = due.pop() {
            drop(callback);
            drop(reference);
        }
    }
}
// ANCHOR_END: clear
