//! The string object: PEP 393's compact forms.
//!
//! CPython: `Include/cpython/unicodeobject.h` (`PyASCIIObject`, `PyCompactUnicodeObject`),
//! `Objects/unicodeobject.c` (`PyUnicode_New`, `unicode_hash`, `unicode_eq`,
//! `PyUnicode_InternInPlace`).
//!
//! A string has 1, 2 or 4 bytes a character, as its widest one needs, directly behind a head of
//! 48 bytes (ASCII only) or 72.
//!
//! Invariant: a string is in the narrowest form that holds it, so that equal strings have equal
//! bytes.

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;
use std::ptr::{self, NonNull};

use crate::dealloc;
use crate::errors::no_memory;
use crate::memory;
use crate::object::{Layout, Obj, PyObject, Ref, Result};
use crate::protocol::attribute::generic_getattr;
use crate::protocol::compare::Comparison;
use crate::runtime::runtime;
use crate::slot_kinds::{contains, hash, length};
use crate::static_type::{StaticType, Table};
use crate::type_object::{PyMappingMethods, PyNumberMethods, PySequenceMethods, flags};
use crate::types::str::{Text, compare, constructor, iterator, methods, operators};
use crate::types::{dict, not_implemented};

// ANCHOR: layout
/// The head of every string, and all of an ASCII string's. C: `PyASCIIObject`.
#[repr(C)]
#[allow(missing_docs, reason = "the fields have the names and meanings that C gives them")]
pub struct PyASCIIObject {
    pub ob_base: PyObject,
    /// In characters.
    pub length: Cell<isize>,
    /// −1 until it is asked for.
    pub hash: Cell<isize>,
    pub state: Cell<State>,
    pub wstr: Cell<*mut u32>,
}

/// The head of a string that isn't ASCII. C: `PyCompactUnicodeObject`.
#[repr(C)]
#[allow(missing_docs, reason = "the fields have the names and meanings that C gives them")]
pub struct PyCompactUnicodeObject {
    pub ascii: PyASCIIObject,
    pub utf8_length: Cell<isize>,
    pub utf8: Cell<*mut u8>,
    pub wstr_length: Cell<isize>,
}

/// An instance of a subclass: its characters are elsewhere. C: `PyUnicodeObject`.
#[repr(C)]
#[allow(missing_docs, reason = "the fields have the names and meanings that C gives them")]
pub struct PyUnicodeObject {
    pub compact: PyCompactUnicodeObject,
    /// In ASCII, it is `compact.utf8`, too.
    pub data: Cell<*mut u8>,
}

const _: () = assert!(size_of::<PyASCIIObject>() == 48);
const _: () = assert!(size_of::<PyUnicodeObject>() == 80);
const _: () = assert!(size_of::<PyCompactUnicodeObject>() == 72);

/// C's bit-field: two bits interned, three kind, then compact, ascii, ready.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(transparent)]
pub struct State(u32);

impl State {
    const READY: u32 = 1 << 7;
    const ASCII: u32 = 1 << 6;
    const COMPACT: u32 = 1 << 5;

    const fn new(kind: Kind, is_ascii: bool) -> State {
        let ascii = if is_ascii { State::ASCII } else { 0 };
        State((kind as u32) << 2 | State::COMPACT | ascii | State::READY)
    }

    fn is_interned(self) -> bool {
        self.0 & 3 != 0
    }

    /// Of an instance of a subclass with the same characters.
    pub(super) fn of_subclass(self) -> State {
        State(self.0 & !(State::COMPACT | 3))
    }

    /// Whether the characters stand behind the head.
    pub(super) fn is_compact(self) -> bool {
        self.0 & State::COMPACT != 0
    }
}

/// Bytes a character. C: `enum PyUnicode_Kind`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Kind {
    One = 1,
    Two = 2,
    Four = 4,
}

/// A borrowed string.
pub type Str<'a> = Obj<'a, PyASCIIObject>;

// SAFETY: all strings begin with the struct.
unsafe impl Layout for PyASCIIObject {
    const SUBCLASS_FLAG: usize = flags::UNICODE_SUBCLASS;

    fn type_object() -> &'static StaticType {
        &STR
    }
}

