//! `%` of text and bytes: the arguments of a format string, converted and laid out.
//!
//! CPython: `Objects/unicodeobject.c` (`PyUnicode_Format`, `unicode_format_arg_format`,
//! `unicode_format_arg_output`, `mainformatlong`, `formatfloat`, `formatchar`),
//! `Objects/bytesobject.c` (`_PyBytes_FormatEx`, `format_obj`, `byte_converter`).
//!
//! The format string is read by [`percent`](super::percent). Numbers are ASCII, and laid out the
//! same for both; what else there is differs: `%s` of text is `str(x)`, of bytes it is the bytes
//! of a bytes-like object.
//!
//! Invariant: an argument is owned while it is converted, since converting may run code that
//! lets go of it.

use std::ops::Range;

use super::percent::{self, Conversion, Flavour, Format, Item, PercentError};
use super::{PyASCIIObject, Text, TextBuilder, character, from_text};
use crate::errors::{self, OVERFLOW_ERROR, TYPE_ERROR, VALUE_ERROR, no_memory, raise};
use crate::object::{Obj, Raised, Ref, Result};
use crate::protocol::buffer::Buffer;
use crate::runtime::runtime;
use crate::types::bytearray::object::PyByteArrayObject;
use crate::types::bytes::constructor::special_bytes;
use crate::types::bytes::methods::ByteString;
use crate::types::bytes::{self, PyBytesObject};
use crate::types::float::FloatFormat;
use crate::types::int::raise::WATCH;
use crate::types::int::{PyLongObject, to_decimal, to_power_of_two_base};
use crate::types::not_implemented;
use crate::types::text_arguments::to_c_int;
use crate::types::tuple::PyTupleObject;

// ANCHOR: arguments
/// Where the arguments come from.
enum Values<'a> {
    /// A tuple: one after the other.
    Tuple(Obj<'a, PyTupleObject>, usize),
    /// Anything else, or the value of a key: itself, once.
    One(Option<Ref>),
}

/// The arguments of a format string.
struct Given<'a, K> {
    values: Values<'a>,
    mapping: Option<Obj<'a>>,
    /// A key as an object.
    key: K,
}

impl<'a, K: Fn(Range<usize>) -> Result> Given<'a, K> {
    fn new(arguments: Obj<'a>, flavour: Flavour, key: K) -> Given<'a, K> {
        let values = match arguments.downcast::<PyTupleObject>() {
            Some(tuple) => Values::Tuple(tuple, 0),
            None => Values::One(Some(arguments.to_ref())),
        };
        let is_text = |object: Obj<'_>| object.downcast::<PyASCIIObject>().is_some();
        let is_bytes = |object: Obj<'_>| {
            object.downcast::<PyBytesObject>().is_some()
                || object.downcast::<PyByteArrayObject>().is_some()
        };
        let is_mapping = arguments.ob_type().mapping(|suite| suite.mp_subscript).is_some()
            && matches!(values, Values::One(_))
            && !is_text(arguments)
            && !(flavour == Flavour::Bytes && is_bytes(arguments));
        Given { values, mapping: is_mapping.then_some(arguments), key }
    }

    /// C: `getnextarg`.
    fn next(&mut self) -> Result {
        let next = match &mut self.values {
            Values::Tuple(tuple, at) => {
                *at += 1;
                tuple.items().get(*at - 1).map(|item| item.to_ref())
            }
            Values::One(value) => value.take(),
        };
        next.ok_or_else(|| raise(&TYPE_ERROR, "not enough arguments for format string"))
    }

    fn next_int(&mut self) -> Result<Ref<PyLongObject>> {
        self.next()?.downcast().map_err(|_| raise(&TYPE_ERROR, "* wants int"))
    }

    /// Whether an argument was given that nothing has asked for.
    fn is_left_over(&self) -> bool {
        let left = match &self.values {
            Values::Tuple(tuple, at) => *at < tuple.len(),
            Values::One(value) => value.is_some(),
        };
        left && self.mapping.is_none()
    }
}

