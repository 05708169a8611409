//! A Python string: code points, surrogates among them.
//!
//! Kept as UTF-8 in which a surrogate is encoded like any other code point. This is what
//! Python's `surrogatepass` makes, and what `marshal` writes. A pair of surrogates stays two
//! code points.

use std::fmt;
use std::str;
use std::sync::atomic::{AtomicBool, Ordering};

/// A string, and whether it is interned.
///
/// Of interned strings with the same content there is one in a process of CPython's, which
/// `marshal` relies on.
pub struct Text {
    /// UTF-8 but for surrogates.
    bytes: Box<[u8]>,
    interned: AtomicBool,
}

/// Why bytes are no string. Its `Display` is the message of CPython's `UnicodeDecodeError`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Decoding {
    byte: u8,
    start: usize,
    length: usize,
    reason: &'static str,
}

impl Text {
    /// A string that isn't interned.
    pub fn new(text: &str) -> Text {
        Text { bytes: text.as_bytes().into(), interned: false.into() }
    }

    /// A string of code points.
    pub fn from_code_points(points: impl IntoIterator<Item = u32>) -> Text {
        let mut bytes = Vec::new();
        for point in points {
            match char::from_u32(point) {
                Some(character) => {
                    bytes.extend(character.encode_utf8(&mut [0; 4]).as_bytes());
                }
                None => bytes.extend([
                    0xe0 | (point >> 12) as u8,
                    0x80 | (point >> 6 & 0x3f) as u8,
                    0x80 | (point & 0x3f) as u8,
                ]),
            }
        }
        Text { bytes: bytes.into(), interned: false.into() }
    }

    /// A string with a character for each byte.
    pub fn from_latin1(bytes: &[u8]) -> Text {
        if bytes.is_ascii() {
            return Text { bytes: bytes.into(), interned: false.into() };
        }
        Text::from_code_points(bytes.iter().map(|&byte| byte.into()))
    }

    /// Decodes UTF-8 with `surrogatepass`.
    ///
    /// # Errors
    /// What CPython finds wrong first.
    pub fn decode(bytes: &[u8]) -> Result<Text, Decoding> {
        let mut from = 0;
        while let Err(error) = str::from_utf8(&bytes[from..]) {
            let start = from + error.valid_up_to();
            if let [0xed, 0xa0..=0xbf, 0x80..=0xbf, ..] = bytes[start..] {
                from = start + 3;
                continue;
            }
            let byte = bytes[start];
            let (length, reason) = match error.error_len() {
                None => (bytes.len() - start, "unexpected end of data"),
                Some(_) if !matches!(byte, 0xc2..=0xf4) => (1, "invalid start byte"),
                Some(length) => (length, "invalid continuation byte"),
            };
            return Err(Decoding { byte, start, length, reason });
        }
        Ok(Text { bytes: bytes.into(), interned: false.into() })
    }

    /// The string, unless it holds a surrogate.
    pub fn as_str(&self) -> Option<&str> {
        str::from_utf8(&self.bytes).ok()
    }

    /// UTF-8 but for surrogates, which are encoded like the other code points.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The code points.
    pub fn code_points(&self) -> impl Iterator<Item = u32> + '_ {
        let mut rest = &*self.bytes;
        std::iter::from_fn(move || {
            let (&first, _) = rest.split_first()?;
            let length = match first {
                0..=0x7f => 1,
                0x80..=0xdf => 2,
                0xe0..=0xef => 3,
                _ => 4,
            };
            let (encoded, after) = rest.split_at_checked(length)?;
            rest = after;
            let lead = u32::from(first) & (0x7f >> (length - usize::from(length == 1)));
            let tail = encoded[1..].iter();
            Some(tail.fold(lead, |point, &byte| point << 6 | u32::from(byte & 0x3f)))
        })
    }

    /// Whether all of it is ASCII.
    pub fn is_ascii(&self) -> bool {
        self.bytes.is_ascii()
    }

    /// Whether it has nothing but ASCII letters, digits and underscores; the empty string
    /// too. CPython: `all_name_chars` in `Objects/codeobject.c`.
    pub fn is_name_like(&self) -> bool {
        self.bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
    }

    /// Whether it is interned.
    pub fn is_interned(&self) -> bool {
        self.interned.load(Ordering::Relaxed)
    }

    /// Interns it.
    pub fn intern(&self) {
        self.interned.store(true, Ordering::Relaxed);
    }
}

impl Clone for Text {
    fn clone(&self) -> Text {
        Text { bytes: self.bytes.clone(), interned: self.is_interned().into() }
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Text) -> bool {
        self.bytes == other.bytes
    }
}

impl Eq for Text {}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&String::from_utf8_lossy(&super::repr::repr_text(self)))
    }
}

impl fmt::Display for Decoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Decoding { byte, start, length, reason } = self;
        if *length == 1 {
            write!(f, "'utf-8' codec can't decode byte 0x{byte:02x} in position {start}: {reason}")
        } else {
            let last = start + length - 1;
            write!(f, "'utf-8' codec can't decode bytes in position {start}-{last}: {reason}")
        }
    }
}
