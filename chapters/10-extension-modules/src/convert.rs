//! What functions of the operating system make of their arguments.
//!
//! CPython: the converters of Argument Clinic, `_Py_convert_optional_to_ssize_t` in
//! `Python/modsupport.c`, `PyNumber_AsOff_t` in `Modules/_io/_iomodule.c`, `PyUnicode_FSConverter`
//! in `Objects/unicodeobject.c`, `PyOS_FSPath` in `Modules/posixmodule.c`.

use object_model::protocol::buffer::Buffer;
use object_model::types::bytes::{self, PyBytesObject};
use object_model::types::codec;
pub(crate) use object_model::types::text_arguments::{bad_argument, to_c_int, to_size};

use crate::prelude::*;

// ANCHOR: numbers
/// A size that may be `None`. C: `Py_ssize_t(accept={int, NoneType})`.
pub(crate) fn optional_size(given: Option<Obj<'_>>, default: isize) -> Result<isize> {
    match given {
        None => Ok(default),
        Some(given) if given.is_none() => Ok(default),
        Some(given) if given.has_index() => given.to_index(Some(&OVERFLOW_ERROR)),
        Some(given) => {
            let name = type_of(given);
            let message = format_args!("argument should be integer or None, not '{name}'");
            Err(raise(&TYPE_ERROR, message))
        }
    }
}

/// A size that may be missing. C: `Py_ssize_t`.
pub(crate) fn size_or(given: Option<Obj<'_>>, default: isize) -> Result<isize> {
    given.map_or(Ok(default), to_size)
}

/// An `int` that may be missing. C: `int`.
pub(crate) fn int_or(given: Option<Obj<'_>>, default: i32) -> Result<i32> {
    given.map_or(Ok(default), to_c_int)
}

/// C: `bool(accept={int})`.
pub(crate) fn flag_or(given: Option<Obj<'_>>, default: bool) -> Result<bool> {
    given.map_or(Ok(default), |given| Ok(to_c_int(given)? != 0))
}

/// C: `bool`.
pub(crate) fn truth_or(given: Option<Obj<'_>>, default: bool) -> Result<bool> {
    given.map_or(Ok(default), Obj::is_true)
}

/// A position in a file. C: `PyNumber_AsOff_t`.
pub(crate) fn to_offset(given: Obj<'_>) -> Result<i64> {
    given.index()?.borrow().to_i64().ok_or_else(|| {
        let name = type_of(given);
        let message = format_args!("cannot fit '{name}' into an offset-sized integer");
        raise(&VALUE_ERROR, message)
    })
}

/// C: `PyLong_AsLongLong`.
pub(crate) fn to_long_long(given: Obj<'_>) -> Result<i64> {
    let message = "Python int too large to convert to C long";
    given.index()?.borrow().to_i64().ok_or_else(|| raise(&OVERFLOW_ERROR, message))
}

/// The name of an object's type, as most messages have it.
pub(crate) fn type_of(object: Obj<'_>) -> String {
    object.ob_type().name().to_owned()
}
// ANCHOR_END: numbers

// ANCHOR: text
/// Text without a zero. C: `str`, and `str(accept={str, NoneType})` where `or_none`.
pub(crate) fn clinic_text(
    given: Option<Obj<'_>>,
    function: &str,
    argument: &str,
    or_none: bool,
) -> Result<Option<String>> {
    let Some(given) = given.filter(|given| !or_none || !given.is_none()) else { return Ok(None) };
    let Some(text) = given.downcast::<PyASCIIObject>() else {
        let expected = if or_none { "str or None" } else { "str" };
        return Err(bad_argument(function, argument, expected, given));
    };
    let text = utf8(text)?;
    match text.contains('\0') {
        true => Err(raise(&VALUE_ERROR, "embedded null character")),
        false => Ok(Some(text)),
    }
}

/// A string as UTF-8, which a lone surrogate doesn't have. C: `PyUnicode_AsUTF8`.
pub(crate) fn utf8(text: Obj<'_, PyASCIIObject>) -> Result<String> {
    let encoded = codec::encode(text, Some("utf-8"), None)?;
    Ok(String::from_utf8_lossy(encoded.borrow().bytes()).into_owned())
}
// ANCHOR_END: text

