//! Text without an object around it: PEP 393's kinds as slices.
//!
//! CPython: `Objects/unicodeobject.c`, `Include/cpython/unicodeobject.h` (`PyUnicode_KIND`,
//! `PyUnicode_DATA`, `PyUnicode_READ`).
//!
//! All characters of a text are equally wide: one byte where the greatest is below U+0100, two
//! below U+10000, four above. ASCII has a form of its own, since it is its own UTF-8. A
//! character is any code point up to U+10FFFF, also a lone surrogate.
//!
//! Invariant: text is as narrow as it can be, so that texts of different kinds are different.
//! [`Text`] may be handed a slice that breaks this (a piece cut out of a wider text); then
//! [`Text::narrowest`] restores it. Algorithms never rely on it but for speed.

use std::fmt;
use std::hash::Hash;
use std::ops::Range;

use super::search;

/// One of the three widths of a character.
pub trait Unit: Copy + Eq + Ord + Hash + fmt::Debug + Default + Into<u32> + 'static {
    /// The greatest code point that fits.
    const MAX: u32;

    /// The unit of a code point, if it fits.
    fn from_code(code: u32) -> Option<Self>;

    /// The unit of a code point whose high bits, if it has any, are cut off.
    fn truncated(code: u32) -> Self;

    /// The units of a text, if they are as wide.
    fn units(text: Text<'_>) -> Option<&[Self]>;

    /// The first place of a unit.
    fn find_unit(haystack: &[Self], needle: Self) -> Option<usize> {
        // By chunks first: comparing all of one needs no branch a unit.
        const CHUNK: usize = 32;
        let differs =
            |chunk: &&[Self]| chunk.iter().fold(true, |all, unit| all & (*unit != needle));
        let start = CHUNK * haystack.chunks(CHUNK).take_while(differs).count();
        let rest = haystack.get(start..)?;
        Some(start + rest.iter().position(|unit| *unit == needle)?)
    }

    /// The last place of a unit.
    fn rfind_unit(haystack: &[Self], needle: Self) -> Option<usize> {
        haystack.iter().rposition(|unit| *unit == needle)
    }

    /// The first place of several units.
    fn find_units(haystack: &[Self], needle: &[Self]) -> Option<usize> {
        search::find_general(haystack, needle)
    }

    /// The last place of several units.
    fn rfind_units(haystack: &[Self], needle: &[Self]) -> Option<usize> {
        search::rfind_general(haystack, needle)
    }

    /// Gives `each` the places of a pattern, which isn't empty, that don't overlap, until it
    /// answers that these are enough.
    fn each_place(haystack: &[Self], needle: &[Self], mut each: impl FnMut(usize) -> bool) {
        let mut start = 0;
        while let Some(offset) = search::find(&haystack[start..], needle) {
            if !each(start + offset) {
                return;
            }
            start += offset + needle.len();
        }
    }

    /// The code point.
    fn code(self) -> u32 {
        self.into()
    }
}

impl Unit for u8 {
    const MAX: u32 = 0xFF;

    fn from_code(code: u32) -> Option<u8> {
        u8::try_from(code).ok()
    }

    fn units(text: Text<'_>) -> Option<&[u8]> {
        match text {
            Text::Ascii(units) | Text::Latin1(units) => Some(units),
            _ => None,
        }
    }

    fn truncated(code: u32) -> u8 {
        code as u8
    }

    fn find_unit(haystack: &[u8], needle: u8) -> Option<usize> {
        memchr::memchr(needle, haystack)
    }

    fn rfind_unit(haystack: &[u8], needle: u8) -> Option<usize> {
        memchr::memrchr(needle, haystack)
    }

    fn find_units(haystack: &[u8], needle: &[u8]) -> Option<usize> {
        memchr::memmem::find(haystack, needle)
    }

    fn rfind_units(haystack: &[u8], needle: &[u8]) -> Option<usize> {
        memchr::memmem::rfind(haystack, needle)
    }

    /// The pattern is studied once for all its places.
    fn each_place(haystack: &[u8], needle: &[u8], mut each: impl FnMut(usize) -> bool) {
        match needle {
            [unit] => memchr::memchr_iter(*unit, haystack).all(&mut each),
            _ => memchr::memmem::find_iter(haystack, needle).all(&mut each),
        };
    }
}