impl<K: Fn(Range<usize>) -> Result> percent::Arguments for Given<'_, K> {
    type Error = Raised;

    fn has_mapping(&self) -> bool {
        self.mapping.is_some()
    }

    fn select(&mut self, key: Range<usize>) -> Result<()> {
        let key = (self.key)(key)?;
        let mapping = self.mapping.expect("asked for before");
        self.values = Values::One(Some(mapping.get_item(key.borrow())?));
        Ok(())
    }

    fn width(&mut self) -> Result<isize> {
        self.next_int()?.borrow().object().to_isize()
    }

    fn precision(&mut self) -> Result<i32> {
        to_c_int(self.next_int()?.borrow().object())
    }
}

impl From<PercentError> for Raised {
    #[cold]
    fn from(error: PercentError) -> Raised {
        match error {
            PercentError::NoMapping => raise(&TYPE_ERROR, error),
            _ => raise(&VALUE_ERROR, error),
        }
    }
}
// ANCHOR_END: arguments

// ANCHOR: number
/// A number without its width.
struct Number {
    is_negative: bool,
    prefix: &'static str,
    digits: String,
}

impl Number {
    /// What a conversion to a number makes of an argument; `None` where the letter is none of
    /// `diuoxXeEfFgG`.
    fn of(value: Obj<'_>, conversion: &Conversion, flavour: Flavour) -> Result<Option<Number>> {
        let letter = char::from_u32(conversion.letter).unwrap_or_default();
        Ok(Some(match letter {
            'd' | 'i' | 'u' | 'o' | 'x' | 'X' => {
                let int = whole(value, letter, flavour)?;
                Number::of_int(int.borrow(), conversion, letter)?
            }
            'e' | 'E' | 'f' | 'F' | 'g' | 'G' => {
                let number = value.to_f64().inspect_err(|_| {
                    if flavour == Flavour::Bytes {
                        let name = value.ob_type().name().to_owned();
                        errors::clear();
                        raise(&TYPE_ERROR, format_args!("float argument required, not {name}"));
                    }
                })?;
                Number::of_float(number, conversion, letter)?
            }
            _ => return Ok(None),
        }))
    }

    /// C: `_PyUnicode_FormatLong`.
    fn of_int(int: Obj<'_, PyLongObject>, conversion: &Conversion, letter: char) -> Result<Number> {
        let least = conversion.precision.unwrap_or(0);
        if least > i32::MAX as usize - 3 {
            return Err(raise(&OVERFLOW_ERROR, "precision too large"));
        }
        let (prefix, mut text) = match letter {
            'o' => ("0o", to_power_of_two_base(int.number(), 3, "")?),
            'x' => ("0x", to_power_of_two_base(int.number(), 4, "")?),
            'X' => ("0X", to_power_of_two_base(int.number(), 4, "")?.to_ascii_uppercase()),
            _ => ("", to_decimal(int.number(), runtime().int_max_str_digits.get(), WATCH)?),
        };
        let is_negative = text.starts_with('-');
        if is_negative {
            text.remove(0);
        }
        let zeros = least.saturating_sub(text.len());
        let mut digits = String::new();
        digits.try_reserve_exact(zeros + text.len()).map_err(|_| no_memory())?;
        digits.extend(std::iter::repeat_n('0', zeros));
        digits += &text;
        let prefix = if conversion.flags.alternate { prefix } else { "" };
        Ok(Number { is_negative, prefix, digits })
    }

