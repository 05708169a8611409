//! What the collector asks of the objects that it collects.
//!
//! CPython: the slots that `Modules/gcmodule.c` calls (`tp_traverse`, `tp_clear`,
//! `tp_finalize`, `tp_del`), and what it reaches into directly: `ob_refcnt`, exact tuples
//! and dicts, weak references, `sys.stderr`, `gc.garbage`, `gc.callbacks`.
//!
//! The collector knows an object by its address, and of its inside only the head. All else
//! it asks here. The trait is generic, not a table of function pointers: a heap of plain
//! Rust structs gets its `traverse` inlined into the collector's loops, and a heap of
//! objects with type slots passes the visitor on through its own `tp_traverse`.

use std::fmt;
use std::ops::ControlFlow;
use std::ptr::NonNull;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use crate::collector::{Collector, Report};
use crate::head::GcHead;

// ANCHOR: heap
/// A heap of counted objects, some of which are containers with a [`GcHead`].
///
/// The methods that take an object are `unsafe`, because an object is an address: the caller
/// vouches that it is a live object of this heap. Where a method's text says "container", it
/// is one by [`Heap::is_container`] too.
///
/// # Safety
/// The collector frees what the heap tells it is unreachable, so the heap has to tell the
/// truth:
/// - `collector` gives the same collector each time, and only containers of this heap are
///   tracked by it;
/// - `head_of` and `object_of` are each other's inverse;
/// - `traverse` shows each counted reference that a container holds at most once, and shows
///   no others; it changes nothing;
/// - an object is not freed while its reference count is above zero, and a container that is
///   freed has been untracked before;
/// - `reference_count`, `head_of`, `object_of`, `is_container` and `traverse` run no code of the
///   program's; no method unwinds.
pub unsafe trait Heap: Sized {
    /// The address of an object. C: `PyObject *`. Its `{:p}` is what debug messages show.
    type Object: Copy + Eq + fmt::Pointer;

    /// The collector that tracks this heap's containers. C: `tstate->interp->gc`.
    fn collector(&self) -> &Collector;
    // ANCHOR_END: heap

    // ANCHOR: layout
    /// Whether an object has a head and may be tracked. C: `_PyObject_IS_GC`.
    ///
    /// # Safety
    /// See the trait.
    unsafe fn is_container(&self, object: Self::Object) -> bool;

    /// From a container to its head. C: `AS_GC`.
    ///
    /// # Safety
    /// `object` is a container.
    unsafe fn head_of(&self, object: Self::Object) -> NonNull<GcHead>;

    /// From a head back to its container. C: `FROM_GC`.
    ///
    /// # Safety
    /// `head` came from [`Heap::head_of`] of a container that is still live.
    unsafe fn object_of(&self, head: NonNull<GcHead>) -> Self::Object;
    // ANCHOR_END: layout

    // ANCHOR: counts
    /// C: `Py_REFCNT`.
    ///
    /// # Safety
    /// See the trait.
    unsafe fn reference_count(&self, object: Self::Object) -> usize;

    /// C: `Py_INCREF`.
    ///
    /// # Safety
    /// See the trait.
    unsafe fn incref(&self, object: Self::Object);

    /// C: `Py_DECREF`. At zero the object is freed, with all that this sets off.
    ///
    /// # Safety
    /// The caller gives up a reference that it holds.
    unsafe fn decref(&self, object: Self::Object);
    // ANCHOR_END: counts

    // ANCHOR: slots
    /// Shows each reference that a container holds to `visit`, and stops with `Break` as soon
    /// as `visit` does. C: `tp_traverse`.
    ///
    /// # Safety
    /// `object` is a container.
    unsafe fn traverse<V>(&self, object: Self::Object, visit: &mut V) -> ControlFlow<()>
    where
        V: FnMut(Self::Object) -> ControlFlow<()>;

    /// Gives up the references that could close a cycle, or does nothing where the type has
    /// no way to (a tuple). C: `tp_clear`; an exception that is raised by it is reported as
    /// unraisable, "in tp_clear of", by the heap.
    ///
    /// # Safety
    /// `object` is a container, and the caller holds a reference to it.
    unsafe fn clear(&self, object: Self::Object);

    /// Whether [`Heap::finalize`] has anything to call. C: `tp_finalize != NULL`.
    ///
    /// # Safety
    /// See the trait.
    unsafe fn has_finalizer(&self, object: Self::Object) -> bool;

