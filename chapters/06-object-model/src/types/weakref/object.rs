//! `weakref.ref`, and what hangs on an object that is weakly referenced.
//!
//! CPython: `Objects/weakrefobject.c` (`clear_weakref`, `get_basic_refs`, `weakref___new__`,
//! `PyWeakref_NewProxy`, `PyObject_ClearWeakRefs`), `Include/cpython/weakrefobject.h`.
//!
//! An object whose type has a `tp_weaklistoffset` holds the head of a doubly linked list of all
//! weak references to it. None of them is counted, in either direction: a reference takes itself
//! off the list when it dies, and a dying object empties its list.
//!
//! Invariants: in the list, the one shared reference without callback comes first, and then the
//! one shared proxy without callback. What isn't on a list leads to `None`. A reference may be on
//! the list with a count of zero while it waits in the trashcan; nobody may take hold of that.

use std::cell::Cell;
use std::mem::offset_of;
use std::ptr::{self, NonNull};

use crate::arguments::{Given, Keywords};
use crate::dealloc;
use crate::errors::{self, TYPE_ERROR, raise};
use crate::name;
use crate::object::{Field, Layout, Obj, PyObject, Ref, Result, Status};
use crate::protocol::call::{given, vectorcall_call};
use crate::protocol::compare::Comparison;
use crate::signature::Signature;
use crate::slot_kinds::{Flow, Visitor, hash, traverse};
use crate::static_type::{MemberKind, StaticType, Table};
use crate::type_object::{PyMemberDef, Type, VectorcallFunc, flags};
use crate::types::generic_alias::class_getitem;
use crate::types::str::{self, PyASCIIObject};
use crate::types::{bool_, none, not_implemented};

use super::proxy::is_proxy_type;

// ANCHOR: layout
/// C: `PyWeakReference`.
#[repr(C)]
#[allow(missing_docs, reason = "the fields have the names and meanings that C gives them")]
pub struct PyWeakReference {
    pub ob_base: PyObject,
    /// Not counted; `None` when the object is gone.
    pub wr_object: Cell<*mut PyObject>,
    pub wr_callback: Field,
    /// −1 while it isn't known.
    pub hash: Cell<isize>,
    pub wr_prev: Cell<*mut PyWeakReference>,
    pub wr_next: Cell<*mut PyWeakReference>,
    pub vectorcall: Cell<Option<VectorcallFunc>>,
}

const _: () = assert!(size_of::<PyWeakReference>() == 64);
const _: () = assert!(offset_of!(PyWeakReference, vectorcall) == 56);

// SAFETY: made by `make`.
unsafe impl Layout for PyWeakReference {
    fn type_object() -> &'static StaticType {
        &REFERENCE
    }
}

/// A borrowed weak reference, or a proxy.
pub(super) type Weak<'a> = Obj<'a, PyWeakReference>;

const SIGNATURE: Signature = Signature::parse("(object, callback=None, /)");

/// `weakref.ref`.
pub static REFERENCE: StaticType = StaticType::new(Table::<PyWeakReference> {
    tp_name: c"weakref.ReferenceType",
    tp_flags: flags::HAVE_GC | flags::HAVE_VECTORCALL | flags::BASETYPE,
    tp_vectorcall_offset: offset_of!(PyWeakReference, vectorcall),
    tp_dealloc: Some(weak_dealloc),
    tp_repr: Some(reference_repr),
    tp_hash: hash(reference_hash),
    tp_call: Some(vectorcall_call),
    tp_traverse: traverse(weak_traverse),
    tp_clear: Some(weak_clear),
    tp_richcompare: Some(reference_compare),
    tp_init: Some(reference_init),
    tp_alloc: Some(crate::memory::generic_alloc),
    tp_new: Some(reference_new),
    tp_methods: &[class_getitem()],
    tp_members: &[PyMemberDef::new(
        c"__callback__",
        MemberKind::Object,
        offset_of!(PyWeakReference, wr_callback),
        c"",
    )
    .read_only()],
    ..Table::NONE
});
// ANCHOR_END: layout

// ANCHOR: list
/// Where the head of an object's list is, if its type has one. C: `_PyType_SUPPORTS_WEAKREFS`,
/// `_PyObject_GET_WEAKREFS_LISTPTR`.
fn list_of<'a>(object: Obj<'a>) -> Option<&'a Cell<*mut PyWeakReference>> {
    let offset = object.ob_type().tp_weaklistoffset.get();
    // SAFETY: the type says that the field is there.
    (offset > 0).then(|| unsafe { &*object.as_ptr().as_ptr().byte_offset(offset).cast() })
}

