//! `UnicodeEncodeError`, `UnicodeDecodeError` and `UnicodeTranslateError`: which part of which
//! text or bytes, and why.
//!
//! CPython: `Objects/exceptions.c` (`UnicodeEncodeError_init`, `UnicodeEncodeError_str` and the
//! two others').
//!
//! Start and end are whatever the program says: a codec's error handler brings them into the
//! object before it uses them, and the messages here look at the object only where a start is
//! inside of it.

use std::cell::Cell;
use std::mem::offset_of;

use crate::errors::{OVERFLOW_ERROR, TYPE_ERROR, raise};
use crate::object::{Field, Obj, Ref, Result, Status};
use crate::static_type::{MemberKind, StaticType, Table};
use crate::type_object::{PyMemberDef, flags};
use crate::types::str::{self, PyASCIIObject};
use crate::types::tuple::PyTupleObject;
use crate::types::{int, none};

use super::layout::{base_of, exception_layout, extend};
use super::{UNICODE_ERROR, exception_init, exception_new};

// ANCHOR: types
exception_layout! {
    /// C: `PyUnicodeErrorObject`. The three types have it, but are no subclasses of each other:
    /// [`of`] finds it in an instance of any of them.
    PyUnicodeErrorObject of UNICODE_ENCODE_ERROR, 112 bytes, encode_error_init;
    encoding: Field,
    object: Field,
    start: Cell<isize>,
    end: Cell<isize>,
    reason: Field,
}

type UnicodeError<'a> = Obj<'a, PyUnicodeErrorObject>;

