//! A small heap of Python-like objects, to see the collector at work.
//!
//! CPython: the deallocators and slots of `Objects/listobject.c`, `tupleobject.c`,
//! `dictobject.c`, `weakrefobject.c` and, for instances, `typeobject.c` (`subtype_dealloc`,
//! `subtype_clear`). The real ones are chapter 6's; these do the same to the references that
//! they hold, in the same order, so that a graph of objects can be built here and in CPython
//! and dies in the same way.
//!
//! Read this file for how a program uses the heap, `node.rs` for how an object is made and
//! freed, `weak.rs` for weak references, and `slots.rs` for the trait that ties it all to the
//! collector.
//!
//! Invariant: an object's count is the number of [`Ref`]s to it, plus the references that other
//! objects hold, plus one each for a place in `kept` and in `garbage`.

mod node;
mod slots;
mod weak;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::fmt;
use std::mem::ManuallyDrop;
use std::rc::Rc;

use crate::collector::{Collector, Generation, Report};
use crate::heap::Progress;
use crate::inspect::{objects, referents, referrers};
use crate::trashcan::Trashcan;
pub use node::Handle;
use node::{Extra, Slots};

// ANCHOR: toy
/// A heap, with its collector.
#[derive(Default)]
pub struct Toy {
    collector: Collector,
    trashcan: Trashcan,
    live: Cell<usize>,
    /// What the program holds by name, as a module holds its variables.
    kept: RefCell<BTreeMap<String, Handle>>,
    garbage: RefCell<Vec<Handle>>,
    log: RefCell<Vec<String>>,
    callbacks: RefCell<Vec<CollectionCallback>>,
    /// Whether finalisers and callbacks are no longer called.
    exiting: Cell<bool>,
}

/// What an object is: which references it may hold, and in which order it shows them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// An instance of a Python class, with its attributes in the object.
    Instance,
    /// A `list`.
    List,
    /// A `tuple`: made with its items, never cleared.
    Tuple,
    /// A `dict` with string keys.
    Dict,
    /// A `weakref.ref`.
    WeakReference,
    /// An object that holds no references and has no head, such as a string.
    Leaf,
}

/// A finaliser: gets a reference to its object.
pub type Finalizer = Rc<dyn Fn(Ref<'_>)>;
/// What an instance does when it is called as the callback of a weak reference.
pub type WeakCallback = Rc<dyn Fn(Ref<'_>)>;
/// An entry of `gc.callbacks`.
pub type CollectionCallback = Rc<dyn Fn(&Toy, Progress, &Report)>;
// ANCHOR_END: toy

// ANCHOR: reference
/// A counted reference that the program holds.
pub struct Ref<'h> {
    heap: &'h Toy,
    handle: Handle,
}

impl<'h> Ref<'h> {
    /// Takes over a reference that has been counted.
    fn own(heap: &'h Toy, handle: Handle) -> Ref<'h> {
        Ref { heap, handle }
    }

    /// The heap that the object is in.
    pub fn heap(&self) -> &'h Toy {
        self.heap
    }

    /// The object's address, as the collector knows it.
    pub fn handle(&self) -> Handle {
        self.handle
    }

    /// The name that the object was made with.
    pub fn name(&self) -> String {
        self.handle.name()
    }

    /// How many references lead to the object, this one included. Python: `sys.getrefcount`.
    pub fn count(&self) -> usize {
        self.handle.count()
    }

    /// Appends a reference to `other`: an item, or the next attribute.
    ///
    /// # Panics
    /// If this is a tuple, a weak reference or a leaf.
    pub fn refer_to(&self, other: &Ref<'_>) {
        self.heap.append_reference(self.handle, other.handle);
    }

    /// Gives up all references, as emptying a list or deleting all attributes does.
    ///
    /// # Panics
    /// If this is a tuple, a weak reference or a leaf.
    pub fn forget_all(&self) {
        self.heap.drop_references(self.handle);
    }

    /// The objects that this one refers to, in the order in which they were added.
    pub fn references(&self) -> Vec<Ref<'h>> {
        let handles = self.handle.references().iter().flatten();
        handles.map(|&handle| self.heap.reference_to(handle)).collect()
    }

    /// Gives the object a `__del__`, which is logged and then called.
    pub fn set_finalizer(&self, finalizer: impl Fn(Ref<'_>) + 'static) {
        self.handle.extra_mut().finalizer = Some(Rc::new(finalizer));
    }

    /// Gives the object a `__call__` for weak references, which is logged and then called with
    /// the weak reference.
    pub fn set_call(&self, call: impl Fn(Ref<'_>) + 'static) {
        self.handle.extra_mut().call = Some(Rc::new(call));
    }

    /// Gives the object a `tp_del`, which only logs.
    pub fn set_legacy_finalizer(&self) {
        self.handle.extra_mut().legacy_finalizer = true;
    }

    /// What a weak reference refers to, if it is alive.
    pub fn target(&self) -> Option<Ref<'h>> {
        self.handle.target().map(|handle| self.heap.reference_to(handle))
    }
}

impl Clone for Ref<'_> {
    fn clone(&self) -> Self {
        self.heap.reference_to(self.handle)
    }
}

impl Drop for Ref<'_> {
    fn drop(&mut self) {
        self.heap.count_down(self.handle);
    }
}

