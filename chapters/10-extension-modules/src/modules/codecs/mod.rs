//! `_codecs`: the registry, and the codecs that are native.
//!
//! CPython: `Modules/_codecsmodule.c`.
//!
//! 1. [`registry`]: which codec and which error handler a name stands for.
//! 2. [`handlers`]: the error handlers that Python defines.
//! 3. [`charmap`]: tables that a program brings.
//!
//! Here are the rows. A decoder answers the text and how many bytes it is made of; an
//! incremental one may leave the beginning of a character alone, unless it is told that these
//! are all bytes. An encoder answers bytes and how many characters they are.

pub mod charmap;
pub mod handlers;
pub mod registry;

use object_model::arguments::Arguments;
use object_model::codecs::escape::InvalidEscape;
use object_model::codecs::utf16::ByteOrder;
use object_model::codecs::{Decoded, escape, raw_escape, single, utf7, utf8, utf16, utf32};
use object_model::errors::{DEPRECATION_WARNING, VALUE_ERROR, raise, warn};
use object_model::object::{Obj, Result};
use object_model::protocol::buffer::Buffer;
use object_model::static_type::Method;
use object_model::types::bytes::{self, PyBytesObject};
use object_model::types::codec::Handler;
use object_model::types::module::ModuleDefinition;
use object_model::types::module::object::PyModuleObject;
use object_model::types::str::{PyASCIIObject, Str, Text, from_text};
use object_model::types::text_arguments::{bad_argument, clinic_str, clinic_text, to_c_int};
use object_model::types::{int, none, tuple};

use registry::Direction;

// ANCHOR: table
const DECODE: &str = "($module, data, errors=None, /)";
const DECODE_FINAL: &str = "($module, data, errors=None, final=False, /)";
const DECODE_ALL: &str = "($module, data, errors=None, final=True, /)";
const DECODE_ORDER: &str =
    "($module, data, errors=None, byteorder=0, final=False,\n                 /)";
const ENCODE: &str = "($module, str, errors=None, /)";
const ENCODE_ORDER: &str = "($module, str, errors=None, byteorder=0, /)";

macro_rules! decoder {
    ($name:literal, $signature:ident, |$($parameter:pat_param),*| $decode:expr) => {
        Method::new(
            $name,
            $signature,
            |_, arguments| decoder(arguments, $name, Source::Bytes, |$($parameter),*| $decode),
            "The text that bytes are, and how many of them.",
        )
    };
}

macro_rules! encoder {
    ($name:literal, |$($parameter:pat_param),*| $encode:expr) => {
        Method::new(
            $name,
            ENCODE,
            |_, arguments| encoder(arguments, $name, |$($parameter),*| $encode),
            "The bytes that a text is, and how many characters.",
        )
    };
}

macro_rules! ordered_encoder {
    ($name:literal, $encode:path) => {
        Method::new(
            $name,
            ENCODE_ORDER,
            |_, arguments| {
                let order = order_of(arguments)?;
                encoder(arguments, $name, |text, handler| $encode(text, order, handler))
            },
            "The bytes that a text is, and how many characters; -1 is little-endian, 1 is big.",
        )
    };
}

macro_rules! ordered_decoder {
    ($name:literal, $decode:path) => {
        Method::new(
            $name,
            DECODE_ORDER,
            |_, arguments| {
                ordered_decoder(arguments, $name, |bytes, order, h, all| {
                    $decode(bytes, order, h, all)
                })
            },
            "The text that bytes are, how many of them, and which byte order they have.",
        )
    };
}

