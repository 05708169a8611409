//! `str.encode` and `bytes.decode`: which codec, which error handler, which exception.
//!
//! CPython: `Objects/unicodeobject.c` (`PyUnicode_AsEncodedString`, `PyUnicode_Decode`,
//! `unicode_decode_call_errorhandler_writer`, `unicode_encode_call_errorhandler`),
//! `Python/codecs.c` (`PyCodec_LookupError`).
//!
//! The codecs themselves are in [`codecs`](crate::codecs). Those that CPython calls without
//! looking them up are called here; the others, and error handlers that a program registers,
//! are found through the [`CodecHooks`] that the interpreter installs.

use std::cell::Cell;

use crate::codecs::errors::{
    CodecError, DecodeHandler, DecodeReply, EncodeHandler, EncodeReply, Handling, Replacement,
};
use crate::codecs::{single, utf8, utf16, utf32};
use crate::errors::{
    INDEX_ERROR, LOOKUP_ERROR, RUNTIME_WARNING, TYPE_ERROR, UNICODE_DECODE_ERROR,
    UNICODE_ENCODE_ERROR, raise, raise_instance, warn,
};
use crate::name;
use crate::object::{Obj, Raised, Ref, Result};
use crate::static_type::StaticType;
use crate::types::bytearray::object::PyByteArrayObject;
use crate::types::bytes::methods::ByteString;
use crate::types::bytes::{self, PyBytesObject};
use crate::types::exception::PyBaseExceptionObject;
use crate::types::int;
use crate::types::str::{self, PyASCIIObject, Str, Text, from_text};
use crate::types::tuple::PyTupleObject;

