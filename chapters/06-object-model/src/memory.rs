//! Where the memory of objects comes from.
//!
//! CPython: `Objects/obmalloc.c` (`_PyMem_SetupAllocators`, `PyObject_Malloc`),
//! `Modules/gcmodule.c` (`gc_alloc`, `PyObject_GC_Del`), `Objects/typeobject.c`
//! (`PyType_GenericAlloc`, `_PyType_AllocNoTrack`).
//!
//! In front of an object stands what its type demands: the two words of a [`GcHead`] if it is a
//! container, and before those two words for attributes if its dict is managed.
//!
//! ```text
//!  values   dict   gc_next   gc_prev   ob_refcnt   ob_type   ...
//! +--------+------+---------+---------+-----------+---------+- - -
//!                                     ^ PyObject *
//! ```
//!
//! Invariant: the allocator is used only by the thread that holds the GIL.

use std::cell::UnsafeCell;
use std::ffi::c_void;
use std::mem::size_of;
use std::ptr::NonNull;

use cycle_gc::GcHead;
use pymalloc::{Allocator, DebugHooks, DefaultSystem, Malloc, OutOfMemory, Pymalloc};

use crate::errors::no_memory;
use crate::gc;
use crate::object::{Layout, Obj, PyObject, Ref, Result};
use crate::type_object::{Type, flags};

// ANCHOR: choice
/// What `PYTHONMALLOC` chooses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AllocatorChoice {
    /// pymalloc for objects.
    #[default]
    Pymalloc,
    /// pymalloc with fences around each block.
    PymallocDebug,
    /// The C library's allocator alone.
    Malloc,
    /// The C library's, with fences.
    MallocDebug,
}

impl AllocatorChoice {
    /// The words of the environment variable. C: `_PyMem_GetAllocatorName`.
    pub fn from_name(name: &str) -> Option<AllocatorChoice> {
        Some(match name {
            "default" | "pymalloc" => AllocatorChoice::Pymalloc,
            "debug" | "pymalloc_debug" => AllocatorChoice::PymallocDebug,
            "malloc" => AllocatorChoice::Malloc,
            "malloc_debug" => AllocatorChoice::MallocDebug,
            _ => return None,
        })
    }
}

/// The allocator of the process.
pub(crate) struct ObjectMemory {
    choice: UnsafeCell<AllocatorChoice>,
    pymalloc: UnsafeCell<Pymalloc>,
    pymalloc_debug: UnsafeCell<DebugHooks<Pymalloc>>,
    malloc: UnsafeCell<Malloc<DefaultSystem>>,
    malloc_debug: UnsafeCell<DebugHooks<Malloc<DefaultSystem>>>,
}

// SAFETY: used only by the thread that holds the GIL.
unsafe impl Sync for ObjectMemory {}

static MEMORY: ObjectMemory = ObjectMemory {
    choice: UnsafeCell::new(AllocatorChoice::Pymalloc),
    pymalloc: UnsafeCell::new(Pymalloc::new(DefaultSystem {})),
    pymalloc_debug: UnsafeCell::new(DebugHooks::new(Pymalloc::new(DefaultSystem {}), b'o')),
    malloc: UnsafeCell::new(Malloc(DefaultSystem {})),
    malloc_debug: UnsafeCell::new(DebugHooks::new(Malloc(DefaultSystem {}), b'o')),
};

/// Chooses, before there is any object.
pub(crate) fn choose(choice: AllocatorChoice) {
    // SAFETY: called once, by `initialize`.
    unsafe { *MEMORY.choice.get() = choice };
}

macro_rules! with_allocator {
    (|$allocator:ident| $body:expr) => {
        // SAFETY: the GIL is held, and no allocator calls back.
        unsafe {
            match *MEMORY.choice.get() {
                AllocatorChoice::Pymalloc => {
                    let $allocator = &mut *MEMORY.pymalloc.get();
                    $body
                }
                AllocatorChoice::PymallocDebug => {
                    let $allocator = &mut *MEMORY.pymalloc_debug.get();
                    $body
                }
                AllocatorChoice::Malloc => {
                    let $allocator = &mut *MEMORY.malloc.get();
                    $body
                }
                AllocatorChoice::MallocDebug => {
                    let $allocator = &mut *MEMORY.malloc_debug.get();
                    $body
                }
            }
        }
    };
}
// ANCHOR_END: choice