impl fmt::Debug for Ref<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{} {}>", self.handle.type_name(), self.handle.name())
    }
}
// ANCHOR_END: reference

// ANCHOR: program
impl Toy {
    /// An empty heap.
    pub fn new() -> Toy {
        Toy::default()
    }

    /// A new object without references.
    ///
    /// # Panics
    /// For a weak reference, see [`Toy::weak_reference`].
    pub fn new_object(&self, name: &str, kind: Kind) -> Ref<'_> {
        assert!(kind != Kind::WeakReference, "a weak reference needs a target");
        Ref::own(self, self.allocate(kind, Slots::new(), Extra::named(name)))
    }

    /// A tuple of `items`.
    pub fn new_tuple(&self, name: &str, items: &[Ref<'_>]) -> Ref<'_> {
        let slots = items.iter().map(|item| Some(ManuallyDrop::new(item.clone()).handle));
        Ref::own(self, self.allocate(Kind::Tuple, slots.collect(), Extra::named(name)))
    }

    /// A weak reference to `target`, whose callback is the object `callback`. Without one,
    /// a weak reference that exists already is used again, and keeps its name.
    ///
    /// # Panics
    /// If `target` is not an instance.
    pub fn weak_reference(
        &self,
        name: &str,
        target: &Ref<'_>,
        callback: Option<&Ref<'_>>,
    ) -> Ref<'_> {
        Ref::own(self, self.new_weak_reference(name, target.handle, callback.map(Ref::handle)))
    }

    /// Holds an object by its name; what was held by that name is released.
    pub fn keep(&self, object: Ref<'_>) {
        let handle = ManuallyDrop::new(object).handle;
        let before = self.kept.borrow_mut().insert(handle.name(), handle);
        drop(before.map(|handle| Ref::own(self, handle)));
    }

    /// Another reference to an object that is held by name.
    pub fn kept(&self, name: &str) -> Option<Ref<'_>> {
        self.kept.borrow().get(name).map(|&handle| self.reference_to(handle))
    }

    /// Stops holding an object by name, as `del name` does.
    pub fn release(&self, name: &str) {
        let handle = self.kept.borrow_mut().remove(name);
        drop(handle.map(|handle| Ref::own(self, handle)));
    }

    /// The objects that the collector tracks, in one generation or in all.
    pub fn tracked(&self, generation: Option<Generation>) -> Vec<Ref<'_>> {
        let generation = generation.map(|generation| generation.index() as isize);
        let handles = objects(self, generation).expect("the generation exists");
        handles.into_iter().map(|handle| self.reference_to(handle)).collect()
    }

    /// The tracked objects that refer to `object`.
    pub fn referrers(&self, object: &Ref<'_>) -> Vec<Ref<'_>> {
        let handles = referrers(self, &[object.handle]);
        handles.into_iter().map(|handle| self.reference_to(handle)).collect()
    }

    /// The objects that `object` refers to, as its `traverse` shows them.
    pub fn referents(&self, object: &Ref<'_>) -> Vec<Ref<'_>> {
        // SAFETY: `object` keeps it alive.
        let handles = unsafe { referents(self, &[object.handle]) };
        handles.into_iter().map(|handle| self.reference_to(handle)).collect()
    }

    /// How many objects have been made and not freed.
    pub fn live_objects(&self) -> usize {
        self.live.get()
    }

    /// What the program would have noticed since the last call, in order: finalisers, callbacks,
    /// what the collector has written to standard error, and what was added by `say`.
    pub fn take_log(&self) -> Vec<String> {
        self.log.take()
    }

    /// Adds a line to the log.
    pub fn say(&self, line: String) {
        if !self.exiting.get() {
            self.log.borrow_mut().push(line);
        }
    }

    /// The objects in `gc.garbage`.
    pub fn garbage(&self) -> Vec<Ref<'_>> {
        self.garbage.borrow().iter().map(|&handle| self.reference_to(handle)).collect()
    }

    /// Empties `gc.garbage`.
    pub fn clear_garbage(&self) {
        let garbage = self.garbage.take();
        drop(garbage.into_iter().map(|handle| Ref::own(self, handle)).collect::<Vec<_>>());
    }

    /// Adds to `gc.callbacks`.
    pub fn on_collection(&self, callback: impl Fn(&Toy, Progress, &Report) + 'static) {
        self.callbacks.borrow_mut().push(Rc::new(callback));
    }

    fn reference_to(&self, handle: Handle) -> Ref<'_> {
        handle.count_up();
        Ref::own(self, handle)
    }
}
// ANCHOR_END: program

// ANCHOR: exit
impl Drop for Toy {
    /// Frees everything: no `Ref` is left, since each borrows the heap, so what is still alive
    /// is held by name, by `garbage`, or by cycles. The program hears nothing of it.
    fn drop(&mut self) {
        self.exiting.set(true);
        let kept = self.kept.take();
        drop(kept.into_values().map(|handle| Ref::own(self, handle)).collect::<Vec<_>>());
        self.clear_garbage();
        self.collector.unfreeze();
        self.tracked(None).iter().for_each(|object| self.drop_references(object.handle));
    }
}

impl fmt::Debug for Toy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Toy").field("live", &self.live).finish_non_exhaustive()
    }
}
// ANCHOR_END: exit
