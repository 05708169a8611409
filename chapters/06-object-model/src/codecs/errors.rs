//! Error handlers: what is put where a codec finds its input wrong.
//!
//! CPython: `Python/codecs.c` (`PyCodec_IgnoreErrors` …), `unicode_decode_call_errorhandler_writer`
//! and `unicode_encode_call_errorhandler` in `Objects/unicodeobject.c`.
//!
//! A codec knows two traits, [`DecodeHandler`] and [`EncodeHandler`]. [`Handling`] implements
//! them for the names that Python defines; what is registered in Python implements them by a
//! call, and can fall back on [`Handling`].
//!
//! Invariant: where a handler says to go on is a place of the input, its end included. A handler
//! may answer a place that was passed already, or other input to go on with; whether that ever
//! ends is its own affair, as in CPython.

use std::ops::Range;

use super::names;
use crate::types::str::repr::push_escape;
use crate::types::str::{Text, TextBuf, TextBuilder};
use crate::unicode::is_surrogate;

/// Which stretch of the input is wrong, and why: what the exception carries.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CodecError {
    /// The codec, as the exception names it.
    pub encoding: &'static str,
    /// The stretch.
    pub range: Range<usize>,
    /// Why.
    pub reason: &'static str,
}

/// What a handler answers a decoder.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DecodeReply {
    /// Stands for the stretch.
    pub text: TextBuf,
    /// Where to go on.
    pub resume: usize,
    /// Input to go on with, if the handler changed it.
    pub input: Option<Vec<u8>>,
}

/// What stands for a stretch that can't be encoded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Replacement {
    /// Text, which is encoded in its turn.
    Text(TextBuf),
    /// Bytes, which are taken as they are.
    Bytes(Vec<u8>),
}

/// What a handler answers an encoder.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EncodeReply {
    /// Stands for the stretch.
    pub replacement: Replacement,
    /// Where to go on.
    pub resume: usize,
}

/// Who is asked when bytes can't be decoded.
pub trait DecodeHandler {
    /// What ends the decoding.
    type Error;

    /// What to do about a stretch of the input.
    fn decode_error(&mut self, input: &[u8], error: CodecError)
    -> Result<DecodeReply, Self::Error>;
}

/// Who is asked when text can't be encoded.
pub trait EncodeHandler {
    /// What ends the encoding.
    type Error;

    /// What to do about a stretch of the text.
    fn encode_error(
        &mut self,
        text: Text<'_>,
        error: CodecError,
    ) -> Result<EncodeReply, Self::Error>;

    /// The error for a replacement that can't be encoded either.
    fn refuse(&mut self, text: Text<'_>, error: CodecError) -> Self::Error;

    /// Whether this is `surrogateescape`: UTF-8, Latin-1 and ASCII then write the bytes before
    /// a stretch's first other character themselves, and the error begins there.
    fn escapes_surrogates(&self) -> bool {
        false
    }
}

/// The handlers that Python defines.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Handling {
    /// Raises.
    Strict,
    /// Leaves the stretch out.
    Ignore,
    /// `?`, or U+FFFD when decoding.
    Replace,
    /// `\xHH`, `\uHHHH`, `\UHHHHHHHH`.
    BackslashReplace,
    /// `&#1234;`; for encoding only.
    XmlCharRefReplace,
    /// `\N{…}`; for encoding only.
    NameReplace,
    /// Bytes from 0x80 on to lone surrogates, and back.
    SurrogateEscape,
    /// Lone surrogates as if they were characters; for UTF-8, 16 and 32.
    SurrogatePass,
}

impl Handling {
    /// The handler of a name (`_Py_GetErrorHandler`).
    pub fn named(name: &str) -> Option<Handling> {
        Some(match name {
            "strict" => Handling::Strict,
            "ignore" => Handling::Ignore,
            "replace" => Handling::Replace,
            "backslashreplace" => Handling::BackslashReplace,
            "xmlcharrefreplace" => Handling::XmlCharRefReplace,
            "namereplace" => Handling::NameReplace,
            "surrogateescape" => Handling::SurrogateEscape,
            "surrogatepass" => Handling::SurrogatePass,
            _ => return None,
        })
    }

    /// The answer to a decoder. `None` where the handler raises the error itself. Two of the
    /// handlers don't know how to decode and raise a `TypeError`
    /// ([`Handling::decodes`]).
    pub fn reply_to_decoder(self, input: &[u8], error: &CodecError) -> Option<DecodeReply> {
        let range = error.range.clone();
        let mut resume = range.end;
        let mut text = TextBuilder::new();
        match self {
            Handling::Strict | Handling::XmlCharRefReplace | Handling::NameReplace => return None,
            Handling::Ignore => {}
            Handling::Replace => text.push(0xFFFD),
            Handling::BackslashReplace => {
                input[range].iter().for_each(|byte| push_escape(&mut text, (*byte).into()));
            }
            Handling::SurrogateEscape => {
                let escaped = input[range.clone()].iter().take(4).take_while(|byte| **byte >= 0x80);
                escaped.for_each(|byte| text.push(0xDC00 + u32::from(*byte)));
                resume = range.start + text.len();
                if text.is_empty() {
                    return None;
                }
            }
            Handling::SurrogatePass => {
                let (form, width) = Form::named(error.encoding)?;
                let code = form.read(input[range.start..].get(..width)?);
                text.push(Some(code).filter(|code| is_surrogate(*code))?);
                resume = range.start + width;
            }
        }
        Some(DecodeReply { text: text.finish(), resume, input: None })
    }