// ANCHOR: hooks
/// How codecs and error handlers are found that only Python code knows.
#[allow(missing_debug_implementations, reason = "a table of functions")]
pub struct CodecHooks {
    /// Encodes a string. C: `PyCodec_Encode` behind `_PyCodec_EncodeText`.
    pub encode: fn(Str<'_>, &str, Option<&str>) -> Result,
    /// Decodes bytes. C: `PyCodec_Decode` behind `_PyCodec_DecodeText`.
    pub decode: fn(Obj<'_>, &str, Option<&str>) -> Result,
    /// The error handler of a name. C: `PyCodec_LookupError`.
    pub lookup_error: fn(&str) -> Result,
}

struct Installed(Cell<Option<&'static CodecHooks>>);

// SAFETY: used only by the thread that holds the GIL.
unsafe impl Sync for Installed {}

static HOOKS: Installed = Installed(Cell::new(None));

/// Makes Python's codecs known.
pub fn set_hooks(hooks: &'static CodecHooks) {
    HOOKS.0.set(Some(hooks));
}
// ANCHOR_END: hooks

// ANCHOR: shortcuts
/// The codecs that are called without a look into the registry.
#[derive(Clone, Copy)]
enum Native {
    Utf8,
    Utf16,
    Utf32,
    Ascii,
    Latin1,
}

/// The native codec that an encoding's name stands for, whatever its case and punctuation.
/// C: `_Py_normalize_encoding` and the comparisons behind it.
fn native(encoding: &str) -> Option<Native> {
    Some(match normalize(encoding).as_str() {
        "utf_8" | "utf8" => Native::Utf8,
        "utf_16" | "utf16" => Native::Utf16,
        "utf_32" | "utf32" => Native::Utf32,
        "ascii" | "us_ascii" => Native::Ascii,
        "latin1" | "latin_1" | "iso_8859_1" | "iso8859_1" => Native::Latin1,
        _ => return None,
    })
}

/// An encoding's name in lower case, with an underscore for whatever else stands between letters
/// and digits. C: `_Py_normalize_encoding`.
pub fn normalize(encoding: &str) -> String {
    let mut name = String::with_capacity(encoding.len());
    let mut is_separated = false;
    for character in encoding.chars() {
        if character.is_ascii_alphanumeric() || character == '.' {
            if is_separated && !name.is_empty() {
                name.push('_');
            }
            is_separated = false;
            name.push(character.to_ascii_lowercase());
        } else {
            is_separated = true;
        }
    }
    name
}

fn unknown_encoding(encoding: &str) -> Raised {
    raise(&LOOKUP_ERROR, format_args!("unknown encoding: {encoding}"))
}

/// C: `PyUnicode_AsEncodedString`.
pub fn encode(
    string: Str<'_>,
    encoding: Option<&str>,
    errors: Option<&str>,
) -> Result<Ref<PyBytesObject>> {
    let encoding = encoding.unwrap_or("utf-8");
    let Some(native) = native(encoding) else {
        let Some(hooks) = HOOKS.0.get() else { return Err(unknown_encoding(encoding)) };
        return expect_bytes((hooks.encode)(string, encoding, errors)?, encoding);
    };
    let text = string.text();
    let mut handler = Handler::new(string.object(), errors);
    let encoded = match native {
        Native::Utf8 => utf8::encode(text, &mut handler),
        Native::Utf16 => utf16::encode(text, utf16::ByteOrder::Marked, &mut handler),
        Native::Utf32 => utf32::encode(text, utf16::ByteOrder::Marked, &mut handler),
        Native::Ascii => single::encode_ascii(text, &mut handler),
        Native::Latin1 => single::encode_latin1(text, &mut handler),
    };
    bytes::new(&encoded?)
}

/// What a codec of Python's has returned.
fn expect_bytes(encoded: Ref, encoding: &str) -> Result<Ref<PyBytesObject>> {
    if let Some(array) = encoded.borrow().downcast::<PyByteArrayObject>() {
        let message = "use codecs.encode() to encode to arbitrary types";
        let message =
            format_args!("encoder {encoding} returned bytearray instead of bytes; {message}");
        warn(&RUNTIME_WARNING, message)?;
        return bytes::new(PyByteArrayObject::bytes(array));
    }
    encoded.downcast().map_err(|other| {
        let name = other.borrow().ob_type().name().to_owned();
        let message = "use codecs.encode() to encode to arbitrary types";
        let message =
            format_args!("'{encoding}' encoder returned '{name}' instead of 'bytes'; {message}");
        raise(&TYPE_ERROR, message)
    })
}

/// C: `PyUnicode_Decode`. `object` is what the bytes belong to.
pub fn decode(
    bytes: &[u8],
    object: Obj<'_>,
    encoding: Option<&str>,
    errors: Option<&str>,
) -> Result<Ref<PyASCIIObject>> {
    let encoding = encoding.unwrap_or("utf-8");
    if bytes.is_empty() {
        return str::empty();
    }
    let Some(native) = native(encoding) else {
        let Some(hooks) = HOOKS.0.get() else { return Err(unknown_encoding(encoding)) };
        let decoded = (hooks.decode)(object, encoding, errors)?;
        return decoded.downcast().map_err(|other| {
            let name = other.borrow().ob_type().name().to_owned();
            let message = "use codecs.decode() to decode to arbitrary types";
            let message =
                format_args!("'{encoding}' decoder returned '{name}' instead of 'str'; {message}");
            raise(&TYPE_ERROR, message)
        });
    };
    let mut handler = Handler::new(object, errors);
    let marked = utf16::ByteOrder::Marked;
    let text = match native {
        Native::Utf8 => utf8::decode(bytes, &mut handler, true)?.text,
        Native::Utf16 => utf16::decode(bytes, marked, &mut handler, true)?.0.text,
        Native::Utf32 => utf32::decode(bytes, marked, &mut handler, true)?.0.text,
        Native::Ascii => single::decode_ascii(bytes, &mut handler)?.text,
        Native::Latin1 => return from_text(Text::latin1(bytes)),
    };
    from_text(text.as_text())
}
// ANCHOR_END: shortcuts

// ANCHOR: handler
/// An error handler by its name, which is looked up when there is an error.
#[derive(Debug)]
pub struct Handler<'a> {
    /// What is encoded, which the exception carries.
    object: Obj<'a>,
    name: &'a str,
    native: Option<Handling>,
    /// The handler, once there was an error.
    registered: Option<Ref>,
}

impl<'a> Handler<'a> {
    /// The handler of a name, `strict` if there is none, for what belongs to an object.
    pub fn new(object: Obj<'a>, errors: Option<&'a str>) -> Handler<'a> {
        let name = errors.unwrap_or("strict");
        let native = Handling::named(name);
        Handler { object, name, native, registered: None }
    }

    /// What the program has registered under the name.
    fn registered(&mut self) -> Result {
        if let Some(handler) = &self.registered {
            return Ok(handler.clone());
        }
        let Some(hooks) = HOOKS.0.get() else {
            let message = format_args!("unknown error handler name '{}'", self.name);
            return Err(raise(&LOOKUP_ERROR, message));
        };
        let handler = (hooks.lookup_error)(self.name)?;
        self.registered = Some(handler.clone());
        Ok(handler)
    }

    /// Calls what the program has registered. Returns the replacement, and where to go on.
    fn call(&mut self, exception: Obj<'_>, message: &str) -> Result<(Ref, isize)> {
        let reply = self.registered()?.borrow().call_one(exception)?;
        let wrong = || raise(&TYPE_ERROR, message);
        let reply = reply.borrow().downcast::<PyTupleObject>().ok_or_else(wrong)?.to_ref();
        let &[replacement, position] = reply.borrow().items() else { return Err(wrong()) };
        Ok((replacement.to_ref(), position.to_isize()?))
    }
}

/// Where to go on: a position from the end where it is negative.
fn resume(position: isize, length: usize) -> Result<usize> {
    let place = if position < 0 { position.saturating_add_unsigned(length) } else { position };
    let position = place;
    let place = usize::try_from(place).ok().filter(|place| *place <= length);
    place.ok_or_else(|| {
        let message = format_args!("position {position} from error handler out of bounds");
        raise(&INDEX_ERROR, message)
    })
}

/// An exception with its five arguments. C: `PyUnicodeDecodeError_Create`.
fn create(
    exception: &'static StaticType,
    object: Obj<'_>,
    error: &CodecError,
) -> Result<Ref<PyBaseExceptionObject>> {
    let encoding = str::new(error.encoding)?;
    let start = int::from_u64(error.range.start as u64)?;
    let end = int::from_u64(error.range.end as u64)?;
    let reason = str::new(error.reason)?;
    let arguments = [
        encoding.borrow().object(),
        object,
        start.borrow().object(),
        end.borrow().object(),
        reason.borrow().object(),
    ];
    let instance = exception.as_type().object().call(&arguments)?;
    instance.downcast().map_err(|_| raise(&TYPE_ERROR, "exceptions must be exceptions"))
}

impl DecodeHandler for Handler<'_> {
    type Error = Raised;