/// `str`.
pub static STR: StaticType = StaticType::new(Table::<PyASCIIObject> {
    tp_name: c"str",
    tp_doc: "Text: an immutable sequence of Unicode code points.",
    tp_basicsize: size_of::<PyUnicodeObject>(),
    tp_flags: flags::BASETYPE | flags::UNICODE_SUBCLASS | flags::MATCH_SELF,
    tp_dealloc: Some(str_dealloc),
    tp_repr: Some(operators::repr),
    tp_as_number: PyNumberMethods {
        nb_remainder: Some(super::modulo::str_modulo),
        ..PyNumberMethods::NONE
    },
    tp_as_sequence: PySequenceMethods {
        sq_length: length(str_length),
        sq_concat: Some(operators::concatenate),
        sq_repeat: Some(operators::repeat),
        sq_item: Some(operators::item),
        sq_contains: contains(operators::contains),
        ..PySequenceMethods::NONE
    },
    tp_as_mapping: PyMappingMethods {
        mp_length: length(str_length),
        mp_subscript: Some(operators::subscript),
        ..PyMappingMethods::NONE
    },
    tp_hash: hash(str_hash),
    tp_str: Some(str_str),
    tp_getattro: Some(generic_getattr),
    tp_richcompare: Some(str_compare),
    tp_iter: Some(iterator::iter),
    tp_new: Some(constructor::str_new),
    tp_methods: methods::METHODS,
    ..Table::NONE
});
// ANCHOR_END: layout

// ANCHOR: new
/// A string of a text. C: `PyUnicode_FromStringAndSize`.
pub fn new(text: &str) -> Result<Ref<PyASCIIObject>> {
    if text.len() < 2 {
        return super::from_text(Text::Ascii(text.as_bytes()));
    }
    if text.is_ascii() {
        let string = allocate(text.len(), 127)?;
        // SAFETY: new, and that long.
        unsafe { data_of(string).copy_from_nonoverlapping(text.as_ptr(), text.len()) };
        // SAFETY: its one reference.
        return Ok(unsafe { Ref::from_owned(string) });
    }
    from_code_points(text.chars().map(u32::from))
}

/// A string of code points, which may be surrogates. C: `PyUnicode_FromKindAndData`.
pub fn from_code_points(
    code_points: impl Iterator<Item = u32> + Clone,
) -> Result<Ref<PyASCIIObject>> {
    let (mut count, mut widest) = (0, 0);
    for code_point in code_points.clone() {
        count += 1;
        widest = widest.max(code_point);
    }
    let string = allocate(count, widest)?;
    // SAFETY: new, with room for so many characters of that width.
    unsafe {
        let data = data_of(string);
        for (at, code_point) in code_points.enumerate() {
            match widest {
                0..=0xff => *data.add(at) = code_point as u8,
                0x100..=0xffff => *data.cast::<u16>().add(at) = code_point as u16,
                _ => *data.cast::<u32>().add(at) = code_point,
            }
        }
        Ok(Ref::from_owned(string))
    }
}

/// Room for so many characters, none above `widest`, and a zero behind them.
/// C: `PyUnicode_New`.
pub(super) fn allocate(length: usize, widest: u32) -> Result<NonNull<PyASCIIObject>> {
    let (kind, head) = match widest {
        0..=0x7f => (Kind::One, size_of::<PyASCIIObject>()),
        0x80..=0xff => (Kind::One, size_of::<PyCompactUnicodeObject>()),
        0x100..=0xffff => (Kind::Two, size_of::<PyCompactUnicodeObject>()),
        _ => (Kind::Four, size_of::<PyCompactUnicodeObject>()),
    };
    let data = (length + 1).checked_mul(kind as usize).and_then(|data| data.checked_add(head));
    let size = data.ok_or_else(no_memory)?;
    let block = memory::allocate(size).map_err(|_| no_memory())?;
    let head = PyASCIIObject {
        ob_base: PyObject::head(&STR),
        length: Cell::new(length as isize),
        hash: Cell::new(-1),
        state: Cell::new(State::new(kind, widest < 0x80)),
        wstr: Cell::new(ptr::null_mut()),
    };
    let string = block.cast::<PyASCIIObject>();
    // SAFETY: the block is that large; a string that isn't ASCII has the larger head.
    unsafe {
        string.write(head);
        if widest >= 0x80 {
            let compact = string.cast::<PyCompactUnicodeObject>().as_ref();
            compact.utf8_length.set(0);
            compact.utf8.set(ptr::null_mut());
            compact.wstr_length.set(0);
        }
        data_of(string).add(length * kind as usize).write_bytes(0, kind as usize);
    }
    Ok(string)
}

