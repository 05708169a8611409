//! What C slots return that isn't an object: −1, NULL and numbers, made from `Result`s.
//!
//! CPython: the typedefs of `Include/object.h` (`inquiry`, `lenfunc`, `hashfunc`,
//! `iternextfunc`, `traverseproc`).
//!
//! A function of ours returns `Result<bool>`; C expects −1, 0 or 1. The `const fn`s here put a
//! C function around one of ours, so that a row of a type's table reads
//! `tp_hash: hash(float_hash)`. The Rust function is a type of its own without any content,
//! which is why the C function finds it again without being told.

use std::ffi::{c_int, c_void};
use std::ops::ControlFlow;

use crate::object::{Obj, Raised, Ref, Result};
use crate::type_object::{
    ContainsFunc, HashFunc, InquiryFunc, LengthFunc, NextFunc, TraverseFunc, VisitProc,
};

// ANCHOR: kinds
/// −1 with an exception set, else 0 or 1.
#[derive(Debug, Clone, Copy)]
#[repr(transparent)]
pub struct Truth(c_int);

/// −1 with an exception set, else how many.
#[derive(Debug, Clone, Copy)]
#[repr(transparent)]
pub struct Count(isize);

/// −1 with an exception set, else a hash, which is never −1.
#[derive(Debug, Clone, Copy)]
#[repr(transparent)]
pub struct Hash(isize);

/// What a generator's `am_send` has come to. C: `PySendResult`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(i32)]
pub enum Send {
    /// It returned. C: `PYGEN_RETURN`.
    Return = 0,
    /// It raised. C: `PYGEN_ERROR`.
    Error = -1,
    /// It yielded. C: `PYGEN_NEXT`.
    Next = 1,
}

impl From<Result<bool>> for Truth {
    fn from(result: Result<bool>) -> Truth {
        Truth(result.map_or(-1, c_int::from))
    }
}

impl From<Truth> for Result<bool> {
    fn from(Truth(truth): Truth) -> Result<bool> {
        if truth < 0 { Err(Raised) } else { Ok(truth != 0) }
    }
}

impl From<Result<usize>> for Count {
    fn from(result: Result<usize>) -> Count {
        Count(result.map_or(-1, |count| count as isize))
    }
}

impl From<Count> for Result<usize> {
    fn from(Count(count): Count) -> Result<usize> {
        usize::try_from(count).map_err(|_| Raised)
    }
}

impl From<Result<isize>> for Hash {
    /// A hash of −1 becomes −2, as everywhere in CPython.
    fn from(result: Result<isize>) -> Hash {
        Hash(result.map_or(-1, |hash| if hash == -1 { -2 } else { hash }))
    }
}

impl From<Hash> for Result<isize> {
    fn from(Hash(hash): Hash) -> Result<isize> {
        if hash == -1 { Err(Raised) } else { Ok(hash) }
    }
}
// ANCHOR_END: kinds

// ANCHOR: adapters
/// Brings back the one value of a function's own type. Each adapter below was given it.
///
/// # Safety
/// `F` is the type of a function that somebody has named.
const unsafe fn function<F: Copy>() -> F {
    const { assert!(size_of::<F>() == 0, "a plain function, not a pointer or a closure") };
    // SAFETY: a type with one value has nothing to be read.
    unsafe { std::ptr::NonNull::<F>::dangling().read() }
}