    /// Whether the handler knows what to do about bytes.
    pub fn decodes(self) -> bool {
        !matches!(self, Handling::XmlCharRefReplace | Handling::NameReplace)
    }

    /// The answer to an encoder. `None` where the handler raises the error itself.
    pub fn reply_to_encoder(self, text: Text<'_>, error: &CodecError) -> Option<EncodeReply> {
        let range = error.range.clone();
        let wrong = text.slice(range.clone());
        let mut out = TextBuilder::new();
        let replacement = match self {
            Handling::Strict => return None,
            Handling::SurrogateEscape => {
                let byte = |code| matches!(code, 0xDC80..=0xDCFF).then_some(code as u8);
                Replacement::Bytes(wrong.iter().map(byte).collect::<Option<Vec<u8>>>()?)
            }
            Handling::SurrogatePass => {
                let (form, _) = Form::named(error.encoding)?;
                let mut bytes = Vec::new();
                for code in wrong.iter() {
                    form.write(Some(code).filter(|code| is_surrogate(*code))?, &mut bytes);
                }
                Replacement::Bytes(bytes)
            }
            _ => {
                for code in wrong.iter() {
                    self.describe(code, &mut out);
                }
                Replacement::Text(out.finish())
            }
        };
        Some(EncodeReply { replacement, resume: range.end })
    }

    /// What stands for one character.
    fn describe(self, code: u32, out: &mut TextBuilder) {
        match self {
            Handling::Replace => out.push('?'.into()),
            Handling::BackslashReplace => push_escape(out, code),
            Handling::XmlCharRefReplace => out.push_str(&format!("&#{code};")),
            Handling::NameReplace => match names::name(code) {
                Some(name) => out.push_str(&format!("\\N{{{name}}}")),
                None => push_escape(out, code),
            },
            Handling::Strict
            | Handling::Ignore
            | Handling::SurrogateEscape
            | Handling::SurrogatePass => {}
        }
    }
}

impl DecodeHandler for Handling {
    type Error = CodecError;

    fn decode_error(&mut self, input: &[u8], error: CodecError) -> Result<DecodeReply, CodecError> {
        self.reply_to_decoder(input, &error).ok_or(error)
    }
}

impl EncodeHandler for Handling {
    type Error = CodecError;

    fn encode_error(
        &mut self,
        text: Text<'_>,
        error: CodecError,
    ) -> Result<EncodeReply, CodecError> {
        self.reply_to_encoder(text, &error).ok_or(error)
    }

    fn refuse(&mut self, _: Text<'_>, error: CodecError) -> CodecError {
        error
    }

    fn escapes_surrogates(&self) -> bool {
        *self == Handling::SurrogateEscape
    }
}

/// The encodings that `surrogatepass` knows.
#[derive(Clone, Copy)]
enum Form {
    Utf8,
    Utf16 { little: bool },
    Utf32 { little: bool },
}

impl Form {
    /// The form with a name, and how many bytes a surrogate takes (`get_standard_encoding`).
    fn named(encoding: &str) -> Option<(Form, usize)> {
        Some(match encoding {
            "utf-8" => (Form::Utf8, 3),
            "utf-16" | "utf-16-le" => (Form::Utf16 { little: true }, 2),
            "utf-16-be" => (Form::Utf16 { little: false }, 2),
            "utf-32" | "utf-32-le" => (Form::Utf32 { little: true }, 4),
            "utf-32-be" => (Form::Utf32 { little: false }, 4),
            _ => return None,
        })
    }

    /// The code point that bytes of the right number are, or zero.
    fn read(self, bytes: &[u8]) -> u32 {
        match (self, bytes) {
            (Form::Utf8, &[a @ 0xE0..=0xEF, b @ 0x80..=0xBF, c @ 0x80..=0xBF]) => {
                u32::from(a & 0x0F) << 12 | u32::from(b & 0x3F) << 6 | u32::from(c & 0x3F)
            }
            (Form::Utf16 { little: true }, &[a, b]) => u16::from_le_bytes([a, b]).into(),
            (Form::Utf16 { little: false }, &[a, b]) => u16::from_be_bytes([a, b]).into(),
            (Form::Utf32 { little: true }, &[a, b, c, d]) => u32::from_le_bytes([a, b, c, d]),
            (Form::Utf32 { little: false }, &[a, b, c, d]) => u32::from_be_bytes([a, b, c, d]),
            _ => 0,
        }
    }

    fn write(self, code: u32, out: &mut Vec<u8>) {
        match self {
            Form::Utf8 => super::utf8::push(code, out),
            Form::Utf16 { little: true } => out.extend((code as u16).to_le_bytes()),
            Form::Utf16 { little: false } => out.extend((code as u16).to_be_bytes()),
            Form::Utf32 { little: true } => out.extend(code.to_le_bytes()),
            Form::Utf32 { little: false } => out.extend(code.to_be_bytes()),
        }
    }
}