/// # Safety
/// A live, compact string.
pub(super) unsafe fn data_of(string: NonNull<PyASCIIObject>) -> *mut u8 {
    // SAFETY: the characters are behind the head.
    unsafe {
        match string.as_ref().state.get().0 & State::ASCII {
            0 => string.cast::<PyCompactUnicodeObject>().as_ptr().add(1).cast(),
            _ => string.as_ptr().add(1).cast(),
        }
    }
}
// ANCHOR_END: new

// ANCHOR: look
impl<'a> Obj<'a, PyASCIIObject> {
    /// In characters.
    pub fn len(self) -> usize {
        self.length.get() as usize
    }

    /// Whether there are none.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// Bytes a character.
    pub fn kind(self) -> Kind {
        match self.state.get().0 >> 2 & 7 {
            1 => Kind::One,
            2 => Kind::Two,
            _ => Kind::Four,
        }
    }

    /// Whether all characters are below 128.
    pub fn is_ascii(self) -> bool {
        self.state.get().0 & State::ASCII != 0
    }

    /// The characters' bytes.
    pub fn data(self) -> &'a [u8] {
        // SAFETY: a string's characters never change while anybody looks.
        unsafe {
            let data = match self.state.get().0 & State::COMPACT {
                // An instance of a subclass has a pointer to them. C: `PyUnicodeObject.data`.
                0 => self.as_ptr().cast::<PyUnicodeObject>().as_ref().data.get(),
                _ => data_of(self.as_ptr()),
            };
            std::slice::from_raw_parts(data, self.len() * self.kind() as usize)
        }
    }

    /// The code point at a place.
    pub fn code_point(self, at: usize) -> u32 {
        let data = self.data();
        match self.kind() {
            Kind::One => u32::from(data[at]),
            Kind::Two => u32::from(u16::from_ne_bytes([data[2 * at], data[2 * at + 1]])),
            Kind::Four => {
                let bytes = &data[4 * at..4 * at + 4];
                bytes.try_into().map(u32::from_ne_bytes).unwrap_or_default()
            }
        }
    }

    /// All code points.
    pub fn code_points(self) -> impl Iterator<Item = u32> + Clone + 'a {
        (0..self.len()).map(move |at| self.code_point(at))
    }

    /// The text, where it is ASCII and so needs no conversion.
    pub fn ascii_text(self) -> Option<&'a str> {
        // SAFETY: ASCII is UTF-8.
        self.is_ascii().then(|| unsafe { std::str::from_utf8_unchecked(self.data()) })
    }

    /// The text for a message; lone surrogates become U+FFFD.
    pub fn to_text(self) -> Cow<'a, str> {
        match self.ascii_text() {
            Some(text) => Cow::Borrowed(text),
            None => Cow::Owned(
                self.code_points().map(|c| char::from_u32(c).unwrap_or('\u{fffd}')).collect(),
            ),
        }
    }

    /// Whether the characters are the same. C: `unicode_eq`.
    pub fn text_eq(self, other: Str<'_>) -> bool {
        self.is(other)
            || self.len() == other.len()
                && self.kind() == other.kind()
                && self.data() == other.data()
    }

    /// Whether it is the one string of its text.
    pub fn is_interned(self) -> bool {
        self.state.get().is_interned()
    }

    /// Whether it could be a variable's name. C: `PyUnicode_IsIdentifier`.
    pub fn is_identifier(self) -> bool {
        self.text().is_identifier()
    }

    /// Whether it is this ASCII text. C: `_PyUnicode_EqualToASCIIString`.
    pub fn is_ascii_text(self, text: &str) -> bool {
        self.ascii_text() == Some(text)
    }

    /// C: `unicode_hash`.
    pub fn hash_value(self) -> isize {
        if self.hash.get() == -1 {
            self.hash.set(runtime().hash_secret.get().hash(self.data()));
        }
        self.hash.get()
    }
}

impl fmt::Display for Obj<'_, PyASCIIObject> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.to_text())
    }
}

impl fmt::Display for Ref<PyASCIIObject> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.borrow().fmt(f)
    }
}
// ANCHOR_END: look