/// `_codecs`.
pub static MODULE: ModuleDefinition = ModuleDefinition {
    name: "_codecs",
    functions: &[
        Method::one(
            c"register",
            "($module, search_function, /)",
            |_, f| done(registry::register(f)),
            "Adds a function that finds codecs by their names.",
        ),
        Method::one(
            c"unregister",
            "($module, search_function, /)",
            |_, f| done(registry::unregister(f)),
            "Takes such a function out, and forgets what was found.",
        ),
        Method::one(
            c"lookup",
            "($module, encoding, /)",
            |_, name| Ok(registry::lookup(&text(name, "lookup", "argument")?)?.object()),
            "The codec of a name.",
        ),
        Method::new(
            c"encode",
            "($module, /, obj, encoding='utf-8', errors='strict')",
            |_, arguments| convert(arguments, "encode", Direction::Encode),
            "An object as a codec encodes it.",
        ),
        Method::new(
            c"decode",
            "($module, /, obj, encoding='utf-8', errors='strict')",
            |_, arguments| convert(arguments, "decode", Direction::Decode),
            "An object as a codec decodes it.",
        ),
        Method::new(
            c"register_error",
            "($module, errors, handler, /)",
            register_error,
            "Gives an error handler a name.",
        ),
        Method::one(
            c"lookup_error",
            "($module, name, /)",
            |_, name| registry::lookup_error(&text(name, "lookup_error", "argument")?),
            "The error handler of a name.",
        ),
        Method::new(
            c"escape_encode",
            "($module, data, errors=None, /)",
            escape_encode,
            "Bytes as a literal shows them, and how many they are.",
        ),
        Method::new(
            c"escape_decode",
            DECODE,
            escape_decode,
            "The bytes that a literal shows, and how long it is.",
        ),
        encoder!(c"utf_8_encode", |text, h| utf8::encode(text, h)),
        decoder!(c"utf_8_decode", DECODE_FINAL, |bytes, h, all| utf8::decode(bytes, h, all)),
        encoder!(c"utf_7_encode", |text, _| Ok(utf7::encode(text))),
        decoder!(c"utf_7_decode", DECODE_FINAL, |bytes, h, all| utf7::decode(bytes, h, all)),
        ordered_encoder!(c"utf_16_encode", utf16::encode),
        encoder!(c"utf_16_le_encode", |text, h| utf16::encode(text, ByteOrder::Little, h)),
        encoder!(c"utf_16_be_encode", |text, h| utf16::encode(text, ByteOrder::Big, h)),
        decoder!(c"utf_16_decode", DECODE_FINAL, |bytes, h, all| {
            Ok(utf16::decode(bytes, ByteOrder::Marked, h, all)?.0)
        }),
        decoder!(c"utf_16_le_decode", DECODE_FINAL, |bytes, h, all| {
            Ok(utf16::decode(bytes, ByteOrder::Little, h, all)?.0)
        }),
        decoder!(c"utf_16_be_decode", DECODE_FINAL, |bytes, h, all| {
            Ok(utf16::decode(bytes, ByteOrder::Big, h, all)?.0)
        }),
        ordered_decoder!(c"utf_16_ex_decode", utf16::decode),
        ordered_encoder!(c"utf_32_encode", utf32::encode),
        encoder!(c"utf_32_le_encode", |text, h| utf32::encode(text, ByteOrder::Little, h)),
        encoder!(c"utf_32_be_encode", |text, h| utf32::encode(text, ByteOrder::Big, h)),
        decoder!(c"utf_32_decode", DECODE_FINAL, |bytes, h, all| {
            Ok(utf32::decode(bytes, ByteOrder::Marked, h, all)?.0)
        }),
        decoder!(c"utf_32_le_decode", DECODE_FINAL, |bytes, h, all| {
            Ok(utf32::decode(bytes, ByteOrder::Little, h, all)?.0)
        }),
        decoder!(c"utf_32_be_decode", DECODE_FINAL, |bytes, h, all| {
            Ok(utf32::decode(bytes, ByteOrder::Big, h, all)?.0)
        }),
        ordered_decoder!(c"utf_32_ex_decode", utf32::decode),
        encoder!(c"unicode_escape_encode", |text, _| Ok(escape::encode(text))),
        Method::new(
            c"unicode_escape_decode",
            DECODE_ALL,
            |_, arguments| {
                let decode = |bytes: &[u8], handler: &mut Handler<'_>, all| {
                    let (decoded, warning) = escape::decode(bytes, handler, all)?;
                    warn_of(warning)?;
                    Ok(decoded)
                };
                decoder(arguments, c"unicode_escape_decode", Source::TextOrBytes, decode)
            },
            "The text that a literal shows, and how long it is.",
        ),
        encoder!(c"raw_unicode_escape_encode", |text, _| Ok(raw_escape::encode(text))),
        Method::new(
            c"raw_unicode_escape_decode",
            DECODE_ALL,
            |_, arguments| {
                let name = c"raw_unicode_escape_decode";
                decoder(arguments, name, Source::TextOrBytes, |bytes, h, all| {
                    raw_escape::decode(bytes, h, all)
                })
            },
            "The text that Latin-1 with \\u and \\U shows, and how long it is.",
        ),
        encoder!(c"latin_1_encode", |text, h| single::encode_latin1(text, h)),
        decoder!(c"latin_1_decode", DECODE, |bytes, _, _| {
            Ok(Decoded { text: single::decode_latin1(bytes), consumed: bytes.len() })
        }),
        encoder!(c"ascii_encode", |text, h| single::encode_ascii(text, h)),
        decoder!(c"ascii_decode", DECODE, |bytes, h, _| single::decode_ascii(bytes, h)),
        Method::new(
            c"charmap_encode",
            "($module, str, errors=None, mapping=None, /)",
            charmap_encode,
            "The bytes that a text is by a table, and how many characters.",
        ),
        Method::new(
            c"charmap_decode",
            "($module, data, errors=None, mapping=None, /)",
            charmap_decode,
            "The text that bytes are by a table, and how many of them.",
        ),
        Method::one(
            c"charmap_build",
            "($module, map, /)",
            |_, map| charmap::build(clinic_str(map, "charmap_build", "argument")?),
            "A table of characters turned around, for charmap_encode().",
        ),
        Method::new(
            c"readbuffer_encode",
            "($module, data, errors=None, /)",
            readbuffer_encode,
            "A copy of bytes, or of a text as UTF-8, and how many they are.",
        ),
    ],
    execute: Some(|_| {
        object_model::runtime::make_ready(&charmap::ENCODING_MAP);
        registry::install();
        Ok(())
    }),
    ..ModuleDefinition::NONE
};
// ANCHOR_END: table

