//! Items of one native format character: how large they are, read and written.
//!
//! CPython: `Objects/memoryobject.c` (`get_native_fmtchar`, `unpack_single`, `pack_single`,
//! `unpack_cmp`).
//!
//! The characters are those of the `struct` module, in the machine's byte order and sizes.

use std::ffi::CStr;

use crate::errors::{self, OVERFLOW_ERROR, TYPE_ERROR, VALUE_ERROR, raise};
use crate::object::{Obj, Raised, Result};
use crate::types::bytes::{self, PyBytesObject};
use crate::types::int::PyLongObject;
use crate::types::{bool_, float, int};

// ANCHOR: format
/// A native format of one character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Format(u8);

/// What an item of a format is.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Item {
    Signed(i64),
    Unsigned(u64),
    Float(f64),
    Bool(bool),
    Byte(u8),
}

const NATIVE: [&CStr; 15] =
    [c"c", c"b", c"B", c"h", c"H", c"i", c"I", c"l", c"L", c"q", c"Q", c"n", c"N", c"f", c"d"];

impl Format {
    /// The format that a text says, with or without an `@`. C: `get_native_fmtchar`.
    pub fn named(text: &[u8]) -> Option<Format> {
        match text.strip_prefix(b"@").unwrap_or(text) {
            [character] if b"cbBhHiIlLqQnNfd?P".contains(character) => Some(Format(*character)),
            _ => None,
        }
    }

    /// The character.
    pub fn character(self) -> u8 {
        self.0
    }

    /// The format as a constant, with the `@` if it was asked for so. C: `get_native_fmtstr`.
    pub fn constant(self, with_at: bool) -> &'static CStr {
        const WITH_AT: [&CStr; 15] = [
            c"@c", c"@b", c"@B", c"@h", c"@H", c"@i", c"@I", c"@l", c"@L", c"@q", c"@Q", c"@n",
            c"@N", c"@f", c"@d",
        ];
        let at = NATIVE.iter().position(|text| text.to_bytes()[0] == self.0);
        match (self.0, at) {
            (b'?', _) if with_at => c"@?",
            (b'?', _) => c"?",
            (b'P', _) if with_at => c"@P",
            (b'P', _) => c"P",
            (_, Some(at)) if with_at => WITH_AT[at],
            (_, at) => NATIVE[at.expect("one of the native formats")],
        }
    }

    /// How many bytes an item takes.
    pub fn size(self) -> usize {
        match self.0 {
            b'c' | b'b' | b'B' | b'?' => 1,
            b'h' | b'H' => 2,
            b'i' | b'I' | b'f' => 4,
            _ => 8,
        }
    }

    /// Whether an item is a byte. C: `IS_BYTE_FORMAT`.
    pub fn is_byte(self) -> bool {
        matches!(self.0, b'c' | b'b' | b'B')
    }

    /// # Panics
    /// Where the item has another size.
    fn read(self, item: &[u8]) -> Item {
        let signed = |value: i64| Item::Signed(value);
        let unsigned = |value: u64| Item::Unsigned(value);
        fn array<const N: usize>(item: &[u8]) -> [u8; N] {
            item.try_into().expect("an item of the format's size")
        }
        match self.0 {
            b'c' => Item::Byte(item[0]),
            b'b' => signed(i64::from(item[0] as i8)),
            b'B' => unsigned(item[0].into()),
            b'?' => Item::Bool(item[0] != 0),
            b'h' => signed(i16::from_ne_bytes(array(item)).into()),
            b'H' => unsigned(u16::from_ne_bytes(array(item)).into()),
            b'i' => signed(i32::from_ne_bytes(array(item)).into()),
            b'I' => unsigned(u32::from_ne_bytes(array(item)).into()),
            b'l' | b'q' | b'n' => signed(i64::from_ne_bytes(array(item))),
            b'f' => Item::Float(f32::from_ne_bytes(array(item)).into()),
            b'd' => Item::Float(f64::from_ne_bytes(array(item))),
            _ => unsigned(u64::from_ne_bytes(array(item))),
        }
    }

    /// The object that an item is. C: `unpack_single`.
    pub fn unpack(self, item: &[u8]) -> Result {
        Ok(match self.read(item) {
            Item::Signed(value) => int::from_i64(value)?.object(),
            Item::Unsigned(value) => int::from_u64(value)?.object(),
            Item::Float(value) => float::new(value)?.object(),
            Item::Bool(value) => bool_(value).to_ref(),
            Item::Byte(byte) => bytes::new(&[byte])?.object(),
        })
    }

    /// Whether two items are equal, which a NaN is not. C: `unpack_cmp`.
    pub fn equal(self, left: &[u8], right: &[u8]) -> bool {
        self.read(left) == self.read(right)
    }

    /// An object as an item: its bytes are at the beginning of the array. C: `pack_single`.
    pub fn pack(self, value: Obj<'_>) -> Result<[u8; 8]> {
        let mut item = [0; 8];
        match self.0 {
            b'?' => item[0] = value.is_true()?.into(),
            b'c' => match value.downcast::<PyBytesObject>().map(Obj::bytes) {
                Some([byte]) => item[0] = *byte,
                Some(_) => return Err(self.invalid_value()),
                None => return Err(self.invalid_type()),
            },
            b'f' => {
                let value = value.to_f64().map_err(|raised| self.explain(raised))?;
                item[..4].copy_from_slice(&(value as f32).to_ne_bytes());
            }
            b'd' => {
                let value = value.to_f64().map_err(|raised| self.explain(raised))?;
                item.copy_from_slice(&value.to_ne_bytes());
            }
            _ => {
                let number = self.whole(value)?;
                item.copy_from_slice(&number.to_ne_bytes());
            }
        }
        Ok(item)
    }

    /// The bits of a whole number that fits the format.
    fn whole(self, value: Obj<'_>) -> Result<u64> {
        let int = match self.0 {
            // A pointer has to be an int, of either sign.
            b'P' => value.downcast::<PyLongObject>().map(Obj::to_ref),
            _ => Some(value.index_or_subclass().map_err(|raised| self.explain(raised))?),
        };
        let int = int.ok_or_else(|| self.invalid_type())?;
        let (signed, unsigned) = (int.borrow().to_i64(), int.borrow().to_u64());
        let bits = 8 * self.size() as u32;
        let fits =
            |value: &i64| bits == 64 || (-(1 << (bits - 1))..1 << (bits - 1)).contains(value);
        let bits_of = match self.0 {
            b'P' => unsigned.or(signed.map(|value| value as u64)),
            b'b' | b'h' | b'i' | b'l' | b'q' | b'n' => {
                signed.filter(fits).map(|value| value as u64)
            }
            _ => unsigned.filter(|value| bits == 64 || *value < 1 << bits),
        };
        bits_of.ok_or_else(|| self.invalid_value())
    }

    fn invalid_type(self) -> Raised {
        let shown = char::from(self.0);
        raise(&TYPE_ERROR, format_args!("memoryview: invalid type for format '{shown}'"))
    }

    fn invalid_value(self) -> Raised {
        let shown = char::from(self.0);
        raise(&VALUE_ERROR, format_args!("memoryview: invalid value for format '{shown}'"))
    }

    /// The error of a conversion in this module's words. C: `fix_error_int`.
    fn explain(self, raised: Raised) -> Raised {
        if errors::catch(&TYPE_ERROR) {
            self.invalid_type()
        } else if errors::catch(&OVERFLOW_ERROR) || errors::catch(&VALUE_ERROR) {
            self.invalid_value()
        } else {
            raised
        }
    }
}
// ANCHOR_END: format
