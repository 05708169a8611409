//! `unicode_escape`: text as in a literal; and the same for bytes.
//!
//! CPython: `_PyUnicode_DecodeUnicodeEscapeInternal` and `PyUnicode_AsUnicodeEscapeString` in
//! `Objects/unicodeobject.c`; `_PyBytes_DecodeEscape` in `Objects/bytesobject.c`.
//!
//! A backslash before a letter that means nothing stands for itself, with a
//! `DeprecationWarning`; so does an octal number above 0o377. Where the first of these stands
//! is part of the answer, the warning is the caller's.

use super::decoding::{Decoded, Decoding};
use super::errors::{DecodeHandler, Handling};
use super::names;
use crate::types::bytes::repr::escaped;
use crate::types::str::Text;
use crate::types::str::repr::escape;
use crate::unicode::MAX_UNICODE;

/// A warning that is due: an escape that isn't one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InvalidEscape {
    /// What stands behind the backslash: one byte, or the three digits of an octal number.
    pub behind: Vec<u8>,
}

/// Bytes, in Latin-1 with escapes, to text. Unless they are all there is, an unfinished escape
/// at their end is left.
///
/// # Errors
/// The handler's.
pub fn decode<H: DecodeHandler>(
    bytes: &[u8],
    handler: &mut H,
    is_final: bool,
) -> Result<(Decoded, Option<InvalidEscape>), H::Error> {
    let mut decoding = Decoding::new("unicodeescape", bytes, handler);
    let mut warning = None;
    loop {
        let rest = decoding.rest();
        let Some(length) = memchr::memchr(b'\\', rest) else {
            let Decoding { input, at, out, .. } = &mut decoding;
            out.push_text(Text::latin1(&input[*at..]));
            *at = input.len();
            return Ok((decoding.finish(), warning));
        };
        let Decoding { input, at, out, .. } = &mut decoding;
        out.push_text(Text::latin1(&input[*at..*at + length]));
        *at += length;
        let start = *at;
        match one_escape(&input[start + 1..]) {
            Escape::Nothing { length } => *at += 1 + length,
            Escape::Code { code, length } => {
                if code > 0xFF && input[start + 1].is_ascii_digit() && warning.is_none() {
                    warning = Some(InvalidEscape { behind: input[start + 1..start + 4].to_vec() });
                }
                out.push(code);
                *at += 1 + length;
            }
            Escape::Invalid => {
                warning.get_or_insert(InvalidEscape { behind: vec![input[start + 1]] });
                out.push('\\'.into());
                out.push(input[start + 1].into());
                *at += 2;
            }
            Escape::Incomplete { .. } if !is_final => return Ok((decoding.finish(), warning)),
            Escape::Incomplete { reason } => {
                let end = input.len();
                decoding.fail(start..end, reason)?;
            }
            Escape::Wrong { length, reason } => decoding.fail(start..start + 1 + length, reason)?,
        }
    }
}

