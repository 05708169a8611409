//! The bytes object: bytes that never change, directly behind the head.
//!
//! CPython: `Include/cpython/bytesobject.h` (`PyBytesObject`), `Objects/bytesobject.c`
//! (`PyBytes_FromStringAndSize`, `bytes_hash`, `bytes_richcompare`).
//!
//! Invariant: a zero stands behind the last byte; the empty object and the 256 of one byte exist
//! once. The hash is kept from the first time that it was asked for.

use std::cell::Cell;
use std::ptr::NonNull;

use super::methods::{ByteString, byte_methods};
use super::{constructor, iterator, operators};
use crate::errors::no_memory;
use crate::memory;
use crate::object::{Layout, Obj, PyVarObject, Ref, Result};
use crate::protocol::attribute::generic_getattr;
use crate::runtime::runtime;
use crate::slot_kinds::{contains, hash, length};
use crate::static_type::{StaticType, Table};
use crate::type_object::{PyBufferProcs, PyMappingMethods, PyNumberMethods, PySequenceMethods};
use crate::type_object::{Type, flags};
use crate::types::str::modulo::bytes_modulo;
use crate::types::tuple;

// ANCHOR: layout
/// C: `PyBytesObject`.
#[repr(C)]
#[allow(missing_docs, reason = "the fields have the names and meanings that C gives them")]
pub struct PyBytesObject {
    pub ob_base: PyVarObject,
    /// −1 until it is asked for.
    pub ob_shash: Cell<isize>,
}

const _: () = assert!(size_of::<PyBytesObject>() == 32);

/// Borrowed bytes.
pub type Bytes<'a> = Obj<'a, PyBytesObject>;

// SAFETY: all bytes objects begin with the struct.
unsafe impl Layout for PyBytesObject {
    const SUBCLASS_FLAG: usize = flags::BYTES_SUBCLASS;

    fn type_object() -> &'static StaticType {
        &BYTES
    }
}

/// `bytes`.
pub static BYTES: StaticType = StaticType::new(Table::<PyBytesObject> {
    tp_name: c"bytes",
    tp_doc: "An immutable sequence of bytes.",
    // The zero at the end belongs to every object.
    tp_basicsize: size_of::<PyBytesObject>() + 1,
    tp_itemsize: 1,
    tp_flags: flags::BASETYPE | flags::BYTES_SUBCLASS | flags::MATCH_SELF,
    tp_dealloc: Some(crate::dealloc::dealloc::<PyBytesObject>),
    tp_repr: Some(operators::bytes_repr),
    tp_as_number: PyNumberMethods {
        nb_remainder: Some(bytes_modulo::<PyBytesObject>),
        ..PyNumberMethods::NONE
    },
    tp_as_sequence: PySequenceMethods {
        sq_length: length(operators::len),
        sq_concat: Some(operators::concatenate),
        sq_repeat: Some(operators::repeat),
        sq_item: Some(operators::item),
        sq_contains: contains(operators::contains),
        ..PySequenceMethods::NONE
    },
    tp_as_mapping: PyMappingMethods {
        mp_length: length(operators::len),
        mp_subscript: Some(operators::subscript),
        ..PyMappingMethods::NONE
    },
    tp_as_buffer: PyBufferProcs {
        bf_getbuffer: Some(operators::bytes_buffer),
        ..PyBufferProcs::NONE
    },
    tp_hash: hash(bytes_hash),
    tp_str: Some(operators::bytes_str),
    tp_getattro: Some(generic_getattr),
    tp_richcompare: Some(operators::bytes_compare),
    tp_iter: Some(iterator::bytes_iter),
    tp_new: Some(constructor::bytes_new),
    tp_methods: byte_methods!(
        PyBytesObject,
        Method::none(c"__getnewargs__", "($self, /)", new_arguments, "For pickling.").unsigned(),
        Method::none(
            c"__bytes__",
            "($self, /)",
            |bytes: Bytes<'_>| bytes.unchanged(),
            "The bytes as an exact bytes object.",
        ),
    ),
    ..Table::NONE
});
// ANCHOR_END: layout

