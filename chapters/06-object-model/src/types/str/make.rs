//! Strings made of text: the characters written straight into the new object.
//!
//! CPython: `Objects/unicodeobject.c` (`unicode_result`, `unicode_result_unchanged`,
//! `get_latin1_char`, `unicode_get_empty`, `PyUnicode_Substring`, `unicode_subtype_new`).
//!
//! Invariant: the empty string and each string of one character below U+0100 exist once.

use std::cell::Cell;
use std::ops::Range;
use std::ptr::NonNull;

use super::object::{
    Kind, PyASCIIObject, PyCompactUnicodeObject, PyUnicodeObject, STR, Str, allocate, data_of,
};
use super::{Shape, Text, TextMut};
use crate::errors::no_memory;
use crate::memory;
use crate::object::{Obj, Ref, Result};
use crate::type_object::Type;

// ANCHOR: singletons
/// Strings that are made once and kept.
struct Singletons([Cell<Option<NonNull<PyASCIIObject>>>; 257]);

// SAFETY: used only by the thread that holds the GIL.
unsafe impl Sync for Singletons {}

/// The characters of Latin-1, and the empty string behind them.
static SINGLETONS: Singletons = Singletons([const { Cell::new(None) }; 257]);

const EMPTY: usize = 256;

/// The empty string. C: `unicode_get_empty`.
pub fn empty() -> Result<Ref<PyASCIIObject>> {
    singleton(EMPTY, Text::EMPTY)
}

/// A string of one character. C: `unicode_char`.
pub fn character(code: u32) -> Result<Ref<PyASCIIObject>> {
    match u8::try_from(code) {
        Ok(byte) => singleton(byte.into(), Text::latin1(&[byte])),
        Err(_) => fill(Shape { length: 1, maximum: code }, |mut out| out.fill(0..1, code)),
    }
}

fn singleton(index: usize, text: Text<'_>) -> Result<Ref<PyASCIIObject>> {
    let place = &SINGLETONS.0[index];
    if place.get().is_none() {
        place.set(Some(fill(text.shape(), |mut out| out.put(0, text))?.into_raw()));
    }
    match place.get() {
        // SAFETY: the place keeps a reference for good.
        Some(string) => Ok(unsafe { Obj::from_ptr(string) }.to_ref()),
        None => Err(no_memory()),
    }
}
// ANCHOR_END: singletons

