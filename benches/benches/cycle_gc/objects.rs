//! CPython's own objects as a heap of the crate's collector.
//!
//! The head before a container is laid out alike in both, and everything else the collector
//! asks is in the object's type. So the crate can collect what CPython has made, and both
//! collectors can be timed on the same objects, with the same `tp_traverse` and `tp_clear`.

use std::ffi::{CStr, c_char, c_int, c_void};
use std::fmt;
use std::ops::ControlFlow::{self, Break, Continue};
use std::ptr::NonNull;

use cycle_gc::{Collector, GcHead, Heap, Untracking};
use glass_snake_benches::cpython::api::{Api, PyObject};

/// The part of `PyTypeObject` that the collector reads, in 3.11's layout.
#[repr(C)]
struct Type {
    ob_base: [usize; 3],
    tp_name: *const c_char,
    _to_flags: [usize; 17],
    tp_flags: u64,
    _tp_doc: usize,
    tp_traverse: Option<Traverse>,
    tp_clear: Option<unsafe extern "C" fn(*mut PyObject) -> c_int>,
    _tp_richcompare: usize,
    tp_weaklistoffset: isize,
    _to_is_gc: [usize; 14],
    tp_is_gc: Option<unsafe extern "C" fn(*mut PyObject) -> c_int>,
    _to_del: [usize; 5],
    tp_del: Option<unsafe extern "C" fn(*mut PyObject)>,
    _tp_version_tag: usize,
    tp_finalize: Option<unsafe extern "C" fn(*mut PyObject)>,
}

type Visit = unsafe extern "C" fn(*mut PyObject, *mut c_void) -> c_int;
type Traverse = unsafe extern "C" fn(*mut PyObject, Visit, *mut c_void) -> c_int;

const _: () = assert!(std::mem::offset_of!(Type, tp_flags) == 168);
const _: () = assert!(std::mem::offset_of!(Type, tp_traverse) == 184);
const _: () = assert!(std::mem::offset_of!(Type, tp_weaklistoffset) == 208);
const _: () = assert!(std::mem::offset_of!(Type, tp_is_gc) == 328);
const _: () = assert!(std::mem::offset_of!(Type, tp_del) == 376);
const _: () = assert!(std::mem::offset_of!(Type, tp_finalize) == 392);

/// `Py_TPFLAGS_HAVE_GC`.
const HAVE_GC: u64 = 1 << 14;

/// C: `PyObject`.
#[repr(C)]
struct Head {
    ob_refcnt: isize,
    ob_type: *const Type,
}

/// C: `PyWeakReference`, as far as the collector reads it.
#[repr(C)]
struct WeakReference {
    head: Head,
    wr_object: *mut PyObject,
    wr_callback: *mut PyObject,
}

/// CPython's heap, and a collector of ours for it.
pub(crate) struct Objects<'api> {
    api: &'api Api,
    collector: Collector,
    tuple: *const Type,
    dict: *const Type,
    weak_reference: *mut PyObject,
    /// A list, as `gc.garbage` is.
    garbage: *mut PyObject,
}

impl<'api> Objects<'api> {
    /// # Safety
    /// The GIL is held for as long as the value is used, and `weak_reference` is the type
    /// `weakref.ref`.
    pub(crate) unsafe fn new(api: &'api Api, weak_reference: *mut PyObject) -> Objects<'api> {
        // SAFETY: ordinary calls of the API with the GIL held; a built-in type outlives the
        // object that tells it.
        unsafe {
            let type_of_new = |object: *mut PyObject| {
                let kind = type_of(object);
                (api.Py_DecRef)(object);
                kind
            };
            Objects {
                api,
                collector: Collector::new(),
                tuple: type_of_new((api.PyTuple_New)(1)),
                dict: type_of_new((api.PyDict_New)()),
                weak_reference,
                garbage: (api.PyList_New)(0),
            }
        }
    }

    /// Takes over all that CPython tracks in its youngest generation. Returns how many.
    ///
    /// # Safety
    /// No collection of CPython's runs before [`Objects::give_back`].
    pub(crate) unsafe fn take_over(&self) -> usize {
        // SAFETY: a new list is the last of its generation, so what follows is the generation's
        // own head; the heads after that are containers, up to the same head again.
        unsafe {
            let probe = (self.api.PyList_New)(0);
            let end = next(head_of(probe));
            let mut taken = 0;
            let mut link = next(end);
            while link != end {
                let (object, following) = (object_of(link), next(link));
                if object != probe {
                    (self.api.PyObject_GC_UnTrack)(object.cast());
                    self.collector.track(link);
                    taken += 1;
                }
                link = following;
            }
            (self.api.Py_DecRef)(probe);
            taken
        }
    }

    /// Lets CPython track again what has survived.
    ///
    /// # Safety
    /// As [`Objects::take_over`].
    pub(crate) unsafe fn give_back(&self) {
        for object in cycle_gc::objects(self, None).expect("all generations") {
            // SAFETY: live containers, tracked here and then there.
            unsafe {
                self.collector.untrack(head_of(object.as_ptr()));
                (self.api.PyObject_GC_Track)(object.as_ptr().cast());
            }
        }
    }
}

impl Drop for Objects<'_> {
    fn drop(&mut self) {
        // SAFETY: the list is ours, and the GIL is held.
        unsafe { (self.api.Py_DecRef)(self.garbage) }
    }
}