// ANCHOR: new
/// Objects that are made once and kept: those of one byte, and the empty one behind them.
struct Singletons([Cell<Option<NonNull<PyBytesObject>>>; 257]);

// SAFETY: used only by the thread that holds the GIL.
unsafe impl Sync for Singletons {}

static SINGLETONS: Singletons = Singletons([const { Cell::new(None) }; 257]);

/// An object of these bytes. C: `PyBytes_FromStringAndSize`.
pub fn new(bytes: &[u8]) -> Result<Ref<PyBytesObject>> {
    build(bytes.len(), |out| out.copy_from_slice(bytes))
}

/// An object of so many bytes, zeros that `write` is given to fill in.
pub fn build(length: usize, write: impl FnOnce(&mut [u8])) -> Result<Ref<PyBytesObject>> {
    let index = match length {
        0 => {
            write(&mut []);
            256
        }
        1 => {
            let mut byte = [0];
            write(&mut byte);
            return singleton(byte[0].into(), &byte);
        }
        _ => return of_type(BYTES.as_type(), length, write),
    };
    singleton(index, &[])
}

fn singleton(index: usize, bytes: &[u8]) -> Result<Ref<PyBytesObject>> {
    let place = &SINGLETONS.0[index];
    if place.get().is_none() {
        let made = of_type(BYTES.as_type(), bytes.len(), |out| out.copy_from_slice(bytes))?;
        place.set(Some(made.into_raw()));
    }
    match place.get() {
        // SAFETY: the place keeps a reference for good.
        Some(bytes) => Ok(unsafe { Obj::from_ptr(bytes) }.to_ref()),
        None => Err(no_memory()),
    }
}

/// An instance of `bytes` or a subclass.
pub(super) fn of_type(
    ob_type: Type<'_>,
    length: usize,
    write: impl FnOnce(&mut [u8]),
) -> Result<Ref<PyBytesObject>> {
    if length > isize::MAX as usize - 64 {
        return Err(no_memory());
    }
    let object = memory::allocate_untracked(ob_type, length)?.cast::<PyBytesObject>();
    // SAFETY: a new object with so many zeros behind its head, and one more. A subclass with
    // attributes may be a container; it is tracked once it is filled.
    unsafe {
        object.as_ref().ob_shash.set(-1);
        let first = object.as_ptr().add(1).cast::<u8>();
        write(std::slice::from_raw_parts_mut(first, length));
        let bytes = Ref::from_owned(object);
        if ob_type.has(flags::HAVE_GC) {
            crate::gc::track(bytes.borrow().object());
        }
        Ok(bytes)
    }
}
// ANCHOR_END: new

impl<'a> Obj<'a, PyBytesObject> {
    /// The bytes.
    #[inline]
    pub fn bytes(self) -> &'a [u8] {
        // SAFETY: they follow the head, and never change.
        unsafe {
            let first = self.as_ptr().as_ptr().add(1).cast::<u8>();
            std::slice::from_raw_parts(first, self.ob_base.ob_size.get() as usize)
        }
    }
}

impl ByteString for PyBytesObject {
    const NAME: &'static str = "bytes";

    fn bytes<'a>(this: Obj<'a, Self>) -> &'a [u8] {
        this.bytes()
    }

    fn build(length: usize, write: impl FnOnce(&mut [u8])) -> Result {
        Ok(build(length, write)?.object())
    }

    fn unchanged(this: Obj<'_, Self>) -> Result {
        match this.is_exactly(&BYTES) {
            true => Ok(this.object().to_ref()),
            false => Ok(new(this.bytes())?.object()),
        }
    }
}

impl Obj<'_, PyBytesObject> {
    fn unchanged(self) -> Result {
        PyBytesObject::unchanged(self)
    }
}

fn bytes_hash(bytes: Bytes<'_>) -> Result<isize> {
    if bytes.ob_shash.get() == -1 {
        bytes.ob_shash.set(runtime().hash_secret.get().hash(bytes.bytes()));
    }
    Ok(bytes.ob_shash.get())
}

fn new_arguments(bytes: Bytes<'_>) -> Result {
    Ok(tuple::new([new(bytes.bytes())?.object()])?.object())
}