    fn decode_error(&mut self, input: &[u8], error: CodecError) -> Result<DecodeReply> {
        if let Some(native) = self.native
            && native.decodes()
        {
            if let Some(reply) = native.reply_to_decoder(input, &error) {
                return Ok(reply);
            }
            let object = bytes::new(input)?;
            let exception = create(&UNICODE_DECODE_ERROR, object.borrow().object(), &error)?;
            return Err(raise_instance(exception));
        }
        if self.native.is_some() {
            let name = UNICODE_DECODE_ERROR.as_type().name();
            let message = format_args!("don't know how to handle {name} in error callback");
            return Err(raise(&TYPE_ERROR, message));
        }
        let object = bytes::new(input)?;
        let exception = create(&UNICODE_DECODE_ERROR, object.borrow().object(), &error)?;
        let message = "decoding error handler must return (str, int) tuple";
        let borrowed = exception.borrow().object();
        let (replacement, position) = self.call(borrowed, message)?;
        let Some(text) = replacement.borrow().downcast::<PyASCIIObject>() else {
            return Err(raise(&TYPE_ERROR, message));
        };
        // The handler may have put other input into the exception.
        let changed = borrowed.lookup_attribute(name!("object"))?;
        let changed = changed.as_ref().and_then(|object| {
            let changed = object.borrow().downcast::<PyBytesObject>()?.bytes();
            (changed != input).then(|| changed.to_vec())
        });
        let length = changed.as_ref().map_or(input.len(), Vec::len);
        let resume = resume(position, length)?;
        Ok(DecodeReply { text: text.text().to_buf(), resume, input: changed })
    }
}

impl EncodeHandler for Handler<'_> {
    type Error = Raised;

    fn encode_error(&mut self, text: Text<'_>, error: CodecError) -> Result<EncodeReply> {
        if let Some(native) = self.native {
            return match native.reply_to_encoder(text, &error) {
                Some(reply) => Ok(reply),
                None => Err(self.refuse(text, error)),
            };
        }
        let exception = create(&UNICODE_ENCODE_ERROR, self.object, &error)?;
        let message = "encoding error handler must return (str/bytes, int) tuple";
        let (replacement, position) = self.call(exception.borrow().object(), message)?;
        let replacement = replacement.borrow();
        let replacement = match replacement.downcast::<PyBytesObject>() {
            Some(bytes) => Replacement::Bytes(bytes.bytes().to_vec()),
            None => match replacement.downcast::<PyASCIIObject>() {
                Some(text) => Replacement::Text(text.text().to_buf()),
                None => return Err(raise(&TYPE_ERROR, message)),
            },
        };
        Ok(EncodeReply { replacement, resume: resume(position, text.len())? })
    }

    fn refuse(&mut self, _: Text<'_>, error: CodecError) -> Raised {
        match create(&UNICODE_ENCODE_ERROR, self.object, &error) {
            Ok(exception) => raise_instance(exception),
            Err(raised) => raised,
        }
    }

    fn escapes_surrogates(&self) -> bool {
        self.native == Some(Handling::SurrogateEscape)
    }
}
// ANCHOR_END: handler