/// Those references on a list that are alive, in order.
fn alive<'a>(list: &Cell<*mut PyWeakReference>) -> impl Iterator<Item = Weak<'a>> {
    let mut at = list.get();
    std::iter::from_fn(move || {
        while let Some(reference) = NonNull::new(at) {
            // SAFETY: whatever is on a list hasn't been freed; the caller runs no code meanwhile.
            let reference: Weak<'a> = unsafe { Obj::from_ptr(reference) };
            at = reference.wr_next.get();
            if reference.ob_refcnt() > 0 {
                return Some(reference);
            }
        }
        None
    })
}

/// All weak references to an object, in the order in which its list has them.
pub fn references(object: Obj<'_>) -> Vec<Ref<PyWeakReference>> {
    list_of(object).map_or_else(Vec::new, |list| alive(list).map(Obj::to_ref).collect())
}

/// The two shared references without callback. C: `get_basic_refs`.
fn shared<'a>(list: &Cell<*mut PyWeakReference>) -> (Option<Weak<'a>>, Option<Weak<'a>>) {
    let mut first = alive(list).take_while(|at| at.wr_callback.is_null()).peekable();
    let reference = first.next_if(|at| at.is_exactly(&REFERENCE));
    let proxy = first.next_if(|at| is_proxy_type(at.ob_type()));
    (reference, proxy)
}

/// Takes a reference off the list that it is on; it leads to `None` from now on.
/// C: the first half of `clear_weakref`.
fn unlink(reference: Weak<'_>) {
    let gone = none().as_ptr().as_ptr();
    let object = reference.wr_object.replace(gone);
    let (previous, next) =
        (reference.wr_prev.replace(ptr::null_mut()), reference.wr_next.replace(ptr::null_mut()));
    let Some(object) = NonNull::new(object).filter(|object| object.as_ptr() != gone) else {
        return;
    };
    // SAFETY: the object, which would have emptied its list had it died, and the neighbours,
    // which would have taken themselves off.
    unsafe {
        let list = list_of(Obj::from_ptr(object)).expect("an object with a weak reference");
        if ptr::eq(list.get(), reference.as_ptr().as_ptr()) {
            list.set(next);
        }
        if let Some(previous) = previous.as_ref() {
            previous.wr_next.set(next);
        }
        if let Some(next) = next.as_ref() {
            next.wr_prev.set(previous);
        }
    }
}

/// Puts a new reference behind another, or in front of the list. C: `insert_after`,
/// `insert_head`.
fn link(reference: Weak<'_>, list: &Cell<*mut PyWeakReference>, behind: Option<Weak<'_>>) {
    let place = behind.map_or(list, |behind| &behind.get().wr_next);
    let (this, next) = (reference.as_ptr().as_ptr(), place.get());
    reference.wr_prev.set(behind.map_or(ptr::null_mut(), |behind| behind.as_ptr().as_ptr()));
    reference.wr_next.set(next);
    // SAFETY: on the list.
    if let Some(next) = unsafe { next.as_ref() } {
        next.wr_prev.set(this);
    }
    place.set(this);
}
// ANCHOR_END: list

// ANCHOR: make
/// A weak reference of any of the types. One without a callback is shared by all who want one.
/// C: `weakref___new__`, `PyWeakref_NewRef`, `PyWeakref_NewProxy`.
pub(super) fn make(
    ob_type: Type<'_>,
    object: Obj<'_>,
    callback: Option<Obj<'_>>,
) -> Result<Ref<PyWeakReference>> {
    let Some(list) = list_of(object) else {
        let name = object.ob_type().name();
        let message = format_args!("cannot create weak reference to '{name}' object");
        return Err(raise(&TYPE_ERROR, message));
    };
    let callback = callback.filter(|callback| !callback.is_none());
    let is_plain = ob_type.is(REFERENCE.as_type());
    let is_proxy = is_proxy_type(ob_type);
    let reuse = || {
        let (reference, proxy) = shared(list);
        match callback {
            Some(_) => None,
            None if is_plain => reference,
            None => proxy.filter(|_| is_proxy),
        }
    };
    if let Some(found) = reuse() {
        return Ok(found.to_ref());
    }
    let alloc = ob_type.tp_alloc.get().expect("a weak reference can be allocated");
    // SAFETY: a zeroed instance of the type, which begins with the struct.
    let made: Ref<PyWeakReference> = unsafe { alloc(ob_type, 0)?.cast() };
    let this = made.borrow();
    this.wr_object.set(none().as_ptr().as_ptr());
    this.hash.set(-1);
    this.vectorcall.set(Some(reference_vectorcall));
    // The allocation may have run a collection, and that any code.
    if let Some(found) = reuse() {
        return Ok(found.to_ref());
    }
    this.wr_callback.set(callback.map(Obj::to_ref));
    this.wr_object.set(object.as_ptr().as_ptr());
    let (reference, proxy) = shared(list);
    let behind = match callback {
        None if is_plain => None,
        None if is_proxy => reference,
        _ => proxy.or(reference),
    };
    link(this, list, behind);
    Ok(made)
}

