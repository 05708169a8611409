//! UTF-32.
//!
//! CPython: `PyUnicode_DecodeUTF32Stateful` and `_PyUnicode_EncodeUTF32` in
//! `Objects/unicodeobject.c`.

use super::decoding::{Decoded, Decoding};
use super::errors::{DecodeHandler, EncodeHandler};
use super::utf16::{ByteOrder, encode_wide};
use crate::types::str::Text;
use crate::unicode::{MAX_UNICODE, is_surrogate};

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
    let (order, mark) = order.found(bytes, [0xFF, 0xFE, 0, 0]);
    let encoding = if order.is_little() { "utf-32-le" } else { "utf-32-be" };
    let mut decoding = Decoding::new(encoding, bytes, handler);
    decoding.at = mark;
    while !decoding.rest().is_empty() {
        let (start, end) = (decoding.at, decoding.input.len());
        let Some(four) = decoding.rest().first_chunk() else {
            if !is_final {
                break;
            }
            decoding.fail(start..end, "truncated data")?;
            continue;
        };
        let code =
            if order.is_little() { u32::from_le_bytes(*four) } else { u32::from_be_bytes(*four) };
        if is_surrogate(code) {
            let reason = "code point in surrogate code point range(0xd800, 0xe000)";
            decoding.fail(start..start + 4, reason)?;
        } else if code > MAX_UNICODE {
            decoding.fail(start..start + 4, "code point not in range(0x110000)")?;
        } else {
            decoding.out.push(code);
            decoding.at += 4;
        }
    }
    Ok((decoding.finish(), order))
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
        ByteOrder::Marked => "utf-32",
        ByteOrder::Little => "utf-32-le",
        ByteOrder::Big => "utf-32-be",
    };
    encode_wide::<4, H>(text, encoding, order, handler)
}
