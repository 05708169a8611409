//! Objects, references to them, and how an error travels.
//!
//! CPython: `Include/object.h` (`PyObject`, `PyVarObject`, `Py_INCREF`, `Py_DECREF`),
//! `Objects/object.c` (`_Py_Dealloc`).
//!
//! Invariant: `ob_refcnt` is the number of [`Ref`]s (and C references) to an object, and
//! nothing else writes it. Only the thread that holds the GIL has references at all, which is
//! why counting needs no atomics; the compiler enforces it, since references are neither `Send`
//! nor `Sync`.
//!
//! Each of the two kinds of reference may say what it leads to: `Obj<'_, PyListObject>` is a
//! list or an instance of a subclass of `list`, `Obj<'_>` is any object.
//!
//! What happens when a count falls to zero is `dealloc.rs`'s; where memory comes from is
//! `memory.rs`'s.

use std::cell::Cell;
use std::ffi::c_int;
use std::fmt;
use std::marker::PhantomData;
use std::num::NonZero;
use std::ops::Deref;
use std::ptr::NonNull;

use crate::static_type::StaticType;
use crate::type_object::{PyTypeObject, Type};

// ANCHOR: head
/// What every Python object begins with. C: `PyObject`.
#[repr(C)]
pub struct PyObject {
    pub(crate) ob_refcnt: Cell<isize>,
    pub(crate) ob_type: Cell<NonNull<PyTypeObject>>,
}

/// What objects of varying size begin with. C: `PyVarObject`.
#[repr(C)]
pub struct PyVarObject {
    /// The head.
    pub ob_base: PyObject,
    /// How many items follow; an int keeps its sign here, too.
    pub ob_size: Cell<isize>,
}

const _: () = assert!(size_of::<PyObject>() == 16 && size_of::<PyVarObject>() == 24);

// SAFETY: what is static is read and written only by the thread that holds the GIL.
unsafe impl Sync for PyObject {}
// SAFETY: as above.
unsafe impl Sync for PyVarObject {}
// ANCHOR_END: head

// ANCHOR: references
/// Borrows a reference for `'a`. A pointer, not a `&T`: the object may go on behind the part
/// that `T` describes, and a Rust reference to that part may not be used to reach there.
#[repr(transparent)]
pub struct Obj<'a, T = PyObject>(NonNull<T>, PhantomData<&'a PyObject>);

/// Owns one reference: cloning counts up, dropping counts down and deallocates at zero.
#[repr(transparent)]
pub struct Ref<T = PyObject>(NonNull<T>, PhantomData<PyObject>);

