//! A string as Python shows it: `repr(text)`.
//!
//! CPython: `unicode_repr` in `Objects/unicodeobject.c`.

use std::fmt::Write;

use crate::chars;

// ANCHOR: repr
/// `repr(text)`: in single quotes unless only double ones save escaping, with escapes for
/// what cannot be printed.
pub fn repr(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut shown = String::with_capacity(text.len() + 2);
    shown.push(quote);
    for character in text.chars() {
        match character {
            '\\' => shown.push_str("\\\\"),
            '\t' => shown.push_str("\\t"),
            '\n' => shown.push_str("\\n"),
            '\r' => shown.push_str("\\r"),
            _ if character == quote => shown.extend(['\\', quote]),
            _ if chars::is_printable(character) => shown.push(character),
            _ => {
                let point = character as u32;
                let escape = match point {
                    0..=0xff => write!(shown, "\\x{point:02x}"),
                    0x100..=0xffff => write!(shown, "\\u{point:04x}"),
                    _ => write!(shown, "\\U{point:08x}"),
                };
                escape.expect("writing to a string does not fail");
            }
        }
    }
    shown.push(quote);
    shown
}
// ANCHOR_END: repr