impl Unit for u16 {
    const MAX: u32 = 0xFFFF;

    fn from_code(code: u32) -> Option<u16> {
        u16::try_from(code).ok()
    }

    fn units(text: Text<'_>) -> Option<&[u16]> {
        match text {
            Text::Ucs2(units) => Some(units),
            _ => None,
        }
    }

    fn truncated(code: u32) -> u16 {
        code as u16
    }
}

impl Unit for u32 {
    const MAX: u32 = crate::unicode::MAX_UNICODE;

    fn from_code(code: u32) -> Option<u32> {
        Some(code)
    }

    fn units(text: Text<'_>) -> Option<&[u32]> {
        match text {
            Text::Ucs4(units) => Some(units),
            _ => None,
        }
    }

    fn truncated(code: u32) -> u32 {
        code
    }
}

// ANCHOR: text
/// Text of one of the four forms.
#[derive(Clone, Copy)]
pub enum Text<'a> {
    /// Below U+0080.
    Ascii(&'a [u8]),
    /// Below U+0100.
    Latin1(&'a [u8]),
    /// Below U+10000.
    Ucs2(&'a [u16]),
    /// Anything.
    Ucs4(&'a [u32]),
}
// ANCHOR_END: text

/// Runs the same code for the units of a text, whatever their width.
macro_rules! with_units {
    ($text:expr, |$units:ident| $body:expr) => {
        match $text {
            $crate::types::str::Text::Ascii($units) | $crate::types::str::Text::Latin1($units) => {
                $body
            }
            $crate::types::str::Text::Ucs2($units) => $body,
            $crate::types::str::Text::Ucs4($units) => $body,
        }
    };
}
pub(crate) use with_units;

/// How much room a text needs: its length, and its greatest character or a bound for it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Shape {
    /// In characters.
    pub length: usize,
    /// No character is greater.
    pub maximum: u32,
}

impl Shape {
    /// Bytes a character: 1, 2 or 4 (`PyUnicode_KIND`).
    pub fn kind(self) -> usize {
        match self.maximum {
            ..0x100 => 1,
            0x100..0x1_0000 => 2,
            _ => 4,
        }
    }

    /// Whether nothing is above U+007F.
    pub fn is_ascii(self) -> bool {
        self.maximum < 0x80
    }

    /// Both behind each other. `None` where the length is more than memory can hold.
    pub fn and(self, other: Shape) -> Option<Shape> {
        let length = self.length.checked_add(other.length)?;
        Some(Shape { length, maximum: self.maximum.max(other.maximum) })
    }

    /// The same several times behind each other.
    pub fn times(self, count: usize) -> Option<Shape> {
        let length = self.length.checked_mul(count)?;
        Some(Shape { length, maximum: if length == 0 { 0 } else { self.maximum } })
    }
}

impl<'a> Text<'a> {
    /// The empty text.
    pub const EMPTY: Text<'static> = Text::Ascii(&[]);

    /// Bytes of Latin-1; ASCII if it is.
    pub fn latin1(bytes: &'a [u8]) -> Text<'a> {
        if bytes.is_ascii() { Text::Ascii(bytes) } else { Text::Latin1(bytes) }
    }

    /// How many characters.
    pub fn len(self) -> usize {
        with_units!(self, |units| units.len())
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// Whether it has the form of ASCII.
    pub fn is_ascii(self) -> bool {
        matches!(self, Text::Ascii(_))
    }

    /// The character at a place (`PyUnicode_READ`).
    ///
    /// # Panics
    /// If there is none.
    pub fn at(self, index: usize) -> u32 {
        with_units!(self, |units| units[index].code())
    }

    /// The characters.
    pub fn iter(self) -> impl DoubleEndedIterator<Item = u32> + ExactSizeIterator + Clone + 'a {
        (0..self.len()).map(move |index| self.at(index))
    }

    /// A piece, in the same form, which may be wider than it has to be.
    ///
    /// # Panics
    /// If the range is no range of the text.
    pub fn slice(self, range: Range<usize>) -> Text<'a> {
        match self {
            Text::Ascii(units) => Text::Ascii(&units[range]),
            Text::Latin1(units) => Text::Latin1(&units[range]),
            Text::Ucs2(units) => Text::Ucs2(&units[range]),
            Text::Ucs4(units) => Text::Ucs4(&units[range]),
        }
    }

    /// The greatest character that the form admits (`PyUnicode_MAX_CHAR_VALUE`).
    pub fn bound(self) -> u32 {
        match self {
            Text::Ascii(_) => 0x7F,
            Text::Latin1(_) => u8::MAX.into(),
            Text::Ucs2(_) => u16::MAX.into(),
            Text::Ucs4(_) => crate::unicode::MAX_UNICODE,
        }
    }

    /// The room that a copy in the narrowest form needs (`_PyUnicode_FindMaxChar`).
    pub fn shape(self) -> Shape {
        let maximum = match self {
            Text::Ascii(units) => {
                if units.is_empty() {
                    0
                } else {
                    0x7F
                }
            }
            Text::Latin1(units) => maximum(units, 0x80),
            Text::Ucs2(units) => maximum(units, 0x100),
            Text::Ucs4(units) => maximum(units, 0x1_0000),
        };
        Shape { length: self.len(), maximum }
    }

    /// A copy in the narrowest form.
    pub fn narrowest(self) -> TextBuf {
        TextBuf::build(self.shape(), |mut out| out.put(0, self))
    }

    /// A copy in the same form.
    pub fn to_buf(self) -> TextBuf {
        match self {
            Text::Ascii(units) => TextBuf::Ascii(units.to_vec()),
            Text::Latin1(units) => TextBuf::Latin1(units.to_vec()),
            Text::Ucs2(units) => TextBuf::Ucs2(units.to_vec()),
            Text::Ucs4(units) => TextBuf::Ucs4(units.to_vec()),
        }
    }
}

/// The greatest unit; of those from `enough` on any may be returned, since the form is
/// settled then.
fn maximum<U: Unit>(units: &[U], enough: u32) -> u32 {
    let mut greatest = 0;
    for chunk in units.chunks(64) {
        let here = chunk.iter().copied().max().map_or(0, Unit::code);
        greatest = greatest.max(here);
        if greatest >= enough {
            break;
        }
    }
    greatest
}

impl fmt::Debug for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let repr = super::repr::repr(*self);
        for code in repr.as_text().iter() {
            fmt::Write::write_char(f, char::from_u32(code).unwrap_or('\u{FFFD}'))?;
        }
        Ok(())
    }
}