const _: () = assert!(size_of::<Option<Obj<'_>>>() == size_of::<*mut PyObject>());
const _: () = assert!(size_of::<Option<Ref>>() == size_of::<*mut PyObject>());
// ANCHOR_END: references

// ANCHOR: raised
/// An exception is set in the thread state. Carries nothing, so that `Result<Ref, Raised>` is
/// one pointer wide and its `Err` is C's `NULL`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Raised;

/// What almost every function of the object model returns.
pub type Result<T = Ref> = std::result::Result<T, Raised>;

/// What a slot returns that has nothing to return: C's `int`, 0 or −1.
pub type Status = std::result::Result<(), Failed>;

/// The −1 of a [`Status`]. `?` turns it into [`Raised`] and back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(transparent)]
pub struct Failed(NonZero<c_int>);

const _: () = assert!(size_of::<Result>() == size_of::<*mut PyObject>());
const _: () = assert!(size_of::<Status>() == size_of::<c_int>());

impl From<Raised> for Failed {
    fn from(_: Raised) -> Failed {
        const { Failed(NonZero::new(-1).unwrap()) }
    }
}

impl From<Failed> for Raised {
    fn from(_: Failed) -> Raised {
        Raised
    }
}
// ANCHOR_END: raised

// ANCHOR: layout
/// A struct that objects begin with, and the type that says so.
///
/// # Safety
/// Instances of the type and of all its subclasses begin with this struct, `#[repr(C)]`, whose
/// first field is the head.
pub unsafe trait Layout: Sized {
    /// The bit of `tp_flags` that all subclasses have, or 0 where there is none and the MRO has
    /// to be asked. C: `Py_TPFLAGS_LIST_SUBCLASS` and its like.
    const SUBCLASS_FLAG: usize = 0;

    /// The type.
    fn type_object() -> &'static StaticType;
}
// ANCHOR_END: layout

impl PyObject {
    /// The head of a static object, or of one that is being made: with the one reference of its
    /// creator.
    pub const fn head(ob_type: &'static PyTypeObject) -> PyObject {
        let ob_type = NonNull::from_ref(ob_type);
        PyObject { ob_refcnt: Cell::new(1), ob_type: Cell::new(ob_type) }
    }
}

impl PyVarObject {
    /// As [`PyObject::head`].
    pub const fn head(ob_type: &'static PyTypeObject, ob_size: isize) -> PyVarObject {
        PyVarObject { ob_base: PyObject::head(ob_type), ob_size: Cell::new(ob_size) }
    }
}

impl<T> Copy for Obj<'_, T> {}

impl<T> Clone for Obj<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

// ANCHOR: borrowed
impl<'a, T> Obj<'a, T> {
    /// # Safety
    /// The object begins with a `T` and lives for `'a`.
    pub const unsafe fn from_ptr(object: NonNull<T>) -> Obj<'a, T> {
        Obj(object, PhantomData)
    }

    /// A static object.
    pub const fn from_static(object: &'static T) -> Obj<'static, T>
    where
        T: Layout,
    {
        Obj(NonNull::from_ref(object), PhantomData)
    }

    /// The pointer. What is behind it stays borrowed.
    pub const fn as_ptr(self) -> NonNull<T> {
        self.0
    }

    /// The same object, its layout forgotten.
    pub const fn object(self) -> Obj<'a> {
        Obj(self.0.cast(), PhantomData)
    }

    /// The part of the object that `T` describes.
    pub const fn get(self) -> &'a T {
        // SAFETY: somebody owns a reference for all of `'a`, so the object is alive.
        unsafe { self.0.as_ref() }
    }

    /// C: `Py_TYPE`. Code that may assign to `__class__` can end the type's life before the
    /// object's: hold a reference across it.
    pub fn ob_type(self) -> Type<'a> {
        Obj(self.object().get().ob_type.get(), PhantomData)
    }

    /// C: `Py_REFCNT`.
    pub fn ob_refcnt(self) -> isize {
        self.object().get().ob_refcnt.get()
    }

    /// A reference of one's own to the same object. C: `Py_NewRef`.
    #[inline]
    pub fn to_ref(self) -> Ref<T> {
        let count = &self.object().get().ob_refcnt;
        count.set(count.get() + 1);
        Ref(self.0, PhantomData)
    }

    /// Whether both are the same object: Python's `is`.
    pub fn is<U>(self, other: Obj<'_, U>) -> bool {
        self.0.cast::<PyObject>() == other.0.cast()
    }

    /// The object as one that begins with a `U`.
    ///
    /// # Safety
    /// It does.
    pub const unsafe fn cast<U>(self) -> Obj<'a, U> {
        Obj(self.0.cast(), PhantomData)
    }

    /// Whether the type is exactly this one. C: `Py_IS_TYPE`.
    pub fn is_exactly(self, ob_type: &PyTypeObject) -> bool {
        std::ptr::eq(self.ob_type().as_ptr().as_ptr(), ob_type)
    }

    /// Whether the type is this one or a subclass. C: `PyObject_TypeCheck`.
    pub fn is_instance(self, ob_type: &PyTypeObject) -> bool {
        self.is_exactly(ob_type) || self.ob_type().is_subtype_of(ob_type.borrow())
    }

    /// The object as an instance of a layout's type or of a subclass of it. C: `PyList_Check`
    /// and its like.
    #[inline]
    pub fn downcast<U: Layout>(self) -> Option<Obj<'a, U>> {
        let is_one = match U::SUBCLASS_FLAG {
            0 => self.is_instance(U::type_object()),
            flag => self.ob_type().tp_flags.get() & flag != 0,
        };
        // SAFETY: by the type's word.
        is_one.then(|| unsafe { self.cast() })
    }

    /// The same, if the type is exactly the layout's. C: `PyList_CheckExact` and its like.
    #[inline]
    pub fn downcast_exact<U: Layout>(self) -> Option<Obj<'a, U>> {
        // SAFETY: by the type's word.
        self.is_exactly(U::type_object()).then(|| unsafe { self.cast() })
    }
}
// ANCHOR_END: borrowed

impl<T> Deref for Obj<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.get()
    }
}

// ANCHOR: owned
impl<T> Ref<T> {
    /// Takes over a reference, that of a new object for instance.
    ///
    /// # Safety
    /// The object is alive, begins with a `T`, and somebody gives up a reference to it.
    pub const unsafe fn from_owned(object: NonNull<T>) -> Ref<T> {
        Ref(object, PhantomData)
    }

