//! The methods that `bytes` and `bytearray` share.
//!
//! CPython: `Objects/stringlib/transmogrify.h`, `Objects/bytes_methods.c`, and the two types'
//! `clinic` files.
//!
//! A method is generic over [`ByteString`], the type of the object and of the result.
//!
//! Invariant: arguments are turned into numbers and buffers before the object's own bytes are
//! borrowed, since that may run code which changes a bytearray. What holds bytes while other
//! code can run holds a buffer, which keeps a bytearray from moving.

use std::ops::Range;

use crate::arguments::Arguments;
use crate::errors::{OVERFLOW_ERROR, TYPE_ERROR, VALUE_ERROR, raise};
use crate::object::{Layout, Obj, Result};
use crate::protocol::buffer::Buffer;
use crate::type_object::Type;
use crate::types::bytes::{ascii, edit, hex};
use crate::types::str::case::{Case, ascii_with_case};
use crate::types::str::pad::Padding;
use crate::types::str::search::{self, bounds};
use crate::types::str::split::{self, Ends};
use crate::types::str::{self, PyASCIIObject};
use crate::types::text_arguments::{
    at_most, bad_argument, clinic_str, clinic_text, collect, raise_size, slice_index, to_c_int,
    to_size,
};
use crate::types::tuple::PyTupleObject;
use crate::types::{bool_, codec, int, list, tuple};

/// `bytes` or `bytearray`.
pub(crate) trait ByteString: Layout {
    /// The type's name, for the result of what is written in words.
    const NAME: &'static str;

    /// The bytes, valid until code of the program's runs.
    fn bytes<'a>(this: Obj<'a, Self>) -> &'a [u8];

    /// A new object of so many bytes, which `write` fills in.
    fn build(length: usize, write: impl FnOnce(&mut [u8])) -> Result;

    /// What a method returns that changes nothing: the object itself if it can't change, else a
    /// copy.
    fn unchanged(this: Obj<'_, Self>) -> Result;

    /// A new object.
    fn of(bytes: &[u8]) -> Result {
        Self::build(bytes.len(), |out| out.copy_from_slice(bytes))
    }

    /// A piece of an object.
    fn piece(this: Obj<'_, Self>, range: Range<usize>) -> Result {
        match range == (0..Self::bytes(this).len()) {
            true => Self::unchanged(this),
            false => Self::of(&Self::bytes(this)[range]),
        }
    }
}