// ANCHOR: intern
/// The one string of this text that all names share. The table that holds it doesn't count its
/// own references: with the last other one the string goes, and leaves the table.
/// C: `PyUnicode_InternInPlace`.
pub fn intern(string: Ref<PyASCIIObject>) -> Result<Ref<PyASCIIObject>> {
    let borrowed = string.borrow();
    if !borrowed.is_exactly(&STR) || borrowed.state.get().is_interned() {
        return Ok(string);
    }
    let table = runtime().interned.get();
    let table = match table {
        Some(table) => table,
        None => {
            runtime().interned.set(Some(dict::new()?));
            runtime().interned.get().expect("just made")
        }
    };
    if let Some(known) = table.borrow().get_str(borrowed)? {
        // SAFETY: the table holds strings only.
        return Ok(unsafe { known.cast() });
    }
    table.borrow().set_item(borrowed.object(), borrowed.object())?;
    let count = &borrowed.get().ob_base.ob_refcnt;
    count.set(count.get() - 2);
    borrowed.state.set(State(borrowed.state.get().0 | 1));
    Ok(string)
}

/// An interned string of a text. C: `PyUnicode_InternFromString`.
pub fn interned(text: &str) -> Result<Ref<PyASCIIObject>> {
    intern(new(text)?)
}

/// A name that the object model itself looks up: made once, at its first use, and kept.
/// `name!("__init__")` is an `Obj<'static, PyASCIIObject>`. C: `_Py_ID`.
#[derive(Debug)]
pub struct Name {
    text: &'static str,
    string: Cell<Option<NonNull<PyASCIIObject>>>,
}

// SAFETY: used only by the thread that holds the GIL.
unsafe impl Sync for Name {}

impl Name {
    /// Not made yet.
    pub const fn new(text: &'static str) -> Name {
        Name { text, string: Cell::new(None) }
    }

    /// The string.
    #[inline]
    pub fn get(&'static self) -> Str<'static> {
        match self.string.get() {
            // SAFETY: the name keeps a reference for good.
            Some(string) => unsafe { Obj::from_ptr(string) },
            None => self.make(),
        }
    }

    #[cold]
    fn make(&'static self) -> Str<'static> {
        let string = interned(self.text).expect("memory for the names of the object model");
        self.string.set(Some(string.into_raw()));
        self.get()
    }
}

/// See [`Name`].
#[macro_export]
macro_rules! name {
    ($text:expr) => {{
        static NAME: $crate::types::str::Name = $crate::types::str::Name::new($text);
        NAME.get()
    }};
}
// ANCHOR_END: intern

// ANCHOR: slots
/// # Safety
/// As every `tp_dealloc`.
unsafe extern "C" fn str_dealloc(string: NonNull<PyASCIIObject>) {
    // SAFETY: nobody else has the string; what it owns besides its characters goes with it.
    unsafe {
        let borrowed: Str<'_> = Obj::from_ptr(string);
        let state = borrowed.state.get();
        if state.is_interned() {
            // The table's two references count again while it gives them up, and ours with them.
            borrowed.get().ob_base.ob_refcnt.set(3);
            if let Some(table) = runtime().interned.get() {
                let _ = table.borrow().take(borrowed.object());
            }
            borrowed.get().ob_base.ob_refcnt.set(0);
        }
        let mut data = ptr::null_mut();
        if state.0 & State::COMPACT == 0 {
            data = string.cast::<PyUnicodeObject>().as_ref().data.get();
        }
        if state.0 & (State::ASCII | State::COMPACT) != State::ASCII | State::COMPACT
            && let utf8 = string.cast::<PyCompactUnicodeObject>().as_ref().utf8.get()
            && utf8 != data
            && let Some(utf8) = NonNull::new(utf8)
        {
            memory::free(utf8);
        }
        if let Some(data) = NonNull::new(data) {
            memory::free(data);
        }
        dealloc::free(string.cast());
    }
}

extern "C" fn str_str(string: Str<'_>) -> Result {
    string.unchanged()
}

fn str_length(string: Str<'_>) -> Result<usize> {
    Ok(string.len())
}

fn str_hash(string: Str<'_>) -> Result<isize> {
    Ok(string.hash_value())
}

/// C: `PyUnicode_RichCompare`.
extern "C" fn str_compare(left: Str<'_>, right: Obj<'_>, comparison: i32) -> Result {
    let (Some(right), Some(comparison)) =
        (right.downcast::<PyASCIIObject>(), Comparison::of(comparison))
    else {
        return Ok(not_implemented().to_ref());
    };
    let answer = match comparison {
        Comparison::Equal => left.text_eq(right),
        Comparison::NotEqual => !left.text_eq(right),
        _ => comparison.holds(compare::compare(left.text(), right.text())),
    };
    Ok(crate::types::bool_(answer).to_ref())
}
// ANCHOR_END: slots