    /// Borrows for as long as the owner is there.
    #[inline]
    pub const fn borrow(&self) -> Obj<'_, T> {
        Obj(self.0, PhantomData)
    }

    /// The same reference, the layout forgotten.
    #[inline]
    pub const fn object(self) -> Ref {
        let object = self.0.cast();
        std::mem::forget(self);
        Ref(object, PhantomData)
    }

    /// The pointer, and with it the reference, which nobody gives up by himself from now on.
    pub const fn into_raw(self) -> NonNull<T> {
        let object = self.0;
        std::mem::forget(self);
        object
    }

    /// The same reference to an object that begins with a `U`.
    ///
    /// # Safety
    /// It does.
    pub const unsafe fn cast<U>(self) -> Ref<U> {
        Ref(self.into_raw().cast(), PhantomData)
    }

    /// As [`Obj::downcast`]; the reference comes back where the object is something else.
    pub fn downcast<U: Layout>(self) -> std::result::Result<Ref<U>, Ref<T>> {
        match self.borrow().downcast::<U>() {
            // SAFETY: just asked.
            Some(_) => Ok(unsafe { self.cast() }),
            None => Err(self),
        }
    }
}

impl<T> Clone for Ref<T> {
    #[inline]
    fn clone(&self) -> Ref<T> {
        self.borrow().to_ref()
    }
}

impl<T> Deref for Ref<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.borrow().get()
    }
}

impl<T> Drop for Ref<T> {
    /// A decrement and a branch; what happens at zero is out of the way. C: `Py_DECREF`.
    #[inline]
    fn drop(&mut self) {
        let count = &self.borrow().object().get().ob_refcnt;
        count.set(count.get() - 1);
        if count.get() == 0 {
            // SAFETY: this was the last reference, so nobody can reach the object any more.
            unsafe { crate::dealloc::deallocate(self.0.cast()) }
        }
    }
}
// ANCHOR_END: owned

impl<'a, T> From<Obj<'a, T>> for Ref {
    fn from(object: Obj<'a, T>) -> Ref {
        object.object().to_ref()
    }
}

impl<T> fmt::Debug for Obj<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{} at {:p}, {} refs>", self.ob_type().name(), self.0, self.ob_refcnt())
    }
}

impl<T> fmt::Debug for Ref<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.borrow().fmt(f)
    }
}

// ANCHOR: field
/// A reference that an object holds and may exchange or give up: a `PyObject *` field.
#[repr(transparent)]
pub struct Field<T = PyObject>(Cell<Option<Ref<T>>>);

const _: () = assert!(size_of::<Field>() == size_of::<*mut PyObject>());

impl<T> Field<T> {
    /// No reference.
    #[allow(clippy::declare_interior_mutable_const, reason = "copied wherever it is used")]
    pub const NULL: Field<T> = Field(Cell::new(None));

    /// Holds a reference from the start.
    pub const fn new(value: Option<Ref<T>>) -> Field<T> {
        Field(Cell::new(value))
    }

    /// A reference of one's own.
    pub fn get(&self) -> Option<Ref<T>> {
        // SAFETY: the field holds a reference while we count up.
        unsafe { self.peek() }.map(Obj::to_ref)
    }

    /// The object, borrowed from the field.
    ///
    /// # Safety
    /// Nobody exchanges the field's content for as long as `'a` is used.
    pub unsafe fn peek<'a>(&self) -> Option<Obj<'a, T>> {
        // SAFETY: `Option<Ref>` is a nullable pointer.
        let pointer = unsafe { *self.0.as_ptr().cast::<Option<NonNull<T>>>() };
        pointer.map(|object| Obj(object, PhantomData))
    }

    /// The bare pointer, which may be null.
    pub fn as_raw(&self) -> *mut T {
        // SAFETY: `Option<Ref>` is a nullable pointer.
        unsafe { *self.0.as_ptr().cast::<*mut T>() }
    }

    /// Whether there is no reference.
    pub fn is_null(&self) -> bool {
        self.as_raw().is_null()
    }

    /// The reference that it held, of a field that is no more.
    #[inline]
    pub fn into_inner(self) -> Option<Ref<T>> {
        self.0.into_inner()
    }

    /// Holds `value` from now on and gives the old reference to the caller.
    pub fn replace(&self, value: Option<Ref<T>>) -> Option<Ref<T>> {
        self.0.replace(value)
    }

    /// Holds `value` from now on; only then is the old reference given up, which may run any
    /// code. C: `Py_XSETREF`.
    pub fn set(&self, value: Option<Ref<T>>) {
        drop(self.0.replace(value));
    }

    /// C: `Py_CLEAR`.
    pub fn clear(&self) {
        self.set(None);
    }
}
// ANCHOR_END: field