/// What stands behind a backslash; lengths are counted from there.
enum Escape {
    /// A line that goes on.
    Nothing { length: usize },
    /// A character.
    Code { code: u32, length: usize },
    /// No escape.
    Invalid,
    /// The input ends before the escape does.
    Incomplete { reason: &'static str },
    /// Not what has to follow.
    Wrong { length: usize, reason: &'static str },
}

fn one_escape(behind: &[u8]) -> Escape {
    let Some(first) = behind.first() else {
        return Escape::Incomplete { reason: "\\ at end of string" };
    };
    if let Some(byte) = simple_escape(*first) {
        return Escape::Code { code: byte.into(), length: 1 };
    }
    match first {
        b'\n' => Escape::Nothing { length: 1 },
        b'0'..=b'7' => {
            let (code, length) = octal(behind);
            Escape::Code { code, length }
        }
        b'x' => hexadecimal(behind, 2, "truncated \\xXX escape"),
        b'u' => hexadecimal(behind, 4, "truncated \\uXXXX escape"),
        b'U' => match hexadecimal(behind, 8, "truncated \\UXXXXXXXX escape") {
            Escape::Code { code, length } if code > MAX_UNICODE => {
                Escape::Wrong { length, reason: "illegal Unicode character" }
            }
            escape => escape,
        },
        b'N' => named(behind),
        _ => Escape::Invalid,
    }
}

/// The byte that a letter stands for.
fn simple_escape(letter: u8) -> Option<u8> {
    Some(match letter {
        b'\\' | b'\'' | b'"' => letter,
        b'a' => 0x07,
        b'b' => 0x08,
        b't' => b'\t',
        b'n' => b'\n',
        b'v' => 0x0B,
        b'f' => 0x0C,
        b'r' => b'\r',
        _ => return None,
    })
}

/// Up to three octal digits.
fn octal(behind: &[u8]) -> (u32, usize) {
    let digits = behind.iter().take(3).take_while(|byte| matches!(byte, b'0'..=b'7'));
    digits.fold((0, 0), |(code, length), digit| (code << 3 | u32::from(digit - b'0'), length + 1))
}

/// A letter, then so many hexadecimal digits.
pub(super) fn hex_digits(behind: &[u8], count: usize) -> Result<u32, usize> {
    let mut code = 0;
    for place in 1..=count {
        let digit = behind.get(place).and_then(|byte| char::from(*byte).to_digit(16));
        code = code << 4 | digit.ok_or(place)?;
    }
    Ok(code)
}

fn hexadecimal(behind: &[u8], count: usize, reason: &'static str) -> Escape {
    match hex_digits(behind, count) {
        Ok(code) => Escape::Code { code, length: count + 1 },
        Err(length) if length == behind.len() => Escape::Incomplete { reason },
        Err(length) => Escape::Wrong { length, reason },
    }
}

/// `N{…}`
fn named(behind: &[u8]) -> Escape {
    let reason = "malformed \\N character escape";
    let name = match behind {
        [_] => return Escape::Incomplete { reason },
        [_, b'{', name @ ..] => name,
        _ => return Escape::Wrong { length: 1, reason },
    };
    match memchr::memchr(b'}', name) {
        None => Escape::Incomplete { reason },
        Some(0) => Escape::Wrong { length: 2, reason },
        Some(end) => {
            let length = end + 3;
            match str::from_utf8(&name[..end]).ok().and_then(names::lookup) {
                Some(code) => Escape::Code { code, length },
                None => Escape::Wrong { length, reason: "unknown Unicode character name" },
            }
        }
    }
}

/// Text to ASCII with escapes; there is nothing that can't be encoded.
pub fn encode(text: Text<'_>) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut buffer = [0; 10];
    for code in text.iter() {
        match u8::try_from(code) {
            Ok(b'\t') => out.extend(b"\\t"),
            Ok(b'\n') => out.extend(b"\\n"),
            Ok(b'\r') => out.extend(b"\\r"),
            Ok(b'\\') => out.extend(b"\\\\"),
            Ok(byte @ b' '..=b'~') => out.push(byte),
            _ => out.extend_from_slice(escape(code, &mut buffer)),
        }
    }
    out
}

/// What is wrong with the escapes of bytes (`ValueError`).
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum EscapeError {
    /// A backslash at the end.
    #[error("Trailing \\ in string")]
    Trailing,
    /// `\x` without two digits behind.
    #[error("invalid \\x escape at position {0}")]
    InvalidHex(usize),
    /// Such a thing, under a handler that this codec doesn't know.
    #[error("decoding error; unknown error handling code: {0}")]
    UnknownHandling(String),
}

/// Bytes with escapes to bytes (`codecs.escape_decode`). Of the handlers only three are known.
///
/// # Errors
/// See [`EscapeError`].
pub fn decode_bytes(
    bytes: &[u8],
    errors: &str,
) -> Result<(Vec<u8>, Option<InvalidEscape>), EscapeError> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut warning = None;
    let mut at = 0;
    while let Some(length) = memchr::memchr(b'\\', &bytes[at..]) {
        out.extend_from_slice(&bytes[at..at + length]);
        let start = at + length;
        let behind = &bytes[start + 1..];
        let first = *behind.first().ok_or(EscapeError::Trailing)?;
        at = start + 2;
        match first {
            b'\n' => {}
            b'0'..=b'7' => {
                let (code, length) = octal(behind);
                if code > 0xFF {
                    warning.get_or_insert(InvalidEscape { behind: behind[..length].to_vec() });
                }
                out.push(code as u8);
                at = start + 1 + length;
            }
            b'x' => match hex_digits(behind, 2) {
                Ok(code) => {
                    out.push(code as u8);
                    at += 2;
                }
                Err(_) => {
                    match Handling::named(errors) {
                        Some(Handling::Strict) => return Err(EscapeError::InvalidHex(start)),
                        Some(Handling::Replace) => out.push(b'?'),
                        Some(Handling::Ignore) => {}
                        _ => {
                            return Err(EscapeError::UnknownHandling(
                                errors.chars().take(400).collect(),
                            ));
                        }
                    }
                    at += usize::from(bytes.get(at).is_some_and(u8::is_ascii_hexdigit));
                }
            },
            _ => match simple_escape(first) {
                Some(byte) => out.push(byte),
                None => {
                    warning.get_or_insert(InvalidEscape { behind: vec![first] });
                    out.push(b'\\');
                    // What follows stands for itself.
                    at -= 1;
                }
            },
        }
    }
    out.extend_from_slice(&bytes[at..]);
    Ok((out, warning))
}

/// Bytes to ASCII with escapes (`codecs.escape_encode`).
pub fn encode_bytes(bytes: &[u8]) -> Vec<u8> {
    escaped(bytes, b'\'')
}
