//! The error handlers that Python defines, as functions that a program can call.
//!
//! CPython: `Python/codecs.c` (`PyCodec_StrictErrors`, `PyCodec_IgnoreErrors`,
//! `PyCodec_ReplaceErrors` …, the table in `_PyCodecRegistry_Init`).
//!
//! A handler is given the exception and answers a replacement and where to go on. The codecs of
//! the object model call [`Handling`] without this detour; here it is asked for somebody else's
//! codec.

use object_model::codecs::errors::{CodecError, Handling, Replacement};
use object_model::errors::{
    PyBaseExceptionObject, TYPE_ERROR, UNICODE_DECODE_ERROR, UNICODE_ENCODE_ERROR, raise,
    raise_instance,
};
use object_model::object::{Field, Obj, Raised, Ref, Result};
use object_model::static_type::Method;
use object_model::types::bytes::{self, PyBytesObject};
use object_model::types::dict::{self, PyDictObject};
use object_model::types::exception::unicode_error;
use object_model::types::str::{self, PyASCIIObject, from_text};
use object_model::types::{builtin_function, int, tuple};

// ANCHOR: table
macro_rules! handler {
    ($name:literal, $handling:ident, $doc:literal) => {
        Method::one(
            $name,
            "($module, exception, /)",
            |_, exception| handle(exception, Handling::$handling),
            $doc,
        )
        .unsigned()
    };
}

static HANDLERS: &[Method] = &[
    handler!(c"strict_errors", Strict, "Raises the exception."),
    handler!(c"ignore_errors", Ignore, "Leaves out what is wrong."),
    handler!(c"replace_errors", Replace, "A question mark, or U+FFFD, for what is wrong."),
    handler!(
        c"xmlcharrefreplace_errors",
        XmlCharRefReplace,
        "XML's character references for what can't be encoded."
    ),
    handler!(
        c"backslashreplace_errors",
        BackslashReplace,
        "Escapes with backslashes for what is wrong."
    ),
    handler!(c"namereplace_errors", NameReplace, "\\N{...} for what can't be encoded."),
    handler!(c"surrogatepass", SurrogatePass, "Surrogates as if they were characters."),
    handler!(c"surrogateescape", SurrogateEscape, "Bytes as lone surrogates, and back."),
];

/// All handlers by their names. C: `methods` in `_PyCodecRegistry_Init`.
pub(super) fn all() -> Result<Ref<PyDictObject>> {
    let handlers = dict::new()?;
    for row in HANDLERS {
        let function = builtin_function::new(row, None, None)?;
        let name = row.name().to_str().expect("a name is text");
        let name = str::interned(name.strip_suffix("_errors").unwrap_or(name))?;
        handlers.borrow().set_item(name.borrow().object(), function.borrow())?;
    }
    Ok(handlers)
}
// ANCHOR_END: table

// ANCHOR: handle
fn wrong_type(exception: Obj<'_>) -> Raised {
    let name = exception.ob_type().name().to_owned();
    raise(&TYPE_ERROR, format_args!("don't know how to handle {name} in error callback"))
}

/// C: `PyCodec_StrictErrors`.
fn reraise(exception: Obj<'_>) -> Raised {
    match exception.downcast::<PyBaseExceptionObject>() {
        Some(exception) => raise_instance(exception.to_ref()),
        None => raise(&TYPE_ERROR, "codec must pass exception instance"),
    }
}

fn handle(exception: Obj<'_>, handling: Handling) -> Result {
    if handling == Handling::Strict {
        return Err(reraise(exception));
    }
    let Some(error) = unicode_error::of(exception) else { return Err(wrong_type(exception)) };
    let encodes = exception.is_instance(&UNICODE_ENCODE_ERROR);
    let decodes = exception.is_instance(&UNICODE_DECODE_ERROR);
    let only_encodes = !handling.decodes();
    let passes = matches!(handling, Handling::SurrogatePass | Handling::SurrogateEscape);
    if !encodes && (only_encodes || !decodes && passes) {
        return Err(wrong_type(exception));
    }
    if decodes {
        let object = attribute(&error.object, "object")?;
        let Ok(object) = object.downcast::<PyBytesObject>() else {
            return Err(raise(&TYPE_ERROR, "object attribute must be bytes"));
        };
        let bytes = object.borrow().bytes();
        let error = described(&error, bytes.len())?;
        return match handling.reply_to_decoder(bytes, &error) {
            Some(reply) => answer(from_text(reply.text.as_text())?.object(), reply.resume),
            None => Err(reraise(exception)),
        };
    }
    let object = attribute(&error.object, "object")?;
    let Ok(object) = object.downcast::<PyASCIIObject>() else {
        return Err(raise(&TYPE_ERROR, "object attribute must be unicode"));
    };
    let text = object.borrow().text();
    let error = described(&error, text.len())?;
    // A text that can't be translated stays text, which is where U+FFFD can stand.
    if !encodes && handling == Handling::Replace {
        let marks: str::TextBuf = error.range.clone().map(|_| 0xFFFD).collect();
        return answer(from_text(marks.as_text())?.object(), error.range.end);
    }
    match handling.reply_to_encoder(text, &error) {
        Some(reply) => {
            let replacement = match &reply.replacement {
                Replacement::Text(text) => from_text(text.as_text())?.object(),
                Replacement::Bytes(replacement) => bytes::new(replacement)?.object(),
            };
            answer(replacement, reply.resume)
        }
        None => Err(reraise(exception)),
    }
}

fn answer(replacement: Ref, resume: usize) -> Result {
    Ok(tuple::new([replacement, int::from_u64(resume as u64)?.object()])?.object())
}

fn attribute(field: &Field, name: &str) -> Result {
    field.get().ok_or_else(|| raise(&TYPE_ERROR, format_args!("{name} attribute not set")))
}

/// What is wrong, brought into an object of that length.
/// C: `PyUnicodeEncodeError_GetStart`, `PyUnicodeEncodeError_GetEnd`.
fn described(error: &unicode_error::PyUnicodeErrorObject, length: usize) -> Result<CodecError> {
    let start = usize::try_from(error.start.get()).unwrap_or(0).min(length.saturating_sub(1));
    let end = usize::try_from(error.end.get()).unwrap_or(0).max(1).min(length);
    let encoding = match error.encoding.get() {
        Some(encoding) => standard_name(&encoding.borrow().str()?.borrow().to_text()),
        None => "",
    };
    Ok(CodecError { encoding, range: start..end.max(start), reason: "" })
}

/// The name that [`Handling::SurrogatePass`] knows an encoding by, however it is spelt.
/// C: `get_standard_encoding`.
fn standard_name(encoding: &str) -> &'static str {
    let name: String =
        encoding.to_ascii_lowercase().chars().filter(|c| !matches!(c, '-' | '_')).collect();
    match name.as_str() {
        "utf8" | "cp65001" => "utf-8",
        "utf16" | "utf16le" => "utf-16-le",
        "utf16be" => "utf-16-be",
        "utf32" | "utf32le" => "utf-32-le",
        "utf32be" => "utf-32-be",
        _ => "",
    }
}
// ANCHOR_END: handle