// ANCHOR: table
/// The rows that both types have, behind those of the one type.
macro_rules! byte_methods {
    ($layout:ty, $($row:expr,)*) => {{
        use $crate::static_type::Method;
        use $crate::types::bytes::methods as shared;
        use $crate::types::str::case::Case;
        use $crate::types::str::split::Ends;
        const FIND: &str = "($self, sub, start=None, end=None, /)";
        const SPLIT: &str = "($self, /, sep=None, maxsplit=-1)";
        const PAD: &str = "($self, width, fillchar=b' ', /)";
        const STRIP: &str = "($self, bytes=None, /)";
        const NONE: &str = "($self, /)";
        const ROWS: &[Method<$layout>] = &[
            $($row,)*
            Method::none(c"capitalize", NONE, |b| shared::with_case(b, Case::Capitalize),
                "A copy that begins with a capital and goes on in lower case.").unsigned(),
            Method::new(c"center", PAD, shared::center, "A copy in the middle of a field."),
            Method::new(c"count", FIND, shared::count,
                "How often bytes are found, without overlaps.").unsigned().parsed(),
            Method::new(c"decode", "($self, /, encoding='utf-8', errors='strict')",
                shared::decode, "The text that the bytes are in an encoding."),
            Method::new(c"endswith", "($self, suffix, start=None, end=None, /)",
                shared::ends_with, "Whether the bytes end with others, or with one of several.")
                .unsigned().parsed(),
            Method::new(c"expandtabs", "($self, /, tabsize=8)", shared::expand_tabs,
                "A copy with spaces in place of tabs."),
            Method::new(c"find", FIND, shared::find, "The first place of bytes, or -1.")
                .unsigned().parsed(),
            Method::class(c"fromhex", "($type, string, /)", shared::from_hex::<$layout>,
                "The bytes of hexadecimal digits."),
            Method::new(c"hex", "($self, /, sep=<unrepresentable>, bytes_per_sep=1)",
                shared::to_hex, "The bytes as hexadecimal digits, with separators if wanted."),
            Method::new(c"index", FIND, shared::index,
                "The first place of bytes; ValueError if there is none.").unsigned().parsed(),
            Method::none(c"isalnum", NONE, |b| shared::is_all(b, u8::is_ascii_alphanumeric),
                "Whether there are bytes and all are ASCII letters or digits.").unsigned(),
            Method::none(c"isalpha", NONE, |b| shared::is_all(b, u8::is_ascii_alphabetic),
                "Whether there are bytes and all are ASCII letters.").unsigned(),
            Method::none(c"isascii", NONE, shared::is_ascii,
                "Whether all bytes are below 128.").unsigned(),
            Method::none(c"isdigit", NONE, |b| shared::is_all(b, u8::is_ascii_digit),
                "Whether there are bytes and all are ASCII digits.").unsigned(),
            Method::none(c"islower", NONE, shared::is_lower,
                "Whether there are ASCII letters and all are lower case.").unsigned(),
            Method::none(c"isspace", NONE, shared::is_space,
                "Whether there are bytes and all are ASCII spaces.").unsigned(),
            Method::none(c"istitle", NONE, shared::is_title,
                "Whether every word begins with a capital.").unsigned(),
            Method::none(c"isupper", NONE, shared::is_upper,
                "Whether there are ASCII letters and all are upper case.").unsigned(),
            Method::one(c"join", "($self, iterable_of_bytes, /)", shared::join,
                "Bytes joined into one, with these in between."),
            Method::new(c"ljust", PAD, shared::ljust, "A copy at the left of a field."),
            Method::none(c"lower", NONE, |b| shared::with_case(b, Case::Lower),
                "A copy in lower case.").unsigned(),
            Method::new(c"lstrip", STRIP, |b, a| shared::strip(b, a, Ends::Left),
                "A copy without spaces, or without given bytes, at the left."),
            Method::static_(c"maketrans", "(frm, to, /)", shared::make_translation,
                "A table for translate().").unsigned(),
            Method::one(c"partition", "($self, sep, /)", shared::partition,
                "What is before the first separator, the separator, and what is behind it."),
            Method::one(c"removeprefix", "($self, prefix, /)", shared::remove_prefix,
                "A copy without a prefix, where there is one."),
            Method::one(c"removesuffix", "($self, suffix, /)", shared::remove_suffix,
                "A copy without a suffix, where there is one."),
            Method::new(c"replace", "($self, old, new, count=-1, /)", shared::replace,
                "A copy with bytes in place of others, everywhere or at the first places only."),
            Method::new(c"rfind", FIND, shared::rfind, "The last place of bytes, or -1.")
                .unsigned().parsed(),
            Method::new(c"rindex", FIND, shared::rindex,
                "The last place of bytes; ValueError if there is none.").unsigned().parsed(),
            Method::new(c"rjust", PAD, shared::rjust, "A copy at the right of a field."),
            Method::one(c"rpartition", "($self, sep, /)", shared::rpartition,
                "What is before the last separator, the separator, and what is behind it."),
            Method::new(c"rsplit", SPLIT, shared::rsplit,
                "The pieces between separators, counted from the right."),
            Method::new(c"rstrip", STRIP, |b, a| shared::strip(b, a, Ends::Right),
                "A copy without spaces, or without given bytes, at the right."),
            Method::new(c"split", SPLIT, shared::split,
                "The pieces between separators, counted from the left."),
            Method::new(c"splitlines", "($self, /, keepends=False)", shared::split_lines,
                "The lines, with or without what ends them."),
            Method::new(c"startswith", "($self, prefix, start=None, end=None, /)",
                shared::starts_with,
                "Whether the bytes begin with others, or with one of several.")
                .unsigned().parsed(),
            Method::new(c"strip", STRIP, |b, a| shared::strip(b, a, Ends::Both),
                "A copy without spaces, or without given bytes, at both ends."),
            Method::none(c"swapcase", NONE, |b| shared::with_case(b, Case::Swap),
                "A copy with upper case for lower and the reverse.").unsigned(),
            Method::none(c"title", NONE, |b| shared::with_case(b, Case::Title),
                "A copy in which every word begins with a capital.").unsigned(),
            Method::new(c"translate", "($self, table, /, delete=b'')", shared::translate,
                "A copy with each byte as a table says, and some left out."),
            Method::none(c"upper", NONE, |b| shared::with_case(b, Case::Upper),
                "A copy in upper case.").unsigned(),
            Method::one(c"zfill", "($self, width, /)", shared::zero_fill,
                "A copy with zeros at the left, behind a sign."),
        ];
        ROWS
    }};
}
pub(crate) use byte_methods;
// ANCHOR_END: table

