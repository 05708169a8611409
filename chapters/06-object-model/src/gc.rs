//! The objects as a heap of the cycle collector's.
//!
//! CPython: the slots that `Modules/gcmodule.c` calls; `Include/internal/pycore_gc.h`.
//!
//! The collector of chapter 5 knows nothing of Python objects. Here it is told where a
//! container's head is, how to go through a container (`tp_traverse`), how to break it open
//! (`tp_clear`) and what has to be called before (`tp_finalize`, weak references' callbacks).

use std::ffi::{c_int, c_void};
use std::fmt;
use std::ops::ControlFlow::{self, Break, Continue};
use std::ptr::NonNull;

use cycle_gc::{Collector, GcHead, Generation, Heap, Progress, Report, Untracking};

use crate::errors;
use crate::object::{Obj, PyObject, Ref};
use crate::runtime::runtime;
use crate::type_object::flags;
use crate::types::dict::{self, DICT};
use crate::types::int;
use crate::types::str;
use crate::types::tuple::TUPLE;
use crate::types::weakref::object as weakref;

// ANCHOR: functions
/// The heap of all objects; a value without content, since there is one.
#[derive(Debug, Clone, Copy)]
pub struct Objects;

/// Counts a container that is being made, which may set off a collection.
#[inline]
pub(crate) fn allocated() {
    cycle_gc::allocated(&Objects);
}

/// C: `_PyObject_GC_TRACK`.
///
/// # Safety
/// An untracked container whose fields can be gone through.
#[inline]
pub unsafe fn track(object: Obj<'_>) {
    // SAFETY: the caller's word.
    unsafe { Objects.collector().track(head_of(object.as_ptr())) }
}

/// C: `PyObject_GC_UnTrack`.
///
/// # Safety
/// A container.
#[inline]
pub unsafe fn untrack(object: Obj<'_>) {
    // SAFETY: the caller's word.
    unsafe { Objects.collector().untrack(head_of(object.as_ptr())) }
}

/// # Safety
/// A container whose memory is about to be freed.
pub(crate) unsafe fn freed(object: NonNull<PyObject>) {
    // SAFETY: the caller's word.
    unsafe { Objects.collector().freed(head_of(object)) }
}

/// Python's `gc.is_tracked`.
pub fn is_tracked(object: Obj<'_>) -> bool {
    // SAFETY: asked first.
    is_container(object) && unsafe { Objects.collector().is_tracked(head_of(object.as_ptr())) }
}

/// Whether there is a head in front of the object. C: `_PyObject_IS_GC`.
#[inline]
pub fn is_container(object: Obj<'_>) -> bool {
    let ob_type = object.ob_type();
    ob_type.has(flags::HAVE_GC) && ob_type.tp_is_gc.get().is_none_or(|is_gc| is_gc(object) != 0)
}

/// How many bytes lie in front of an object: the collector's, and those of a managed dict.
/// C: `_PyType_PreHeaderSize`.
pub fn header_size(object: Obj<'_>) -> usize {
    let ob_type = object.ob_type();
    let of_collector = if ob_type.has(flags::HAVE_GC) { size_of::<GcHead>() } else { 0 };
    let of_dict = if ob_type.has(flags::MANAGED_DICT) { 2 * size_of::<usize>() } else { 0 };
    of_collector + of_dict
}

/// Whether the object could be part of a cycle now or later. C: `_PyObject_GC_MAY_BE_TRACKED`.
pub fn may_be_tracked(object: Obj<'_>) -> bool {
    // SAFETY: a live object.
    unsafe { cycle_gc::may_be_tracked(&Objects, object.as_ptr()) }
}

/// Python's `gc.collect(generation)`: how many unreachable objects there were.
pub fn collect_generation(generation: Generation) -> usize {
    cycle_gc::collect(&Objects, generation)
}

/// Whether the object's finaliser has been called. C: `_PyGC_FINALIZED`.
pub fn is_finalized(object: Obj<'_>) -> bool {
    // SAFETY: a container has a head.
    is_container(object) && unsafe { runtime().collector().is_finalized(head_of(object.as_ptr())) }
}

