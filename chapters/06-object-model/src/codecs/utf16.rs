//! UTF-16.
//!
//! CPython: `PyUnicode_DecodeUTF16Stateful` and `_PyUnicode_EncodeUTF16` in
//! `Objects/unicodeobject.c`, `utf16_decode` and `utf16_encode` in `Objects/stringlib/codecs.h`.

use super::decoding::{Decoded, Decoding};
use super::errors::{CodecError, DecodeHandler, EncodeHandler, Replacement};
use crate::types::str::{Text, TextBuf, Unit, with_units};
use crate::unicode::is_surrogate;

/// The order of a unit's bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ByteOrder {
    /// As a mark at the beginning says; without one, and when encoding, little-endian, as the
    /// machine.
    Marked,
    /// Little-endian; a mark is a character.
    Little,
    /// Big-endian; a mark is a character.
    Big,
}

impl ByteOrder {
    pub(super) fn is_little(self) -> bool {
        self != ByteOrder::Big
    }

    /// The order that a beginning shows, and how long the mark is.
    pub(super) fn found<const N: usize>(
        self,
        bytes: &[u8],
        little_mark: [u8; N],
    ) -> (ByteOrder, usize) {
        let mut big_mark = little_mark;
        big_mark.reverse();
        match self {
            ByteOrder::Marked if bytes.starts_with(&little_mark) => (ByteOrder::Little, N),
            ByteOrder::Marked if bytes.starts_with(&big_mark) => (ByteOrder::Big, N),
            _ => (self, 0),
        }
    }
}

/// Bytes to text, and which byte order they were found to have.
///
/// # Errors
/// The handler's.
pub fn decode<H: DecodeHandler>(
    bytes: &[u8],
    order: ByteOrder,
    handler: &mut H,
    is_final: bool,
) -> Result<(Decoded, ByteOrder), H::Error> {
    let (order, mark) = order.found(bytes, [0xFF, 0xFE]);
    let little = order.is_little();
    let encoding = if little { "utf-16-le" } else { "utf-16-be" };
    let unit =
        |pair: &[u8; 2]| if little { u16::from_le_bytes(*pair) } else { u16::from_be_bytes(*pair) };
    let mut decoding = Decoding::new(encoding, bytes, handler);
    decoding.at = mark;
    let mut run = Vec::new();
    while !decoding.rest().is_empty() {
        // What is no half of a pair is taken over by stretches.
        take_run(decoding.rest(), little, &mut run);
        decoding.out.push_text(Text::Ucs2(&run));
        decoding.at += 2 * run.len();
        if decoding.rest().is_empty() {
            break;
        }
        let (start, end) = (decoding.at, decoding.input.len());
        let Some((pair, behind)) = decoding.rest().split_first_chunk() else {
            if !is_final {
                break;
            }
            decoding.fail(start..end, "truncated data")?;
            continue;
        };
        let first = u32::from(unit(pair));
        let second = behind.first_chunk().map(|pair| u32::from(unit(pair)));
        match (first, second) {
            (0xD800..=0xDBFF, Some(second @ 0xDC00..=0xDFFF)) => {
                decoding.out.push(0x1_0000 + ((first & 0x3FF) << 10 | second & 0x3FF));
                decoding.at += 4;
            }
            (0xD800..=0xDBFF, Some(_)) => {
                decoding.fail(start..start + 2, "illegal UTF-16 surrogate")?
            }
            (0xD800..=0xDBFF, None) if !is_final => break,
            (0xD800..=0xDBFF, None) => decoding.fail(start..end, "unexpected end of data")?,
            _ => decoding.fail(start..start + 2, "illegal encoding")?,
        }
    }
    Ok((decoding.finish(), order))
}