/// A plain weak reference. C: `PyWeakref_NewRef`.
pub fn new(object: Obj<'_>, callback: Option<Obj<'_>>) -> Result<Ref<PyWeakReference>> {
    make(REFERENCE.as_type(), object, callback)
}

impl<'a> Obj<'a, PyWeakReference> {
    /// The object, if it is still there; one that waits for its end isn't.
    /// C: `PyWeakref_GET_OBJECT`.
    pub fn referent(self) -> Option<Ref> {
        let object = NonNull::new(self.wr_object.get())?;
        // SAFETY: the list of an object is emptied before its memory goes.
        let object: Obj<'_> = unsafe { Obj::from_ptr(object) };
        (!object.is_none() && object.ob_refcnt() > 0).then(|| object.to_ref())
    }
}

/// The object as a weak reference or a proxy. C: `PyWeakref_Check`.
pub fn any_weak<'a>(object: Obj<'a>) -> Option<Weak<'a>> {
    let is_one = is_proxy_type(object.ob_type()) || object.is_instance(&REFERENCE);
    // SAFETY: just asked; all three begin with the struct.
    is_one.then(|| unsafe { object.cast() })
}
// ANCHOR_END: make

// ANCHOR: death
/// An object dies: its weak references lead nowhere from now on, and only then the callbacks are
/// called, the latest first. C: `PyObject_ClearWeakRefs`.
pub fn clear_references(object: Obj<'_>) {
    let Some(list) = list_of(object).filter(|list| !list.get().is_null()) else {
        return;
    };
    let mut calls: Vec<(Ref<PyWeakReference>, Ref)> = Vec::new();
    let mut unwanted: Vec<Ref> = Vec::new();
    while let Some(first) = NonNull::new(list.get()) {
        // SAFETY: on the list; nothing runs in this loop.
        let reference: Weak<'_> = unsafe { Obj::from_ptr(first) };
        unlink(reference);
        match reference.wr_callback.replace(None) {
            Some(callback) if reference.ob_refcnt() > 0 => {
                calls.push((reference.to_ref(), callback));
            }
            callback => unwanted.extend(callback),
        }
    }
    if calls.is_empty() && unwanted.is_empty() {
        return;
    }
    let saved = errors::fetch();
    for (reference, callback) in &calls {
        call_back(callback.borrow(), reference.borrow());
    }
    drop((calls, unwanted));
    if let Some(saved) = saved {
        errors::restore(saved);
    }
}

/// All references lead nowhere from now on, and nobody is told: those that a finaliser has made.
/// C: the loop in the middle of `subtype_dealloc`.
pub(crate) fn forget_references(object: Obj<'_>) {
    while let Some(first) = list_of(object).and_then(|list| NonNull::new(list.get())) {
        // SAFETY: on the list.
        unlink(unsafe { Obj::from_ptr(first) });
    }
}

/// C: `handle_callback`.
fn call_back(callback: Obj<'_>, reference: Weak<'_>) {
    if callback.call_one(reference.object()).is_err() {
        errors::write_unraisable("in", Some(callback));
    }
}

/// What the collector asks of a weak reference. C: `handle_weakrefs` of `Modules/gcmodule.c`.
pub(crate) mod collector {
    use super::*;

    /// The first of an object's list.
    pub(crate) fn first(object: Obj<'_>) -> Option<NonNull<PyObject>> {
        NonNull::new(list_of(object)?.get()).map(NonNull::cast)
    }

    /// Leads nowhere from now on, and keeps its callback. C: `_PyWeakref_ClearRef`.
    pub(crate) fn clear(reference: Obj<'_>) {
        any_weak(reference).into_iter().for_each(unlink);
    }

