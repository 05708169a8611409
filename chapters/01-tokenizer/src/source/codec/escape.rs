//! Latin-1 with the escapes of string literals: `unicode_escape` and `raw_unicode_escape`.
//!
//! CPython: `_PyUnicode_DecodeUnicodeEscapeInternal` and
//! `_PyUnicode_DecodeRawUnicodeEscapeStateful` in `Objects/unicodeobject.c`.
//!
//! The names of characters belong to a database that this stage does not carry: `\N{…}` is
//! refused here as CPython refuses a name that it doesn't know.

use super::Text;
use super::step::{Failure, Stateless, Step};

pub(super) const UNICODE_ESCAPE: Stateless =
    Stateless { name: "unicodeescape", step: unicode_escape };

fn unicode_escape(rest: &[u8], text: &mut Text) -> Result<usize, Failure> {
    let &[b'\\', ref escape @ ..] = rest else {
        text.push(rest[0] as char);
        return Ok(1);
    };
    let Some(&letter) = escape.first() else {
        return Err(Failure::Incomplete("\\ at end of string"));
    };
    let character = match letter {
        b'\n' => return Ok(2),
        b'\\' | b'\'' | b'"' => letter as char,
        b'a' => '\x07',
        b'b' => '\x08',
        b't' => '\t',
        b'n' => '\n',
        b'v' => '\x0b',
        b'f' => '\x0c',
        b'r' => '\r',
        b'0'..=b'7' => {
            let digits = escape.iter().take(3).take_while(|byte| matches!(byte, b'0'..=b'7'));
            let (length, value) =
                digits.fold((0, 0), |(n, value), byte| (n + 1, value * 8 + (byte - b'0') as u32));
            text.push_point(value);
            return Ok(1 + length);
        }
        b'x' => return hexadecimal(rest, 2, "truncated \\xXX escape", ILLEGAL, text),
        b'u' => return hexadecimal(rest, 4, "truncated \\uXXXX escape", ILLEGAL, text),
        b'U' => return hexadecimal(rest, 8, "truncated \\UXXXXXXXX escape", ILLEGAL, text),
        b'N' => return Err(named(rest)),
        _ => {
            text.push('\\');
            letter as char
        }
    };
    text.push(character);
    Ok(2)
}

const ILLEGAL: &str = "illegal Unicode character";

/// `\x`, `\u` or `\U` with so many digits.
fn hexadecimal(
    rest: &[u8],
    count: usize,
    truncated: &'static str,
    too_large: &'static str,
    text: &mut Text,
) -> Result<usize, Failure> {
    let digits = rest[2..].iter().take(count).map_while(|&byte| (byte as char).to_digit(16));
    let (length, value) =
        digits.fold((2, 0u32), |(length, value), digit| (length + 1, value << 4 | digit));
    if length < count + 2 {
        return Err(match rest.len() == length {
            true => Failure::Incomplete(truncated),
            false => Failure::Malformed(0..length, truncated),
        });
    }
    if text.push_point(value) { Ok(length) } else { Err(Failure::Malformed(0..length, too_large)) }
}

/// Why `\N` fails.
fn named(rest: &[u8]) -> Failure {
    let malformed = "malformed \\N character escape";
    match rest.get(2) {
        None => Failure::Incomplete(malformed),
        Some(b'{') => match memchr::memchr(b'}', rest) {
            None => Failure::Incomplete(malformed),
            Some(3) => Failure::Malformed(0..3, malformed),
            Some(end) => Failure::Malformed(0..end + 1, "unknown Unicode character name"),
        },
        Some(_) => Failure::Malformed(0..2, malformed),
    }
}

/// `\u` and `\U` are the only escapes; any other backslash stands for itself.
pub(super) struct RawUnicodeEscape;

impl Step for RawUnicodeEscape {
    fn name(&self) -> &'static str {
        "rawunicodeescape"
    }

    fn step(&mut self, rest: &[u8], last: bool, text: &mut Text) -> Result<usize, Failure> {
        let too_large = "\\Uxxxxxxxx out of range";
        match rest {
            [b'\\', b'u', ..] => hexadecimal(rest, 4, "truncated \\uXXXX escape", too_large, text),
            [b'\\', b'U', ..] => {
                hexadecimal(rest, 8, "truncated \\UXXXXXXXX escape", too_large, text)
            }
            [b'\\'] if !last => Err(Failure::Incomplete("")),
            // The second of two backslashes begins nothing.
            [b'\\', other, ..] => {
                text.extend(['\\', *other as char]);
                Ok(2)
            }
            _ => {
                text.push(rest[0] as char);
                Ok(1)
            }
        }
    }
}