// ANCHOR: build
/// A string of a shape that `write` fills in. The shape's greatest character has to be there, or
/// one that needs as much room.
pub fn build(shape: Shape, write: impl FnOnce(TextMut<'_>)) -> Result<Ref<PyASCIIObject>> {
    if shape.length == 0 {
        return empty();
    }
    let string = fill(shape, write)?;
    match string.borrow().text() {
        Text::Ascii(&[byte]) | Text::Latin1(&[byte]) => character(byte.into()),
        _ => Ok(string),
    }
}

fn fill(shape: Shape, write: impl FnOnce(TextMut<'_>)) -> Result<Ref<PyASCIIObject>> {
    let string = allocate(shape.length, shape.maximum)?;
    // SAFETY: new, with room for so many characters of that width, aligned as the head is.
    // Zeros first, since a slice's content has to be something.
    unsafe {
        let data = data_of(string);
        data.write_bytes(0, shape.length * shape.kind());
        let length = shape.length;
        write(match shape.kind() {
            1 => TextMut::One(std::slice::from_raw_parts_mut(data, length)),
            2 => TextMut::Two(std::slice::from_raw_parts_mut(data.cast(), length)),
            _ => TextMut::Four(std::slice::from_raw_parts_mut(data.cast(), length)),
        });
        Ok(Ref::from_owned(string))
    }
}

/// A string of a text, in the narrowest form.
pub fn from_text(text: Text<'_>) -> Result<Ref<PyASCIIObject>> {
    match text.len() {
        0 => empty(),
        1 => character(text.at(0)),
        _ => fill(text.shape(), |mut out| out.put(0, text)),
    }
}
// ANCHOR_END: build

/// A new string of the same characters, even where a singleton would do.
/// C: `_PyUnicode_Copy`.
pub fn copy(string: Str<'_>) -> Result<Ref<PyASCIIObject>> {
    match string.is_empty() {
        true => empty(),
        false => fill(string.text().shape(), |mut out| out.put(0, string.text())),
    }
}

// ANCHOR: view
impl<'a> Obj<'a, PyASCIIObject> {
    /// The characters.
    #[inline]
    pub fn text(self) -> Text<'a> {
        let (data, length) = (self.data(), self.len());
        // SAFETY: so many characters of that width, aligned since heads and blocks are.
        unsafe {
            match self.kind() {
                Kind::One if self.is_ascii() => Text::Ascii(data),
                Kind::One => Text::Latin1(data),
                Kind::Two => Text::Ucs2(std::slice::from_raw_parts(data.as_ptr().cast(), length)),
                Kind::Four => Text::Ucs4(std::slice::from_raw_parts(data.as_ptr().cast(), length)),
            }
        }
    }

    /// The string itself, or a copy of an instance of a subclass: methods return exact strings.
    /// C: `unicode_result_unchanged`.
    pub fn unchanged(self) -> Result {
        match self.is_exactly(&STR) {
            true => Ok(self.object().to_ref()),
            false => Ok(from_text(self.text())?.object()),
        }
    }

    /// A piece of the string. C: `PyUnicode_Substring`.
    pub fn piece(self, range: Range<usize>) -> Result {
        match range == (0..self.len()) {
            true => self.unchanged(),
            false => Ok(from_text(self.text().slice(range))?.object()),
        }
    }

    /// What `__sizeof__` answers. C: `unicode_sizeof`.
    pub fn byte_size(self) -> usize {
        let data = (self.len() + 1) * self.kind() as usize;
        let is_compact = self.state.get().is_compact();
        let (head, utf8) = match (is_compact, self.is_ascii()) {
            (true, true) => return size_of::<PyASCIIObject>() + data,
            (true, false) => (size_of::<PyCompactUnicodeObject>(), false),
            (false, is_ascii) => (size_of::<PyUnicodeObject>(), is_ascii),
        };
        // SAFETY: not a compact ASCII string, so the longer head is there.
        let compact = unsafe { self.as_ptr().cast::<PyCompactUnicodeObject>().as_ref() };
        match compact.utf8.get().is_null() || utf8 {
            true => head + data,
            false => head + data + compact.utf8_length.get() as usize + 1,
        }
    }
}
// ANCHOR_END: view

// ANCHOR: subclass
/// An instance of a subclass with the characters of a string. C: `unicode_subtype_new`.
pub(super) fn of_subclass(ob_type: Type<'_>, string: Str<'_>) -> Result {
    let size = (string.len() + 1) * string.kind() as usize;
    let object = memory::allocate_untracked(ob_type, 0)?;
    // SAFETY: a new, zeroed instance of a subclass, so that the longest head is there; its one
    // reference goes to `instance`, and zeros are a string of no kind that is only dropped.
    unsafe {
        let instance: Ref = Ref::from_owned(object);
        let head = object.cast::<PyUnicodeObject>().as_ref();
        let ascii = &head.compact.ascii;
        let data = memory::allocate(size).map_err(|_| no_memory())?;
        data.write_bytes(0, size);
        data.copy_from_nonoverlapping(
            NonNull::from_ref(string.data()).cast::<u8>(),
            string.data().len(),
        );
        ascii.length.set(string.len() as isize);
        ascii.hash.set(string.hash.get());
        ascii.state.set(string.state.get().of_subclass());
        head.data.set(data.as_ptr());
        if string.is_ascii() {
            head.compact.utf8.set(data.as_ptr());
            head.compact.utf8_length.set(string.len() as isize);
        }
        if ob_type.has(crate::type_object::flags::HAVE_GC) {
            crate::gc::track(instance.borrow());
        }
        Ok(instance)
    }
}
// ANCHOR_END: subclass