fn truth(value: bool) -> Result {
    Ok(bool_(value).to_ref())
}

/// A bytes-like argument, held for the call.
pub(super) fn buffer<'a>(given: Obj<'a>) -> Result<Buffer<'a>> {
    Buffer::simple(given)
}

// ANCHOR: ask
pub(crate) fn is_all<L: ByteString>(this: Obj<'_, L>, sort: fn(&u8) -> bool) -> Result {
    truth(ascii::is_all(L::bytes(this), |byte| sort(&byte)))
}

pub(crate) fn is_ascii<L: ByteString>(this: Obj<'_, L>) -> Result {
    truth(L::bytes(this).is_ascii())
}

pub(crate) fn is_space<L: ByteString>(this: Obj<'_, L>) -> Result {
    truth(ascii::is_all(L::bytes(this), ascii::is_space))
}

pub(crate) fn is_lower<L: ByteString>(this: Obj<'_, L>) -> Result {
    truth(ascii::is_lower(L::bytes(this)))
}

pub(crate) fn is_upper<L: ByteString>(this: Obj<'_, L>) -> Result {
    truth(ascii::is_upper(L::bytes(this)))
}

pub(crate) fn is_title<L: ByteString>(this: Obj<'_, L>) -> Result {
    truth(ascii::is_title(L::bytes(this)))
}
// ANCHOR_END: ask

// ANCHOR: search
/// What is looked for: bytes, or one byte as a number.
enum Wanted<'a> {
    Byte(u8),
    Buffer(Buffer<'a>),
}

impl Wanted<'_> {
    fn bytes(&self) -> &[u8] {
        match self {
            Wanted::Byte(byte) => std::slice::from_ref(byte),
            Wanted::Buffer(buffer) => buffer.bytes(),
        }
    }
}

