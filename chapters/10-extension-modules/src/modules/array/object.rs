//! The array object.
//!
//! CPython: `Modules/arraymodule.c` (`arrayobject`, `array_resize`, `array_new`,
//! `array_buffer_getbuf`, `array_richcompare`).
//!
//! Invariants: `ob_item` leads to room for `allocated` items, or is null where that is zero. As
//! long as a buffer is exported, the size can't change and the block stays where it is.

use std::cell::Cell;
use std::ffi::c_int;
use std::ptr::{self, NonNull};

use object_model::arguments::Given;
use object_model::buffer::PyBuffer;
use object_model::dealloc;
use object_model::errors::{BUFFER_ERROR, TYPE_ERROR, VALUE_ERROR, no_memory, raise};
use object_model::memory;
use object_model::object::{Layout, Obj, PyObject, PyVarObject, Ref, Result, Status};
use object_model::protocol::attribute::generic_getattr;
use object_model::protocol::buffer::{Buffer, flags as request};
use object_model::protocol::compare::Comparison;
use object_model::protocol::hash::unhashable;
use object_model::signature::Signature;
use object_model::slot_kinds::{contains, length};
use object_model::static_type::{StaticType, Table};
use object_model::type_object::{PyBufferProcs, PyMappingMethods, PySequenceMethods, Type, flags};
use object_model::types::bytes::PyBytesObject;
use object_model::types::list::PyListObject;
use object_model::types::str::PyASCIIObject;
use object_model::types::text_arguments::collect;
use object_model::types::tuple::PyTupleObject;
use object_model::types::{bool_, bytearray, not_implemented, str, weakref};

use super::kind::Kind;
use super::{items, iterator, methods};

// ANCHOR: layout
/// C: `arrayobject`.
#[repr(C)]
#[allow(missing_docs, reason = "the fields have the names and meanings that C gives them")]
pub struct ArrayObject {
    pub ob_base: PyVarObject,
    pub ob_item: Cell<*mut u8>,
    pub allocated: Cell<isize>,
    /// C has a pointer to a table here.
    pub ob_descr: Cell<Kind>,
    pub weakreflist: Cell<*mut PyObject>,
    /// How many buffers are exported.
    pub ob_exports: Cell<isize>,
}

const _: () = assert!(size_of::<ArrayObject>() == 64);

/// A borrowed array.
pub type Array<'a> = Obj<'a, ArrayObject>;

// SAFETY: instances are made by `create` alone.
unsafe impl Layout for ArrayObject {
    fn type_object() -> &'static StaticType {
        &ARRAY
    }
}

