//! The codecs, with every handler and three of our own.

use object_model::codecs::charmap::{self, Spelling};
use object_model::codecs::errors::{
    CodecError, DecodeHandler, DecodeReply, EncodeHandler, EncodeReply, Handling, Replacement,
};
use object_model::codecs::utf16::ByteOrder;
use object_model::codecs::{escape, raw_escape, single, utf7, utf8, utf16, utf32};
use object_model::types::str::{Text, TextBuf};

use crate::notation::{self, Case, error, list, narrow};

pub(crate) fn answer(case: &Case) -> String {
    match case.operation.as_str() {
        "decode" => decode(case),
        "encode" => encode(case),
        _ => {
            let decoded = escape::decode_bytes(&case.bytes(1), &case.string(0));
            decoded.map_or_else(error, |(bytes, _)| notation::bytes(&bytes))
        }
    }
}

/// The handlers of `text.py`.
enum Handler {
    Known(Handling),
    /// Goes on one place behind the start.
    Next,
    /// Four bytes.
    Bytes,
    /// A character that few encodings have.
    Wide,
}

impl Handler {
    fn named(name: &str) -> Handler {
        match name {
            "glass.next" => Handler::Next,
            "glass.bytes" => Handler::Bytes,
            "glass.wide" => Handler::Wide,
            _ => Handler::Known(Handling::named(name).unwrap()),
        }
    }
}

impl DecodeHandler for Handler {
    type Error = CodecError;

    fn decode_error(&mut self, input: &[u8], error: CodecError) -> Result<DecodeReply, CodecError> {
        match self {
            Handler::Known(handling) => handling.decode_error(input, error),
            _ => Ok(DecodeReply { text: "<?>".into(), resume: error.range.start + 1, input: None }),
        }
    }
}

impl EncodeHandler for Handler {
    type Error = CodecError;

    fn encode_error(
        &mut self,
        text: Text<'_>,
        error: CodecError,
    ) -> Result<EncodeReply, CodecError> {
        let (replacement, resume) = match self {
            Handler::Known(handling) => return handling.encode_error(text, error),
            Handler::Next => (Replacement::Text("<?>".into()), error.range.start + 1),
            Handler::Bytes => (Replacement::Bytes(vec![0x80, 0x81, 0x82, 0x83]), error.range.end),
            Handler::Wide => (Replacement::Text("Ж".into()), error.range.end),
        };
        Ok(EncodeReply { replacement, resume })
    }

    fn refuse(&mut self, _: Text<'_>, error: CodecError) -> CodecError {
        error
    }

    fn escapes_surrogates(&self) -> bool {
        matches!(self, Handler::Known(Handling::SurrogateEscape))
    }
}

fn complaint(found: CodecError) -> String {
    let CodecError { encoding, range, reason } = found;
    error(format!("{encoding} {} {} {reason}", range.start, range.end))
}

/// The characters of the table of `text.py`.
fn table() -> TextBuf {
    (0..128).chain(0x400..0x47E).chain([0xFFFE]).collect()
}

fn decode(case: &Case) -> String {
    let (bytes, last) = (case.bytes(2), case.number(3) != 0);
    let handler = &mut Handler::named(&case.string(1));
    let decoded = match case.string(0).as_str() {
        "utf_8" => utf8::decode(&bytes, handler, last),
        "utf_16" => {
            utf16::decode(&bytes, ByteOrder::Marked, handler, last).map(|(decoded, _)| decoded)
        }
        "utf_16_le" => {
            utf16::decode(&bytes, ByteOrder::Little, handler, last).map(|(decoded, _)| decoded)
        }
        "utf_16_be" => {
            utf16::decode(&bytes, ByteOrder::Big, handler, last).map(|(decoded, _)| decoded)
        }
        "utf_32" => {
            utf32::decode(&bytes, ByteOrder::Marked, handler, last).map(|(decoded, _)| decoded)
        }
        "utf_32_le" => {
            utf32::decode(&bytes, ByteOrder::Little, handler, last).map(|(decoded, _)| decoded)
        }
        "utf_32_be" => {
            utf32::decode(&bytes, ByteOrder::Big, handler, last).map(|(decoded, _)| decoded)
        }
        "utf_7" => utf7::decode(&bytes, handler, last),
        "ascii" => single::decode_ascii(&bytes, handler),
        "unicode_escape" => escape::decode(&bytes, handler, last).map(|(decoded, _)| decoded),
        "raw_unicode_escape" => raw_escape::decode(&bytes, handler, last),
        _ => {
            let table = table();
            charmap::decode(&bytes, handler, |byte| Ok(charmap::meaning_in(table.as_text(), byte)))
        }
    };
    decoded.map_or_else(complaint, |decoded| {
        list([narrow(&decoded.text), decoded.consumed.to_string()])
    })
}

fn encode(case: &Case) -> String {
    let text = case.text(2);
    let handler = &mut Handler::named(&case.string(1));
    let encoded = match case.string(0).as_str() {
        "utf_8" => utf8::encode(text, handler),
        "utf_16" => utf16::encode(text, ByteOrder::Marked, handler),
        "utf_16_le" => utf16::encode(text, ByteOrder::Little, handler),
        "utf_16_be" => utf16::encode(text, ByteOrder::Big, handler),
        "utf_32" => utf32::encode(text, ByteOrder::Marked, handler),
        "utf_32_le" => utf32::encode(text, ByteOrder::Little, handler),
        "utf_32_be" => utf32::encode(text, ByteOrder::Big, handler),
        "utf_7" => Ok(utf7::encode(text)),
        "ascii" => single::encode_ascii(text, handler),
        "latin_1" => single::encode_latin1(text, handler),
        "unicode_escape" => Ok(escape::encode(text)),
        "raw_unicode_escape" => Ok(raw_escape::encode(text)),
        _ => charmap::encode(text, handler, |code| {
            let place = table().as_text().iter().position(|other| other == code && code != 0xFFFE);
            Ok(place.map_or(Spelling::Undefined, |place| Spelling::Byte(place as u8)))
        }),
    };
    encoded.map_or_else(complaint, |bytes| notation::bytes(&bytes))
}