/// Python's `gc.collect`: how many unreachable objects there were.
pub fn collect() -> usize {
    let found = cycle_gc::collect(&Objects, Generation::OLDEST);
    clear_free_lists();
    found
}

/// Gives back the memory of dead objects that types keep. C: `clear_freelists`.
fn clear_free_lists() {
    crate::types::tuple::object::FREE_LISTS.iter().for_each(|list| list.clear());
    crate::types::list::object::FREE_LISTS.clear();
    crate::types::dict::object::FREE_LIST.clear();
    crate::types::slice::object::FREE_LIST.clear();
}

/// # Safety
/// A container.
#[inline]
pub(crate) unsafe fn head_of(object: NonNull<PyObject>) -> NonNull<GcHead> {
    // SAFETY: the head is directly in front.
    unsafe { object.cast::<GcHead>().sub(1) }
}
// ANCHOR_END: functions

/// What `tp_traverse` is given: calls the closure behind `argument`.
unsafe extern "C" fn call<V>(object: Obj<'_>, argument: *mut c_void) -> c_int
where
    V: FnMut(NonNull<PyObject>) -> ControlFlow<()>,
{
    // SAFETY: `traverse` passes the closure.
    let visit = unsafe { &mut *argument.cast::<V>() };
    c_int::from(visit(object.as_ptr()).is_break())
}

/// # Safety
/// The collector hands out live objects only, and doesn't keep what it borrows.
unsafe fn live<'a>(object: NonNull<PyObject>) -> Obj<'a> {
    // SAFETY: the caller's word.
    unsafe { Obj::from_ptr(object) }
}

/// What functions in `gc.callbacks` are told. C: `invoke_gc_callback`.
fn describe(progress: Progress, report: &Report) -> crate::object::Result<(Ref, Ref)> {
    let information = dict::new()?;
    let numbers = [
        ("generation", report.generation.index()),
        ("collected", report.collected),
        ("uncollectable", report.uncollectable),
    ];
    for (name, number) in numbers {
        let (name, number) = (str::interned(name)?, int::from_u64(number as u64)?);
        information.borrow().set_item(name.borrow().object(), number.borrow().object())?;
    }
    Ok((str::interned(progress.name())?.object(), information.object()))
}

// ANCHOR: heap
// SAFETY: heads stand in front of containers and lead back to them; `tp_traverse` shows what
// the container counts; a container is untracked before it is freed, by `dealloc.rs`.
unsafe impl Heap for Objects {
    type Object = NonNull<PyObject>;

    #[inline]
    fn collector(&self) -> &Collector {
        runtime().collector()
    }

    #[inline]
    unsafe fn is_container(&self, object: Self::Object) -> bool {
        // SAFETY: a live object.
        is_container(unsafe { live(object) })
    }

    #[inline]
    unsafe fn head_of(&self, object: Self::Object) -> NonNull<GcHead> {
        // SAFETY: a container.
        unsafe { head_of(object) }
    }

    #[inline]
    unsafe fn object_of(&self, head: NonNull<GcHead>) -> Self::Object {
        // SAFETY: the object is directly behind its head.
        unsafe { head.add(1).cast() }
    }

    unsafe fn reference_count(&self, object: Self::Object) -> usize {
        // SAFETY: a live object.
        unsafe { live(object) }.ob_refcnt() as usize
    }

    unsafe fn incref(&self, object: Self::Object) {
        // SAFETY: a live object.
        let _ = unsafe { live(object) }.to_ref().into_raw();
    }

    unsafe fn decref(&self, object: Self::Object) {
        // SAFETY: the caller gives up a reference.
        drop(unsafe { crate::object::Ref::from_owned(object) });
    }

    #[inline]
    unsafe fn traverse<V>(&self, object: Self::Object, visit: &mut V) -> ControlFlow<()>
    where
        V: FnMut(Self::Object) -> ControlFlow<()>,
    {
        // SAFETY: a container, whose `tp_traverse` gets the closure that `call` expects.
        let status = unsafe {
            let object = live(object);
            let traverse = object.ob_type().tp_traverse.get().expect("a container has one");
            traverse(object, call::<V>, (&raw mut *visit).cast())
        };
        if status == 0 { Continue(()) } else { Break(()) }
    }

    unsafe fn clear(&self, object: Self::Object) {
        // SAFETY: a container that the collector holds.
        let object = unsafe { live(object) };
        if let Some(clear) = object.ob_type().tp_clear.get()
            && clear(object).is_err()
        {
            errors::write_unraisable("in tp_clear of", Some(object.ob_type().object()));
        }
    }

    unsafe fn has_finalizer(&self, object: Self::Object) -> bool {
        // SAFETY: a live object.
        unsafe { live(object) }.ob_type().tp_finalize.get().is_some()
    }

    unsafe fn finalize(&self, object: Self::Object) {
        // SAFETY: a live object.
        let object = unsafe { live(object) };
        if let Some(finalize) = object.ob_type().tp_finalize.get() {
            finalize(object);
        }
    }

    unsafe fn has_legacy_finalizer(&self, object: Self::Object) -> bool {
        // SAFETY: a live object.
        unsafe { live(object) }.ob_type().tp_del.get().is_some()
    }

    unsafe fn untracking(&self, object: Self::Object) -> Untracking {
        // SAFETY: a live object.
        let object = unsafe { live(object) };
        if object.is_exactly(&TUPLE) {
            Untracking::InEveryCollection
        } else if object.is_exactly(&DICT) {
            Untracking::InFullCollections
        } else {
            Untracking::Never
        }
    }

    unsafe fn is_weak_reference(&self, object: Self::Object) -> bool {
        // SAFETY: a live object.
        weakref::any_weak(unsafe { live(object) }).is_some()
    }

    unsafe fn first_weak_reference(&self, object: Self::Object) -> Option<Self::Object> {
        // SAFETY: a live object.
        weakref::collector::first(unsafe { live(object) })
    }

    unsafe fn clear_weak_reference(&self, reference: Self::Object) {
        // SAFETY: a weak reference.
        weakref::collector::clear(unsafe { live(reference) });
    }

    unsafe fn has_weak_callback(&self, reference: Self::Object) -> bool {
        // SAFETY: a weak reference.
        weakref::collector::has_callback(unsafe { live(reference) })
    }

    unsafe fn call_weak_callback(&self, reference: Self::Object) {
        // SAFETY: a weak reference with a callback.
        weakref::collector::call_back(unsafe { live(reference) });
    }

    unsafe fn type_name(&self, object: Self::Object) -> &str {
        // SAFETY: a type outlives its instances.
        unsafe { live(object).ob_type().as_ptr().as_ref() }.name()
    }

    unsafe fn append_to_garbage(&self, object: Self::Object) {
        // SAFETY: a live object.
        runtime().garbage(unsafe { live(object) });
    }

    fn write_to_stderr(&self, message: fmt::Arguments<'_>) {
        eprint!("{message}");
    }

    fn invoke_callbacks(&self, progress: Progress, report: &Report) {
        let callbacks = runtime().collection_callbacks.get();
        let Some(callbacks) = callbacks.filter(|callbacks| !callbacks.borrow().is_empty()) else {
            return;
        };
        let Ok((phase, information)) = describe(progress, report) else {
            return errors::write_unraisable("in garbage collection", None);
        };
        let mut index = 0;
        while let Some(callback) = callbacks.borrow().get_index(index) {
            index += 1;
            let arguments = [phase.borrow(), information.borrow()];
            if callback.borrow().call(&arguments).is_err() {
                errors::write_unraisable("", Some(callback.borrow()));
            }
        }
    }

    fn clear_free_lists(&self) {
        clear_free_lists();
    }

    fn error_is_set(&self) -> bool {
        errors::is_set()
    }
}
// ANCHOR_END: heap
