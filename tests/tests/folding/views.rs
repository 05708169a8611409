//! Our side of the view in `tests/reference/folding.py`.

use bumpalo::Bump;
use compiler::fold::fold;
use compiler::future::Features;
use compiler::recursion::RecursionLimit;
use parser::ast::constant::DIGIT_BITS;
use parser::ast::{Constant, Field, Int, Mod, ModKind, Node, StmtKind, Str};
use parser::{Options, parse};
use tokenizer::Source;

/// The folded tree of a source.
pub(crate) fn folding(source: &[u8], debug: bool) -> Vec<u8> {
    let Ok(source) = Source::from_bytes(source, true) else { return b"not parsed\n".to_vec() };
    let arena = Bump::new();
    let Ok(tree) = parse(&source, &arena, &Options::default()).result else {
        return b"not parsed\n".to_vec();
    };
    match fold(tree, &arena, debug, features(tree), RecursionLimit::default()) {
        Ok(tree) => {
            let mut text = Vec::new();
            dump(&mut text, Field::Node(Node::Mod(tree)), 0);
            text.push(b'\n');
            text
        }
        Err(error) => format!("{}: {error}\n", error.class_name()).into_bytes(),
    }
}

/// The one feature that folding heeds.
fn features(tree: &Mod<'_>) -> Features {
    let ModKind::Module { body, .. } = tree.kind else { return Features::default() };
    let is_text = body.iter().any(|statement| match statement.kind {
        StmtKind::ImportFrom { module: Some("__future__"), names, .. } => {
            names.iter().any(|alias| alias.name == "annotations")
        }
        _ => false,
    });
    if is_text { Features::ANNOTATIONS } else { Features::default() }
}

fn dump(text: &mut Vec<u8>, field: Field<'_>, indent: usize) {
    let new_line = |text: &mut Vec<u8>| {
        text.push(b'\n');
        text.resize(text.len() + indent + 1, b' ');
    };
    match field {
        Field::Node(node) => {
            text.extend(node.class_name().bytes());
            if let Some(range) = node.range() {
                let place = format!(
                    " {},{}-{},{}",
                    range.lineno, range.col_offset, range.end_lineno, range.end_col_offset
                );
                text.extend(place.bytes());
            }
            node.each_field(&mut |name, field| {
                new_line(text);
                text.extend(name.bytes());
                text.push(b'=');
                dump(text, field, indent + 1);
            });
        }
        Field::List(list) => {
            text.extend(format!("{} items", list.len()).bytes());
            for index in 0..list.len() {
                new_line(text);
                dump(text, list.item(index), indent + 1);
            }
        }
        Field::Plain(name) => text.extend(name.bytes()),
        Field::Missing => text.extend(b"None"),
        Field::Str(value) => string(text, Str::Utf8(value)),
        Field::Int(value) => {
            text.extend(signed_hexadecimal(value < 0, &format!("{:x}", value.unsigned_abs())))
        }
        Field::Constant(value) => constant(text, value),
    }
}

fn constant(text: &mut Vec<u8>, value: Constant<'_>) {
    match value {
        Constant::None => text.extend(b"None"),
        Constant::Bool(true) => text.extend(b"True"),
        Constant::Bool(false) => text.extend(b"False"),
        Constant::Ellipsis => text.extend(b"..."),
        Constant::Int(value) => text.extend(signed_hexadecimal(false, &hexadecimal(value))),
        Constant::NegativeInt(value) => text.extend(signed_hexadecimal(true, &hexadecimal(value))),
        Constant::Float(value) => text.extend(format!("float {:016x}", value.to_bits()).bytes()),
        Constant::Complex { real, imag } => {
            text.extend(format!("complex {:016x}{:016x}", real.to_bits(), imag.to_bits()).bytes());
        }
        Constant::Str(value) => string(text, value),
        Constant::Bytes(bytes) => {
            text.extend(b"bytes ");
            text.extend(bytes.iter().flat_map(|byte| format!("{byte:02x}").into_bytes()));
        }
        Constant::Tuple(items) => collection(text, items, [b'(', b')'], false),
        Constant::FrozenSet(items) => collection(text, items, [b'{', b'}'], true),
    }
}

fn string(text: &mut Vec<u8>, value: Str<'_>) {
    text.push(b'\'');
    for code in value.code_points() {
        match char::from_u32(code) {
            Some('\\') => text.extend(b"\\\\"),
            Some('\n') => text.extend(b"\\n"),
            Some(character) => text.extend(character.to_string().bytes()),
            None => text.extend(format!("\\u{code:04x}").bytes()),
        }
    }
    text.push(b'\'');
}

fn collection(text: &mut Vec<u8>, items: &[Constant<'_>], ends: [u8; 2], is_set: bool) {
    let mut parts: Vec<Vec<u8>> = items
        .iter()
        .map(|item| {
            let mut part = Vec::new();
            constant(&mut part, *item);
            part
        })
        .collect();
    if is_set {
        parts.sort();
    }
    text.push(ends[0]);
    text.extend(parts.join(&b' '));
    text.push(ends[1]);
}

fn signed_hexadecimal(is_negative: bool, digits: &str) -> Vec<u8> {
    format!("{}0x{digits}", if is_negative { "-" } else { "" }).into_bytes()
}

fn hexadecimal(value: Int<'_>) -> String {
    let digits = match value {
        Int::Small(value) => return format!("{value:x}"),
        Int::Big(digits) => digits,
    };
    let bit = |at: usize| digits[at / DIGIT_BITS as usize] >> (at % DIGIT_BITS as usize) & 1;
    let bits = digits.len() * DIGIT_BITS as usize;
    let nibbles = (0..bits.div_ceil(4)).rev().map(|nibble| {
        let value = (0..4).map(|at| nibble * 4 + at).filter(|at| *at < bits);
        value.enumerate().fold(0, |value, (place, at)| value | bit(at) << place)
    });
    let text: String = nibbles.map(|nibble| format!("{nibble:x}")).collect();
    text.trim_start_matches('0').to_owned()
}