    /// Whether it has a callback, and is alive.
    pub(crate) fn has_callback(reference: Obj<'_>) -> bool {
        reference.ob_refcnt() > 0
            && any_weak(reference).is_some_and(|reference| !reference.wr_callback.is_null())
    }

    /// Calls the callback.
    pub(crate) fn call_back(reference: Obj<'_>) {
        if let Some(reference) = any_weak(reference)
            && let Some(callback) = reference.wr_callback.get()
        {
            super::call_back(callback.borrow(), reference);
        }
    }
}

/// # Safety
/// As every `tp_dealloc`.
pub(super) unsafe extern "C" fn weak_dealloc(reference: NonNull<PyWeakReference>) {
    // SAFETY: nobody else has the reference, and off the list nobody finds it.
    unsafe {
        unlink(Obj::from_ptr(reference));
        dealloc::dealloc(reference);
    }
}

pub(super) fn weak_traverse(reference: Weak<'_>, visitor: &mut Visitor) -> Flow {
    visitor.field(&reference.wr_callback)
}

pub(super) extern "C" fn weak_clear(reference: Weak<'_>) -> Status {
    unlink(reference);
    reference.wr_callback.clear();
    Ok(())
}
// ANCHOR_END: death

// ANCHOR: slots
extern "C" fn reference_new(
    ob_type: Type<'_>,
    arguments: Obj<'_>,
    keywords: Option<Obj<'_>>,
) -> Result {
    let given = Given { keywords: Keywords::None, ..Given::of_tuple(arguments, keywords) };
    SIGNATURE.bind("__new__", given, |given| Ok(make(ob_type, given[0], given.get(1))?.object()))
}

extern "C" fn reference_init(_: Weak<'_>, arguments: Obj<'_>, keywords: Option<Obj<'_>>) -> Status {
    let given = Given::of_tuple(arguments, keywords);
    if !given.keywords.is_empty() {
        return Err(raise(&TYPE_ERROR, "ref() takes no keyword arguments").into());
    }
    SIGNATURE.bind("__init__", given, |_| Ok(()))?;
    Ok(())
}

/// `reference()`: the object, or `None`.
unsafe extern "C" fn reference_vectorcall(
    reference: Obj<'_>,
    arguments: *const Obj<'_>,
    count_and_flag: usize,
    names: Option<Obj<'_>>,
) -> Result {
    const NOTHING: Signature = Signature::parse("()");
    // SAFETY: this function is in weak references only, and the caller's word.
    let (reference, given) =
        unsafe { (reference.cast::<PyWeakReference>(), given(arguments, count_and_flag, names)) };
    NOTHING.bind("weakref", given, |_| Ok(reference.referent().unwrap_or_else(|| none().to_ref())))
}

/// The object's, and remembered: a dict finds the reference after the object is gone.
fn reference_hash(reference: Weak<'_>) -> Result<isize> {
    if reference.hash.get() == -1 {
        let Some(object) = reference.referent() else {
            return Err(raise(&TYPE_ERROR, "weak object has gone away"));
        };
        reference.hash.set(object.borrow().hash()?);
    }
    Ok(reference.hash.get())
}

extern "C" fn reference_repr(reference: Weak<'_>) -> Result {
    let this = reference.as_ptr();
    let Some(object) = reference.referent() else {
        return Ok(str::new(&format!("<weakref at {this:p}; dead>"))?.object());
    };
    let name = object.borrow().lookup_special(name!("__name__"))?;
    let name = name.and_then(|name| name.downcast::<PyASCIIObject>().ok());
    let name = name.map_or_else(String::new, |name| format!(" ({})", name.borrow().to_text()));
    let (kind, at) = (object.borrow().ob_type().name(), object.borrow().as_ptr());
    Ok(str::new(&format!("<weakref at {this:p}; to '{kind}' at {at:p}{name}>"))?.object())
}

/// Equal if the objects are; without objects, if they are the same reference.
extern "C" fn reference_compare(reference: Weak<'_>, other: Obj<'_>, comparison: i32) -> Result {
    let (Some(equality @ (Comparison::Equal | Comparison::NotEqual)), Some(other)) =
        (Comparison::of(comparison), any_weak(other))
    else {
        return Ok(not_implemented().to_ref());
    };
    match (reference.referent(), other.referent()) {
        (Some(left), Some(right)) => left.borrow().compare(right.borrow(), equality),
        _ => {
            let equal = reference.is(other);
            Ok(bool_(equal == (equality == Comparison::Equal)).to_ref())
        }
    }
}
// ANCHOR_END: slots
