//! The bytearray object.
//!
//! CPython: `Include/cpython/bytearrayobject.h` (`PyByteArrayObject`),
//! `Objects/bytearrayobject.c` (`PyByteArray_Resize`, `bytearray_getbuffer`,
//! `bytearray___init___impl`, `bytearray_richcompare`).
//!
//! The bytes stand in a block of their own, `ob_bytes`; the first of them are perhaps not used
//! any more, since deleting at the front only moves `ob_start`.
//!
//! Invariants: a zero stands behind the last byte. As long as a view is exported, the size
//! can't change and the block stays where it is.

use std::cell::Cell;
use std::ffi::c_int;
use std::ptr::{self, NonNull};

use super::items;
use crate::arguments::{Arguments, Given};
use crate::buffer::PyBuffer;
use crate::dealloc;
use crate::errors::{BUFFER_ERROR, SYSTEM_ERROR, TYPE_ERROR, no_memory, raise};
use crate::memory;
use crate::object::{Layout, Obj, PyVarObject, Ref, Result, Status};
use crate::protocol::attribute::generic_getattr;
use crate::protocol::buffer::{self, Buffer};
use crate::protocol::compare::Comparison;
use crate::signature::Signature;
use crate::slot_kinds::{contains, length};
use crate::static_type::{StaticType, Table};
use crate::type_object::{PyBufferProcs, PyMappingMethods, PyNumberMethods, PySequenceMethods};
use crate::type_object::{Type, flags};
use crate::types::bytes::constructor::{as_count, encoded};
use crate::types::bytes::methods::{ByteString, byte_in_range, byte_methods};
use crate::types::bytes::{iterator, operators, repr};
use crate::types::str::modulo::bytes_modulo;
use crate::types::str::{PyASCIIObject, TextBuilder, from_text};
use crate::types::text_arguments::{clinic_text, to_c_int};
use crate::types::{bool_, int, none, not_implemented, str, tuple};

// ANCHOR: layout
/// C: `PyByteArrayObject`.
#[repr(C)]
#[allow(missing_docs, reason = "the fields have the names and meanings that C gives them")]
pub struct PyByteArrayObject {
    pub ob_base: PyVarObject,
    pub ob_alloc: Cell<isize>,
    pub ob_bytes: Cell<*mut u8>,
    pub ob_start: Cell<*mut u8>,
    /// How many views are exported.
    pub ob_exports: Cell<isize>,
}

const _: () = assert!(size_of::<PyByteArrayObject>() == 56);

/// A borrowed bytearray.
pub type ByteArray<'a> = Obj<'a, PyByteArrayObject>;

// SAFETY: all bytearrays begin with the struct.
unsafe impl Layout for PyByteArrayObject {
    fn type_object() -> &'static StaticType {
        &BYTEARRAY
    }
}

/// `bytearray`.
pub static BYTEARRAY: StaticType = StaticType::new(Table::<PyByteArrayObject> {
    tp_name: c"bytearray",
    tp_doc: "A sequence of bytes that can change.",
    tp_flags: flags::BASETYPE | flags::MATCH_SELF,
    tp_dealloc: Some(bytearray_dealloc),
    tp_repr: Some(bytearray_repr),
    tp_as_number: PyNumberMethods {
        nb_remainder: Some(bytes_modulo::<PyByteArrayObject>),
        ..PyNumberMethods::NONE
    },
    tp_as_sequence: PySequenceMethods {
        sq_length: length(operators::len),
        sq_concat: Some(operators::concatenate),
        sq_repeat: Some(operators::repeat),
        sq_item: Some(operators::item),
        sq_ass_item: Some(items::set_item),
        sq_contains: contains(operators::contains),
        sq_inplace_concat: Some(items::concatenate_in_place),
        sq_inplace_repeat: Some(items::repeat_in_place),
        ..PySequenceMethods::NONE
    },
    tp_as_mapping: PyMappingMethods {
        mp_length: length(operators::len),
        mp_subscript: Some(operators::subscript),
        mp_ass_subscript: Some(items::set_subscript),
        ..PyMappingMethods::NONE
    },
    tp_as_buffer: PyBufferProcs {
        bf_getbuffer: Some(bytearray_buffer),
        bf_releasebuffer: Some(bytearray_release),
        ..PyBufferProcs::NONE
    },
    tp_hash: crate::protocol::hash::unhashable(),
    tp_str: Some(bytearray_str),
    tp_getattro: Some(generic_getattr),
    tp_richcompare: Some(bytearray_compare),
    tp_iter: Some(iterator::bytearray_iter),
    tp_init: Some(bytearray_init),
    tp_new: Some(bytearray_new),
    tp_methods: byte_methods!(
        PyByteArrayObject,
        Method::none(c"__alloc__", "($self, /)", allocated, "How many bytes there is room for.")
            .unsigned(),
        Method::none(c"__reduce__", "($self, /)", reduce, "For pickling."),
        Method::new(c"__reduce_ex__", "($self, proto=0, /)", reduce_ex, "For pickling."),
        Method::none(c"__sizeof__", "($self, /)", byte_size, "How many bytes the object takes."),
        Method::one(c"append", "($self, item, /)", items::append, "Puts a byte at the end."),
        Method::none(c"clear", "($self, /)", items::clear, "Takes all bytes out."),
        Method::none(c"copy", "($self, /)", PyByteArrayObject::unchanged, "A copy."),
        Method::one(
            c"extend",
            "($self, iterable_of_ints, /)",
            items::extend,
            "Puts the bytes of a bytes-like object, or numbers that are bytes, at the end.",
        ),
        Method::new(
            c"insert",
            "($self, index, item, /)",
            items::insert,
            "Puts a byte before the one at an index.",
        ),
        Method::new(
            c"pop",
            "($self, index=-1, /)",
            items::pop,
            "Takes a byte out, the last if nothing else is said, and returns it.",
        ),
        Method::one(
            c"remove",
            "($self, value, /)",
            items::remove,
            "Takes the first byte of a value out; ValueError if there is none.",
        ),
        Method::none(c"reverse", "($self, /)", items::reverse, "Reverses the order."),
    ),
    ..Table::NONE
});
// ANCHOR_END: layout

