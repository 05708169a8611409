//! Escapes, in strings and in bytes.
//!
//! CPython: `decode_unicode_with_escapes` in `Parser/string_parser.c`,
//! `_PyUnicode_DecodeUnicodeEscapeInternal` in `Objects/unicodeobject.c`,
//! `_PyBytes_DecodeEscape` in `Objects/bytesobject.c`.
//!
//! CPython first writes every character beyond ASCII as `\U........` and then decodes that.
//! Positions in its errors count in the text so written ([`written_length`]).

use std::ops::Range;

use tokenizer::source::Culprit;

use crate::errors::ErrorKind;
use crate::parser::Parser;
use crate::strings::DecodeError;
use crate::strings::character_name;
use crate::strings::literal::{Literal, Text};
use crate::warnings::{Warning, WarningKind};

impl<'a> Parser<'a> {
    /// Appends the text of a piece of a string literal.
    pub(crate) fn push_text(
        &mut self,
        text: &mut Text<'a>,
        range: Range<usize>,
        literal: Literal,
    ) -> Option<()> {
        let piece = &self.text[range.clone()];
        let is_raw = literal.is_raw || memchr::memchr(b'\\', piece.as_bytes()).is_none();
        if let Some(error) = self.source.undecodable_in(range.clone()) {
            // A piece of an f-string is read as if it had escapes.
            let has_runs = !literal.is_raw && (literal.is_fstring || !is_raw);
            let error = if has_runs { self.undecodable_run(range, error) } else { error };
            return self.raise(ErrorKind::Undecodable(error));
        }
        if is_raw {
            text.push_str(piece);
            return Some(());
        }
        self.push_escaped(text, piece, literal)
    }

    /// Where a string has escapes, CPython decodes each run of bytes beyond ASCII by itself,
    /// and counts from its beginning.
    fn undecodable_run(&self, range: Range<usize>, error: DecodeError) -> DecodeError {
        let bytes = self.source.bytes();
        let at = range.start + error.range.start;
        let before = bytes[range.start..at].iter().rev().take_while(|byte| !byte.is_ascii());
        let start = at - before.count();
        let length = bytes[start..range.end].iter().take_while(|byte| !byte.is_ascii()).count();
        self.source.undecodable_in(start..start + length).unwrap_or(error)
    }

    fn push_escaped(
        &mut self,
        text: &mut Text<'a>,
        piece: &'a str,
        literal: Literal,
    ) -> Option<()> {
        let bytes = piece.as_bytes();
        let mut first_invalid = None;
        let mut at = 0;
        while let Some(distance) = memchr::memchr(b'\\', &bytes[at..]) {
            let backslash = at + distance;
            text.push_str(&piece[at..backslash]);
            at = backslash + 1;
            let Some(&escape) = bytes.get(at) else {
                // At the end of a piece of an f-string.
                text.push_str("\\");
                break;
            };
            if !escape.is_ascii() {
                text.push_str("\\");
                continue;
            }
            at += 1;
            if let Some(simple) = simple_escape(escape) {
                text.push_str(simple);
                continue;
            }
            let code = match escape {
                b'0'..=b'7' => {
                    let code = octal(bytes, &mut at);
                    if code > 0o377 {
                        first_invalid.get_or_insert(at - 3);
                    }
                    Ok(code)
                }
                b'x' => hexadecimal(bytes, &mut at, 2, "truncated \\xXX escape"),
                b'u' => hexadecimal(bytes, &mut at, 4, "truncated \\uXXXX escape"),
                b'U' => hexadecimal(bytes, &mut at, 8, "truncated \\UXXXXXXXX escape"),
                b'N' => named(piece, &mut at),
                _ => {
                    first_invalid.get_or_insert(at - 1);
                    text.push_str("\\");
                    at -= 1;
                    continue;
                }
            };
            match code {
                Ok(code) => text.push_code_point(code),
                Err(reason) => {
                    let start = written_length(&piece[..backslash]);
                    let end = written_length(&piece[..at]);
                    return self.raise(ErrorKind::Undecodable(DecodeError {
                        encoding: "unicodeescape",
                        culprit: Culprit::Byte(b'\\'),
                        range: start..end,
                        reason,
                    }));
                }
            }
        }
        text.push_str(piece.get(at..).unwrap_or_default());
        if let Some(invalid) = first_invalid {
            self.warn_invalid_escape(&piece[invalid..], literal)?;
        }
        Some(())
    }