/// C: `parse_args_finds_byte`.
fn wanted(given: Obj<'_>) -> Result<Wanted<'_>> {
    let ob_type = given.ob_type();
    if given.has_buffer() {
        return Ok(Wanted::Buffer(buffer(given)?));
    }
    if ob_type.number(|suite| suite.nb_index).is_none() {
        let name = ob_type.name().to_owned();
        let message = "argument should be integer or bytes-like object, not";
        return Err(raise(&TYPE_ERROR, format_args!("{message} '{name}'")));
    }
    byte_in_range(given, "byte must be in range(0, 256)").map(Wanted::Byte)
}

/// A byte given as a number. C: `_getbytevalue`.
pub(crate) fn byte_in_range(given: Obj<'_>, message: &str) -> Result<u8> {
    let value = given.index()?.borrow().to_i64();
    let value = value.and_then(|value| u8::try_from(value).ok());
    value.ok_or_else(|| raise(&VALUE_ERROR, message))
}

fn place<L: ByteString>(
    this: Obj<'_, L>,
    arguments: &Arguments<'_>,
    search: fn(&[u8], &[u8]) -> Option<usize>,
) -> Result<Option<usize>> {
    let start = slice_index(arguments.get(1), 0)?;
    let end = slice_index(arguments.get(2), isize::MAX)?;
    let wanted = wanted(arguments[0])?;
    let bytes = L::bytes(this);
    let Some(range) = bounds(start, end, bytes.len()) else { return Ok(None) };
    let start = range.start;
    Ok(search(&bytes[range], wanted.bytes()).map(|place| start + place))
}

fn place_or_minus_one(place: Option<usize>) -> Result {
    Ok(int::from_i64(place.map_or(-1, |place| place as i64))?.object())
}

fn place_or_raise(place: Option<usize>) -> Result {
    match place {
        Some(_) => place_or_minus_one(place),
        None => Err(raise(&VALUE_ERROR, "subsection not found")),
    }
}

pub(crate) fn find<L: ByteString>(this: Obj<'_, L>, arguments: &Arguments<'_>) -> Result {
    place_or_minus_one(place(this, arguments, search::find)?)
}

pub(crate) fn rfind<L: ByteString>(this: Obj<'_, L>, arguments: &Arguments<'_>) -> Result {
    place_or_minus_one(place(this, arguments, search::rfind)?)
}

pub(crate) fn index<L: ByteString>(this: Obj<'_, L>, arguments: &Arguments<'_>) -> Result {
    place_or_raise(place(this, arguments, search::find)?)
}

pub(crate) fn rindex<L: ByteString>(this: Obj<'_, L>, arguments: &Arguments<'_>) -> Result {
    place_or_raise(place(this, arguments, search::rfind)?)
}

pub(crate) fn count<L: ByteString>(this: Obj<'_, L>, arguments: &Arguments<'_>) -> Result {
    let start = slice_index(arguments.get(1), 0)?;
    let end = slice_index(arguments.get(2), isize::MAX)?;
    let wanted = wanted(arguments[0])?;
    let bytes = L::bytes(this);
    let range = bounds(start, end, bytes.len());
    let count = range.map_or(0, |range| search::count(&bytes[range], wanted.bytes()));
    Ok(int::from_u64(count as u64)?.object())
}

/// `item in bytes`.
pub(super) fn contains<L: ByteString>(this: Obj<'_, L>, item: Obj<'_>) -> Result<bool> {
    if item.ob_type().number(|suite| suite.nb_index).is_some() {
        let byte = byte_in_range(item, "byte must be in range(0, 256)")?;
        return Ok(search::find(L::bytes(this), &[byte]).is_some());
    }
    let item = buffer(item)?;
    Ok(search::find(L::bytes(this), item.bytes()).is_some())
}

pub(crate) fn starts_with<L: ByteString>(this: Obj<'_, L>, arguments: &Arguments<'_>) -> Result {
    is_at_end(this, arguments, "startswith", |bytes, wanted| bytes.starts_with(wanted))
}

pub(crate) fn ends_with<L: ByteString>(this: Obj<'_, L>, arguments: &Arguments<'_>) -> Result {
    is_at_end(this, arguments, "endswith", |bytes, wanted| bytes.ends_with(wanted))
}

fn is_at_end<L: ByteString>(
    this: Obj<'_, L>,
    arguments: &Arguments<'_>,
    name: &str,
    matches: fn(&[u8], &[u8]) -> bool,
) -> Result {
    let start = slice_index(arguments.get(1), 0)?;
    let end = slice_index(arguments.get(2), isize::MAX)?;
    let is_one = |wanted: Obj<'_>| -> Result<bool> {
        let wanted = buffer(wanted)?;
        let bytes = L::bytes(this);
        let range = bounds(start, end, bytes.len());
        Ok(range.is_some_and(|range| matches(&bytes[range], wanted.bytes())))
    };
    if let Some(several) = arguments[0].downcast::<PyTupleObject>() {
        for wanted in several.items() {
            if is_one(*wanted)? {
                return truth(true);
            }
        }
        return truth(false);
    }
    if arguments[0].ob_type().buffer(|suite| suite.bf_getbuffer).is_none() {
        let kind = arguments[0].ob_type().name().to_owned();
        let message =
            format_args!("{name} first arg must be bytes or a tuple of bytes, not {kind}");
        return Err(raise(&TYPE_ERROR, message));
    }
    truth(is_one(arguments[0])?)
}
// ANCHOR_END: search

