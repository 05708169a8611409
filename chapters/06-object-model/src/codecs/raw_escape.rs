//! `raw_unicode_escape`: Latin-1, other characters as `\u` and `\U`.
//!
//! CPython: `_PyUnicode_DecodeRawUnicodeEscapeStateful` and `PyUnicode_AsRawUnicodeEscapeString`
//! in `Objects/unicodeobject.c`.
//!
//! A backslash that is no beginning of these stands for itself, and takes what follows along,
//! so that `\\u0041` is no escape.

use super::decoding::{Decoded, Decoding};
use super::errors::DecodeHandler;
use super::escape::hex_digits;
use crate::types::str::Text;
use crate::types::str::repr::escape;
use crate::unicode::MAX_UNICODE;

/// Bytes to text. Unless they are all there is, an unfinished escape at their end is left.
///
/// # Errors
/// The handler's.
pub fn decode<H: DecodeHandler>(
    bytes: &[u8],
    handler: &mut H,
    is_final: bool,
) -> Result<Decoded, H::Error> {
    let mut decoding = Decoding::new("rawunicodeescape", bytes, handler);
    loop {
        let Decoding { input, at, out, .. } = &mut decoding;
        let Some(length) = memchr::memchr(b'\\', &input[*at..]) else {
            out.push_text(Text::latin1(&input[*at..]));
            *at = input.len();
            return Ok(decoding.finish());
        };
        out.push_text(Text::latin1(&input[*at..*at + length]));
        *at += length;
        let start = *at;
        let behind = &input[start + 1..];
        let (count, truncated) = match behind.first() {
            Some(b'u') => (4, "truncated \\uXXXX escape"),
            Some(b'U') => (8, "truncated \\UXXXXXXXX escape"),
            None if !is_final => return Ok(decoding.finish()),
            _ => {
                out.push('\\'.into());
                behind.first().into_iter().for_each(|byte| out.push((*byte).into()));
                *at = input.len().min(start + 2);
                continue;
            }
        };
        match hex_digits(behind, count) {
            Ok(code) if code <= MAX_UNICODE => {
                out.push(code);
                *at += 2 + count;
            }
            Ok(_) => decoding.fail(start..start + 2 + count, "\\Uxxxxxxxx out of range")?,
            Err(length) if length == behind.len() && !is_final => return Ok(decoding.finish()),
            Err(length) => decoding.fail(start..start + 1 + length, truncated)?,
        }
    }
}

/// Text to Latin-1 with escapes; there is nothing that can't be encoded.
pub fn encode(text: Text<'_>) -> Vec<u8> {
    if let Text::Ascii(bytes) | Text::Latin1(bytes) = text {
        return bytes.to_vec();
    }
    let mut out = Vec::with_capacity(text.len());
    let mut buffer = [0; 10];
    for code in text.iter() {
        match u8::try_from(code) {
            Ok(byte) => out.push(byte),
            Err(_) => out.extend_from_slice(escape(code, &mut buffer)),
        }
    }
    out
}
