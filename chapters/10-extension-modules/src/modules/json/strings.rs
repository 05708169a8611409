//! String literals.
//!
//! CPython: `Modules/_json.c` (`ascii_escape_unicode`, `escape_unicode`, `scanstring_unicode`).

use super::{decode_error, expect_text};
use crate::prelude::*;
use object_model::types::str::TextBuilder;

// ANCHOR: encode
/// The letter behind the backslash of a short escape.
fn short_escape(code: u32) -> Option<u8> {
    Some(match u8::try_from(code).ok()? {
        byte @ (b'\\' | b'"') => byte,
        0x08 => b'b',
        0x0c => b'f',
        b'\n' => b'n',
        b'\r' => b'r',
        b'\t' => b't',
        _ => return None,
    })
}

/// The literal of a string.
pub(super) fn encode(string: Obj<'_>, only_ascii: bool) -> Result {
    let string = expect_text(string)?;
    let mut literal = TextBuilder::with_capacity(string.len() + 2);
    literal.push_str("\"");
    for code in string.code_points() {
        match short_escape(code) {
            Some(letter) => literal.push_ascii(&[b'\\', letter]),
            None if code < 0x20 => literal.push_str(&format!("\\u{code:04x}")),
            None if code < 0x7f || !only_ascii => literal.push(code),
            None if code < 0x10000 => literal.push_str(&format!("\\u{code:04x}")),
            None => {
                let beyond = code - 0x10000;
                let (high, low) = (0xd800 + (beyond >> 10), 0xdc00 + (beyond & 0x3ff));
                literal.push_str(&format!("\\u{high:04x}\\u{low:04x}"));
            }
        }
    }
    literal.push_str("\"");
    Ok(str::from_text(literal.as_text())?.object())
}
// ANCHOR_END: encode

// ANCHOR: scan
/// Four hexadecimal digits.
fn hexadecimal(string: Obj<'_, PyASCIIObject>, start: usize) -> Option<u32> {
    (start..start + 4).try_fold(0, |code, at| {
        let digit = char::from_u32(string.code_point(at))?.to_digit(16)?;
        Some(code << 4 | digit)
    })
}

/// The string whose literal's text begins at `end`, and where what follows the quote begins.
pub(super) fn scan(
    string: Obj<'_, PyASCIIObject>,
    end: isize,
    strict: bool,
) -> Result<(Ref, usize)> {
    let length = string.len();
    let Some(mut at) = usize::try_from(end).ok().filter(|&end| end <= length) else {
        return Err(raise(&VALUE_ERROR, "end is out of bounds"));
    };
    let begin = at.saturating_sub(1);
    let unterminated = || decode_error("Unterminated string starting at", string, begin);
    let mut built: Option<TextBuilder> = None;
    loop {
        let start = at;
        let special = (start..length).find(|&at| {
            let code = string.code_point(at);
            code == u32::from(b'"') || code == u32::from(b'\\') || strict && code < 0x20
        });
        let special = special.ok_or_else(unterminated)?;
        let code = string.code_point(special);
        if code == u32::from(b'"') && built.is_none() {
            return Ok((string.piece(start..special)?, special + 1));
        }
        let text = built.get_or_insert_with(TextBuilder::new);
        if code != u32::from(b'"') && code != u32::from(b'\\') {
            return Err(decode_error("Invalid control character at", string, special));
        }
        text.push_text(string.text().slice(start..special));
        at = special + 1;
        if code == u32::from(b'"') {
            return Ok((str::from_text(text.as_text())?.object(), at));
        }
        if at == length {
            return Err(unterminated());
        }
        let letter = string.code_point(at);
        at += 1;
        if letter != u32::from(b'u') {
            let letter = u8::try_from(letter).unwrap_or_default();
            text.push(match letter {
                b'"' | b'\\' | b'/' => letter.into(),
                b'b' => 0x08,
                b'f' => 0x0c,
                b'n' => '\n'.into(),
                b'r' => '\r'.into(),
                b't' => '\t'.into(),
                _ => return Err(decode_error("Invalid \\escape", string, at - 2)),
            });
            continue;
        }
        let invalid = |at: usize| decode_error("Invalid \\uXXXX escape", string, at);
        // The quote has to follow, too.
        if at + 4 >= length {
            return Err(invalid(at - 1));
        }
        let mut code = hexadecimal(string, at).ok_or_else(|| invalid(at - 1))?;
        at += 4;
        let has_second = (0xd800..0xdc00).contains(&code)
            && at + 6 < length
            && string.code_point(at) == u32::from(b'\\')
            && string.code_point(at + 1) == u32::from(b'u');
        if has_second {
            let low = hexadecimal(string, at + 2).ok_or_else(|| invalid(at + 1))?;
            if (0xdc00..0xe000).contains(&low) {
                code = 0x10000 + ((code - 0xd800) << 10 | (low - 0xdc00));
                at += 6;
            }
        }
        text.push(code);
    }
}
// ANCHOR_END: scan
