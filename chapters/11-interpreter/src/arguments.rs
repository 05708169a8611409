//! What a function makes of an argument, with CPython's words where it can't.
//!
//! CPython: the converters of Argument Clinic, `Python/getargs.c` (`_PyArg_BadArgument`,
//! `convertsimple`), `Objects/longobject.c` (`_PyLong_AsInt`), `Objects/unicodeobject.c`
//! (`PyUnicode_FSDecoder`), `Modules/posixmodule.c` (`PyOS_FSPath`).

use object_model::errors::{OVERFLOW_ERROR, TYPE_ERROR, VALUE_ERROR, raise};
use object_model::name;
use object_model::protocol::buffer::Buffer;
use object_model::types::bytes::PyBytesObject;
use object_model::types::str::{self, PyASCIIObject};
use object_model::{Obj, Ref, Result};

/// The name of an argument's type as messages give it.
pub(crate) fn given_type(argument: Obj<'_>) -> &str {
    if argument.is_none() { "None" } else { argument.ob_type().name() }
}

/// A `str`. `place` is "argument 2" or "argument 'name'".
pub(crate) fn str_argument<'a>(
    function: &str,
    place: &str,
    argument: Obj<'a>,
) -> Result<Obj<'a, PyASCIIObject>> {
    argument.downcast::<PyASCIIObject>().ok_or_else(|| {
        let given = given_type(argument);
        raise(&TYPE_ERROR, format_args!("{function}() {place} must be str, not {given}"))
    })
}

/// A C `int`. C: `_PyLong_AsInt`.
pub(crate) fn int_argument(argument: Obj<'_>) -> Result<i32> {
    let number = argument.index()?.borrow().to_i64().and_then(|number| i32::try_from(number).ok());
    number.ok_or_else(|| raise(&OVERFLOW_ERROR, "Python int too large to convert to C int"))
}

/// What an object is on the file system: a `str` or `bytes`. C: `PyOS_FSPath`.
fn path_of(argument: Obj<'_>) -> Result {
    let is_path = |path: Obj<'_>| {
        path.downcast::<PyASCIIObject>().is_some() || path.downcast::<PyBytesObject>().is_some()
    };
    if is_path(argument) {
        return Ok(argument.to_ref());
    }
    let kind = argument.ob_type().name().to_owned();
    let Some(method) = argument.lookup_special(name!("__fspath__"))? else {
        let message = format_args!("expected str, bytes or os.PathLike object, not {kind}");
        return Err(raise(&TYPE_ERROR, message));
    };
    let path = method.borrow().call_none()?;
    if is_path(path.borrow()) {
        return Ok(path);
    }
    let given = path.borrow().ob_type().name().to_owned();
    let message = format_args!("expected {kind}.__fspath__() to return str or bytes, not {given}");
    Err(raise(&TYPE_ERROR, message))
}

/// A file's name as text; other objects are read as bytes. C: `PyUnicode_FSDecoder`.
pub(crate) fn filename_argument(argument: Obj<'_>) -> Result<Ref<PyASCIIObject>> {
    let has_bytes = argument.ob_type().buffer(|suite| suite.bf_getbuffer).is_some();
    let path = match has_bytes && argument.downcast::<PyBytesObject>().is_none() {
        true => {
            let kind = argument.ob_type().name().to_owned();
            let message = format_args!("path should be string, bytes, or os.PathLike, not {kind}");
            object_model::errors::warn(&object_model::errors::DEPRECATION_WARNING, message)?;
            let buffer = Buffer::simple(argument)?;
            object_model::types::bytes::object::new(buffer.bytes())?.object()
        }
        false => path_of(argument)?,
    };
    let name = match path.downcast::<PyASCIIObject>() {
        Ok(text) => text,
        Err(bytes) => {
            let bytes = bytes.borrow().downcast::<PyBytesObject>().expect("text or bytes");
            decode_filename(bytes.bytes())?
        }
    };
    let has_null = name.borrow().code_points().any(|code| code == 0);
    match has_null {
        true => Err(raise(&VALUE_ERROR, "embedded null character")),
        false => Ok(name),
    }
}

/// Bytes of the system as text: UTF-8, and each byte that isn't as a lone surrogate.
/// C: `PyUnicode_DecodeFSDefault`.
pub(crate) fn decode_filename(bytes: &[u8]) -> Result<Ref<PyASCIIObject>> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return str::new(text);
    }
    let mut code_points = Vec::new();
    for chunk in bytes.utf8_chunks() {
        code_points.extend(chunk.valid().chars().map(u32::from));
        code_points.extend(chunk.invalid().iter().map(|&byte| 0xdc00 + u32::from(byte)));
    }
    str::object::from_code_points(code_points.into_iter())
}

/// The other way round; none where a surrogate stands for no byte. C: `PyUnicode_EncodeFSDefault`.
pub(crate) fn encode_filename(text: Obj<'_, PyASCIIObject>) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    for code in text.code_points() {
        match (char::from_u32(code), code) {
            (Some(character), _) => {
                bytes.extend(character.encode_utf8(&mut [0; 4]).as_bytes());
            }
            (None, 0xdc80..=0xdcff) => bytes.push((code - 0xdc00) as u8),
            _ => return None,
        }
    }
    Some(bytes)
}

/// Bytes as a path of the system.
pub(crate) fn path(bytes: &[u8]) -> std::path::PathBuf {
    use std::os::unix::ffi::OsStrExt;
    std::ffi::OsStr::from_bytes(bytes).into()
}