    /// C: `tp_finalize`, Python's `__del__`. May do anything that the program may.
    ///
    /// # Safety
    /// `object` has a finaliser, and the caller holds a reference to it.
    unsafe fn finalize(&self, object: Self::Object);

    /// Whether the type has a finaliser from before PEP 442, which may only run once the count
    /// is zero. Objects with one, and all that they reach, are uncollectable.
    /// C: `tp_del != NULL`.
    ///
    /// # Safety
    /// See the trait.
    unsafe fn has_legacy_finalizer(&self, object: Self::Object) -> bool;

    /// When the collector may stop tracking this container because of what it holds.
    ///
    /// # Safety
    /// See the trait.
    unsafe fn untracking(&self, object: Self::Object) -> Untracking;
    // ANCHOR_END: slots

    // ANCHOR: weak
    /// C: `PyWeakref_Check`.
    ///
    /// # Safety
    /// See the trait.
    unsafe fn is_weak_reference(&self, object: Self::Object) -> bool;

    /// The first weak reference to `object` that has not been cleared, itself a container.
    /// C: `*_PyObject_GET_WEAKREFS_LISTPTR`.
    ///
    /// # Safety
    /// See the trait.
    unsafe fn first_weak_reference(&self, object: Self::Object) -> Option<Self::Object>;

    /// Makes a weak reference dead and takes it off its referent's list. Its callback stays
    /// where it is, uncalled. C: `_PyWeakref_ClearRef`.
    ///
    /// # Safety
    /// `reference` is a weak reference.
    unsafe fn clear_weak_reference(&self, reference: Self::Object);

    /// C: `wr_callback != NULL`.
    ///
    /// # Safety
    /// `reference` is a weak reference.
    unsafe fn has_weak_callback(&self, reference: Self::Object) -> bool;

    /// Calls the callback with the weak reference; what it raises is reported as unraisable.
    ///
    /// # Safety
    /// `reference` is a weak reference with a callback, and the caller holds a reference to it.
    unsafe fn call_weak_callback(&self, reference: Self::Object);
    // ANCHOR_END: weak

    // ANCHOR: program
    /// The type's name, for debug messages. C: `tp_name`.
    ///
    /// # Safety
    /// See the trait.
    unsafe fn type_name(&self, object: Self::Object) -> &str;

    /// Appends to `gc.garbage`, which holds a reference of its own. Running out of memory there
    /// is not an error.
    ///
    /// # Safety
    /// See the trait.
    unsafe fn append_to_garbage(&self, object: Self::Object);

    /// Writes a debug message, line end included, to the program's `sys.stderr`.
    fn write_to_stderr(&self, message: fmt::Arguments<'_>);

    /// Calls what is in `gc.callbacks` with "start" or "stop" and the report.
    fn invoke_callbacks(&self, _progress: Progress, _report: &Report) {}

    /// Gives back what the free lists of the built-in types hold; called at the end of a full
    /// collection. C: `clear_freelists`.
    fn clear_free_lists(&self) {}

    /// Whether an exception is in flight, in which case no collection starts by itself.
    /// C: `_PyErr_Occurred`.
    fn error_is_set(&self) -> bool {
        false
    }

    /// A clock for the elapsed time that `DEBUG_STATS` prints. A heap on a platform without
    /// [`Instant`] brings its own. C: `_PyTime_GetPerfCounter`.
    fn perf_counter(&self) -> Duration {
        static START: OnceLock<Instant> = OnceLock::new();
        START.get_or_init(Instant::now).elapsed()
    }
    // ANCHOR_END: program
}

// ANCHOR: answers
/// When a container that holds nothing which can be tracked may be left alone.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Untracking {
    /// Any container that is not listed below, and a tuple that is still being filled.
    Never,
    /// An exact tuple: its items never change, so once settled it is settled for good.
    InEveryCollection,
    /// An exact dict: it becomes tracked again when something that may be tracked is put in.
    InFullCollections,
}

/// The first argument of a function in `gc.callbacks`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Progress {
    /// A collection is about to start.
    Start,
    /// A collection has ended.
    Stop,
}

impl Progress {
    /// The word that the callbacks get.
    pub const fn name(self) -> &'static str {
        match self {
            Progress::Start => "start",
            Progress::Stop => "stop",
        }
    }
}
// ANCHOR_END: answers
