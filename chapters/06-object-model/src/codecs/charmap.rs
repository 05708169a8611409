//! Encodings by a table: a byte is a character or a few.
//!
//! CPython: `PyUnicode_DecodeCharmap`, `charmap_decode_mapping`, `_PyUnicode_EncodeCharmap`,
//! `charmap_encoding_error` in `Objects/unicodeobject.c`.
//!
//! The table is asked through a function, since it may be a string, a dict or anything with
//! `__getitem__`; what type errors that brings is the caller's to say.

use super::decoding::{Decoded, Decoding};
use super::errors::{CodecError, DecodeHandler, EncodeHandler, Replacement};
use crate::types::str::{Text, TextBuf};

/// What a byte means.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Meaning {
    /// Nothing: no entry, `None`, or U+FFFE.
    Undefined,
    /// A character.
    Code(u32),
    /// A text.
    Text(TextBuf),
}

/// How a character is written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Spelling {
    /// Not at all: no entry, or `None`.
    Undefined,
    /// As a byte.
    Byte(u8),
    /// As several, or none.
    Bytes(Vec<u8>),
}

const REASON: &str = "character maps to <undefined>";

/// Bytes to text.
///
/// # Errors
/// The handler's, or the table's.
pub fn decode<H: DecodeHandler>(
    bytes: &[u8],
    handler: &mut H,
    mut lookup: impl FnMut(u8) -> Result<Meaning, H::Error>,
) -> Result<Decoded, H::Error> {
    let mut decoding = Decoding::new("charmap", bytes, handler);
    while let Some(byte) = decoding.rest().first().copied() {
        match lookup(byte)? {
            Meaning::Undefined => {
                let start = decoding.at;
                decoding.fail(start..start + 1, REASON)?;
                continue;
            }
            Meaning::Code(code) => decoding.out.push(code),
            Meaning::Text(text) => decoding.out.push_text(text.as_text()),
        }
        decoding.at += 1;
    }
    Ok(decoding.finish())
}

/// What a byte means by a table that is a text: the character at its place.
pub fn meaning_in(table: Text<'_>, byte: u8) -> Meaning {
    match usize::from(byte) {
        place if place < table.len() && table.at(place) != 0xFFFE => Meaning::Code(table.at(place)),
        _ => Meaning::Undefined,
    }
}

/// Text to bytes.
///
/// # Errors
/// The handler's, or the table's.
pub fn encode<H: EncodeHandler>(
    text: Text<'_>,
    handler: &mut H,
    mut lookup: impl FnMut(u32) -> Result<Spelling, H::Error>,
) -> Result<Vec<u8>, H::Error> {
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        if write(lookup(text.at(at))?, &mut out) {
            at += 1;
            continue;
        }
        let start = at;
        at += 1;
        while at < text.len() && lookup(text.at(at))? == Spelling::Undefined {
            at += 1;
        }
        let error = CodecError { encoding: "charmap", range: start..at, reason: REASON };
        let reply = handler.encode_error(text, error.clone())?;
        match &reply.replacement {
            Replacement::Bytes(bytes) => out.extend_from_slice(bytes),
            Replacement::Text(replacement) => {
                for code in replacement.as_text().iter() {
                    if !write(lookup(code)?, &mut out) {
                        return Err(handler.refuse(text, error));
                    }
                }
            }
        }
        assert!(reply.resume <= text.len(), "a handler goes on within the text");
        at = reply.resume;
    }
    Ok(out)
}

/// Adds a character's bytes, if it has any.
fn write(spelling: Spelling, out: &mut Vec<u8>) -> bool {
    match spelling {
        Spelling::Undefined => return false,
        Spelling::Byte(byte) => out.push(byte),
        Spelling::Bytes(bytes) => out.extend_from_slice(&bytes),
    }
    true
}
