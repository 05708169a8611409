//! `repr`, and `ascii`'s part of it.
//!
//! CPython: `unicode_repr` in `Objects/unicodeobject.c`; `PyObject_ASCII` in `Objects/object.c`.

use super::{Text, TextBuf, TextBuilder, Unit, with_units};
use crate::unicode;

/// The text as a literal. The quotes are `'`, unless the text has some and no `"`.
pub fn repr(text: Text<'_>) -> TextBuf {
    let single = text.contains(Text::Ascii(b"'"));
    let quote = if single && !text.contains(Text::Ascii(b"\"")) { b'"' } else { b'\'' }.into();
    let mut out = TextBuilder::with_capacity(text.len() + 2);
    out.push(quote);
    let mut at = 0;
    loop {
        // Most of a text stands for itself, and is copied by stretches.
        let plain = with_units!(text, |units| plain_length(&units[at..], quote));
        out.push_text(text.slice(at..at + plain));
        at += plain;
        if at == text.len() {
            break;
        }
        match text.at(at) {
            0x5C => out.push_ascii(b"\\\\"),
            0x09 => out.push_ascii(b"\\t"),
            0x0A => out.push_ascii(b"\\n"),
            0x0D => out.push_ascii(b"\\r"),
            code if code == quote => {
                out.push(0x5C);
                out.push(code);
            }
            code => push_escape(&mut out, code),
        }
        at += 1;
    }
    out.push(quote);
    out.finish()
}

fn plain_length<U: Unit>(units: &[U], quote: u32) -> usize {
    let is_plain = |code: u32| code != 0x5C && code != quote && unicode::is_printable(code);
    units.iter().position(|unit| !is_plain(unit.code())).unwrap_or(units.len())
}

/// What `ascii` makes of a `repr`: the characters that aren't ASCII escaped. `None` where it is
/// ASCII already.
pub fn ascii(repr: Text<'_>) -> Option<TextBuf> {
    if repr.is_ascii() {
        return None;
    }
    let mut out = TextBuilder::with_capacity(repr.len());
    for code in repr.iter() {
        if code < 0x80 { out.push(code) } else { push_escape(&mut out, code) }
    }
    Some(out.finish())
}

/// `\xHH`, `\uHHHH` or `\UHHHHHHHH`.
pub(crate) fn push_escape(out: &mut TextBuilder, code: u32) {
    let mut buffer = [0; 10];
    out.push_text(Text::Ascii(escape(code, &mut buffer)));
}

/// `\xHH`, `\uHHHH` or `\UHHHHHHHH`.
pub(crate) fn escape(code: u32, buffer: &mut [u8; 10]) -> &[u8] {
    let (letter, digits) = match code {
        ..0x100 => (b'x', 2),
        0x100..0x1_0000 => (b'u', 4),
        _ => (b'U', 8),
    };
    buffer[..2].copy_from_slice(&[b'\\', letter]);
    for place in 0..digits {
        let digit = code >> (4 * (digits - 1 - place)) & 0xF;
        buffer[2 + place] = b"0123456789abcdef"[digit as usize];
    }
    &buffer[..2 + digits]
}