/// Reads the units up to the first surrogate. By chunks, in which there is no branch a unit.
fn take_run(bytes: &[u8], little: bool, run: &mut Vec<u16>) {
    run.clear();
    for chunk in bytes.as_chunks::<2>().0.chunks(64) {
        if little {
            run.extend(chunk.iter().map(|pair| u16::from_le_bytes(*pair)));
        } else {
            run.extend(chunk.iter().map(|pair| u16::from_be_bytes(*pair)));
        }
        let start = run.len() - chunk.len();
        let surrogate = |unit: &u16| is_surrogate((*unit).into());
        if run[start..].iter().fold(false, |any, unit| any | surrogate(unit)) {
            let length = run[start..].iter().position(surrogate).unwrap_or(chunk.len());
            run.truncate(start + length);
            return;
        }
    }
}

/// Text to bytes, with a mark in front unless an order is asked for.
///
/// # Errors
/// The handler's; it is asked about lone surrogates.
pub fn encode<H: EncodeHandler>(
    text: Text<'_>,
    order: ByteOrder,
    handler: &mut H,
) -> Result<Vec<u8>, H::Error> {
    let encoding = match order {
        ByteOrder::Marked => "utf-16",
        ByteOrder::Little => "utf-16-le",
        ByteOrder::Big => "utf-16-be",
    };
    encode_wide::<2, H>(text, encoding, order, handler)
}

/// What UTF-16 and UTF-32 have in common: surrogates are refused one by one, and replacements
/// are ASCII, or bytes of whole units.
pub(super) fn encode_wide<const WIDTH: usize, H: EncodeHandler>(
    text: Text<'_>,
    encoding: &'static str,
    order: ByteOrder,
    handler: &mut H,
) -> Result<Vec<u8>, H::Error> {
    let little = order.is_little();
    let mut out = Vec::with_capacity((text.len() + 1) * WIDTH);
    if order == ByteOrder::Marked {
        put::<WIDTH, u16>(&[0xFEFF], little, &mut out);
    }
    let mut at = 0;
    while at < text.len() {
        let plain = with_units!(text, |units| {
            let rest = &units[at..];
            let length = rest.iter().position(|unit| !is_plain::<WIDTH>(unit.code()));
            let plain = &rest[..length.unwrap_or(rest.len())];
            put::<WIDTH, _>(plain, little, &mut out);
            plain.len()
        });
        at += plain;
        if at == text.len() {
            break;
        }
        if let Some(high) = text.at(at).checked_sub(0x1_0000) {
            let pair = [0xD800 | (high >> 10) as u16, 0xDC00 | (high & 0x3FF) as u16];
            put::<WIDTH, u16>(&pair, little, &mut out);
            at += 1;
            continue;
        }
        let error = CodecError { encoding, range: at..at + 1, reason: "surrogates not allowed" };
        let reply = handler.encode_error(text, error.clone())?;
        match &reply.replacement {
            Replacement::Bytes(bytes) if bytes.len().is_multiple_of(WIDTH) => {
                out.extend_from_slice(bytes);
            }
            Replacement::Text(TextBuf::Ascii(ascii)) => put::<WIDTH, u8>(ascii, little, &mut out),
            _ => return Err(handler.refuse(text, error)),
        }
        assert!(reply.resume <= text.len(), "a handler goes on within the text");
        at = reply.resume;
    }
    Ok(out)
}

/// Whether a character is one unit.
fn is_plain<const WIDTH: usize>(code: u32) -> bool {
    !is_surrogate(code) && (WIDTH == 4 || code < 0x1_0000)
}

/// Adds units that fit, in a byte order.
fn put<const WIDTH: usize, U: Unit>(units: &[U], little: bool, out: &mut Vec<u8>) {
    let start = out.len();
    out.resize(start + units.len() * WIDTH, 0);
    let (places, _) = out[start..].as_chunks_mut::<WIDTH>();
    for (place, unit) in places.iter_mut().zip(units) {
        if little {
            place.copy_from_slice(&unit.code().to_le_bytes()[..WIDTH]);
        } else {
            place.copy_from_slice(&unit.code().to_be_bytes()[4 - WIDTH..]);
        }
    }
}