/// The bytes of what is a bytearray, until code of the program's runs. C:
/// `PyByteArray_AS_STRING`.
pub fn bytes_of(object: Obj<'_>) -> Option<&[u8]> {
    object.downcast().map(PyByteArrayObject::bytes)
}

// ANCHOR: new
/// A new bytearray of these bytes. C: `PyByteArray_FromStringAndSize`.
pub fn new(bytes: &[u8]) -> Result<Ref<PyByteArrayObject>> {
    build(bytes.len(), |out| out.copy_from_slice(bytes))
}

fn build(length: usize, write: impl FnOnce(&mut [u8])) -> Result<Ref<PyByteArrayObject>> {
    let array = create(BYTEARRAY.as_type())?;
    array.borrow().resize(length)?;
    array.borrow().with_bytes(write);
    Ok(array)
}

fn create(ob_type: Type<'_>) -> Result<Ref<PyByteArrayObject>> {
    memory::create(ob_type, |head| PyByteArrayObject {
        ob_base: PyVarObject { ob_base: head, ob_size: Cell::new(0) },
        ob_alloc: Cell::new(0),
        ob_bytes: Cell::new(ptr::null_mut()),
        ob_start: Cell::new(ptr::null_mut()),
        ob_exports: Cell::new(0),
    })
}

impl ByteString for PyByteArrayObject {
    const NAME: &'static str = "bytearray";

    fn bytes<'a>(this: Obj<'a, Self>) -> &'a [u8] {
        match this.len() {
            0 => &[],
            // SAFETY: so many bytes from the start; the caller lets go of them before any code
            // could change the array.
            length => unsafe { std::slice::from_raw_parts(this.ob_start.get(), length) },
        }
    }

    fn build(length: usize, write: impl FnOnce(&mut [u8])) -> Result {
        Ok(build(length, write)?.object())
    }

    fn unchanged(this: Obj<'_, Self>) -> Result {
        Ok(new(Self::bytes(this))?.object())
    }
}