type Module<'a> = Obj<'a, PyModuleObject>;

fn done(result: Result<()>) -> Result {
    result.map(|()| none().to_ref())
}

// ANCHOR: arguments
fn text(given: Obj<'_>, function: &str, argument: &str) -> Result<String> {
    let text = clinic_text(Some(given), function, argument)?;
    Ok(text.expect("an argument was given"))
}

/// The name of an error handler, or `None`.
fn errors(arguments: &Arguments<'_>, function: &str) -> Result<Option<String>> {
    let Some(given) = arguments.not_none(1) else { return Ok(None) };
    if given.downcast::<PyASCIIObject>().is_none() {
        return Err(bad_argument(function, "argument 2", "str or None", given));
    }
    clinic_text(Some(given), function, "argument 2")
}

/// What a decoder takes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Source {
    Bytes,
    /// A text stands for its UTF-8.
    TextOrBytes,
}

impl Source {
    /// A copy of the bytes, since an error handler may run any code.
    fn read(self, given: Obj<'_>) -> Result<Vec<u8>> {
        match given.downcast::<PyASCIIObject>() {
            Some(text) if self == Source::TextOrBytes => {
                utf8::encode(text.text(), &mut Handler::new(text.object(), None))
            }
            _ => Ok(Buffer::simple(given)?.bytes().to_vec()),
        }
    }
}

fn name_of(name: &std::ffi::CStr) -> &str {
    name.to_str().expect("a name is text")
}

fn order_of(arguments: &Arguments<'_>) -> Result<ByteOrder> {
    Ok(match arguments.get(2).map_or(Ok(0), to_c_int)? {
        0 => ByteOrder::Marked,
        ..0 => ByteOrder::Little,
        _ => ByteOrder::Big,
    })
}
// ANCHOR_END: arguments

// ANCHOR: decode
fn pair(converted: object_model::Ref, count: usize) -> Result {
    Ok(tuple::new([converted, int::from_u64(count as u64)?.object()])?.object())
}