unsafe fn type_of(object: *mut PyObject) -> *const Type {
    // SAFETY: each object begins with this head.
    unsafe { (*object.cast::<Head>()).ob_type }
}

unsafe fn head_of(object: *mut PyObject) -> NonNull<GcHead> {
    // SAFETY: a container has its head directly in front.
    unsafe { NonNull::new_unchecked(object.cast::<GcHead>().sub(1)) }
}

unsafe fn object_of(head: NonNull<GcHead>) -> *mut PyObject {
    // SAFETY: the object is directly behind its head.
    unsafe { head.as_ptr().add(1).cast() }
}

/// `_gc_next`, outside of a collection.
unsafe fn next(head: NonNull<GcHead>) -> NonNull<GcHead> {
    // SAFETY: the first of a head's two words is the pointer.
    unsafe { NonNull::new_unchecked(*head.as_ptr().cast::<*mut GcHead>()) }
}

/// What `tp_traverse` is given: calls the closure behind `arg`.
unsafe extern "C" fn call<V>(object: *mut PyObject, arg: *mut c_void) -> c_int
where
    V: FnMut(NonNull<PyObject>) -> ControlFlow<()>,
{
    // SAFETY: `traverse` passes the closure, and `tp_traverse` shows no NULL.
    let (visit, object) = unsafe { (&mut *arg.cast::<V>(), NonNull::new_unchecked(object)) };
    match visit(object) {
        Continue(()) => 0,
        Break(()) => 1,
    }
}

