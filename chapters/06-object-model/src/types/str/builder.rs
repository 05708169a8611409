//! Text of unknown length and width, built from front to back.
//!
//! CPython: `_PyUnicodeWriter` in `Objects/unicodeobject.c`.
//!
//! It begins with ASCII and is rewritten in a wider form when the first character comes that
//! doesn't fit. This happens three times at most, so building stays linear.
//!
//! Invariant: the form is the narrowest that holds what was pushed, because a form is left only
//! for a character that needs the next; [`TextBuilder::truncate`] is the exception, after which
//! [`TextBuilder::finish`] looks again.

use std::collections::TryReserveError;

use super::{Shape, Text, TextBuf, Unit, with_units};

/// A growing text.
#[derive(Clone, Debug)]
pub struct TextBuilder {
    text: TextBuf,
    /// Whether characters were taken back, so that a narrower form may do.
    shortened: bool,
}

impl Default for TextBuilder {
    fn default() -> TextBuilder {
        TextBuilder::new()
    }
}

impl TextBuilder {
    /// Nothing yet.
    pub fn new() -> TextBuilder {
        TextBuilder::with_capacity(0)
    }

    /// Nothing yet, with room for ASCII of a length.
    pub fn with_capacity(length: usize) -> TextBuilder {
        TextBuilder { text: TextBuf::Ascii(Vec::with_capacity(length)), shortened: false }
    }

    /// How many characters there are.
    pub fn len(&self) -> usize {
        self.text.as_text().len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds a character.
    #[inline]
    pub fn push(&mut self, code: u32) {
        debug_assert!(code <= crate::unicode::MAX_UNICODE, "a character of Unicode");
        match &mut self.text {
            TextBuf::Ascii(units) if code < 0x80 => units.push(code as u8),
            TextBuf::Latin1(units) if code <= u8::MAX.into() => units.push(code as u8),
            TextBuf::Ucs2(units) if code <= u16::MAX.into() => units.push(code as u16),
            TextBuf::Ucs4(units) => units.push(code),
            _ => {
                self.widen(code);
                self.push(code);
            }
        }
    }

    /// Makes room for so many characters more, as wide as the present ones.
    pub fn try_reserve(&mut self, count: usize) -> Result<(), TryReserveError> {
        match &mut self.text {
            TextBuf::Ascii(units) | TextBuf::Latin1(units) => units.try_reserve(count),
            TextBuf::Ucs2(units) => units.try_reserve(count),
            TextBuf::Ucs4(units) => units.try_reserve(count),
        }
    }

    /// Adds a character several times.
    pub fn push_repeated(&mut self, code: u32, count: usize) {
        self.widen(code);
        match &mut self.text {
            TextBuf::Ascii(units) | TextBuf::Latin1(units) => extend(units, code, count),
            TextBuf::Ucs2(units) => extend(units, code, count),
            TextBuf::Ucs4(units) => extend(units, code, count),
        }
    }

    /// Adds a text.
    pub fn push_text(&mut self, text: Text<'_>) {
        let Shape { maximum, .. } = if text.bound() <= self.text.as_text().bound() {
            Shape::default()
        } else {
            text.shape()
        };
        self.widen(maximum);
        match (&mut self.text, text) {
            (
                TextBuf::Ascii(out) | TextBuf::Latin1(out),
                Text::Ascii(units) | Text::Latin1(units),
            ) => {
                out.extend_from_slice(units);
            }
            (TextBuf::Ucs2(out), Text::Ucs2(units)) => out.extend_from_slice(units),
            (TextBuf::Ucs4(out), Text::Ucs4(units)) => out.extend_from_slice(units),
            (TextBuf::Ascii(out) | TextBuf::Latin1(out), _) => copy(out, text),
            (TextBuf::Ucs2(out), _) => copy(out, text),
            (TextBuf::Ucs4(out), _) => copy(out, text),
        }
    }

    /// Adds ASCII.
    ///
    /// # Panics
    /// If it isn't.
    pub fn push_ascii(&mut self, bytes: &[u8]) {
        assert!(bytes.is_ascii(), "ASCII");
        self.push_text(Text::Ascii(bytes));
    }

    /// Adds text that is known as UTF-8.
    pub fn push_str(&mut self, text: &str) {
        if text.is_ascii() {
            self.push_text(Text::Ascii(text.as_bytes()));
        } else {
            text.chars().for_each(|character| self.push(character.into()));
        }
    }

    /// Takes back all characters from a place on.
    pub fn truncate(&mut self, length: usize) {
        self.shortened |= length < self.len();
        match &mut self.text {
            TextBuf::Ascii(units) | TextBuf::Latin1(units) => units.truncate(length),
            TextBuf::Ucs2(units) => units.truncate(length),
            TextBuf::Ucs4(units) => units.truncate(length),
        }
    }

    /// What was built so far.
    pub fn as_text(&self) -> Text<'_> {
        self.text.as_text()
    }

    /// The text, in its narrowest form.
    pub fn finish(self) -> TextBuf {
        if self.shortened { self.text.as_text().narrowest() } else { self.text }
    }

    /// Goes over to the form that `code` needs, if it is wider than the present one.
    fn widen(&mut self, code: u32) {
        if code <= self.text.as_text().bound() {
            return;
        }
        let room = self.text.as_text().len() + 1;
        self.text = match (std::mem::replace(&mut self.text, TextBuf::Ascii(Vec::new())), code) {
            (TextBuf::Ascii(units), ..0x100) => TextBuf::Latin1(units),
            (narrow, ..0x1_0000) => {
                let mut units = Vec::with_capacity(room);
                copy(&mut units, narrow.as_text());
                TextBuf::Ucs2(units)
            }
            (narrow, _) => {
                let mut units = Vec::with_capacity(room);
                copy(&mut units, narrow.as_text());
                TextBuf::Ucs4(units)
            }
        };
    }
}

fn extend<U: Unit>(out: &mut Vec<U>, code: u32, count: usize) {
    out.resize(out.len() + count, U::truncated(code));
}

/// Copies characters that are known to fit.
fn copy<U: Unit>(out: &mut Vec<U>, text: Text<'_>) {
    with_units!(text, |units| out.extend(units.iter().map(|unit| U::truncated(unit.code()))));
}