    fn of_float(value: f64, conversion: &Conversion, letter: char) -> Result<Number> {
        const DEFAULT_PRECISION: usize = 6;
        let precision = conversion.precision.unwrap_or(DEFAULT_PRECISION);
        let format = FloatFormat::from_letter(letter, precision).expect("one of eEfFgG");
        let format = FloatFormat { alternate: conversion.flags.alternate, ..format };
        let text = format.write(value)?;
        let unsigned = text.strip_prefix('-');
        let (is_negative, digits) = (unsigned.is_some(), unsigned.unwrap_or(&text).to_owned());
        Ok(Number { is_negative, prefix: "", digits })
    }

    /// With its sign, padded to the conversion's width.
    fn write(&self, conversion: &Conversion, out: &mut impl Sink) -> Result<()> {
        let flags = conversion.flags;
        let sign = match () {
            () if self.is_negative => "-",
            () if flags.sign => "+",
            () if flags.blank => " ",
            () => "",
        };
        let length = sign.len() + self.prefix.len() + self.digits.len();
        let padding = conversion.width.unwrap_or(0).saturating_sub(length);
        out.reserve(length.checked_add(padding).ok_or_else(no_memory)?)?;
        let (before, zeros, behind) = match (flags.left, flags.zero) {
            (true, _) => (0, 0, padding),
            (false, true) => (0, padding, 0),
            (false, false) => (padding, 0, 0),
        };
        out.fill(b' ', before);
        out.ascii(sign);
        out.ascii(self.prefix);
        out.fill(b'0', zeros);
        out.ascii(&self.digits);
        out.fill(b' ', behind);
        Ok(())
    }
}

/// The int that `d` and `x` and their like are written from. C: `mainformatlong`, `formatlong`.
fn whole(value: Obj<'_>, letter: char, flavour: Flavour) -> Result<Ref<PyLongObject>> {
    if let Some(int) = value.downcast::<PyLongObject>() {
        return Ok(int.to_ref());
    }
    let is_exact = matches!(letter, 'o' | 'x' | 'X');
    let is_number = value.ob_type().number(|suite| suite.nb_int).is_some()
        || value.ob_type().number(|suite| suite.nb_float).is_some()
        || value.has_index();
    if is_number {
        let int = if is_exact { value.index_or_subclass() } else { value.to_int() };
        match int {
            Err(_) if errors::catch(&TYPE_ERROR) => {}
            int => return int,
        }
    }
    let shown = if flavour == Flavour::Bytes && letter == 'i' { 'd' } else { letter };
    let wanted = if is_exact { "an integer" } else { "a real number" };
    let name = value.ob_type().name().to_owned();
    let message = format_args!("%{shown} format: {wanted} is required, not {name}");
    Err(raise(&TYPE_ERROR, message))
}
// ANCHOR_END: number

// ANCHOR: sink
/// What is written to: text or bytes.
trait Sink {
    /// Makes room for so many characters of ASCII, or says that there isn't any.
    fn reserve(&mut self, count: usize) -> Result<()>;

    fn ascii(&mut self, text: &str);

    fn fill(&mut self, byte: u8, count: usize);
}

impl Sink for TextBuilder {
    fn reserve(&mut self, count: usize) -> Result<()> {
        self.try_reserve(count).map_err(|_| no_memory())
    }

    fn ascii(&mut self, text: &str) {
        self.push_ascii(text.as_bytes());
    }

    fn fill(&mut self, byte: u8, count: usize) {
        self.push_repeated(byte.into(), count);
    }
}

impl Sink for Vec<u8> {
    fn reserve(&mut self, count: usize) -> Result<()> {
        self.try_reserve(count).map_err(|_| no_memory())
    }

    fn ascii(&mut self, text: &str) {
        self.extend_from_slice(text.as_bytes());
    }

    fn fill(&mut self, byte: u8, count: usize) {
        self.resize(self.len() + count, byte);
    }
}

