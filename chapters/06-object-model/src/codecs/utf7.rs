//! UTF-7: UTF-16 in Base64 between `+` and what ends it, the rest ASCII.
//!
//! CPython: `PyUnicode_DecodeUTF7Stateful`, `_PyUnicode_EncodeUTF7` in `Objects/unicodeobject.c`.
//!
//! The encoder writes as itself what most of mail lets pass; the decoder takes any ASCII as
//! itself. Lone surrogates go through both ways.

use super::decoding::{Decoded, Decoding};
use super::errors::DecodeHandler;
use crate::types::str::Text;

/// Bytes to text. Unless they are all there is, an open Base64 section is left.
///
/// # Errors
/// The handler's.
pub fn decode<H: DecodeHandler>(
    bytes: &[u8],
    handler: &mut H,
    is_final: bool,
) -> Result<Decoded, H::Error> {
    let mut decoding = Decoding::new("utf7", bytes, handler);
    // Where the last `+` or wrong byte stands; errors within a section begin at its `+`.
    let mut start = 0;
    let mut section = None::<Section>;
    loop {
        let Some(byte) = decoding.rest().first().copied() else {
            match &section {
                Some(open) if is_final && open.is_unfinished() => {
                    section = None;
                    // The length of the input that came first, even where another came since.
                    let end = bytes.len();
                    decoding.fail(start..end, "unterminated shift sequence")?;
                    continue;
                }
                Some(open) if !is_final => {
                    decoding.out.truncate(open.text_start);
                    decoding.at = start;
                }
                _ => {}
            }
            return Ok(decoding.finish());
        };
        if let Some(open) = &mut section {
            if let Some(value) = from_base64(byte) {
                decoding.at += 1;
                open.take(value, |code| decoding.out.push(code));
                continue;
            }
            let complaint = open.complaint();
            let surrogate = open.surrogate;
            section = None;
            if let Some(reason) = complaint {
                let end = decoding.at + 1;
                decoding.fail(start..end, reason)?;
                continue;
            }
            if surrogate != 0 && is_direct(byte) {
                decoding.out.push(surrogate);
            }
            // A `-` only ends the section; any other byte stands for itself.
            decoding.at += usize::from(byte == b'-');
        } else if byte == b'+' {
            start = decoding.at;
            match decoding.rest().get(1).copied() {
                Some(b'-') => {
                    decoding.out.push('+'.into());
                    decoding.at += 2;
                }
                Some(next) if from_base64(next).is_none() => {
                    decoding.fail(start..start + 2, "ill-formed sequence")?;
                }
                _ => {
                    decoding.at += 1;
                    section =
                        Some(Section { text_start: decoding.out.len(), ..Section::default() });
                }
            }
        } else if is_direct(byte) {
            decoding.out.push(byte.into());
            decoding.at += 1;
        } else {
            start = decoding.at;
            decoding.fail(start..start + 1, "unexpected special character")?;
        }
    }
}

/// A Base64 section that is being read.
#[derive(Default)]
struct Section {
    /// How long the text was before it.
    text_start: usize,
    /// Bits that make no unit yet.
    buffer: u32,
    bits: u32,
    /// The first half of a pair, or zero.
    surrogate: u32,
}

impl Section {
    fn take(&mut self, value: u32, mut push: impl FnMut(u32)) {
        self.buffer = self.buffer << 6 | value;
        self.bits += 6;
        if self.bits < 16 {
            return;
        }
        self.bits -= 16;
        let unit = self.buffer >> self.bits;
        self.buffer &= (1 << self.bits) - 1;
        let first = std::mem::take(&mut self.surrogate);
        match unit {
            0xDC00..=0xDFFF if first != 0 => {
                push(0x1_0000 + ((first & 0x3FF) << 10 | unit & 0x3FF));
                return;
            }
            _ if first != 0 => push(first),
            _ => {}
        }
        match unit {
            0xD800..=0xDBFF => self.surrogate = unit,
            _ => push(unit),
        }
    }

    /// What is wrong with the section when it ends here.
    fn complaint(&self) -> Option<&'static str> {
        match self.bits {
            6.. => Some("partial character in shift sequence"),
            1.. if self.buffer != 0 => Some("non-zero padding bits in shift sequence"),
            _ => None,
        }
    }

    fn is_unfinished(&self) -> bool {
        self.surrogate != 0 || self.complaint().is_some()
    }
}

/// Text to bytes; there is nothing that can't be encoded.
pub fn encode(text: Text<'_>) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let (mut buffer, mut bits, mut shifted) = (0_u64, 0_u32, false);
    for code in text.iter() {
        if let Some(byte) = encodes_as_itself(code) {
            if shifted {
                flush(&mut out, &mut buffer, &mut bits);
                shifted = false;
                // Other characters end the section by themselves.
                if from_base64(byte).is_some() || byte == b'-' {
                    out.push(b'-');
                }
            }
            out.push(byte);
            continue;
        }
        if !shifted {
            out.push(b'+');
            if code == u32::from(b'+') {
                out.push(b'-');
                continue;
            }
            shifted = true;
        }
        let mut units = [0; 2];
        let units: &[u16] = match char::from_u32(code) {
            Some(character) => character.encode_utf16(&mut units),
            None => &[code as u16],
        };
        for unit in units {
            buffer = buffer << 16 | u64::from(*unit);
            bits += 16;
            while bits >= 6 {
                bits -= 6;
                out.push(to_base64(buffer >> bits));
            }
        }
    }
    flush(&mut out, &mut buffer, &mut bits);
    if shifted {
        out.push(b'-');
    }
    out
}

fn flush(out: &mut Vec<u8>, buffer: &mut u64, bits: &mut u32) {
    if *bits > 0 {
        out.push(to_base64(*buffer << (6 - *bits)));
    }
    (*buffer, *bits) = (0, 0);
}

fn is_direct(byte: u8) -> bool {
    byte.is_ascii() && byte != b'+'
}

/// RFC 2152's sets D and O, and white space.
fn encodes_as_itself(code: u32) -> Option<u8> {
    let byte = u8::try_from(code).ok()?;
    let direct = match byte {
        b'+' | b'\\' | b'~' => false,
        b'\t' | b'\n' | b'\r' | b' ' => true,
        _ => byte.is_ascii_graphic(),
    };
    direct.then_some(byte)
}

fn from_base64(byte: u8) -> Option<u32> {
    let value = match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    };
    Some(value.into())
}

fn to_base64(bits: u64) -> u8 {
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"[(bits & 63) as usize]
}