// ANCHOR: blocks
/// C: `PyObject_Malloc`.
#[inline]
pub fn allocate(size: usize) -> std::result::Result<NonNull<u8>, OutOfMemory> {
    // SAFETY: the GIL is held, and the allocator doesn't call back.
    unsafe {
        match *MEMORY.choice.get() {
            AllocatorChoice::Pymalloc => (*MEMORY.pymalloc.get()).allocate(size),
            _ => allocate_otherwise(size),
        }
    }
}

/// Out of the way of the usual one, which is inlined.
#[cold]
#[inline(never)]
fn allocate_otherwise(size: usize) -> std::result::Result<NonNull<u8>, OutOfMemory> {
    with_allocator!(|allocator| Allocator::allocate(allocator, size))
}

/// C: `PyObject_Calloc`.
#[inline]
pub fn allocate_zeroed(size: usize) -> std::result::Result<NonNull<u8>, OutOfMemory> {
    let block = allocate(size)?;
    // SAFETY: new, and that large.
    unsafe { block.write_bytes(0, size) };
    Ok(block)
}

/// C: `PyObject_Realloc`.
///
/// # Safety
/// The block came from here. Unless it fails, only the returned pointer leads to it now.
pub unsafe fn reallocate(
    block: NonNull<u8>,
    size: usize,
) -> std::result::Result<NonNull<u8>, OutOfMemory> {
    with_allocator!(|allocator| Allocator::reallocate(allocator, block, size))
}

/// C: `PyObject_Free`.
///
/// # Safety
/// The block came from here, and nobody uses it any more.
#[inline]
pub unsafe fn free(block: NonNull<u8>) {
    // SAFETY: the GIL is held, and the allocator doesn't call back; the caller's word for the
    // block.
    unsafe {
        match *MEMORY.choice.get() {
            AllocatorChoice::Pymalloc => (*MEMORY.pymalloc.get()).free(block),
            _ => free_otherwise(block),
        }
    }
}

/// # Safety
/// As [`free`].
#[cold]
#[inline(never)]
unsafe fn free_otherwise(block: NonNull<u8>) {
    with_allocator!(|allocator| Allocator::free(allocator, block))
}

/// Python's `sys.getallocatedblocks()`.
pub fn allocated_blocks() -> usize {
    // SAFETY: the GIL is held.
    unsafe {
        match *MEMORY.choice.get() {
            AllocatorChoice::Pymalloc => (*MEMORY.pymalloc.get()).allocated_blocks(),
            AllocatorChoice::PymallocDebug => {
                (*MEMORY.pymalloc_debug.get()).inner().allocated_blocks()
            }
            AllocatorChoice::Malloc | AllocatorChoice::MallocDebug => 0,
        }
    }
}
// ANCHOR_END: blocks

// ANCHOR: objects
/// How many bytes stand in front of an instance. C: `_PyType_PreHeaderSize`.
fn pre_header(flags: usize) -> usize {
    let gc = if flags & flags::HAVE_GC != 0 { size_of::<GcHead>() } else { 0 };
    let dict = if flags & flags::MANAGED_DICT != 0 { 2 * size_of::<usize>() } else { 0 };
    gc + dict
}

/// A zeroed instance of `ob_type` with room for `items` items and one for the end where the
/// type has items at all, its head filled in, not tracked. C: `_PyType_AllocNoTrack`.
///
/// A collection may run before it is made, so the caller holds what it needs.
pub(crate) fn allocate_untracked(ob_type: Type<'_>, items: usize) -> Result<NonNull<PyObject>> {
    let (basic, item) = (ob_type.tp_basicsize.get() as usize, ob_type.tp_itemsize.get() as usize);
    let size = (items + 1).checked_mul(item).and_then(|size| size.checked_add(basic + 7));
    let size = size.ok_or_else(no_memory)? & !7;
    let flags = ob_type.tp_flags.get();
    let object = allocate_instance(flags, size)?;
    // SAFETY: the block is larger than a head, and zeroed.
    unsafe {
        let head = object.as_ref();
        head.ob_refcnt.set(1);
        head.ob_type.set(ob_type.as_ptr());
        if item != 0 {
            object.cast::<crate::object::PyVarObject>().as_ref().ob_size.set(items as isize);
        }
    }
    if flags & flags::HEAPTYPE != 0 {
        let _ = ob_type.to_ref().into_raw();
    }
    Ok(object)
}

