//! The trait, implemented: all that the collector learns about the toy.
//!
//! CPython: `list_traverse`, `tupletraverse`, `dict_traverse`, `gc_traverse` in
//! `weakrefobject.c`, `_PyObject_VisitInstanceAttributes`.

use std::fmt;
use std::ops::ControlFlow;
use std::ptr::NonNull;
use std::rc::Rc;

use super::{Handle, Kind, Toy};
use crate::collector::{Collector, Report};
use crate::head::GcHead;
use crate::heap::{Heap, Progress, Untracking};

// ANCHOR: heap
// SAFETY: the head is a node's first field; slots hold one count each and `traverse` shows
// each slot once; `deallocate` untracks first; nothing here unwinds but for lack of memory.
unsafe impl Heap for Toy {
    type Object = Handle;

    fn collector(&self) -> &Collector {
        &self.collector
    }

    unsafe fn is_container(&self, object: Handle) -> bool {
        object.is_container()
    }

    unsafe fn head_of(&self, object: Handle) -> NonNull<GcHead> {
        object.head()
    }

    unsafe fn object_of(&self, head: NonNull<GcHead>) -> Handle {
        Handle::of_head(head)
    }

    unsafe fn reference_count(&self, object: Handle) -> usize {
        object.count()
    }

    unsafe fn incref(&self, object: Handle) {
        object.count_up();
    }

    unsafe fn decref(&self, object: Handle) {
        self.count_down(object);
    }

    /// Lists and tuples show their last item first, as their loops in C count down.
    #[inline]
    unsafe fn traverse<V>(&self, object: Handle, visit: &mut V) -> ControlFlow<()>
    where
        V: FnMut(Handle) -> ControlFlow<()>,
    {
        let references = object.references();
        match object.kind() {
            Kind::List | Kind::Tuple => {
                references.iter().rev().flatten().copied().try_for_each(visit)
            }
            _ => references.iter().flatten().copied().try_for_each(visit),
        }
    }

    unsafe fn clear(&self, object: Handle) {
        match object.kind() {
            Kind::Tuple | Kind::Leaf => {}
            Kind::WeakReference => self.clear_weak(object),
            Kind::Instance | Kind::List | Kind::Dict => self.drop_references(object),
        }
    }

    unsafe fn has_finalizer(&self, object: Handle) -> bool {
        object.has_finalizer()
    }

    unsafe fn finalize(&self, object: Handle) {
        self.call_finalizer(object);
    }

    unsafe fn has_legacy_finalizer(&self, object: Handle) -> bool {
        object.has_legacy_finalizer()
    }

    unsafe fn untracking(&self, object: Handle) -> Untracking {
        self.untracking_of(object)
    }

    unsafe fn is_weak_reference(&self, object: Handle) -> bool {
        object.kind() == Kind::WeakReference
    }

    unsafe fn first_weak_reference(&self, object: Handle) -> Option<Handle> {
        object.first_weak_reference()
    }

    unsafe fn clear_weak_reference(&self, reference: Handle) {
        self.clear_weak_only(reference);
    }

    unsafe fn has_weak_callback(&self, reference: Handle) -> bool {
        !reference.references().is_empty()
    }

    unsafe fn call_weak_callback(&self, reference: Handle) {
        if let Some(&Some(callback)) = reference.references().first() {
            self.call_weak(reference, callback);
        }
    }

    unsafe fn type_name(&self, object: Handle) -> &str {
        object.type_name()
    }

    unsafe fn append_to_garbage(&self, object: Handle) {
        object.count_up();
        self.garbage.borrow_mut().push(object);
    }

    fn write_to_stderr(&self, message: fmt::Arguments<'_>) {
        message.to_string().lines().for_each(|line| self.say(format!("stderr {line}")));
    }

    fn invoke_callbacks(&self, progress: Progress, report: &Report) {
        let mut index = 0;
        // One by one, since a callback may add another.
        while let Some(callback) = self.callbacks.borrow().get(index).map(Rc::clone) {
            callback(self, progress, report);
            index += 1;
        }
    }
}
// ANCHOR_END: heap