impl Obj<'_, PyByteArrayObject> {
    /// How many bytes.
    pub fn len(self) -> usize {
        self.ob_base.ob_size.get() as usize
    }

    /// Whether there are none.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// Lets `change` write to the bytes. It runs no code of the program's.
    pub(super) fn with_bytes<R>(self, change: impl FnOnce(&mut [u8]) -> R) -> R {
        match self.len() {
            0 => change(&mut []),
            length => {
                // SAFETY: so many bytes from the start; nobody else looks while `change` runs.
                change(unsafe { std::slice::from_raw_parts_mut(self.ob_start.get(), length) })
            }
        }
    }

    /// Whether the size may change. C: `_canresize`.
    pub(super) fn check_resizable(self) -> Result<()> {
        match self.ob_exports.get() {
            0 => Ok(()),
            _ => {
                let message = "Existing exports of data: object cannot be re-sized";
                Err(raise(&BUFFER_ERROR, message))
            }
        }
    }

    /// Another size; what is new is zero. C: `PyByteArray_Resize`.
    pub(super) fn resize(self, size: usize) -> Result<()> {
        let old = self.len();
        if size == old {
            return Ok(());
        }
        self.check_resizable()?;
        if size > isize::MAX as usize - 1 {
            return Err(no_memory());
        }
        let room = self.ob_alloc.get() as usize;
        // SAFETY: offsets within the array's own block.
        unsafe {
            let skipped = match self.ob_bytes.get().is_null() {
                true => 0,
                false => self.ob_start.get().offset_from(self.ob_bytes.get()) as usize,
            };
            if size + skipped < room && size >= room / 2 {
                // A small change within the block.
                self.set_end(size, old);
                return Ok(());
            }
            let wanted = match () {
                () if size < room / 2 => size + 1,
                () if size as f64 <= room as f64 * 1.125 => {
                    size + (size >> 3) + if size < 9 { 3 } else { 6 }
                }
                () => size + 1,
            };
            let block = memory::allocate(wanted).map_err(|_| no_memory())?.as_ptr();
            let kept = old.min(size);
            if kept > 0 {
                block.copy_from_nonoverlapping(self.ob_start.get(), kept);
            }
            if let Some(old) = NonNull::new(self.ob_bytes.get()) {
                memory::free(old);
            }
            self.ob_bytes.set(block);
            self.ob_start.set(block);
            self.ob_alloc.set(wanted as isize);
            self.set_end(size, old);
        }
        Ok(())
    }

    /// # Safety
    /// There is room for so many bytes, and one more.
    unsafe fn set_end(self, size: usize, old: usize) {
        // SAFETY: the caller's word.
        unsafe {
            if size > old {
                self.ob_start.get().add(old).write_bytes(0, size - old);
            }
            self.ob_start.get().add(size).write(0);
        }
        self.ob_base.ob_size.set(size as isize);
    }

    /// Takes bytes out at the front, without moving the others.
    pub(super) fn drop_front(self, count: usize) -> Result<()> {
        self.check_resizable()?;
        let left = self.len() - count;
        if left == 0 || left + 1 < self.ob_alloc.get() as usize / 2 {
            self.with_bytes(|bytes| bytes.copy_within(count.., 0));
            return self.resize(left);
        }
        // SAFETY: fewer than there are.
        self.ob_start.set(unsafe { self.ob_start.get().add(count) });
        self.ob_base.ob_size.set(left as isize);
        Ok(())
    }
}
// ANCHOR_END: new

// ANCHOR: init
extern "C" fn bytearray_new(ob_type: Type<'_>, _: Obj<'_>, _: Option<Obj<'_>>) -> Result {
    Ok(create(ob_type)?.object())
}

/// C: `bytearray___init___impl`.
extern "C" fn bytearray_init(
    array: ByteArray<'_>,
    arguments: Obj<'_>,
    keywords: Option<Obj<'_>>,
) -> Status {
    const SIGNATURE: Signature =
        Signature::parse("(source=b'', encoding='utf-8', errors='strict')");
    let given = Given::of_tuple(arguments, keywords);
    SIGNATURE.bind("bytearray", given, |arguments| {
        let encoding = clinic_text(arguments.get(1), "bytearray", "argument 'encoding'")?;
        let errors = clinic_text(arguments.get(2), "bytearray", "argument 'errors'")?;
        array.resize(0)?;
        let Some(source) = arguments.get(0) else {
            return match (encoding.is_some(), errors.is_some()) {
                (true, _) => Err(raise(&TYPE_ERROR, "encoding without a string argument")),
                (_, true) => Err(raise(&TYPE_ERROR, "errors without a string argument")),
                _ => Ok(()),
            };
        };
        if source.downcast::<PyASCIIObject>().is_some() && encoding.is_none() {
            return Err(raise(&TYPE_ERROR, "string argument without an encoding"));
        }
        if encoding.is_some() || errors.is_some() {
            let bytes = encoded(source, encoding.as_deref(), errors.as_deref())?;
            return array.append_bytes(bytes.borrow().bytes());
        }
        if let Some(count) = as_count(source)? {
            return array.resize(count);
        }
        if source.has_buffer() {
            return array.append_bytes(&Buffer::copy(source)?);
        }
        let iterator = source.iter().inspect_err(|_| {
            if crate::errors::matches(&TYPE_ERROR) {
                let name = source.ob_type().name().to_owned();
                let message = format_args!("cannot convert '{name}' object to bytearray");
                raise(&TYPE_ERROR, message);
            }
        })?;
        while let Some(item) = iterator.borrow().next()? {
            let byte = byte_in_range(item.borrow(), "byte must be in range(0, 256)")?;
            array.append_bytes(&[byte])?;
        }
        Ok(())
    })?;
    Ok(())
}

impl Obj<'_, PyByteArrayObject> {
    /// Puts bytes at the end, which aren't the array's own.
    pub(super) fn append_bytes(self, bytes: &[u8]) -> Result<()> {
        let old = self.len();
        self.resize(old.checked_add(bytes.len()).ok_or_else(no_memory)?)?;
        self.with_bytes(|all| all[old..].copy_from_slice(bytes));
        Ok(())
    }
}
// ANCHOR_END: init

