//! UTF-8.
//!
//! CPython: `unicode_decode_utf8` in `Objects/unicodeobject.c`, `utf8_decode` and `utf8_encoder`
//! in `Objects/stringlib/codecs.h`.
//!
//! The standard library finds where valid UTF-8 ends, by words where it is ASCII; what is valid
//! is then decoded without looking for errors. Its idea of how long an invalid stretch is, the
//! longest beginning of a valid sequence, is also CPython's.

use std::str;

use super::decoding::{Decoded, Decoding};
use super::errors::{CodecError, DecodeHandler, EncodeHandler, Replacement};
use crate::types::str::{Text, TextBuf, Unit, with_units};
use crate::unicode::is_surrogate;

/// Bytes to text. Unless they are all there is, an unfinished sequence at their end is left.
///
/// # Errors
/// The handler's.
pub fn decode<H: DecodeHandler>(
    bytes: &[u8],
    handler: &mut H,
    is_final: bool,
) -> Result<Decoded, H::Error> {
    if let Ok(valid) = str::from_utf8(bytes) {
        return Ok(Decoded { text: from_str(valid), consumed: bytes.len() });
    }
    let mut decoding = Decoding::new("utf-8", bytes, handler);
    while !decoding.rest().is_empty() {
        // The borrow of the input ends before the handler may change it.
        let (valid, wrong) = match str::from_utf8(decoding.rest()) {
            Ok(valid) => (valid, None),
            Err(error) => {
                let valid = &decoding.rest()[..error.valid_up_to()];
                (str::from_utf8(valid).unwrap_or_default(), Some(error.error_len()))
            }
        };
        let text = from_str(valid);
        let length = valid.len();
        decoding.out.push_text(text.as_text());
        decoding.at += length;
        let Some(wrong) = wrong else { break };
        let start = decoding.at;
        let Some(length) = wrong else {
            if !is_final {
                break;
            }
            let end = decoding.input.len();
            decoding.fail(start..end, "unexpected end of data")?;
            continue;
        };
        let reason = match decoding.rest() {
            // A surrogate may be about to end up as one, for `surrogatepass`.
            [0xED, 0xA0..=0xBF] if !is_final => break,
            [0xC2..=0xF4, ..] => "invalid continuation byte",
            _ => "invalid start byte",
        };
        decoding.fail(start..start + length, reason)?;
    }
    Ok(decoding.finish())
}

/// Text of valid UTF-8, in the narrowest form. The greatest byte says which that is.
pub fn from_str(valid: &str) -> TextBuf {
    let bytes = valid.as_bytes();
    match bytes.iter().copied().max().unwrap_or(0) {
        ..0x80 => TextBuf::Ascii(bytes.to_vec()),
        0x80..0xC4 => TextBuf::Latin1(units(valid)),
        0xC4..0xF0 => TextBuf::Ucs2(units(valid)),
        _ => TextBuf::Ucs4(units(valid)),
    }
}

fn units<U: Unit>(valid: &str) -> Vec<U> {
    // Counting first costs little, and spares the room for one unit a byte.
    let mut units = vec![U::default(); valid.chars().count()];
    for (unit, character) in units.iter_mut().zip(valid.chars()) {
        *unit = U::truncated(character.into());
    }
    units
}

/// Text to bytes.
///
/// # Errors
/// The handler's; it is asked about lone surrogates.
pub fn encode<H: EncodeHandler>(text: Text<'_>, handler: &mut H) -> Result<Vec<u8>, H::Error> {
    if let Text::Ascii(bytes) = text {
        return Ok(bytes.to_vec());
    }
    let mut out = Vec::with_capacity(text.len() + text.len() / 2);
    let mut at = 0;
    while at < text.len() {
        with_units!(text, |units| at += encode_units(&units[at..], &mut out));
        if at == text.len() {
            break;
        }
        let length =
            text.slice(at..text.len()).iter().take_while(|code| is_surrogate(*code)).count();
        let mut range = at..at + length;
        if handler.escapes_surrogates() {
            range.start += escape_surrogates(text.slice(range.clone()), &mut out);
        }
        at = range.end;
        if range.is_empty() {
            continue;
        }
        let error = CodecError { encoding: "utf-8", range, reason: "surrogates not allowed" };
        let reply = handler.encode_error(text, error.clone())?;
        match &reply.replacement {
            Replacement::Bytes(bytes) | Replacement::Text(TextBuf::Ascii(bytes)) => {
                out.extend_from_slice(bytes);
            }
            Replacement::Text(_) => return Err(handler.refuse(text, error)),
        }
        assert!(reply.resume <= text.len(), "a handler goes on within the text");
        at = reply.resume;
    }
    Ok(out)
}

/// Encodes up to a surrogate; says how many characters that were.
fn encode_units<U: Unit>(units: &[U], out: &mut Vec<u8>) -> usize {
    for (index, unit) in units.iter().enumerate() {
        let code = unit.code();
        if U::MAX > 0xFF && is_surrogate(code) {
            return index;
        }
        push(code, out);
    }
    units.len()
}

/// Adds the bytes of one character, a surrogate like others.
#[inline]
pub(super) fn push(code: u32, out: &mut Vec<u8>) {
    let tail = |shift: u32| 0x80 | (code >> shift & 0x3F) as u8;
    match code {
        ..0x80 => out.push(code as u8),
        0x80..0x800 => out.extend([0xC0 | (code >> 6) as u8, tail(0)]),
        0x800..0x1_0000 => out.extend([0xE0 | (code >> 12) as u8, tail(6), tail(0)]),
        _ => out.extend([0xF0 | (code >> 18) as u8, tail(12), tail(6), tail(0)]),
    }
}

/// Adds the bytes that the first characters of a text stand for; says how many they are.
pub(super) fn escape_surrogates(text: Text<'_>, out: &mut Vec<u8>) -> usize {
    let before = out.len();
    let escaped = text.iter().take_while(|code| matches!(code, 0xDC80..=0xDCFF));
    out.extend(escaped.map(|code| code as u8));
    out.len() - before
}