/// `decode` is given the bytes, the handler, and whether these are all bytes.
fn decoder(
    arguments: &Arguments<'_>,
    name: &std::ffi::CStr,
    source: Source,
    decode: impl FnOnce(&[u8], &mut Handler<'_>, bool) -> Result<Decoded>,
) -> Result {
    let bytes = source.read(arguments[0])?;
    let errors = errors(arguments, name_of(name))?;
    let default = source == Source::TextOrBytes;
    let all = arguments.get(2).map_or(Ok(i32::from(default)), to_c_int)? != 0;
    let mut handler = Handler::new(arguments[0], errors.as_deref());
    let decoded = decode(&bytes, &mut handler, all)?;
    // Whoever has only two parameters is given all bytes.
    let is_partial = !all && name != c"latin_1_decode" && name != c"ascii_decode";
    let consumed = if is_partial { decoded.consumed } else { bytes.len() };
    pair(from_text(decoded.text.as_text())?.object(), consumed)
}

/// The byte order that is shown is −1 or 1, and 0 where there is none.
fn ordered_decoder(
    arguments: &Arguments<'_>,
    name: &std::ffi::CStr,
    decode: impl FnOnce(&[u8], ByteOrder, &mut Handler<'_>, bool) -> Result<(Decoded, ByteOrder)>,
) -> Result {
    let bytes = Source::Bytes.read(arguments[0])?;
    let errors = errors(arguments, name_of(name))?;
    let order = order_of(arguments)?;
    let all = arguments.get(3).map_or(Ok(0), to_c_int)? != 0;
    let mut handler = Handler::new(arguments[0], errors.as_deref());
    let (decoded, found) = decode(&bytes, order, &mut handler, all)?;
    let consumed = if all { bytes.len() } else { decoded.consumed };
    let found = match (order, found) {
        (ByteOrder::Marked, ByteOrder::Little) => -1,
        (ByteOrder::Marked, ByteOrder::Marked) => 0,
        (ByteOrder::Marked, ByteOrder::Big) => 1,
        // What was asked for comes back, whatever the number.
        _ => arguments.get(2).map_or(Ok(0), to_c_int)?,
    };
    let text = from_text(decoded.text.as_text())?.object();
    let consumed = int::from_u64(consumed as u64)?.object();
    Ok(tuple::new([text, consumed, int::from_i64(found.into())?.object()])?.object())
}

fn warn_of(warning: Option<InvalidEscape>) -> Result<()> {
    let Some(InvalidEscape { behind }) = warning else { return Ok(()) };
    let kind = if behind.len() == 1 { "" } else { "octal " };
    let shown: String = behind.iter().map(|byte| char::from(*byte)).collect();
    warn(&DEPRECATION_WARNING, format_args!("invalid {kind}escape sequence '\\{shown}'"))
}

fn escape_decode(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let bytes = Source::TextOrBytes.read(arguments[0])?;
    let errors = errors(arguments, "escape_decode")?;
    let decoded = escape::decode_bytes(&bytes, errors.as_deref().unwrap_or("strict"));
    let (decoded, warning) = decoded.map_err(|error| raise(&VALUE_ERROR, error))?;
    warn_of(warning)?;
    pair(bytes::new(&decoded)?.object(), bytes.len())
}

fn charmap_decode(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    use object_model::codecs::charmap::{decode, meaning_in};
    let bytes = Source::Bytes.read(arguments[0])?;
    let errors = errors(arguments, "charmap_decode")?;
    let mut handler = Handler::new(arguments[0], errors.as_deref());
    let decoded = match arguments.not_none(2) {
        None => return pair(from_text(Text::latin1(&bytes))?.object(), bytes.len()),
        Some(table) => match table.downcast_exact::<PyASCIIObject>() {
            Some(table) => decode(&bytes, &mut handler, |byte| Ok(meaning_in(table.text(), byte)))?,
            None => decode(&bytes, &mut handler, |byte| charmap::meaning(table, byte))?,
        },
    };
    pair(from_text(decoded.text.as_text())?.object(), bytes.len())
}
// ANCHOR_END: decode

// ANCHOR: encode
fn encoder(
    arguments: &Arguments<'_>,
    name: &std::ffi::CStr,
    encode: impl FnOnce(Text<'_>, &mut Handler<'_>) -> Result<Vec<u8>>,
) -> Result {
    let text: Str<'_> = clinic_str(arguments[0], name_of(name), "argument 1")?;
    let errors = errors(arguments, name_of(name))?;
    let mut handler = Handler::new(text.object(), errors.as_deref());
    pair(bytes::new(&encode(text.text(), &mut handler)?)?.object(), text.len())
}

fn escape_encode(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let Some(data) = arguments[0].downcast::<PyBytesObject>() else {
        return Err(bad_argument("escape_encode", "argument 1", "bytes", arguments[0]));
    };
    errors(arguments, "escape_encode")?;
    pair(bytes::new(&escape::encode_bytes(data.bytes()))?.object(), data.bytes().len())
}

fn charmap_encode(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    encoder(arguments, c"charmap_encode", |text, handler| match arguments.not_none(2) {
        None => single::encode_latin1(text, handler),
        Some(table) => object_model::codecs::charmap::encode(text, handler, |code| {
            charmap::spelling(table, code)
        }),
    })
}

fn readbuffer_encode(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let bytes = Source::TextOrBytes.read(arguments[0])?;
    errors(arguments, "readbuffer_encode")?;
    pair(bytes::new(&bytes)?.object(), bytes.len())
}
// ANCHOR_END: encode

// ANCHOR: registry
fn convert(arguments: &Arguments<'_>, name: &str, direction: Direction) -> Result {
    let encoding = clinic_text(arguments.get(1), name, "argument 'encoding'")?;
    let errors = clinic_text(arguments.get(2), name, "argument 'errors'")?;
    let encoding = encoding.as_deref().unwrap_or("utf-8");
    registry::convert(arguments[0], encoding, errors.as_deref(), direction)
}

fn register_error(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    text(arguments[0], "register_error", "argument 1")?;
    let name = clinic_str(arguments[0], "register_error", "argument 1")?;
    done(registry::register_error(name, arguments[1]))
}
// ANCHOR_END: registry