/// Writes what has no sign, padded with spaces to the conversion's width.
fn padded<S: Sink>(
    out: &mut S,
    conversion: &Conversion,
    length: usize,
    write: impl FnOnce(&mut S),
) -> Result<()> {
    let padding = conversion.width.unwrap_or(0).saturating_sub(length);
    out.reserve(length.checked_add(padding).ok_or_else(no_memory)?)?;
    if !conversion.flags.left {
        out.fill(b' ', padding);
    }
    write(out);
    if conversion.flags.left {
        out.fill(b' ', padding);
    }
    Ok(())
}

#[cold]
fn unsupported(shown: char, conversion: &Conversion) -> Raised {
    let Conversion { letter, index, .. } = conversion;
    let message =
        format_args!("unsupported format character '{shown}' (0x{letter:x}) at index {index}");
    raise(&VALUE_ERROR, message)
}
// ANCHOR_END: sink

// ANCHOR: str
/// The `%` of text. C: `unicode_mod`.
pub(super) extern "C" fn str_modulo(format: Obj<'_>, arguments: Obj<'_>) -> Result {
    let Some(format) = format.downcast::<PyASCIIObject>() else {
        return Ok(not_implemented().to_ref());
    };
    let text = format.text();
    let key = |range| Ok(from_text(text.slice(range))?.object());
    let mut given = Given::new(arguments, Flavour::Str, key);
    let mut out = TextBuilder::with_capacity(text.len());
    super::with_units!(text, |units| {
        let mut items = Format::new(units, Flavour::Str);
        while let Some(item) = items.next(&mut given)? {
            match item {
                Item::Literal(range) => out.push_text(text.slice(range)),
                Item::Conversion(conversion) => {
                    let value = given.next()?;
                    convert_to_str(value.borrow(), &conversion, &mut out)?;
                }
            }
        }
    });
    if given.is_left_over() {
        let message = "not all arguments converted during string formatting";
        return Err(raise(&TYPE_ERROR, message));
    }
    Ok(from_text(out.finish().as_text())?.object())
}

/// C: `unicode_format_arg_format`.
fn convert_to_str(value: Obj<'_>, conversion: &Conversion, out: &mut TextBuilder) -> Result<()> {
    let text = match char::from_u32(conversion.letter) {
        Some('s') => value.str()?,
        Some('r') => value.repr()?,
        Some('a') => value.ascii()?,
        Some('c') => {
            let text = character(character_code(value)?)?;
            return padded(out, conversion, 1, |out| out.push_text(text.borrow().text()));
        }
        _ => {
            return match Number::of(value, conversion, Flavour::Str)? {
                Some(number) => number.write(conversion, out),
                None => Err(unsupported(
                    match conversion.letter {
                        letter @ 31..=126 => letter as u8 as char,
                        _ => '?',
                    },
                    conversion,
                )),
            };
        }
    };
    let text = text.borrow().text();
    let kept = conversion.precision.map_or(text.len(), |precision| precision.min(text.len()));
    padded(out, conversion, kept, |out| out.push_text(text.slice(0..kept)))
}

/// C: `formatchar`.
fn character_code(value: Obj<'_>) -> Result<u32> {
    let wrong_type = || raise(&TYPE_ERROR, "%c requires int or char");
    if let Some(text) = value.downcast::<PyASCIIObject>() {
        return match text.len() {
            1 => Ok(text.code_point(0)),
            _ => Err(wrong_type()),
        };
    }
    let int = match value.index() {
        Err(_) if errors::catch(&TYPE_ERROR) => return Err(wrong_type()),
        int => int?,
    };
    let code = int.borrow().to_i64().and_then(|code| u32::try_from(code).ok());
    code.filter(|code| *code <= crate::unicode::MAX_UNICODE)
        .ok_or_else(|| raise(&OVERFLOW_ERROR, "%c arg not in range(0x110000)"))
}
// ANCHOR_END: str