/// A zeroed block with what the flags demand in front.
fn allocate_instance(flags: usize, size: usize) -> Result<NonNull<PyObject>> {
    let front = pre_header(flags);
    let total = size.checked_add(front).ok_or_else(no_memory)?;
    let block = allocate_zeroed(total).map_err(|_| no_memory())?;
    // SAFETY: the block is that large.
    let object = unsafe { block.add(front).cast::<PyObject>() };
    if flags & flags::HAVE_GC != 0 {
        // SAFETY: the head stands directly in front; zeros are an untracked one. The object's
        // own head is zero, and nobody goes through it before it is tracked.
        gc::allocated();
    }
    Ok(object)
}

/// An object of a fixed layout, of `ob_type` or, where that is a subclass, with the subclass's
/// own part zeroed. `value` is given the head to put in front. Tracked where the type is a
/// container's.
pub fn create<L: Layout>(ob_type: Type<'_>, value: impl FnOnce(PyObject) -> L) -> Result<Ref<L>> {
    debug_assert!(size_of::<L>() <= ob_type.tp_basicsize.get() as usize);
    let object = allocate_untracked(ob_type, 0)?;
    // SAFETY: a new instance that begins with an `L`, whose one reference is handed on.
    unsafe {
        let head = object.read();
        object.cast::<L>().write(value(head));
        let object: Ref<L> = Ref::from_owned(object.cast());
        if ob_type.has(flags::HAVE_GC) {
            gc::track(object.borrow().object());
        }
        Ok(object)
    }
}

/// The `tp_alloc` of almost every type. C: `PyType_GenericAlloc`.
pub extern "C" fn generic_alloc(ob_type: Type<'_>, items: isize) -> Result {
    let object = allocate_untracked(ob_type, items.max(0) as usize)?;
    // SAFETY: new, zeroed, and its reference is handed on.
    let object = unsafe { Ref::from_owned(object) };
    if ob_type.has(flags::HAVE_GC) {
        // SAFETY: a container; zeros are fields without references.
        unsafe { gc::track(object.borrow()) };
    }
    Ok(object)
}

/// The `tp_new` of a type whose `__init__` reads the arguments. C: `PyType_GenericNew`.
pub extern "C" fn generic_new(ob_type: Type<'_>, _: Obj<'_>, _: Option<Obj<'_>>) -> Result {
    let alloc = ob_type.tp_alloc.get().expect("every type can allocate");
    alloc(ob_type, 0)
}

/// The `tp_free` of a type whose instances have nothing in front. C: `PyObject_Free`.
///
/// # Safety
/// An object without references, whose fields have been given up.
pub unsafe extern "C" fn object_free(object: NonNull<c_void>) {
    // SAFETY: the caller's word.
    unsafe { free(object.cast()) }
}

/// The `tp_free` of containers. C: `PyObject_GC_Del`.
///
/// # Safety
/// A container without references, whose fields have been given up.
pub unsafe extern "C" fn gc_free(object: NonNull<c_void>) {
    // SAFETY: the caller's word; the type is still there, since the object's head is.
    unsafe {
        let object = object.cast::<PyObject>();
        let flags = object.as_ref().ob_type.get().as_ref().tp_flags.get();
        gc::freed(object);
        free(object.cast::<u8>().sub(pre_header(flags)));
    }
}

/// How many bytes an object has, without what stands in front of it.
pub(crate) fn size_of_instance(object: Obj<'_>) -> usize {
    let ob_type = object.ob_type();
    let (basic, item) = (ob_type.tp_basicsize.get() as usize, ob_type.tp_itemsize.get() as usize);
    let items = match item {
        0 => 0,
        // SAFETY: a type with items has objects with a size.
        _ => unsafe { object.cast::<crate::object::PyVarObject>() }.ob_size.get().unsigned_abs(),
    };
    basic + items * item
}
// ANCHOR_END: objects