// ANCHOR: buffers
/// Bytes to be read. C: `Py_buffer`.
pub(crate) fn readable<'a>(given: Obj<'a>, _function: &str) -> Result<Buffer<'a>> {
    Buffer::simple(given)
}

/// Memory that is written to, held for as long as this.
#[derive(Debug)]
pub(crate) struct WritableBuffer<'a>(Buffer<'a>);

impl<'a> WritableBuffer<'a> {
    /// C: `Py_buffer(accept={rwbuffer})`.
    pub(crate) fn new(given: Obj<'a>, function: &str) -> Result<WritableBuffer<'a>> {
        let which = format!("{function}() argument");
        Ok(WritableBuffer(Buffer::writable_argument(given, &which)?))
    }

    /// How many bytes.
    pub(crate) fn len(&self) -> usize {
        self.0.bytes().len()
    }

    /// The bytes. Whoever has them calls no code of the program's.
    pub(crate) fn bytes(&mut self) -> &mut [u8] {
        let bytes = self.0.bytes();
        // SAFETY: the exporter was asked for memory to write to, and keeps it where it is while
        // the buffer is held. Who holds the lock writes; without it, `read` of the system does.
        unsafe { std::slice::from_raw_parts_mut(bytes.as_ptr().cast_mut(), bytes.len()) }
    }

    /// Copies bytes to a place.
    pub(crate) fn put(&mut self, at: usize, bytes: &[u8]) {
        self.bytes()[at..at + bytes.len()].copy_from_slice(bytes);
    }
}
// ANCHOR_END: buffers

// ANCHOR: paths
/// A path as `str` or `bytes`, whatever `__fspath__` has to be asked. C: `PyOS_FSPath`.
pub(crate) fn file_system_path(path: Obj<'_>) -> Result {
    let is_one = |path: Obj<'_>| {
        path.downcast::<PyASCIIObject>().is_some() || path.downcast::<PyBytesObject>().is_some()
    };
    if is_one(path) {
        return Ok(path.to_ref());
    }
    let Some(method) = path.lookup_special(name!("__fspath__"))? else {
        let name = type_of(path);
        let message = format_args!("expected str, bytes or os.PathLike object, not {name}");
        return Err(raise(&TYPE_ERROR, message));
    };
    let answer = method.borrow().call_none()?;
    if is_one(answer.borrow()) {
        return Ok(answer);
    }
    let (class, name) = (type_of(path), type_of(answer.borrow()));
    let message = format_args!("expected {class}.__fspath__() to return str or bytes, not {name}");
    Err(raise(&TYPE_ERROR, message))
}

/// A path as the system wants it. C: `PyUnicode_FSConverter`.
pub(crate) fn path_bytes(path: Obj<'_>) -> Result<Ref<PyBytesObject>> {
    let path = file_system_path(path)?;
    let encoded = match path.downcast::<PyASCIIObject>() {
        Ok(text) => encode_file_name(text.borrow())?,
        Err(path) => match path.downcast::<PyBytesObject>() {
            Ok(bytes) => bytes,
            Err(_) => return Err(raise(&TYPE_ERROR, "a path is str or bytes")),
        },
    };
    match encoded.borrow().bytes().contains(&0) {
        true => Err(raise(&VALUE_ERROR, "embedded null byte")),
        false => Ok(encoded),
    }
}

/// C: `PyUnicode_EncodeFSDefault`.
pub(crate) fn encode_file_name(name: Obj<'_, PyASCIIObject>) -> Result<Ref<PyBytesObject>> {
    codec::encode(name, Some("utf-8"), Some("surrogateescape"))
}

/// C: `PyUnicode_DecodeFSDefaultAndSize`.
pub(crate) fn decode_file_name(name: &[u8]) -> Result<Ref<PyASCIIObject>> {
    let object = bytes::new(name)?;
    codec::decode(name, object.borrow().object(), Some("utf-8"), Some("surrogateescape"))
}

/// Bytes as a C string, which they end at the first zero.
pub(crate) fn to_c_string(bytes: &[u8]) -> std::ffi::CString {
    let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
    std::ffi::CString::new(&bytes[..end]).expect("no zero before the first")
}
// ANCHOR_END: paths
