//! A string as Python shows it: `repr(text)`.
//!
//! CPython: `unicode_repr` in `Objects/unicodeobject.c`.

use std::fmt::Write;

use crate::chars;

// ANCHOR: repr
/// `repr(text)`: in single quotes unless only double ones save escaping, with escapes for
/// what cannot be printed.
pub fn repr(text: &str) -> String {
    let mut shown = String::with_capacity(text.len() + 2);
    push_repr(&mut shown, text.chars().map(u32::from));
    shown
}

/// Appends the `repr` of the text that these code points are; lone surrogates may be among
/// them.
pub fn push_repr(shown: &mut String, points: impl Iterator<Item = u32> + Clone) {
    let has = |quote: char| points.clone().any(|point| point == quote as u32);
    let quote = if has('\'') && !has('"') { '"' } else { '\'' };
    shown.push(quote);
    for point in points {
        match char::from_u32(point) {
            Some(character) if character == quote => shown.extend(['\\', quote]),
            Some(character) if is_shown(character) => shown.push(character),
            _ => push_escape(shown, point),
        }
    }
    shown.push(quote);
}

/// Whether a character stands for itself, if it is not the quote.
pub fn is_shown(character: char) -> bool {
    match character {
        '\\' => false,
        ' '..='~' => true,
        _ => chars::is_printable(character),
    }
}

/// Appends a code point as a literal's escape, the shortest there is; in Python
/// `chr(point).encode("unicode_escape")` of one that is not shown as it is.
pub fn push_escape(shown: &mut String, point: u32) {
    let simple = match char::from_u32(point) {
        Some('\\') => "\\\\",
        Some('\t') => "\\t",
        Some('\n') => "\\n",
        Some('\r') => "\\r",
        _ => {
            let written = match point {
                0..=0xff => write!(shown, "\\x{point:02x}"),
                0x100..=0xffff => write!(shown, "\\u{point:04x}"),
                _ => write!(shown, "\\U{point:08x}"),
            };
            written.expect("writing to a string does not fail");
            return;
        }
    };
    shown.push_str(simple);
}
// ANCHOR_END: repr
