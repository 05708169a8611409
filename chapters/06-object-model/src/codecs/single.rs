//! Latin-1 and ASCII: a byte a character, the number the same.
//!
//! CPython: `PyUnicode_DecodeLatin1`, `PyUnicode_DecodeASCII`, `unicode_encode_ucs1` in
//! `Objects/unicodeobject.c`.

use super::decoding::{Decoded, Decoding};
use super::errors::{CodecError, DecodeHandler, EncodeHandler, Replacement};
use super::utf8::escape_surrogates;
use crate::types::str::{Text, TextBuf};

/// Latin-1 to text; every byte is a character.
pub fn decode_latin1(bytes: &[u8]) -> TextBuf {
    Text::latin1(bytes).to_buf()
}

/// ASCII to text.
///
/// # Errors
/// The handler's; it is asked about each byte from 0x80 on.
pub fn decode_ascii<H: DecodeHandler>(bytes: &[u8], handler: &mut H) -> Result<Decoded, H::Error> {
    let mut decoding = Decoding::new("ascii", bytes, handler);
    loop {
        let rest = &decoding.input[decoding.at..];
        let length = rest.iter().position(|byte| !byte.is_ascii()).unwrap_or(rest.len());
        decoding.out.push_text(Text::Ascii(&rest[..length]));
        decoding.at += length;
        let start = decoding.at;
        if start == decoding.input.len() {
            return Ok(decoding.finish());
        }
        decoding.fail(start..start + 1, "ordinal not in range(128)")?;
    }
}

/// Text to Latin-1.
///
/// # Errors
/// The handler's.
pub fn encode_latin1<H: EncodeHandler>(
    text: Text<'_>,
    handler: &mut H,
) -> Result<Vec<u8>, H::Error> {
    let (encoding, reason) = ("latin-1", "ordinal not in range(256)");
    encode(text, handler, 0x100, |range| CodecError { encoding, range, reason })
}

/// Text to ASCII.
///
/// # Errors
/// The handler's.
pub fn encode_ascii<H: EncodeHandler>(
    text: Text<'_>,
    handler: &mut H,
) -> Result<Vec<u8>, H::Error> {
    let (encoding, reason) = ("ascii", "ordinal not in range(128)");
    encode(text, handler, 0x80, |range| CodecError { encoding, range, reason })
}

fn encode<H: EncodeHandler>(
    text: Text<'_>,
    handler: &mut H,
    limit: u32,
    error: impl Fn(std::ops::Range<usize>) -> CodecError,
) -> Result<Vec<u8>, H::Error> {
    match text {
        Text::Ascii(bytes) => return Ok(bytes.to_vec()),
        Text::Latin1(bytes) if limit == 0x100 => return Ok(bytes.to_vec()),
        _ => {}
    }
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        let code = text.at(at);
        if code < limit {
            out.push(code as u8);
            at += 1;
            continue;
        }
        let length = text.slice(at..text.len()).iter().take_while(|code| *code >= limit).count();
        let mut range = at..at + length;
        if handler.escapes_surrogates() {
            range.start += escape_surrogates(text.slice(range.clone()), &mut out);
        }
        at = range.end;
        if range.is_empty() {
            continue;
        }
        let reply = handler.encode_error(text, error(range.clone()))?;
        match &reply.replacement {
            Replacement::Bytes(bytes) | Replacement::Text(TextBuf::Ascii(bytes)) => {
                out.extend_from_slice(bytes)
            }
            Replacement::Text(TextBuf::Latin1(bytes)) if limit == 0x100 => {
                out.extend_from_slice(bytes)
            }
            Replacement::Text(_) => return Err(handler.refuse(text, error(range))),
        }
        assert!(reply.resume <= text.len(), "a handler goes on within the text");
        at = reply.resume;
    }
    Ok(out)
}