impl PartialEq for Text<'_> {
    fn eq(&self, other: &Self) -> bool {
        super::compare::equal(*self, *other)
    }
}

impl Eq for Text<'_> {}

/// Room for text of a known form, to be written into: an object's, or a [`TextBuf`]'s.
#[derive(Debug)]
pub enum TextMut<'a> {
    /// ASCII and Latin-1.
    One(&'a mut [u8]),
    /// Below U+10000.
    Two(&'a mut [u16]),
    /// Anything.
    Four(&'a mut [u32]),
}

impl TextMut<'_> {
    /// Copies a text to a place (`_PyUnicode_FastCopyCharacters`).
    ///
    /// # Panics
    /// If the room ends before, or a character of the text doesn't fit: the shape was wrong.
    pub fn put(&mut self, at: usize, text: Text<'_>) {
        match self {
            TextMut::One(out) => put(&mut out[at..at + text.len()], text),
            TextMut::Two(out) => put(&mut out[at..at + text.len()], text),
            TextMut::Four(out) => put(&mut out[at..at + text.len()], text),
        }
    }

    /// Fills a stretch with one character (`unicode_fill`).
    ///
    /// # Panics
    /// As [`TextMut::put`].
    pub fn fill(&mut self, range: Range<usize>, code: u32) {
        match self {
            TextMut::One(out) => out[range].fill(fitting(code)),
            TextMut::Two(out) => out[range].fill(fitting(code)),
            TextMut::Four(out) => out[range].fill(code),
        }
    }

    /// Copies what was written in a range to a place behind it.
    ///
    /// # Panics
    /// If the room ends before.
    pub fn copy_within(&mut self, range: Range<usize>, to: usize) {
        match self {
            TextMut::One(out) => out.copy_within(range, to),
            TextMut::Two(out) => out.copy_within(range, to),
            TextMut::Four(out) => out.copy_within(range, to),
        }
    }

    /// How much room there is.
    pub fn len(&self) -> usize {
        match self {
            TextMut::One(out) => out.len(),
            TextMut::Two(out) => out.len(),
            TextMut::Four(out) => out.len(),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

fn fitting<U: Unit>(code: u32) -> U {
    U::from_code(code).expect("the shape's maximum bounds every character")
}

fn put<U: Unit>(out: &mut [U], text: Text<'_>) {
    if let Some(units) = U::units(text) {
        out.copy_from_slice(units);
        return;
    }
    with_units!(text, |units| {
        let fits = text.bound() <= U::MAX || maximum(units, U::MAX + 1) <= U::MAX;
        assert!(fits, "the shape's maximum bounds every character");
        for (to, from) in out.iter_mut().zip(units) {
            *to = U::truncated(from.code());
        }
    });
}

/// Text that owns its units.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum TextBuf {
    /// Below U+0080.
    Ascii(Vec<u8>),
    /// Below U+0100.
    Latin1(Vec<u8>),
    /// Below U+10000.
    Ucs2(Vec<u16>),
    /// Anything.
    Ucs4(Vec<u32>),
}

/// Why a text can't be made.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum SizeError {
    /// Longer than a length can say: an `OverflowError`, in words of the method's own.
    #[error("result is too long")]
    TooLong,
    /// Longer than there is memory for: a `MemoryError`.
    #[error("out of memory")]
    OutOfMemory,
}

impl TextBuf {
    /// [`TextBuf::build`] for a shape that no text in memory vouches for.
    ///
    /// # Errors
    /// See [`SizeError`].
    pub fn try_build(shape: Shape, fill: impl FnOnce(TextMut<'_>)) -> Result<TextBuf, SizeError> {
        if shape.length > isize::MAX as usize {
            return Err(SizeError::TooLong);
        }
        let bytes = shape.length.checked_mul(shape.kind()).ok_or(SizeError::OutOfMemory)?;
        // Asked for and given back: what follows asks for the same.
        Vec::<u8>::new().try_reserve_exact(bytes).map_err(|_| SizeError::OutOfMemory)?;
        Ok(TextBuf::build(shape, fill))
    }

    /// Makes room of a shape and has it filled.
    pub fn build(shape: Shape, fill: impl FnOnce(TextMut<'_>)) -> TextBuf {
        match shape.maximum {
            ..0x80 => {
                let mut units = vec![0; shape.length];
                fill(TextMut::One(&mut units));
                TextBuf::Ascii(units)
            }
            0x80..0x100 => {
                let mut units = vec![0; shape.length];
                fill(TextMut::One(&mut units));
                TextBuf::Latin1(units)
            }
            0x100..0x1_0000 => {
                let mut units = vec![0; shape.length];
                fill(TextMut::Two(&mut units));
                TextBuf::Ucs2(units)
            }
            _ => {
                let mut units = vec![0; shape.length];
                fill(TextMut::Four(&mut units));
                TextBuf::Ucs4(units)
            }
        }
    }

    /// The text.
    pub fn as_text(&self) -> Text<'_> {
        match self {
            TextBuf::Ascii(units) => Text::Ascii(units),
            TextBuf::Latin1(units) => Text::Latin1(units),
            TextBuf::Ucs2(units) => Text::Ucs2(units),
            TextBuf::Ucs4(units) => Text::Ucs4(units),
        }
    }
}

impl From<&str> for TextBuf {
    fn from(text: &str) -> TextBuf {
        let mut builder = super::TextBuilder::new();
        builder.push_str(text);
        builder.finish()
    }
}

impl FromIterator<u32> for TextBuf {
    fn from_iter<I: IntoIterator<Item = u32>>(codes: I) -> TextBuf {
        let mut builder = super::TextBuilder::new();
        codes.into_iter().for_each(|code| builder.push(code));
        builder.finish()
    }
}