/// `array`.
pub static ARRAY: StaticType = StaticType::new(Table::<ArrayObject> {
    tp_name: c"array.array",
    tp_doc: "An array of numbers of one kind, which its type code says.\n\nb B signed and unsigned char, u character, h H short, i I int, l L long, q Q long long,\nf float, d double.",
    tp_flags: flags::BASETYPE | flags::SEQUENCE,
    tp_weaklistoffset: std::mem::offset_of!(ArrayObject, weakreflist),
    tp_dealloc: Some(array_dealloc),
    tp_repr: Some(array_repr),
    tp_as_sequence: PySequenceMethods {
        sq_length: length(|array: Array<'_>| Ok(array.len())),
        sq_concat: Some(items::concatenate),
        sq_repeat: Some(items::repeat),
        sq_item: Some(items::item),
        sq_ass_item: Some(items::set_item),
        sq_contains: contains(items::contains),
        sq_inplace_concat: Some(items::concatenate_in_place),
        sq_inplace_repeat: Some(items::repeat_in_place),
        ..PySequenceMethods::NONE
    },
    tp_as_mapping: PyMappingMethods {
        mp_length: length(|array: Array<'_>| Ok(array.len())),
        mp_subscript: Some(items::subscript),
        mp_ass_subscript: Some(items::set_subscript),
        ..PyMappingMethods::NONE
    },
    tp_as_buffer: PyBufferProcs {
        bf_getbuffer: Some(array_getbuf),
        bf_releasebuffer: Some(array_releasebuf),
        ..PyBufferProcs::NONE
    },
    tp_hash: unhashable(),
    tp_getattro: Some(generic_getattr),
    tp_richcompare: Some(rich_compare),
    tp_iter: Some(iterator::iter),
    tp_new: Some(array_new),
    tp_methods: methods::METHODS,
    tp_getset: methods::GETTERS,
    ..Table::NONE
});
// ANCHOR_END: layout

// ANCHOR: memory
/// An array of so many items, all zero. C: `newarrayobject`.
pub(super) fn create(ob_type: Type<'_>, kind: Kind, length: usize) -> Result<Ref<ArrayObject>> {
    let array = memory::create(ob_type, |head| ArrayObject {
        ob_base: PyVarObject { ob_base: head, ob_size: Cell::new(0) },
        ob_item: Cell::new(ptr::null_mut()),
        allocated: Cell::new(0),
        ob_descr: Cell::new(kind),
        weakreflist: Cell::new(ptr::null_mut()),
        ob_exports: Cell::new(0),
    })?;
    if length > 0 {
        array.borrow().reallocate(length)?;
        array.ob_base.ob_size.set(length as isize);
    }
    Ok(array)
}

impl ArrayObject {
    /// How many items.
    pub(super) fn len(&self) -> usize {
        self.ob_base.ob_size.get() as usize
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub(super) fn kind(&self) -> Kind {
        self.ob_descr.get()
    }

    /// The items' bytes. `look` runs no code of the program's.
    pub(super) fn with_bytes<R>(&self, look: impl FnOnce(&mut [u8]) -> R) -> R {
        match self.len() * self.kind().size() {
            0 => look(&mut []),
            // SAFETY: so many bytes are there, and nobody else looks meanwhile.
            size => look(unsafe { std::slice::from_raw_parts_mut(self.ob_item.get(), size) }),
        }
    }

    /// A copy of the items' bytes.
    pub(super) fn to_vec(&self) -> Vec<u8> {
        self.with_bytes(|bytes| bytes.to_vec())
    }

    /// An item as an object.
    pub(super) fn get_index(&self, index: usize) -> Result {
        let (kind, size) = (self.kind(), self.kind().size());
        let mut item = [0; 8];
        self.with_bytes(|bytes| {
            item[..size].copy_from_slice(&bytes[index * size..(index + 1) * size]);
        });
        kind.unpack(&item[..size])
    }

    /// Writes an item, if the array is still that long.
    pub(super) fn put(&self, index: usize, item: &[u8; 8]) {
        let size = self.kind().size();
        self.with_bytes(|bytes| {
            if let Some(place) = bytes.get_mut(index * size..(index + 1) * size) {
                place.copy_from_slice(&item[..size]);
            }
        });
    }

    /// Room for so many items, the old ones in front, zeros behind them.
    fn reallocate(&self, room: usize) -> Result<()> {
        let size = room.checked_mul(self.kind().size()).filter(|size| *size <= isize::MAX as usize);
        let size = size.ok_or_else(no_memory)?;
        let block = memory::allocate_zeroed(size).map_err(|_| no_memory())?;
        let kept = self.len().min(room) * self.kind().size();
        // SAFETY: so many bytes are in both.
        unsafe {
            if kept > 0 {
                block.as_ptr().copy_from_nonoverlapping(self.ob_item.get(), kept);
            }
            self.give_up();
        }
        self.ob_item.set(block.as_ptr());
        self.allocated.set(room as isize);
        Ok(())
    }

    /// # Safety
    /// Nobody looks at the items any more.
    unsafe fn give_up(&self) {
        if let Some(block) = NonNull::new(self.ob_item.replace(ptr::null_mut())) {
            // SAFETY: the array's own block.
            unsafe { memory::free(block) };
        }
    }

    pub(super) fn check_resizable(&self) -> Result<()> {
        match self.ob_exports.get() {
            0 => Ok(()),
            _ => {
                let message = "cannot resize an array that is exporting buffers";
                Err(raise(&BUFFER_ERROR, message))
            }
        }
    }

    /// Another length; what is new is whatever was there. C: `array_resize`.
    pub(super) fn resize(&self, wanted: usize) -> Result<()> {
        let length = self.len();
        if wanted != length {
            self.check_resizable()?;
        }
        let has_room = self.allocated.get() >= wanted as isize && !self.ob_item.get().is_null();
        if has_room && length < wanted + 16 {
            self.ob_base.ob_size.set(wanted as isize);
            return Ok(());
        }
        if wanted == 0 {
            // SAFETY: the length goes with them.
            unsafe { self.give_up() };
            self.allocated.set(0);
        } else {
            let more = (wanted >> 4) + if length < 8 { 3 } else { 7 };
            self.reallocate(wanted.checked_add(more).ok_or_else(no_memory)?)?;
        }
        self.ob_base.ob_size.set(wanted as isize);
        Ok(())
    }

    /// Other items in place of a stretch of them.
    pub(super) fn splice(&self, start: usize, count: usize, new: &[u8]) -> Result<()> {
        let size = self.kind().size();
        let (length, added) = (self.len(), new.len() / size);
        let behind = start + count;
        if added != count {
            self.check_resizable()?;
        }
        if added < count {
            self.with_bytes(|bytes| bytes.copy_within(behind * size.., (start + added) * size));
            self.resize(length - count + added)?;
        } else if added > count {
            self.resize((length - count).checked_add(added).ok_or_else(no_memory)?)?;
            self.with_bytes(|bytes| {
                bytes.copy_within(behind * size..length * size, (start + added) * size);
            });
        }
        self.with_bytes(|bytes| bytes[start * size..start * size + new.len()].copy_from_slice(new));
        Ok(())
    }

    /// Puts items at the end.
    pub(super) fn append_bytes(&self, new: &[u8]) -> Result<()> {
        self.splice(self.len(), 0, new)
    }

    /// Puts what an iterable yields at the end. C: `array_iter_extend`.
    pub(super) fn append_all(&self, iterable: Obj<'_>) -> Result<()> {
        let iterator = iterable.iter()?;
        while let Some(value) = iterator.borrow().next()? {
            let item = self.kind().pack(value.borrow())?;
            self.append_bytes(&item[..self.kind().size()])?;
        }
        Ok(())
    }
}

/// # Safety
/// As every `tp_dealloc`.
unsafe extern "C" fn array_dealloc(array: NonNull<ArrayObject>) {
    // SAFETY: nobody else has the array.
    unsafe {
        let borrowed: Array<'_> = Obj::from_ptr(array);
        weakref::clear_references(borrowed.object());
        borrowed.give_up();
        dealloc::free(array.cast());
    }
}
// ANCHOR_END: memory

// ANCHOR: new
const SIGNATURE: Signature = Signature::parse("(typecode, initializer=<unrepresentable>, /)");

/// C: `array_new`.
extern "C" fn array_new(ob_type: Type<'_>, args: Obj<'_>, keywords: Option<Obj<'_>>) -> Result {
    let init = |ob_type: Type<'_>| ob_type.tp_init.get().map(|init| init as usize);
    let is_plain = init(ob_type) == init(ARRAY.as_type());
    let given = Given::of_tuple(args, keywords);
    if is_plain && !given.keywords.is_empty() {
        return Err(raise(&TYPE_ERROR, "array.array() takes no keyword arguments"));
    }
    let given = Given::positional(given.positional);
    SIGNATURE.parsed().bind("array", given, |given| {
        let code = match given[0].downcast::<PyASCIIObject>() {
            Some(text) if text.len() == 1 => text.code_point(0),
            _ => {
                let name = given[0].ob_type().name().to_owned();
                let message = "array() argument 1 must be a unicode character, not";
                return Err(raise(&TYPE_ERROR, format_args!("{message} {name}")));
            }
        };
        make(ob_type, code, given.get(1))
    })
}

pub(super) fn make(ob_type: Type<'_>, code: u32, initial: Option<Obj<'_>>) -> Result {
    let shown = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
    let text = initial.and_then(|initial| initial.downcast::<PyASCIIObject>());
    let other = initial.and_then(|initial| initial.downcast::<ArrayObject>());
    if shown != 'u' && (text.is_some() || other.is_some_and(|other| other.kind().is_text())) {
        let what = if text.is_some() { "str" } else { "unicode array" };
        let message = format_args!("cannot use a {what} to initialize an array with typecode");
        return Err(raise(&TYPE_ERROR, format_args!("{message} '{shown}'")));
    }
    let bytes = initial.and_then(|initial| {
        let bytes = initial.downcast::<PyBytesObject>().map(|bytes| bytes.bytes());
        bytes.or_else(|| bytearray::object::bytes_of(initial))
    });
    let is_sequence = initial.is_some_and(|initial| {
        initial.downcast::<PyListObject>().is_some()
            || initial.downcast::<PyTupleObject>().is_some()
    });
    let is_same = other.is_some_and(|other| u32::from(other.kind().code()) == code);
    let is_other = bytes.is_none() && text.is_none() && !is_sequence && !is_same;
    // What can't be iterated over is refused before a wrong type code is.
    let iterator = initial.filter(|_| is_other).map(Obj::iter).transpose()?;
    let Some(kind) = Kind::of(code) else {
        let message = "bad typecode (must be b, B, u, h, H, i, I, l, L, q, Q, f or d)";
        return Err(raise(&VALUE_ERROR, message));
    };
    let array = create(ob_type, kind, 0)?;
    let this = array.borrow();
    match (bytes, text, other.filter(|_| is_same), initial) {
        (Some(bytes), ..) => append_from(this, bytes)?,
        (_, Some(text), ..) => {
            // No more room than the text takes.
            let array = create(ob_type, kind, text.len())?;
            array.borrow().with_bytes(|out| {
                for (place, code) in out.chunks_exact_mut(4).zip(text.code_points()) {
                    place.copy_from_slice(&code.to_ne_bytes());
                }
            });
            return Ok(array.object());
        }
        (_, _, Some(other), _) => this.append_bytes(&other.to_vec())?,
        (.., Some(sequence)) if is_sequence => {
            // As long as the sequence, no longer.
            let values = collect(sequence, "a list or a tuple")?;
            let array = create(ob_type, kind, values.len())?;
            for (index, value) in values.iter().enumerate() {
                array.borrow().put(index, &kind.pack(value.borrow())?);
            }
            return Ok(array.object());
        }
        _ => {
            if let Some(iterator) = iterator {
                this.append_all(iterator.borrow())?;
            }
        }
    }
    Ok(array.object())
}

/// C: `frombytes`.
pub(super) fn append_from(array: Array<'_>, bytes: &[u8]) -> Result<()> {
    if !bytes.len().is_multiple_of(array.kind().size()) {
        return Err(raise(&VALUE_ERROR, "bytes length not a multiple of item size"));
    }
    array.append_bytes(bytes)
}

/// Puts characters at the end.
pub(super) fn append_text(array: Array<'_>, text: Obj<'_, PyASCIIObject>) -> Result<()> {
    let bytes: Vec<u8> = text.code_points().flat_map(u32::to_ne_bytes).collect();
    array.append_bytes(&bytes)
}
// ANCHOR_END: new

// ANCHOR: slots
extern "C" fn array_repr(array: Array<'_>) -> Result {
    let name = array.ob_type().get().short_name().to_owned();
    let code = array.kind().code();
    if array.is_empty() {
        return Ok(str::new(&format!("{name}('{code}')"))?.object());
    }
    let content = match array.kind().is_text() {
        true => methods::to_unicode(array)?,
        false => methods::to_list(array)?,
    };
    let mut text = str::TextBuilder::new();
    text.push_str(&format!("{name}('{code}', "));
    text.push_text(content.borrow().repr()?.borrow().text());
    text.push_ascii(b")");
    Ok(str::from_text(text.finish().as_text())?.object())
}

/// # Safety
/// As every `bf_getbuffer`.
unsafe extern "C" fn array_getbuf(array: Array<'_>, view: *mut PyBuffer, flags: c_int) -> Status {
    static EMPTY: [u64; 1] = [0];
    let has = |flag: c_int| flags & flag == flag;
    let start = match array.ob_item.get() {
        start if start.is_null() => EMPTY.as_ptr().cast_mut().cast(),
        start => start,
    };
    let format = array.kind().buffer_format().as_ptr().cast_mut();
    // SAFETY: the struct is the caller's, who doesn't move it where it asks for strides; the
    // length stands in the array, and can't change meanwhile.
    unsafe {
        view.write(PyBuffer {
            buf: start.cast(),
            obj: Some(array.object().to_ref()),
            len: (array.len() * array.kind().size()) as isize,
            itemsize: array.kind().size() as isize,
            ndim: 1,
            format: if has(request::FORMAT) { format } else { ptr::null_mut() },
            shape: match has(request::ND) {
                true => array.get().ob_base.ob_size.as_ptr(),
                false => ptr::null_mut(),
            },
            ..PyBuffer::EMPTY
        });
        if has(request::STRIDES) {
            (*view).strides = &raw mut (*view).itemsize;
        }
    }
    array.ob_exports.set(array.ob_exports.get() + 1);
    Ok(())
}

/// # Safety
/// As every `bf_releasebuffer`.
unsafe extern "C" fn array_releasebuf(array: Array<'_>, _: *mut PyBuffer) {
    array.ob_exports.set(array.ob_exports.get() - 1);
}

/// C: `array_richcompare`.
extern "C" fn rich_compare(left: Array<'_>, right: Obj<'_>, comparison: c_int) -> Result {
    let (Some(right), Some(comparison)) =
        (right.downcast::<ArrayObject>(), Comparison::of(comparison))
    else {
        return Ok(not_implemented().to_ref());
    };
    let equality = match comparison {
        Comparison::Equal => Some(true),
        Comparison::NotEqual => Some(false),
        _ => None,
    };
    if left.len() != right.len()
        && let Some(equal) = equality
    {
        return Ok(bool_(!equal).to_ref());
    }
    let mut index = 0;
    while index < left.len() && index < right.len() {
        let (a, b) = (left.get_index(index)?, right.get_index(index)?);
        if !a.borrow().compare_bool(b.borrow(), Comparison::Equal)? {
            return match equality {
                Some(equal) => Ok(bool_(!equal).to_ref()),
                None => a.borrow().compare(b.borrow(), comparison),
            };
        }
        index += 1;
    }
    Ok(bool_(comparison.holds(left.len().cmp(&right.len()))).to_ref())
}
// ANCHOR_END: slots

/// A bytes-like argument whose items are bytes.
pub(super) fn bytes_argument(given: Obj<'_>) -> Result<Buffer<'_>> {
    let buffer = Buffer::simple(given)?;
    match buffer.item_size() {
        1 => Ok(buffer),
        _ => Err(raise(&TYPE_ERROR, "a bytes-like object is required")),
    }
}