    /// Appends the bytes of a bytes literal.
    pub(crate) fn push_bytes(&mut self, result: &mut Vec<u8>, literal: Literal) -> Option<()> {
        let piece = &self.text[literal.start..literal.end];
        let undecodable = self.source.undecodable_in(literal.start..literal.end).is_some();
        if !piece.is_ascii() || undecodable {
            return self.raise_at(self.token_range(literal.token), ErrorKind::NonAsciiBytes);
        }
        let bytes = piece.as_bytes();
        if literal.is_raw {
            result.extend_from_slice(bytes);
            return Some(());
        }
        let mut first_invalid = None;
        let mut at = 0;
        while let Some(distance) = memchr::memchr(b'\\', &bytes[at..]) {
            let backslash = at + distance;
            result.extend_from_slice(&bytes[at..backslash]);
            at = backslash + 2;
            let escape = bytes[backslash + 1];
            match escape {
                b'0'..=b'7' => {
                    let code = octal(bytes, &mut at);
                    if code > 0o377 {
                        first_invalid.get_or_insert(at - 3);
                    }
                    result.push(code as u8);
                }
                b'x' => match hexadecimal(bytes, &mut at, 2, "") {
                    Ok(code) => result.push(code as u8),
                    Err(_) => return self.raise(ErrorKind::BytesEscape(backslash)),
                },
                _ => match simple_escape(escape) {
                    Some(simple) => result.extend_from_slice(simple.as_bytes()),
                    None => {
                        first_invalid.get_or_insert(at - 1);
                        result.push(b'\\');
                        at -= 1;
                    }
                },
            }
        }
        result.extend_from_slice(&bytes[at..]);
        if let Some(invalid) = first_invalid {
            self.warn_invalid_escape(&piece[invalid..], literal)?;
        }
        Some(())
    }

    /// Warns of what is behind a backslash and is no escape; once for a literal.
    /// C: `warn_invalid_escape_sequence`.
    pub(crate) fn warn_invalid_escape(&mut self, escape: &str, literal: Literal) -> Option<()> {
        // The second pass reads the literal again.
        if self.call_invalid_rules {
            return Some(());
        }
        let kind = match escape.chars().next() {
            Some('4'..='7') => WarningKind::InvalidOctalEscape(escape[..3].to_owned()),
            Some(character) => WarningKind::InvalidEscape(character),
            None => return Some(()),
        };
        // The token behind the strings has been looked at.
        self.give_tokenizer_warnings(self.fill.max(self.mark + 1));
        let (lineno, _) = self.token_start(literal.token);
        let warning = Warning { kind, lineno };
        if self.options.fatal_warnings.contains(&warning) {
            self.known_err_token = Some(literal.token);
            return self.raise(ErrorKind::FatalWarning(warning.kind));
        }
        self.warnings.push(warning);
        Some(())
    }
}

// ANCHOR: simple
/// What the escapes of one letter stand for.
fn simple_escape(escape: u8) -> Option<&'static str> {
    Some(match escape {
        b'\n' => "",
        b'\\' => "\\",
        b'\'' => "'",
        b'"' => "\"",
        b'b' => "\x08",
        b'f' => "\x0C",
        b't' => "\t",
        b'n' => "\n",
        b'r' => "\r",
        b'v' => "\x0B",
        b'a' => "\x07",
        _ => return None,
    })
}
// ANCHOR_END: simple

/// Up to three octal digits, the first of which is before `at`.
fn octal(bytes: &[u8], at: &mut usize) -> u32 {
    let mut code = u32::from(bytes[*at - 1] - b'0');
    for _ in 0..2 {
        let Some(&digit @ b'0'..=b'7') = bytes.get(*at) else { break };
        code = code * 8 + u32::from(digit - b'0');
        *at += 1;
    }
    code
}

/// Exactly so many hexadecimal digits.
fn hexadecimal(
    bytes: &[u8],
    at: &mut usize,
    count: usize,
    truncated: &'static str,
) -> Result<u32, &'static str> {
    let mut code = 0u32;
    for _ in 0..count {
        let digit = bytes.get(*at).and_then(|&digit| (digit as char).to_digit(16));
        code = code << 4 | digit.ok_or(truncated)?;
        *at += 1;
    }
    if code > char::MAX as u32 { Err("illegal Unicode character") } else { Ok(code) }
}

/// `{name}`, behind `\N`.
fn named(piece: &str, at: &mut usize) -> Result<u32, &'static str> {
    let malformed = Err("malformed \\N character escape");
    if piece.as_bytes().get(*at) != Some(&b'{') {
        return malformed;
    }
    *at += 1;
    let Some(length) = memchr::memchr(b'}', &piece.as_bytes()[*at..]) else {
        *at = piece.len();
        return malformed;
    };
    let name = &piece[*at..*at + length];
    *at += length;
    if name.is_empty() {
        return malformed;
    }
    *at += 1;
    character_name::lookup(name).map(u32::from).ok_or("unknown Unicode character name")
}

/// How long a piece is after CPython has written its characters beyond ASCII as escapes.
fn written_length(piece: &str) -> usize {
    let mut length = 0;
    let mut behind_backslash = false;
    for character in piece.chars() {
        length += match (character.is_ascii(), behind_backslash) {
            (true, _) => 1,
            (false, false) => 10,
            // The backslash is written as `\u005c`.
            (false, true) => 15,
        };
        behind_backslash = character == '\\' && !behind_backslash;
    }
    length
}