/// `nb_bool` from a function that returns `Result<bool>`.
pub const fn truth<L, F>(_: F) -> Option<InquiryFunc<L>>
where
    F: Fn(Obj<'_, L>) -> Result<bool> + Copy,
{
    extern "C" fn slot<L, F: Fn(Obj<'_, L>) -> Result<bool> + Copy>(this: Obj<'_, L>) -> Truth {
        // SAFETY: of the function that the adapter was given.
        let body = unsafe { function::<F>() };
        body(this).into()
    }
    Some(slot::<L, F>)
}

/// `sq_contains` from a function that returns `Result<bool>`.
pub const fn contains<L, F>(_: F) -> Option<ContainsFunc<L>>
where
    F: Fn(Obj<'_, L>, Obj<'_>) -> Result<bool> + Copy,
{
    extern "C" fn slot<L, F>(this: Obj<'_, L>, item: Obj<'_>) -> Truth
    where
        F: Fn(Obj<'_, L>, Obj<'_>) -> Result<bool> + Copy,
    {
        // SAFETY: of the function that the adapter was given.
        let body = unsafe { function::<F>() };
        body(this, item).into()
    }
    Some(slot::<L, F>)
}

/// `sq_length` and `mp_length` from a function that returns `Result<usize>`.
pub const fn length<L, F>(_: F) -> Option<LengthFunc<L>>
where
    F: Fn(Obj<'_, L>) -> Result<usize> + Copy,
{
    extern "C" fn slot<L, F: Fn(Obj<'_, L>) -> Result<usize> + Copy>(this: Obj<'_, L>) -> Count {
        // SAFETY: of the function that the adapter was given.
        let body = unsafe { function::<F>() };
        body(this).into()
    }
    Some(slot::<L, F>)
}

/// `tp_hash` from a function that returns `Result<isize>`.
pub const fn hash<L, F>(_: F) -> Option<HashFunc<L>>
where
    F: Fn(Obj<'_, L>) -> Result<isize> + Copy,
{
    extern "C" fn slot<L, F: Fn(Obj<'_, L>) -> Result<isize> + Copy>(this: Obj<'_, L>) -> Hash {
        // SAFETY: of the function that the adapter was given.
        let body = unsafe { function::<F>() };
        body(this).into()
    }
    Some(slot::<L, F>)
}

/// `tp_iternext` from a function that returns `Result<Option<Ref>>`.
pub const fn next<L, F>(_: F) -> Option<NextFunc<L>>
where
    F: Fn(Obj<'_, L>) -> Result<Option<Ref>> + Copy,
{
    extern "C" fn slot<L, F>(this: Obj<'_, L>) -> Option<Ref>
    where
        F: Fn(Obj<'_, L>) -> Result<Option<Ref>> + Copy,
    {
        // SAFETY: of the function that the adapter was given.
        let body = unsafe { function::<F>() };
        body(this).unwrap_or_default()
    }
    Some(slot::<L, F>)
}
// ANCHOR_END: adapters

// ANCHOR: traverse
/// Shows references to whoever goes through the objects: the collector.
#[derive(Debug)]
pub struct Visitor {
    visit: VisitProc,
    argument: *mut c_void,
}

/// Whether to go on.
pub type Flow = ControlFlow<()>;

impl Visitor {
    /// The C function of a `tp_traverse` and its argument.
    pub(crate) fn new(visit: VisitProc, argument: *mut c_void) -> Visitor {
        Visitor { visit, argument }
    }

    /// Shows an object that is referred to.
    pub fn visit(&mut self, object: Obj<'_>) -> Flow {
        // SAFETY: the argument is what the caller of `tp_traverse` gave for this function.
        match unsafe { (self.visit)(object, self.argument) } {
            0 => ControlFlow::Continue(()),
            _ => ControlFlow::Break(()),
        }
    }

    /// Shows what a field leads to, if it leads anywhere.
    pub fn field<T>(&mut self, field: &crate::object::Field<T>) -> Flow {
        // SAFETY: going through objects changes nothing.
        match unsafe { field.peek() } {
            Some(object) => self.visit(object.object()),
            None => ControlFlow::Continue(()),
        }
    }

    /// Goes through an object that another type's `tp_traverse` knows.
    pub fn delegate(&mut self, object: Obj<'_>, traverse: TraverseFunc) -> Flow {
        // SAFETY: as in `visit`.
        match unsafe { traverse(object, self.visit, self.argument) } {
            0 => ControlFlow::Continue(()),
            _ => ControlFlow::Break(()),
        }
    }
}

/// `tp_traverse` from a function that shows each reference once.
pub const fn traverse<L, F>(_: F) -> Option<TraverseFunc<L>>
where
    F: Fn(Obj<'_, L>, &mut Visitor) -> Flow + Copy,
{
    unsafe extern "C" fn slot<L, F>(this: Obj<'_, L>, visit: VisitProc, to: *mut c_void) -> c_int
    where
        F: Fn(Obj<'_, L>, &mut Visitor) -> Flow + Copy,
    {
        // SAFETY: of the function that the adapter was given.
        c_int::from(unsafe { function::<F>() }(this, &mut Visitor::new(visit, to)).is_break())
    }
    Some(slot::<L, F>)
}
// ANCHOR_END: traverse