// ANCHOR: cut
fn pieces<L: ByteString>(this: Obj<'_, L>, ranges: Vec<Range<usize>>) -> Result {
    let pieces = list::new()?;
    for range in ranges {
        pieces.borrow().push(L::piece(this, range)?)?;
    }
    Ok(pieces.object())
}

/// The separator, none for whitespace, and how many pieces are split off at most.
fn separator<'a>(arguments: &Arguments<'a>) -> Result<(Option<Buffer<'a>>, usize)> {
    let most = at_most(arguments.get(1))?;
    let Some(given) = arguments.not_none(0) else { return Ok((None, most)) };
    Ok((Some(checked_separator(given)?), most))
}

fn checked_separator(given: Obj<'_>) -> Result<Buffer<'_>> {
    let separator = buffer(given)?;
    match separator.bytes().is_empty() {
        true => Err(raise(&VALUE_ERROR, "empty separator")),
        false => Ok(separator),
    }
}

pub(crate) fn split<L: ByteString>(this: Obj<'_, L>, arguments: &Arguments<'_>) -> Result {
    let (separator, most) = separator(arguments)?;
    let ranges = match &separator {
        Some(separator) => split::split(L::bytes(this), separator.bytes(), most),
        None => ascii::split_spaces(L::bytes(this), most),
    };
    pieces(this, ranges)
}

pub(crate) fn rsplit<L: ByteString>(this: Obj<'_, L>, arguments: &Arguments<'_>) -> Result {
    let (separator, most) = separator(arguments)?;
    let ranges = match &separator {
        Some(separator) => split::rsplit(L::bytes(this), separator.bytes(), most),
        None => ascii::rsplit_spaces(L::bytes(this), most),
    };
    pieces(this, ranges)
}

pub(crate) fn split_lines<L: ByteString>(this: Obj<'_, L>, arguments: &Arguments<'_>) -> Result {
    let keep_ends = arguments.get(0).map_or(Ok(0), to_c_int)? != 0;
    pieces(this, ascii::split_lines(L::bytes(this), keep_ends))
}

/// What the middle of `partition` is: the argument itself for bytes, a copy for a bytearray.
fn middle<L: ByteString>(given: Obj<'_>, separator: &Buffer<'_>) -> Result {
    match L::NAME {
        "bytes" => Ok(given.to_ref()),
        _ => L::of(separator.bytes()),
    }
}

pub(crate) fn partition<L: ByteString>(this: Obj<'_, L>, given: Obj<'_>) -> Result {
    let separator = checked_separator(given)?;
    let bytes = L::bytes(this);
    let parts = match search::find(bytes, separator.bytes()) {
        Some(place) => {
            let behind = place + separator.bytes().len();
            let middle = middle::<L>(given, &separator)?;
            [L::of(&bytes[..place])?, middle, L::of(&bytes[behind..])?]
        }
        None => [L::unchanged(this)?, L::of(&[])?, L::of(&[])?],
    };
    Ok(tuple::new(parts)?.object())
}

pub(crate) fn rpartition<L: ByteString>(this: Obj<'_, L>, given: Obj<'_>) -> Result {
    let separator = checked_separator(given)?;
    let bytes = L::bytes(this);
    let parts = match search::rfind(bytes, separator.bytes()) {
        Some(place) => {
            let behind = place + separator.bytes().len();
            let middle = middle::<L>(given, &separator)?;
            [L::of(&bytes[..place])?, middle, L::of(&bytes[behind..])?]
        }
        None => [L::of(&[])?, L::of(&[])?, L::unchanged(this)?],
    };
    Ok(tuple::new(parts)?.object())
}

pub(crate) fn strip<L: ByteString>(
    this: Obj<'_, L>,
    arguments: &Arguments<'_>,
    ends: Ends,
) -> Result {
    let set = arguments.not_none(0).map(buffer).transpose()?;
    let range = match &set {
        None => ascii::strip_spaces(L::bytes(this), ends),
        Some(set) => ascii::strip(L::bytes(this), set.bytes(), ends),
    };
    L::piece(this, range)
}

pub(crate) fn remove_prefix<L: ByteString>(this: Obj<'_, L>, prefix: Obj<'_>) -> Result {
    let prefix = buffer(prefix)?;
    let bytes = L::bytes(this);
    let skipped = if bytes.starts_with(prefix.bytes()) { prefix.bytes().len() } else { 0 };
    L::piece(this, skipped..bytes.len())
}

pub(crate) fn remove_suffix<L: ByteString>(this: Obj<'_, L>, suffix: Obj<'_>) -> Result {
    let suffix = buffer(suffix)?;
    let bytes = L::bytes(this);
    let skipped = if bytes.ends_with(suffix.bytes()) { suffix.bytes().len() } else { 0 };
    L::piece(this, 0..bytes.len() - skipped)
}
// ANCHOR_END: cut

// ANCHOR: change
pub(crate) fn with_case<L: ByteString>(this: Obj<'_, L>, case: Case) -> Result {
    L::of(&ascii_with_case(L::bytes(this), case))
}

pub(crate) fn replace<L: ByteString>(this: Obj<'_, L>, arguments: &Arguments<'_>) -> Result {
    let old = buffer(arguments[0])?;
    let new = buffer(arguments[1])?;
    let most = at_most(arguments.get(2))?;
    let replaced = edit::replace(L::bytes(this), old.bytes(), new.bytes(), most);
    match replaced.map_err(|error| raise_size(error, "replace bytes is too long"))? {
        Some(bytes) => L::of(&bytes),
        None => L::unchanged(this),
    }
}

pub(crate) fn join<L: ByteString>(this: Obj<'_, L>, iterable: Obj<'_>) -> Result {
    let items = collect(iterable, "can only join an iterable")?;
    if let [only] = &items[..]
        && L::NAME == "bytes"
        && only.borrow().is_exactly(&super::BYTES)
    {
        return Ok(only.clone());
    }
    let mut buffers = Vec::with_capacity(items.len());
    for (index, item) in items.iter().enumerate() {
        let item = item.borrow();
        if !item.has_buffer() {
            let name = item.ob_type().name().to_owned();
            let message = "expected a bytes-like object,";
            let message = format_args!("sequence item {index}: {message} {name} found");
            return Err(raise(&TYPE_ERROR, message));
        }
        buffers.push(buffer(item)?);
    }
    let separator = L::bytes(this);
    let lengths = buffers.iter().map(|buffer| buffer.bytes().len());
    let Some(length) = edit::join_length(separator, lengths) else {
        return Err(raise(&OVERFLOW_ERROR, "join() result is too long"));
    };
    L::build(length, |out| {
        let mut at = 0;
        let mut put = |bytes: &[u8]| {
            out[at..at + bytes.len()].copy_from_slice(bytes);
            at += bytes.len();
        };
        for (index, buffer) in buffers.iter().enumerate() {
            if index > 0 {
                put(separator);
            }
            put(buffer.bytes());
        }
    })
}

pub(crate) fn center<L: ByteString>(this: Obj<'_, L>, arguments: &Arguments<'_>) -> Result {
    padded(this, arguments, "center", Padding::around)
}

pub(crate) fn ljust<L: ByteString>(this: Obj<'_, L>, arguments: &Arguments<'_>) -> Result {
    padded(this, arguments, "ljust", Padding::to_the_right)
}

pub(crate) fn rjust<L: ByteString>(this: Obj<'_, L>, arguments: &Arguments<'_>) -> Result {
    padded(this, arguments, "rjust", Padding::to_the_left)
}

fn padded<L: ByteString>(
    this: Obj<'_, L>,
    arguments: &Arguments<'_>,
    name: &str,
    padding: fn(usize, usize) -> Option<Padding>,
) -> Result {
    let width = usize::try_from(to_size(arguments[0])?).unwrap_or(0);
    let fill = match arguments.get(1) {
        None => b' ',
        Some(given) => {
            let byte = exact_bytes(given).filter(|bytes| bytes.len() == 1);
            let wrong = || bad_argument(name, "argument 2", "a byte string of length 1", given);
            byte.ok_or_else(wrong)?[0]
        }
    };
    let bytes = L::bytes(this);
    let Some(padding) = padding(bytes.len(), width) else { return L::unchanged(this) };
    let padded = edit::padded(bytes, padding, fill);
    L::of(&padded.map_err(|error| raise_size(error, "padded bytes is too long"))?)
}

/// The bytes of a `bytes` or `bytearray`.
pub(super) fn exact_bytes(given: Obj<'_>) -> Option<&[u8]> {
    if let Some(bytes) = given.downcast::<super::PyBytesObject>() {
        return Some(bytes.bytes());
    }
    let array = given.downcast::<crate::types::bytearray::PyByteArrayObject>()?;
    Some(ByteString::bytes(array))
}

pub(crate) fn zero_fill<L: ByteString>(this: Obj<'_, L>, width: Obj<'_>) -> Result {
    let width = usize::try_from(to_size(width)?).unwrap_or(0);
    let filled = edit::zero_fill(L::bytes(this), width);
    match filled.map_err(|error| raise_size(error, "padded bytes is too long"))? {
        Some(filled) => L::of(&filled),
        None => L::unchanged(this),
    }
}

pub(crate) fn expand_tabs<L: ByteString>(this: Obj<'_, L>, arguments: &Arguments<'_>) -> Result {
    let size = usize::try_from(arguments.get(0).map_or(Ok(8), to_c_int)?).unwrap_or(0);
    let expanded = edit::expand_tabs(L::bytes(this), size);
    L::of(&expanded.map_err(|error| raise_size(error, "result too long"))?)
}

pub(crate) fn translate<L: ByteString>(this: Obj<'_, L>, arguments: &Arguments<'_>) -> Result {
    let table = arguments.not_none(0).map(buffer).transpose()?;
    let table = match &table {
        None => None,
        Some(table) => match <&[u8; 256]>::try_from(table.bytes()) {
            Ok(table) => Some(table),
            Err(_) => {
                let message = "translation table must be 256 characters long";
                return Err(raise(&VALUE_ERROR, message));
            }
        },
    };
    let deleted = arguments.get(1).map(buffer).transpose()?;
    let deleted = deleted.as_ref().map_or(&[][..], |deleted| deleted.bytes());
    let translated = edit::translate(L::bytes(this), table, deleted);
    match translated == L::bytes(this) {
        true => L::unchanged(this),
        false => L::of(&translated),
    }
}

/// C: `_Py_bytes_maketrans`.
pub(crate) fn make_translation(arguments: &Arguments<'_>) -> Result {
    let (from, to) = (buffer(arguments[0])?, buffer(arguments[1])?);
    match edit::make_translation(from.bytes(), to.bytes()) {
        Some(table) => Ok(super::new(&table)?.object()),
        None => {
            let message = "maketrans arguments must have same length";
            Err(raise(&VALUE_ERROR, message))
        }
    }
}
// ANCHOR_END: change

// ANCHOR: conversions
pub(crate) fn decode<L: ByteString>(this: Obj<'_, L>, arguments: &Arguments<'_>) -> Result {
    let encoding = clinic_text(arguments.get(0), "decode", "argument 'encoding'")?;
    let errors = clinic_text(arguments.get(1), "decode", "argument 'errors'")?;
    let bytes = buffer(this.object())?;
    let decoded =
        codec::decode(bytes.bytes(), this.object(), encoding.as_deref(), errors.as_deref())?;
    Ok(decoded.object())
}

pub(crate) fn from_hex<L: ByteString>(ob_type: Type<'_>, arguments: &Arguments<'_>) -> Result {
    let text = clinic_str(arguments[0], "fromhex", "argument")?;
    let bytes = hex::from_hex(text.text()).map_err(|error| raise(&VALUE_ERROR, error))?;
    let object = L::of(&bytes)?;
    match ob_type.is(L::type_object().as_type()) {
        true => Ok(object),
        false => ob_type.object().call_one(object.borrow()),
    }
}

/// C: `_Py_strhex_with_sep`.
pub(crate) fn to_hex<L: ByteString>(this: Obj<'_, L>, arguments: &Arguments<'_>) -> Result {
    // What is asked of the arguments may run code that changes a bytearray.
    let (separator, group) = hex_arguments(arguments.get(0), arguments.get(1))?;
    hex_digits(L::bytes(this), separator, group)
}

/// `hex(sep, bytes_per_sep)` of these bytes. C: `_Py_strhex_with_sep`.
pub fn hex_of(bytes: &[u8], separator: Option<Obj<'_>>, group: Option<Obj<'_>>) -> Result {
    let (separator, group) = hex_arguments(separator, group)?;
    hex_digits(bytes, separator, group)
}

/// The same as bytes, where the separator may be any byte. C: `_Py_strhex_bytes_with_sep`.
pub fn hex_bytes(
    bytes: &[u8],
    separator: Option<Obj<'_>>,
    group: Option<Obj<'_>>,
) -> Result<Vec<u8>> {
    let group = group.map_or(Ok(1), to_c_int)?;
    Ok(hex::to_hex(bytes, separator.map(hex_separator).transpose()?, group))
}

fn hex_arguments(separator: Option<Obj<'_>>, group: Option<Obj<'_>>) -> Result<(Option<u8>, i32)> {
    let group = group.map_or(Ok(1), to_c_int)?;
    let separator = separator.map(hex_separator).transpose()?;
    match separator.is_none_or(|separator| separator.is_ascii()) {
        true => Ok((separator, group)),
        false => Err(raise(&VALUE_ERROR, "sep must be ASCII.")),
    }
}

fn hex_digits(bytes: &[u8], separator: Option<u8>, group: i32) -> Result {
    let digits = hex::to_hex(bytes, separator, group);
    Ok(str::from_text(str::Text::Ascii(&digits))?.object())
}

fn hex_separator(given: Obj<'_>) -> Result<u8> {
    let length = given.len()?;
    if length != 1 {
        return Err(raise(&VALUE_ERROR, "sep must be length 1."));
    }
    let code = match given.downcast::<PyASCIIObject>() {
        Some(text) => text.code_point(0),
        None => match given.downcast::<super::PyBytesObject>() {
            Some(bytes) => bytes.bytes()[0].into(),
            None => return Err(raise(&TYPE_ERROR, "sep must be str or bytes.")),
        },
    };
    u8::try_from(code).ok().ok_or_else(|| raise(&VALUE_ERROR, "sep must be ASCII."))
}
// ANCHOR_END: conversions