/// The part of an exception that the three have in common, if it is one of them.
pub fn of(exception: Obj<'_>) -> Option<UnicodeError<'_>> {
    [&UNICODE_ENCODE_ERROR, &UNICODE_DECODE_ERROR, &UNICODE_TRANSLATE_ERROR]
        .into_iter()
        .any(|kind| exception.is_instance(kind))
        // SAFETY: all three are of this layout.
        .then(|| unsafe { exception.cast() })
}

macro_rules! member {
    ($name:literal, $kind:ident, $field:ident, $doc:literal) => {
        PyMemberDef::new($name, MemberKind::$kind, offset_of!(PyUnicodeErrorObject, $field), $doc)
    };
}

static MEMBERS: &[PyMemberDef] = &[
    member!(c"encoding", Object, encoding, c"The codec's name."),
    member!(c"object", Object, object, c"What could not be encoded or decoded."),
    member!(c"start", Ssize, start, c"Where the part in question begins."),
    member!(c"end", Ssize, end, c"Where it ends."),
    member!(c"reason", Object, reason, c"What is wrong with it."),
];

/// `UnicodeEncodeError`.
pub static UNICODE_ENCODE_ERROR: StaticType = StaticType::new(Table::<PyUnicodeErrorObject> {
    tp_new: Some(exception_new),
    tp_str: Some(encode_error_str),
    tp_members: MEMBERS,
    ..extend(c"UnicodeEncodeError", &UNICODE_ERROR, "Text could not be encoded.")
});

/// `UnicodeDecodeError`.
pub static UNICODE_DECODE_ERROR: StaticType = StaticType::new(Table::<PyUnicodeErrorObject> {
    tp_new: Some(exception_new),
    tp_init: Some(decode_error_init),
    tp_str: Some(decode_error_str),
    tp_members: MEMBERS,
    ..extend(c"UnicodeDecodeError", &UNICODE_ERROR, "Bytes could not be decoded.")
});

/// `UnicodeTranslateError`.
pub static UNICODE_TRANSLATE_ERROR: StaticType = StaticType::new(Table::<PyUnicodeErrorObject> {
    tp_new: Some(exception_new),
    tp_init: Some(translate_error_init),
    tp_str: Some(translate_error_str),
    tp_members: MEMBERS,
    ..extend(c"UnicodeTranslateError", &UNICODE_ERROR, "Text could not be translated.")
});
// ANCHOR_END: types

// ANCHOR: init
extern "C" fn encode_error_init(
    exception: UnicodeError<'_>,
    args: Obj<'_>,
    keywords: Option<Obj<'_>>,
) -> Status {
    exception_init(base_of(exception), args, keywords)?;
    let items = expect_items(args, 5)?;
    let encoding = expect_str(items, 0)?;
    fill(exception, Some(encoding), &expect_str(items, 1)?, items, 2)
}

extern "C" fn decode_error_init(
    exception: UnicodeError<'_>,
    args: Obj<'_>,
    keywords: Option<Obj<'_>>,
) -> Status {
    exception_init(base_of(exception), args, keywords)?;
    let items = expect_items(args, 5)?;
    let encoding = expect_str(items, 0)?;
    let object = items[1];
    let is_bytes = object.ob_type().has(flags::BYTES_SUBCLASS);
    if !is_bytes && !object.has_buffer() {
        // The numbers are read before the buffer is asked for.
        expect_size(items[2])?;
        expect_size(items[3])?;
        expect_str(items, 4)?;
        let name = object.ob_type().name().to_owned();
        let message = format_args!("a bytes-like object is required, not '{name}'");
        return Err(raise(&TYPE_ERROR, message).into());
    }
    fill(exception, Some(encoding), &object.to_ref(), items, 2)
}

extern "C" fn translate_error_init(
    exception: UnicodeError<'_>,
    args: Obj<'_>,
    keywords: Option<Obj<'_>>,
) -> Status {
    exception_init(base_of(exception), args, keywords)?;
    let items = expect_items(args, 4)?;
    fill(exception, None, &expect_str(items, 0)?, items, 1)
}

/// `at` is where start, end and reason begin.
fn fill(
    exception: UnicodeError<'_>,
    encoding: Option<Ref>,
    object: &Ref,
    items: &[Obj<'_>],
    at: usize,
) -> Status {
    let (start, end) = (expect_size(items[at])?, expect_size(items[at + 1])?);
    let reason = expect_str(items, at + 2)?;
    exception.start.set(start);
    exception.end.set(end);
    exception.encoding.set(encoding);
    exception.object.set(Some(object.clone()));
    exception.reason.set(Some(reason));
    Ok(())
}

fn expect_items(args: Obj<'_>, count: usize) -> Result<&[Obj<'_>]> {
    let items = args.downcast::<PyTupleObject>().expect("a tuple of arguments").items();
    if items.len() == count {
        return Ok(items);
    }
    let given = items.len();
    let message = format_args!("function takes exactly {count} arguments ({given} given)");
    Err(raise(&TYPE_ERROR, message))
}

fn expect_str(items: &[Obj<'_>], index: usize) -> Result {
    match items[index].downcast::<PyASCIIObject>() {
        Some(text) => Ok(text.object().to_ref()),
        None => {
            let name = match items[index].is_none() {
                true => "None",
                false => items[index].ob_type().name(),
            };
            let number = index + 1;
            let message = format_args!("argument {number} must be str, not {name}");
            Err(raise(&TYPE_ERROR, message))
        }
    }
}

/// C: the format `n` of `PyArg_ParseTuple`.
fn expect_size(object: Obj<'_>) -> Result<isize> {
    match object.index()?.borrow().to_i64() {
        Some(size) => Ok(size as isize),
        None => Err(raise(&OVERFLOW_ERROR, "Python int too large to convert to C ssize_t")),
    }
}
// ANCHOR_END: init

// ANCHOR: text
extern "C" fn encode_error_str(exception: UnicodeError<'_>) -> Result {
    let Some(object) = exception.object.get() else {
        return Ok(str::interned("")?.object());
    };
    let reason = shown(&exception.reason)?;
    let encoding = shown(&exception.encoding)?;
    let place = match only_character(exception, &object) {
        Some(character) => format!("character '{}' in position", escaped(character)),
        None => "characters in position".to_owned(),
    };
    finish(exception, &format!("'{encoding}' codec can't encode {place}"), &reason)
}

extern "C" fn decode_error_str(exception: UnicodeError<'_>) -> Result {
    let Some(object) = exception.object.get() else {
        return Ok(str::interned("")?.object());
    };
    let reason = shown(&exception.reason)?;
    let encoding = shown(&exception.encoding)?;
    let start = exception.start.get();
    let length = object.borrow().len()?;
    let is_one = is_single(exception, length);
    let place = match is_one && start >= 0 {
        true => {
            let byte = int::from_i64(start as i64)?;
            let byte = object.borrow().get_item(byte.borrow().object())?.borrow().index()?;
            let byte = byte.borrow().to_i64().unwrap_or_default();
            format!("byte 0x{byte:02x} in position")
        }
        false => "bytes in position".to_owned(),
    };
    finish(exception, &format!("'{encoding}' codec can't decode {place}"), &reason)
}

extern "C" fn translate_error_str(exception: UnicodeError<'_>) -> Result {
    let Some(object) = exception.object.get() else {
        return Ok(str::interned("")?.object());
    };
    let reason = shown(&exception.reason)?;
    let place = match only_character(exception, &object) {
        Some(character) => format!("character '{}' in position", escaped(character)),
        None => "characters in position".to_owned(),
    };
    finish(exception, &format!("can't translate {place}"), &reason)
}

/// A program may have put anything there.
fn shown(field: &Field) -> Result<Ref<PyASCIIObject>> {
    field.get().unwrap_or_else(|| none().to_ref()).borrow().str()
}

fn is_single(exception: UnicodeError<'_>, length: usize) -> bool {
    let (start, end) = (exception.start.get(), exception.end.get());
    start < length as isize && end == start.wrapping_add(1)
}

/// The one character in question, if it is one and there.
fn only_character(exception: UnicodeError<'_>, object: &Ref) -> Option<u32> {
    let text = object.borrow().downcast::<PyASCIIObject>()?;
    let start = usize::try_from(exception.start.get()).ok()?;
    is_single(exception, text.len()).then(|| text.code_point(start))
}

fn escaped(character: u32) -> String {
    match character {
        0..=0xff => format!("\\x{character:02x}"),
        0x100..=0xffff => format!("\\u{character:04x}"),
        _ => format!("\\U{character:08x}"),
    }
}

/// "… position 3: reason" or "… position 3-5: reason".
fn finish(exception: UnicodeError<'_>, text: &str, reason: &Ref<PyASCIIObject>) -> Result {
    let (start, end) = (exception.start.get(), exception.end.get());
    let is_range = text.ends_with("s in position");
    let until = if is_range { format!("-{}", end.wrapping_sub(1)) } else { String::new() };
    Ok(str::new(&format!("{text} {start}{until}: {reason}"))?.object())
}
// ANCHOR_END: text