// ANCHOR: slots
/// # Safety
/// As every `tp_dealloc`.
unsafe extern "C" fn bytearray_dealloc(array: NonNull<PyByteArrayObject>) {
    // SAFETY: nobody else has the array.
    unsafe {
        let fields = array.as_ref();
        if fields.ob_exports.get() > 0 {
            raise(&SYSTEM_ERROR, "deallocated bytearray object has exported buffers");
            crate::errors::write_unraisable("in bytearray", None);
        }
        if let Some(block) = NonNull::new(fields.ob_bytes.get()) {
            memory::free(block);
        }
        dealloc::free(array.cast());
    }
}

unsafe extern "C" fn bytearray_buffer(
    array: ByteArray<'_>,
    view: *mut PyBuffer,
    flags: c_int,
) -> Status {
    static EMPTY: [u8; 1] = [0];
    let start = match array.ob_start.get() {
        start if start.is_null() => EMPTY.as_ptr().cast_mut(),
        start => start,
    };
    // SAFETY: the view is the caller's; as long as it is exported the block stays.
    unsafe { buffer::fill(view, array.object(), start.cast(), array.len(), false, flags)? };
    array.ob_exports.set(array.ob_exports.get() + 1);
    Ok(())
}

unsafe extern "C" fn bytearray_release(array: ByteArray<'_>, _: *mut PyBuffer) {
    array.ob_exports.set(array.ob_exports.get() - 1);
}

extern "C" fn bytearray_repr(array: ByteArray<'_>) -> Result {
    let mut out = TextBuilder::new();
    out.push_str(array.ob_type().name().rsplit('.').next().unwrap_or_default());
    // Unlike bytes, a single quote is escaped between double ones, too.
    let bytes = PyByteArrayObject::bytes(array);
    let quote = if bytes.contains(&b'\'') && !bytes.contains(&b'"') { b'"' } else { b'\'' };
    out.push_ascii(b"(b");
    out.push(quote.into());
    out.push_ascii(&repr::escaped(bytes, b'\''));
    out.push(quote.into());
    out.push_ascii(b")");
    Ok(from_text(out.as_text())?.object())
}

extern "C" fn bytearray_str(array: ByteArray<'_>) -> Result {
    Ok(array.object().repr()?.object())
}

/// C: `bytearray_richcompare`. Anything with a buffer but a string can be compared.
extern "C" fn bytearray_compare(left: ByteArray<'_>, right: Obj<'_>, comparison: c_int) -> Result {
    let Some(comparison) = Comparison::of(comparison) else {
        return Ok(not_implemented().to_ref());
    };
    if !right.has_buffer() {
        return Ok(not_implemented().to_ref());
    }
    let Ok(right) = Buffer::simple(right) else {
        crate::errors::clear();
        return Ok(not_implemented().to_ref());
    };
    let order = PyByteArrayObject::bytes(left).cmp(right.bytes());
    Ok(bool_(comparison.holds(order)).to_ref())
}
// ANCHOR_END: slots

// ANCHOR: pickling
fn allocated(array: ByteArray<'_>) -> Result {
    Ok(int::from_i64(array.ob_alloc.get() as i64)?.object())
}

fn byte_size(array: ByteArray<'_>) -> Result {
    let basic = array.ob_type().tp_basicsize.get();
    Ok(int::from_i64((basic + array.ob_alloc.get()) as i64)?.object())
}

fn reduce(array: ByteArray<'_>) -> Result {
    reduced(array, 2)
}

fn reduce_ex(array: ByteArray<'_>, arguments: &Arguments<'_>) -> Result {
    reduced(array, arguments.get(0).map_or(Ok(0), to_c_int)?)
}

/// C: `_common_reduce`.
fn reduced(array: ByteArray<'_>, protocol: i32) -> Result {
    let state = array.object().lookup_attribute(crate::name!("__dict__"))?;
    let state = state.unwrap_or_else(|| none().to_ref());
    let bytes = PyByteArrayObject::bytes(array);
    let arguments = match protocol {
        ..3 if bytes.is_empty() => tuple::new([])?,
        ..3 => {
            let text = from_text(str::Text::latin1(bytes))?.object();
            tuple::new([text, str::new("latin-1")?.object()])?
        }
        _ if bytes.is_empty() => tuple::new([])?,
        _ => tuple::new([crate::types::bytes::new(bytes)?.object()])?,
    };
    let ob_type = array.ob_type().object().to_ref();
    Ok(tuple::new([ob_type, arguments.object(), state])?.object())
}
// ANCHOR_END: pickling
