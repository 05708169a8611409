//! What a literal stands for.
//!
//! CPython keeps Python objects in the tree (`constant value` in `Parser/Python.asdl`). This
//! crate knows nothing of objects, so a constant is a plain Rust value that loses nothing:
//! integers of any size, and strings with lone surrogates in them, which `'\ud800'` makes
//! and Rust's `str` can't hold.

use std::borrow::Cow;

// ANCHOR: constant
/// The value of a literal.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Constant<'a> {
    /// `None`
    None,
    /// `True` and `False`
    Bool(bool),
    /// `...`
    Ellipsis,
    /// `int`, not negative; the literal `-1` is a `USub` of one.
    Int(Int<'a>),
    /// `int` below 0, by its magnitude; no literal is one, but the compiler folds `-1` to it.
    NegativeInt(Int<'a>),
    /// `float`
    Float(f64),
    /// `complex`; a literal's real part is 0.
    Complex {
        /// The real part.
        real: f64,
        /// The imaginary part.
        imag: f64,
    },
    /// `str`
    Str(Str<'a>),
    /// `bytes`
    Bytes(&'a [u8]),
    /// `tuple`; no literal is one, but a program may put one into a tree.
    Tuple(&'a [Constant<'a>]),
    /// `frozenset`; as for `tuple`.
    FrozenSet(&'a [Constant<'a>]),
}

/// The magnitude of an `int` literal.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Int<'a> {
    /// Fits 64 bits.
    Small(u64),
    /// Doesn't: digits to the base 2**30, the lowest first, the highest not 0. This is
    /// what a `PyLongObject` holds.
    Big(&'a [u32]),
}
// ANCHOR_END: constant

/// How many bits of a big integer one digit holds. C: `PyLong_SHIFT`.
pub const DIGIT_BITS: u32 = 30;

// ANCHOR: str
/// The value of a string literal.
///
/// Equal texts are equal values: `Surrogates` is used only where `Utf8` can't be.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Str<'a> {
    /// Text without lone surrogates.
    Utf8(&'a str),
    /// Text with at least one: UTF-8 but that a surrogate code point is encoded like any
    /// other, in three bytes (Python's `surrogatepass`).
    Surrogates(&'a [u8]),
}
// ANCHOR_END: str

impl<'a> Str<'a> {
    /// The text, if it is free of lone surrogates.
    pub const fn to_str(self) -> Option<&'a str> {
        match self {
            Str::Utf8(text) => Some(text),
            Str::Surrogates(_) => None,
        }
    }

    /// The bytes, surrogates passed.
    pub const fn as_bytes(self) -> &'a [u8] {
        match self {
            Str::Utf8(text) => text.as_bytes(),
            Str::Surrogates(bytes) => bytes,
        }
    }

    /// Whether there are no characters.
    pub const fn is_empty(self) -> bool {
        self.as_bytes().is_empty()
    }

    /// The code points, as `[ord(c) for c in s]` gives them.
    pub fn code_points(self) -> CodePoints<'a> {
        CodePoints { rest: self.as_bytes() }
    }

    /// The text with each lone surrogate replaced by U+FFFD, for messages to people.
    pub fn to_string_lossy(self) -> Cow<'a, str> {
        match self {
            Str::Utf8(text) => Cow::Borrowed(text),
            Str::Surrogates(_) => Cow::Owned(
                self.code_points()
                    .map(|code| char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER))
                    .collect(),
            ),
        }
    }
}

/// The code points of a [`Str`].
#[derive(Clone, Debug)]
pub struct CodePoints<'a> {
    rest: &'a [u8],
}

impl Iterator for CodePoints<'_> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        let (length, high) = match *self.rest.first()? {
            byte @ 0..0x80 => (1, byte),
            byte @ 0x80..0xE0 => (2, byte & 0x1F),
            byte @ 0xE0..0xF0 => (3, byte & 0x0F),
            byte => (4, byte & 0x07),
        };
        let (bytes, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(
            bytes[1..]
                .iter()
                .fold(u32::from(high), |code, byte| code << 6 | u32::from(byte & 0x3F)),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_points_of_every_length_and_a_surrogate() {
        let text = Str::Surrogates(b"a\xC3\xA4\xE2\x82\xAC\xED\xA0\x80\xF0\x9F\x90\x8D");
        assert_eq!(text.code_points().collect::<Vec<_>>(), [0x61, 0xE4, 0x20AC, 0xD800, 0x1F40D]);
        assert_eq!(text.to_string_lossy(), "aä€\u{FFFD}🐍");
    }
}