// SAFETY: CPython keeps these promises towards its own collector.
unsafe impl Heap for Objects<'_> {
    type Object = NonNull<PyObject>;

    fn collector(&self) -> &Collector {
        &self.collector
    }

    #[inline]
    unsafe fn is_container(&self, object: Self::Object) -> bool {
        // SAFETY: a live object.
        unsafe {
            let kind = &*type_of(object.as_ptr());
            kind.tp_flags & HAVE_GC != 0
                && kind.tp_is_gc.is_none_or(|is_gc| is_gc(object.as_ptr()) != 0)
        }
    }

    #[inline]
    unsafe fn head_of(&self, object: Self::Object) -> NonNull<GcHead> {
        // SAFETY: a container.
        unsafe { head_of(object.as_ptr()) }
    }

    #[inline]
    unsafe fn object_of(&self, head: NonNull<GcHead>) -> Self::Object {
        // SAFETY: a container's head.
        unsafe { NonNull::new_unchecked(object_of(head)) }
    }

    unsafe fn reference_count(&self, object: Self::Object) -> usize {
        // SAFETY: a live object.
        unsafe { (*object.as_ptr().cast::<Head>()).ob_refcnt as usize }
    }

    unsafe fn incref(&self, object: Self::Object) {
        // SAFETY: a live object.
        unsafe { (*object.as_ptr().cast::<Head>()).ob_refcnt += 1 }
    }

    unsafe fn decref(&self, object: Self::Object) {
        // SAFETY: the caller's reference; at zero nobody else has one.
        unsafe {
            let head = object.as_ptr().cast::<Head>();
            (*head).ob_refcnt -= 1;
            if (*head).ob_refcnt == 0 {
                (self.api._Py_Dealloc)(object.as_ptr());
            }
        }
    }

    #[inline]
    unsafe fn traverse<V>(&self, object: Self::Object, visit: &mut V) -> ControlFlow<()>
    where
        V: FnMut(Self::Object) -> ControlFlow<()>,
    {
        // SAFETY: a container, whose `tp_traverse` gets the closure that `call` expects.
        let status = unsafe {
            let traverse = (*type_of(object.as_ptr())).tp_traverse.expect("a container has one");
            traverse(object.as_ptr(), call::<V>, (&raw mut *visit).cast())
        };
        if status == 0 { Continue(()) } else { Break(()) }
    }

    unsafe fn clear(&self, object: Self::Object) {
        // SAFETY: a container that the collector holds.
        unsafe {
            if let Some(clear) = (*type_of(object.as_ptr())).tp_clear {
                clear(object.as_ptr());
            }
        }
    }

    unsafe fn has_finalizer(&self, object: Self::Object) -> bool {
        // SAFETY: a live object.
        unsafe { (*type_of(object.as_ptr())).tp_finalize.is_some() }
    }

    unsafe fn finalize(&self, object: Self::Object) {
        // SAFETY: the collector holds it and has asked.
        unsafe {
            if let Some(finalize) = (*type_of(object.as_ptr())).tp_finalize {
                finalize(object.as_ptr());
            }
        }
    }

    unsafe fn has_legacy_finalizer(&self, object: Self::Object) -> bool {
        // SAFETY: a live object.
        unsafe { (*type_of(object.as_ptr())).tp_del.is_some() }
    }

    unsafe fn untracking(&self, object: Self::Object) -> Untracking {
        // SAFETY: a live object.
        let kind = unsafe { type_of(object.as_ptr()) };
        if kind == self.tuple {
            Untracking::InEveryCollection
        } else if kind == self.dict {
            Untracking::InFullCollections
        } else {
            Untracking::Never
        }
    }

    unsafe fn is_weak_reference(&self, object: Self::Object) -> bool {
        // SAFETY: both are types.
        unsafe {
            let kind = type_of(object.as_ptr());
            std::ptr::eq(kind, self.weak_reference.cast())
                || (self.api.PyType_IsSubtype)(kind.cast_mut().cast(), self.weak_reference) != 0
        }
    }

    unsafe fn first_weak_reference(&self, object: Self::Object) -> Option<Self::Object> {
        // SAFETY: the type says where the list of weak references starts.
        unsafe {
            let offset = (*type_of(object.as_ptr())).tp_weaklistoffset;
            if offset <= 0 {
                return None;
            }
            NonNull::new(*object.as_ptr().byte_offset(offset).cast::<*mut PyObject>())
        }
    }

    unsafe fn clear_weak_reference(&self, reference: Self::Object) {
        // SAFETY: a weak reference.
        unsafe { (self.api._PyWeakref_ClearRef)(reference.as_ptr()) }
    }

    unsafe fn has_weak_callback(&self, reference: Self::Object) -> bool {
        // SAFETY: a weak reference.
        unsafe { !(*reference.as_ptr().cast::<WeakReference>()).wr_callback.is_null() }
    }

    unsafe fn call_weak_callback(&self, reference: Self::Object) {
        // SAFETY: a weak reference with a callback.
        unsafe {
            let callback = (*reference.as_ptr().cast::<WeakReference>()).wr_callback;
            let result = (self.api.PyObject_CallOneArg)(callback, reference.as_ptr());
            match NonNull::new(result) {
                Some(result) => (self.api.Py_DecRef)(result.as_ptr()),
                None => (self.api.PyErr_WriteUnraisable)(callback),
            }
        }
    }

    unsafe fn type_name(&self, object: Self::Object) -> &str {
        // SAFETY: a type's name is a C string that lives as long as the type.
        let name = unsafe { CStr::from_ptr((*type_of(object.as_ptr())).tp_name) };
        name.to_str().unwrap_or("?")
    }

    unsafe fn append_to_garbage(&self, object: Self::Object) {
        // SAFETY: a list and a live object.
        unsafe { (self.api.PyList_Append)(self.garbage, object.as_ptr()) };
    }

    fn write_to_stderr(&self, message: fmt::Arguments<'_>) {
        eprint!("{message}");
    }
}
