//! How a stream of text finds its codec, and the encodings that need no encoder.
//!
//! CPython: `encodefuncs` and its functions in `Modules/_io/textio.c`, `_PyCodec_LookupTextEncoding`
//! in `Python/codecs.c`, `_Py_GetLocaleEncoding` in `Python/fileutils.c`.

use std::ffi::CStr;
use std::sync::Once;

use object_model::codecs::utf16::ByteOrder;
use object_model::codecs::{single, utf8, utf16, utf32};
use object_model::types::codec::Handler;

use super::super::SETTINGS;
use crate::modules::codecs::registry;
use crate::prelude::*;

// ANCHOR: native
/// An encoding that is written without calling the encoder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u64)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Native {
    None = 0,
    Ascii,
    Latin1,
    Utf8,
    Utf16,
    Utf16Be,
    Utf16Le,
    Utf32,
    Utf32Be,
    Utf32Le,
}

impl Native {
    /// By the name that a codec has in its `CodecInfo`.
    pub(super) fn named(name: &str) -> Native {
        match name {
            "ascii" => Native::Ascii,
            "iso8859-1" => Native::Latin1,
            "utf-8" => Native::Utf8,
            "utf-16" => Native::Utf16,
            "utf-16-be" => Native::Utf16Be,
            "utf-16-le" => Native::Utf16Le,
            "utf-32" => Native::Utf32,
            "utf-32-be" => Native::Utf32Be,
            "utf-32-le" => Native::Utf32Le,
            _ => Native::None,
        }
    }

    /// Whether ASCII text is its own encoding. C: `is_asciicompat_encoding`.
    pub(super) fn keeps_ascii(self) -> bool {
        matches!(self, Native::Ascii | Native::Latin1 | Native::Utf8)
    }

    /// The bytes of a text. Only the start of a stream has a mark of the byte order.
    pub(super) fn encode(
        self,
        string: Obj<'_, PyASCIIObject>,
        errors: &str,
        is_start: bool,
    ) -> Result<Vec<u8>> {
        let mut handler = Handler::new(string.object(), Some(errors));
        let text = string.text();
        let marked = if is_start { ByteOrder::Marked } else { ByteOrder::Little };
        match self {
            Native::None => Err(raise(&errors::LOOKUP_ERROR, "no native encoding")),
            Native::Ascii => single::encode_ascii(text, &mut handler),
            Native::Latin1 => single::encode_latin1(text, &mut handler),
            Native::Utf8 => utf8::encode(text, &mut handler),
            Native::Utf16 => utf16::encode(text, marked, &mut handler),
            Native::Utf16Be => utf16::encode(text, ByteOrder::Big, &mut handler),
            Native::Utf16Le => utf16::encode(text, ByteOrder::Little, &mut handler),
            Native::Utf32 => utf32::encode(text, marked, &mut handler),
            Native::Utf32Be => utf32::encode(text, ByteOrder::Big, &mut handler),
            Native::Utf32Le => utf32::encode(text, ByteOrder::Little, &mut handler),
        }
    }
}
// ANCHOR_END: native

// ANCHOR: lookup
/// The `CodecInfo` of an encoding that is one of text. C: `_PyCodec_LookupTextEncoding`.
pub(super) fn lookup(encoding: &str) -> Result {
    let info = registry::lookup(encoding)?.object();
    // A tuple that was registered long ago says nothing of itself.
    if info.borrow().is_exactly(&tuple::TUPLE) {
        return Ok(info);
    }
    if let Some(is_text) = info.borrow().lookup_attribute(name!("_is_text_encoding"))?
        && !is_text.borrow().is_true()?
    {
        let message = format_args!(
            "'{encoding}' is not a text encoding; use codecs.open() to handle arbitrary codecs"
        );
        return Err(raise(&errors::LOOKUP_ERROR, message));
    }
    Ok(info)
}

/// C: `_PyCodecInfo_GetIncrementalDecoder` and `…Encoder`.
pub(super) fn make(info: Obj<'_>, what: Obj<'_, PyASCIIObject>, errors: Obj<'_>) -> Result {
    info.get_attribute(what)?.borrow().call_one(errors)
}

/// The encoding of the user's locale. C: `_Py_GetLocaleEncoding`.
pub(crate) fn locale_encoding() -> String {
    static LOCALE: Once = Once::new();
    if SETTINGS.utf8_mode.get() {
        return "utf-8".to_owned();
    }
    // SAFETY: the first call of `setlocale` comes before other threads ask for a locale, as the
    // standard streams need it; what `nl_langinfo` returns is a C string.
    let name = unsafe {
        LOCALE.call_once(|| {
            if CStr::from_ptr(libc::setlocale(libc::LC_CTYPE, std::ptr::null())) == c"C" {
                libc::setlocale(libc::LC_CTYPE, c"".as_ptr());
            }
        });
        CStr::from_ptr(libc::nl_langinfo(libc::CODESET)).to_string_lossy().into_owned()
    };
    // The C locale means UTF-8 since PEP 538 and PEP 540.
    if name.is_empty() || name == "ANSI_X3.4-1968" { "utf-8".to_owned() } else { name }
}
// ANCHOR_END: lookup
