//! `repr(constant)`.
//!
//! The text is bytes of UTF-8 but for one case: the name of a code object stands in its
//! `repr` as it is, lone surrogates included. CPython: each type's `tp_repr`.

use tokenizer::chars;

use super::{Complex, Constant, Text, float};
use crate::code::Code;

/// How a code object is shown. CPython's `repr` has its address, which no text can predict.
pub(crate) type ShowCode<'a> = &'a dyn Fn(&Code) -> Vec<u8>;

impl Constant {
    /// `repr(self)`, with code objects as [`Code::repr`] shows them.
    pub fn repr(&self) -> Vec<u8> {
        self.repr_with(&Code::repr)
    }

    /// `repr(self)` with code objects shown as wanted.
    pub fn repr_with(&self, code: ShowCode<'_>) -> Vec<u8> {
        let mut out = Vec::new();
        write(self, code, &mut out);
        out
    }
}

fn write(constant: &Constant, code: ShowCode<'_>, out: &mut Vec<u8>) {
    match constant {
        Constant::None => out.extend(b"None"),
        Constant::True => out.extend(b"True"),
        Constant::False => out.extend(b"False"),
        Constant::Ellipsis => out.extend(b"Ellipsis"),
        Constant::StopIteration => out.extend(b"<class 'StopIteration'>"),
        Constant::Int(value) => out.extend(value.to_string().bytes()),
        Constant::Float(value) => out.extend(float::repr_float(value.0).bytes()),
        Constant::Complex(value) => out.extend(repr_complex(**value).bytes()),
        Constant::Str(text) => out.extend(repr_text(text)),
        Constant::Bytes(bytes) => out.extend(repr_bytes(bytes).bytes()),
        Constant::Tuple(items) => {
            out.push(b'(');
            write_all(items.iter(), code, out);
            out.extend(if items.len() == 1 { &b",)"[..] } else { b")" });
        }
        Constant::List(items) => {
            out.push(b'[');
            write_all(items.iter(), code, out);
            out.push(b']');
        }
        Constant::FrozenSet(set) if set.is_empty() => out.extend(b"frozenset()"),
        Constant::FrozenSet(set) => {
            out.extend(b"frozenset({");
            write_all(set.in_table_order().into_iter(), code, out);
            out.extend(b"})");
        }
        Constant::Set(set) if set.is_empty() => out.extend(b"set()"),
        Constant::Set(set) => {
            out.push(b'{');
            write_all(set.in_table_order().into_iter(), code, out);
            out.push(b'}');
        }
        Constant::Dict(dict) => {
            out.push(b'{');
            for (index, (key, value)) in dict.pairs().iter().enumerate() {
                out.extend(if index == 0 { &b""[..] } else { b", " });
                write(key, code, out);
                out.extend(b": ");
                write(value, code, out);
            }
            out.push(b'}');
        }
        Constant::Code(value) => out.extend(code(value)),
    }
}

fn write_all<'a>(items: impl Iterator<Item = &'a Constant>, code: ShowCode<'_>, out: &mut Vec<u8>) {
    for (index, item) in items.enumerate() {
        out.extend(if index == 0 { &b""[..] } else { b", " });
        write(item, code, out);
    }
}

fn repr_complex(value: Complex) -> String {
    let imaginary = float::shortest(value.imaginary.0);
    if value.real.0.to_bits() == 0 {
        return format!("{imaginary}j");
    }
    let sign = if imaginary.starts_with('-') { "" } else { "+" };
    format!("({}{sign}{imaginary}j)", float::shortest(value.real.0))
}

/// `repr(text)`: in single quotes unless only double ones save escaping, with escapes for
/// what can't be printed.
pub(super) fn repr_text(text: &Text) -> Vec<u8> {
    if let Some(text) = text.as_str() {
        return tokenizer::repr::repr(text).into_bytes();
    }
    let has = |wanted: char| text.code_points().any(|point| point == wanted.into());
    let quote = if has('\'') && !has('"') { '"' } else { '\'' };
    let mut shown = String::from(quote);
    for point in text.code_points() {
        match char::from_u32(point) {
            None => shown += &format!("\\u{point:04x}"),
            Some('\t') => shown += "\\t",
            Some('\n') => shown += "\\n",
            Some('\r') => shown += "\\r",
            Some(character) if character == '\\' || character == quote => {
                shown.extend(['\\', character]);
            }
            Some(character) if chars::is_printable(character) => shown.push(character),
            Some(_) => {
                shown += &match point {
                    0..=0xff => format!("\\x{point:02x}"),
                    0x100..=0xffff => format!("\\u{point:04x}"),
                    _ => format!("\\U{point:08x}"),
                }
            }
        }
    }
    shown.push(quote);
    shown.into_bytes()
}

fn repr_bytes(bytes: &[u8]) -> String {
    let quote = if bytes.contains(&b'\'') && !bytes.contains(&b'"') { '"' } else { '\'' };
    let mut shown = format!("b{quote}");
    for &byte in bytes {
        match byte {
            b'\t' => shown += "\\t",
            b'\n' => shown += "\\n",
            b'\r' => shown += "\\r",
            b'\\' => shown += "\\\\",
            _ if char::from(byte) == quote => shown.extend(['\\', quote]),
            b' '..=b'~' => shown.push(byte.into()),
            _ => shown += &format!("\\x{byte:02x}"),
        }
    }
    shown.push(quote);
    shown
}
