//! Hexadecimal digits, both ways.
//!
//! CPython: `_Py_strhex_with_sep` in `Python/pystrhex.c`, `_PyBytes_FromHex` in
//! `Objects/bytesobject.c`.

use super::ascii::is_space;
use crate::types::str::Text;

/// Two digits a byte. Where there is a separator, it stands between groups of so many bytes:
/// counted from the end, or from the beginning if the number is negative; zero is no separator.
pub fn to_hex(bytes: &[u8], separator: Option<u8>, group: i32) -> Vec<u8> {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let size = group.unsigned_abs() as usize;
    let separator = separator.filter(|_| size != 0);
    let mut out = Vec::with_capacity(bytes.len() * if separator.is_some() { 3 } else { 2 });
    for (index, byte) in bytes.iter().enumerate() {
        if let Some(separator) = separator {
            let counted = if group > 0 { bytes.len() - index } else { index };
            if index > 0 && counted.is_multiple_of(size) {
                out.push(separator);
            }
        }
        out.extend([DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]);
    }
    out
}

/// A character that is no digit, or half a byte at the end.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("non-hexadecimal number found in fromhex() arg at position {0}")]
pub struct NotHexadecimal(pub usize);

/// The bytes of digits in pairs, with space between pairs.
pub fn from_hex(text: Text<'_>) -> Result<Vec<u8>, NotHexadecimal> {
    let digits = match text {
        Text::Ascii(bytes) => bytes,
        _ => {
            let beyond = text.iter().position(|code| code >= 0x80);
            return Err(NotHexadecimal(beyond.unwrap_or(text.len())));
        }
    };
    let mut out = Vec::with_capacity(digits.len() / 2);
    let mut at = 0;
    let digit = |at: usize| {
        let value = digits.get(at).and_then(|byte| char::from(*byte).to_digit(16));
        value.map(|value| value as u8).ok_or(NotHexadecimal(at))
    };
    loop {
        at += digits[at..].iter().take_while(|byte| is_space(**byte)).count();
        if at == digits.len() {
            return Ok(out);
        }
        out.push(digit(at)? << 4 | digit(at + 1)?);
        at += 2;
    }
}
