//! What a type code means.
//!
//! CPython: `Modules/arraymodule.c` (`descriptors`, `b_setitem` and its like).

use std::ffi::CStr;

use object_model::errors::{OVERFLOW_ERROR, TYPE_ERROR, VALUE_ERROR, raise};
use object_model::object::{Obj, Ref, Result};
use object_model::types::int::PyLongObject;
use object_model::types::memoryview::format::Format;
use object_model::types::str::{PyASCIIObject, character};

/// All type codes.
pub const CODES: &str = "bBuhHiIlLqQfd";

/// A type code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(transparent)]
pub struct Kind(u8);

// ANCHOR: kind
impl Kind {
    /// The kind of a code.
    pub fn of(code: u32) -> Option<Kind> {
        u8::try_from(code).ok().filter(|code| CODES.as_bytes().contains(code)).map(Kind)
    }

    /// The code.
    pub fn code(self) -> char {
        self.0.into()
    }

    /// Whether items are characters.
    pub fn is_text(self) -> bool {
        self.0 == b'u'
    }

    /// Whether items of two arrays can be compared as bytes are: whole numbers and bytes.
    pub fn is_whole(self) -> bool {
        !matches!(self.0, b'u' | b'f' | b'd')
    }

    fn format(self) -> Format {
        let code = if self.is_text() { b'I' } else { self.0 };
        Format::named(&[code]).expect("a native format")
    }

    /// How many bytes an item takes.
    pub fn size(self) -> usize {
        self.format().size()
    }

    /// What a buffer says of its items.
    pub fn buffer_format(self) -> &'static CStr {
        if self.is_text() { c"w" } else { self.format().constant(false) }
    }

    /// The object that an item is.
    pub fn unpack(self, item: &[u8]) -> Result {
        if !self.is_text() {
            return self.format().unpack(item);
        }
        let code = u32::from_ne_bytes(item.try_into().expect("four bytes"));
        if code > object_model::unicode::MAX_UNICODE {
            return Err(raise(&VALUE_ERROR, "chr() arg not in range(0x110000)"));
        }
        Ok(character(code)?.object())
    }
}

/// A character of several that a string can hold.
pub fn check_character(code: u32) -> Result<u32> {
    if code > object_model::unicode::MAX_UNICODE {
        let message = "is not in range [U+0000; U+10ffff]";
        return Err(raise(&VALUE_ERROR, format_args!("character U+{code:x} {message}")));
    }
    Ok(code)
}
// ANCHOR_END: kind

// ANCHOR: pack
impl Kind {
    /// An object as an item, whose bytes are at the beginning.
    pub fn pack(self, value: Obj<'_>) -> Result<[u8; 8]> {
        let bits = match self.0 {
            b'u' => match value.downcast::<PyASCIIObject>() {
                Some(text) if text.len() == 1 => text.code_point(0).into(),
                _ => return Err(raise(&TYPE_ERROR, "array item must be unicode character")),
            },
            b'f' => (value.to_f64()? as f32).to_bits().into(),
            b'd' => value.to_f64()?.to_bits(),
            b'q' => {
                let int = index(value)?;
                let number = int.borrow().to_i64();
                number.ok_or_else(|| raise(&OVERFLOW_ERROR, "int too big to convert"))? as u64
            }
            b'I' | b'L' | b'Q' => self.unsigned(value)?,
            _ => self.signed(value)? as u64,
        };
        Ok(bits.to_ne_bytes())
    }

    /// The kinds that C reads as a `long` and then looks at the range of, some in two steps.
    fn signed(self, value: Obj<'_>) -> Result<i64> {
        let int = index(value)?;
        let too_large = "Python int too large to convert to C long";
        let number = int.borrow().to_i64().ok_or_else(|| raise(&OVERFLOW_ERROR, too_large))?;
        let short = ("signed short integer", -0x8000, 0x7fff);
        let whole = ("signed integer", -0x8000_0000, 0x7fff_ffff);
        let steps: &[(&str, i64, i64)] = match self.0 {
            b'b' => &[short, ("signed char", -0x80, 0x7f)],
            b'B' => &[("unsigned byte integer", 0, 0xff)],
            b'h' => &[short],
            b'H' => &[whole, ("unsigned short", 0, 0xffff)],
            b'i' => &[whole],
            _ => &[],
        };
        for (name, least, most) in steps {
            let wrong = match number {
                _ if number < *least => "less than minimum",
                _ if number > *most => "greater than maximum",
                _ => continue,
            };
            return Err(raise(&OVERFLOW_ERROR, format_args!("{name} is {wrong}")));
        }
        Ok(number)
    }

    fn unsigned(self, value: Obj<'_>) -> Result<u64> {
        let int = index(value)?;
        let (negative, too_large) = match self.0 {
            b'Q' => ("can't convert negative int to unsigned", "int too big to convert"),
            _ => (
                "can't convert negative value to unsigned int",
                "Python int too large to convert to C unsigned long",
            ),
        };
        if int.borrow().is_negative() {
            return Err(raise(&OVERFLOW_ERROR, negative));
        }
        let number = int.borrow().to_u64().ok_or_else(|| raise(&OVERFLOW_ERROR, too_large))?;
        if self.0 == b'I' && number > u32::MAX.into() {
            return Err(raise(&OVERFLOW_ERROR, "unsigned int is greater than maximum"));
        }
        Ok(number)
    }
}

fn index(value: Obj<'_>) -> Result<Ref<PyLongObject>> {
    value.index()
}
// ANCHOR_END: pack