// ANCHOR: bytes
/// The `%` of bytes and bytearrays. C: `bytes_mod`, `bytearray_mod`.
pub(crate) extern "C" fn bytes_modulo<L: ByteString>(
    format: Obj<'_>,
    arguments: Obj<'_>,
) -> Result {
    let Some(format) = format.downcast::<L>() else {
        return Ok(not_implemented().to_ref());
    };
    // Converting may run code, which may change a bytearray.
    let format = L::bytes(format).to_vec();
    let key = |range: Range<usize>| Ok(bytes::new(&format[range])?.object());
    let mut given = Given::new(arguments, Flavour::Bytes, key);
    let mut out = Vec::with_capacity(format.len());
    let mut items = Format::new(format.as_slice(), Flavour::Bytes);
    while let Some(item) = items.next(&mut given)? {
        match item {
            Item::Literal(range) => out.extend_from_slice(&format[range]),
            Item::Conversion(conversion) => {
                let value = given.next()?;
                convert_to_bytes(value.borrow(), &conversion, &mut out)?;
            }
        }
    }
    if given.is_left_over() {
        let message = "not all arguments converted during bytes formatting";
        return Err(raise(&TYPE_ERROR, message));
    }
    L::of(&out)
}

fn convert_to_bytes(value: Obj<'_>, conversion: &Conversion, out: &mut Vec<u8>) -> Result<()> {
    let bytes = match conversion.letter as u8 {
        b's' | b'b' => bytes_of(value)?,
        // In bytes `%r` is `%a`.
        b'r' | b'a' => match value.ascii()?.borrow().text() {
            Text::Ascii(bytes) => bytes.to_vec(),
            _ => unreachable!("ascii() is ASCII"),
        },
        b'c' => {
            let byte = byte_of(value)?;
            return padded(out, conversion, 1, |out| out.push(byte));
        }
        letter => {
            return match Number::of(value, conversion, Flavour::Bytes)? {
                Some(number) => number.write(conversion, out),
                None if letter.is_ascii() => Err(unsupported(letter.into(), conversion)),
                // To C such a letter is a negative number, which the message can't show.
                None => {
                    let message = "character argument not in range(0x110000)";
                    Err(raise(&OVERFLOW_ERROR, message))
                }
            };
        }
    };
    let kept = conversion.precision.map_or(bytes.len(), |precision| precision.min(bytes.len()));
    padded(out, conversion, kept, |out| out.extend_from_slice(&bytes[..kept]))
}

/// C: `format_obj`.
fn bytes_of(value: Obj<'_>) -> Result<Vec<u8>> {
    if let Some(bytes) = value.downcast::<PyBytesObject>() {
        return Ok(bytes.bytes().to_vec());
    }
    if let Some(array) = value.downcast::<PyByteArrayObject>() {
        return Ok(PyByteArrayObject::bytes(array).to_vec());
    }
    if let Some(bytes) = special_bytes(value)? {
        return Ok(bytes.borrow().bytes().to_vec());
    }
    if value.has_buffer() {
        return Buffer::copy(value);
    }
    let name = value.ob_type().name().to_owned();
    let wanted = "a bytes-like object, or an object that implements __bytes__";
    Err(raise(&TYPE_ERROR, format_args!("%b requires {wanted}, not '{name}'")))
}

/// C: `byte_converter`.
fn byte_of(value: Obj<'_>) -> Result<u8> {
    let single = value.downcast::<PyBytesObject>().map(Obj::bytes);
    let single = single.or_else(|| value.downcast().map(PyByteArrayObject::bytes));
    if let Some([byte]) = single {
        return Ok(*byte);
    }
    let int = match value.index() {
        Err(_) if errors::catch(&TYPE_ERROR) => {
            let message = "%c requires an integer in range(256) or a single byte";
            return Err(raise(&TYPE_ERROR, message));
        }
        int => int?,
    };
    let byte = int.borrow().to_i64().and_then(|byte| u8::try_from(byte).ok());
    byte.ok_or_else(|| raise(&OVERFLOW_ERROR, "%c arg not in range(256)"))
}
// ANCHOR_END: bytes
