//! Ints and text: `repr`, `format`, and reading digits.
//!
//! CPython: `Objects/longobject.c` (`long_to_decimal_string`, `PyLong_FromUnicodeObject`,
//! `_PyLong_FromBytes`), `Python/formatter_unicode.c` (`_PyLong_FormatAdvancedWriter`).
//!
//! How many digits a text may have is the runtime's to say: `sys.set_int_max_str_digits`.

use crate::object::{Obj, Ref, Result};
use crate::protocol::buffer::Buffer;
use crate::runtime::runtime;
use crate::types::bytearray::PyByteArrayObject;
use crate::types::bytes::PyBytesObject;
use crate::types::format::{format_float, format_int, format_object};
use crate::types::str::{self, PyASCIIObject};
use crate::unicode::to_ascii_number;

use super::object::{Int, PyLongObject, from_algorithm};
use super::raise::WATCH;
use super::text_in::Literal;
use super::{NumberError, to_decimal};

// ANCHOR: out
/// C: `long_to_decimal_string`.
pub(super) extern "C" fn int_repr(int: Int<'_>) -> Result {
    Ok(int.to_decimal()?.object())
}

impl Obj<'_, PyLongObject> {
    /// The decimal digits. C: `long_to_decimal_string`.
    pub fn to_decimal(self) -> Result<Ref<PyASCIIObject>> {
        let Some(value) = self.one_digit() else {
            return str::new(&to_decimal(
                self.number(),
                runtime().int_max_str_digits.get(),
                WATCH,
            )?);
        };
        // Ten digits and a sign, from the last up.
        let mut text = [0; 11];
        let mut start = text.len();
        let mut rest = value.unsigned_abs();
        loop {
            start -= 1;
            text[start] = b'0' + (rest % 10) as u8;
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        if value < 0 {
            start -= 1;
            text[start] = b'-';
        }
        str::new(std::str::from_utf8(&text[start..]).expect("digits are ASCII"))
    }
}

/// `int.__format__`.
pub(super) fn int_format(int: Int<'_>, spec: Obj<'_>) -> Result {
    format_object(int.object(), spec, |spec, type_name, output| {
        let locale = &runtime().numeric_locale.get();
        if let Some('e' | 'E' | 'f' | 'F' | 'g' | 'G' | '%') = spec.code() {
            let value = int.object().to_float()?.borrow().value();
            return Ok(format_float(value, spec, type_name, locale, output)?);
        }
        let limit = runtime().int_max_str_digits.get();
        Ok(format_int(int.number(), spec, type_name, locale, limit, WATCH, output)?)
    })
}
// ANCHOR_END: out

// ANCHOR: in
/// An int of what a text or bytes say; `None` where the object is neither.
pub(crate) fn from_object(object: Obj<'_>) -> Result<Option<Ref<PyLongObject>>> {
    match from_text(object, 10)? {
        Some(int) => Ok(Some(int)),
        None if object.has_buffer() => Ok(Some(from_bytes(Buffer::simple(object)?.bytes(), 10)?)),
        None => Ok(None),
    }
}

/// An int of what a string or a bytes object says to a base; `None` where the object is
/// neither.
pub(super) fn from_text(object: Obj<'_>, base: u32) -> Result<Option<Ref<PyLongObject>>> {
    if let Some(text) = object.downcast::<PyASCIIObject>() {
        let int = match text.ascii_text() {
            Some(text) => parse(text.as_bytes(), base),
            None => parse(&to_ascii_number(text.code_points()), base),
        };
        return int.map_err(|error| error.raise(object)).map(Some);
    }
    let is_bytes = object.downcast::<PyBytesObject>().is_some()
        || object.downcast::<PyByteArrayObject>().is_some();
    match is_bytes {
        true => Ok(Some(from_bytes(Buffer::simple(object)?.bytes(), base)?)),
        false => Ok(None),
    }
}

/// C: `_PyLong_FromBytes`.
fn from_bytes(bytes: &[u8], base: u32) -> Result<Ref<PyLongObject>> {
    parse(bytes, base).map_err(|error| match error {
        ParseError::Raised(raised) => raised,
        ParseError::Number(error) if error.quotes_the_argument() => {
            let shown = crate::types::bytes::repr::repr(&bytes[..bytes.len().min(200)]);
            error.raise_quoting(&String::from_utf8_lossy(&shown))
        }
        ParseError::Number(error) => error.into(),
    })
}

enum ParseError {
    Number(NumberError),
    Raised(crate::Raised),
}

impl ParseError {
    fn raise(self, argument: Obj<'_>) -> crate::Raised {
        match self {
            ParseError::Number(error) => error.raise_about(argument),
            ParseError::Raised(raised) => raised,
        }
    }
}

/// C: `PyLong_FromString`.
fn parse(text: &[u8], base: u32) -> std::result::Result<Ref<PyLongObject>, ParseError> {
    let literal = Literal::scan(text, base, runtime().int_max_str_digits.get())
        .map_err(ParseError::Number)?;
    let size = literal.size().map_err(ParseError::Number)?;
    from_algorithm(size, |into| Ok(literal.value(into, WATCH)?)).map_err(ParseError::Raised)
}
// ANCHOR_END: in
