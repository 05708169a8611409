//! `_operator`: the operators as functions.
//!
//! CPython: `Modules/_operator.c`.

mod attrgetter;
mod itemgetter;
mod methodcaller;
mod sequence;

use crate::prelude::*;
use object_model::protocol::buffer::Buffer;
use object_model::protocol::number::{self, Unary};

// ANCHOR: rows
macro_rules! binary {
    ($name:literal, $operator:ident, $doc:literal) => {
        Method::new(
            $name,
            "($module, a, b, /)",
            |_, arguments| arguments[0].binary(arguments[1], number::$operator),
            $doc,
        )
    };
}

macro_rules! in_place {
    ($name:literal, $operator:ident, $doc:literal) => {
        Method::new(
            $name,
            "($module, a, b, /)",
            |_, arguments| arguments[0].binary_in_place(arguments[1], number::$operator),
            $doc,
        )
    };
}

macro_rules! compare {
    ($name:literal, $comparison:ident, $doc:literal) => {
        Method::new(
            $name,
            "($module, a, b, /)",
            |_, arguments| arguments[0].compare(arguments[1], Comparison::$comparison),
            $doc,
        )
    };
}

macro_rules! unary {
    ($name:literal, $operator:ident, $doc:literal) => {
        Method::one($name, "($module, a, /)", |_, a| a.unary(Unary::$operator), $doc)
    };
}

macro_rules! two {
    ($name:literal, $function:expr, $doc:literal) => {
        Method::new(
            $name,
            "($module, a, b, /)",
            |_, arguments| {
                let function: fn(Obj<'_>, Obj<'_>) -> Result = $function;
                function(arguments[0], arguments[1])
            },
            $doc,
        )
    };
}

/// `_operator`.
pub static MODULE: ModuleDefinition = ModuleDefinition {
    name: "_operator",
    doc: "The operators of the language as functions.",
    functions: &[
        Method::one(
            c"truth",
            "($module, a, /)",
            |_, a| boolean(a.is_true()?),
            "Whether a is true.",
        ),
        two!(c"contains", |a, b| boolean(a.contains(b)?), "b in a"),
        two!(c"indexOf", sequence::index_of, "Where b is first in a."),
        two!(c"countOf", sequence::count_of, "How often b is in a."),
        two!(c"is_", |a, b| boolean(a.is(b)), "a is b"),
        two!(c"is_not", |a, b| boolean(!a.is(b)), "a is not b"),
        binary!(c"add", ADD, "a + b"),
        binary!(c"sub", SUBTRACT, "a - b"),
        binary!(c"mul", MULTIPLY, "a * b"),
        binary!(c"matmul", MATRIX_MULTIPLY, "a @ b"),
        binary!(c"floordiv", FLOOR_DIVIDE, "a // b"),
        binary!(c"truediv", TRUE_DIVIDE, "a / b"),
        binary!(c"mod", REMAINDER, "a % b"),
        unary!(c"neg", Negative, "-a"),
        unary!(c"pos", Positive, "+a"),
        unary!(c"abs", Absolute, "abs(a)"),
        unary!(c"inv", Invert, "~a"),
        unary!(c"invert", Invert, "~a"),
        binary!(c"lshift", LEFT_SHIFT, "a << b"),
        binary!(c"rshift", RIGHT_SHIFT, "a >> b"),
        Method::one(c"not_", "($module, a, /)", |_, a| boolean(!a.is_true()?), "not a"),
        binary!(c"and_", AND, "a & b"),
        binary!(c"xor", XOR, "a ^ b"),
        binary!(c"or_", OR, "a | b"),
        in_place!(c"iadd", ADD, "a += b"),
        in_place!(c"isub", SUBTRACT, "a -= b"),
        in_place!(c"imul", MULTIPLY, "a *= b"),
        in_place!(c"imatmul", MATRIX_MULTIPLY, "a @= b"),
        in_place!(c"ifloordiv", FLOOR_DIVIDE, "a //= b"),
        in_place!(c"itruediv", TRUE_DIVIDE, "a /= b"),
        in_place!(c"imod", REMAINDER, "a %= b"),
        in_place!(c"ilshift", LEFT_SHIFT, "a <<= b"),
        in_place!(c"irshift", RIGHT_SHIFT, "a >>= b"),
        in_place!(c"iand", AND, "a &= b"),
        in_place!(c"ixor", XOR, "a ^= b"),
        in_place!(c"ior", OR, "a |= b"),
        two!(c"concat", sequence::concatenate, "a + b, for sequences"),
        two!(c"iconcat", sequence::concatenate_in_place, "a += b, for sequences"),
        two!(c"getitem", |a, b| a.get_item(b), "a[b]"),
        Method::new(
            c"setitem",
            "($module, a, b, c, /)",
            |_, arguments| {
                arguments[0].set_item(arguments[1], arguments.get(2))?;
                nothing()
            },
            "a[b] = c",
        ),
        Method::new(
            c"delitem",
            "($module, a, b, /)",
            |_, arguments| {
                arguments[0].set_item(arguments[1], None)?;
                nothing()
            },
            "del a[b]",
        ),
        two!(c"pow", |a, b| a.power(b, none()), "a ** b"),
        two!(c"ipow", |a, b| a.power_in_place(b), "a **= b"),
        Method::one(
            c"index",
            "($module, a, /)",
            |_, a| Ok(a.index()?.object()),
            "a as an int, by __index__.",
        ),
        compare!(c"lt", Less, "a < b"),
        compare!(c"le", LessEqual, "a <= b"),
        compare!(c"eq", Equal, "a == b"),
        compare!(c"ne", NotEqual, "a != b"),
        compare!(c"gt", Greater, "a > b"),
        compare!(c"ge", GreaterEqual, "a >= b"),
        two!(c"_compare_digest", compare_digest, "a == b, in a time that depends on lengths only."),
        Method::new(
            c"length_hint",
            "($module, obj, default=0, /)",
            length_hint,
            "How many items there will be, as far as the object knows.",
        ),
        Method::new(
            c"call",
            "($module, obj, /, *args, **kwargs)",
            |_, arguments| {
                let positional = tuple::of(arguments.rest())?;
                let names = arguments.keyword_dict()?;
                let names = names.as_ref().map(|names| names.borrow());
                arguments[0].call_tuple(positional.borrow(), names)
            },
            "obj(*args, **kwargs)",
        ),
    ],
    types: &[&itemgetter::ITEMGETTER, &attrgetter::ATTRGETTER, &methodcaller::METHODCALLER],
    execute: Some(|_| {
        show_module(&itemgetter::ITEMGETTER)?;
        show_module(&attrgetter::ATTRGETTER)?;
        show_module(&methodcaller::METHODCALLER)
    }),
    ..ModuleDefinition::NONE
};

// ANCHOR_END: rows

fn length_hint(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let default = match arguments.get(1) {
        Some(default) => default.to_isize()?,
        None => 0,
    };
    // No sequence is as long as this.
    match arguments[0].length_hint(usize::MAX)? {
        usize::MAX => integer(default as i64),
        hint => size(hint),
    }
}

// ANCHOR: compare_digest
/// C: `_operator__compare_digest_impl`.
fn compare_digest(a: Obj<'_>, b: Obj<'_>) -> Result {
    let strings = (a.downcast::<PyASCIIObject>(), b.downcast::<PyASCIIObject>());
    if let (Some(a), Some(b)) = strings {
        let (Some(a), Some(b)) = (a.ascii_text(), b.ascii_text()) else {
            let message = "comparing strings with non-ASCII characters is not supported";
            return Err(raise(&TYPE_ERROR, message));
        };
        return boolean(takes_constant_time(a.as_bytes(), b.as_bytes()));
    }
    let is_buffer = |object: Obj<'_>| object.ob_type().buffer(|suite| suite.bf_getbuffer).is_some();
    if !is_buffer(a) || !is_buffer(b) {
        let (a, b) = (a.ob_type().name().to_owned(), b.ob_type().name().to_owned());
        let message =
            format_args!("unsupported operand types(s) or combination of types: '{a}' and '{b}'");
        return Err(raise(&TYPE_ERROR, message));
    }
    let (a, b) = (Buffer::simple(a)?, Buffer::simple(b)?);
    boolean(takes_constant_time(a.bytes(), b.bytes()))
}

/// Goes through all of `b`, whatever is found on the way. C: `_tscmp`.
fn takes_constant_time(a: &[u8], b: &[u8]) -> bool {
    let (left, mut difference) = if a.len() == b.len() { (a, 0) } else { (b, 1) };
    for (x, y) in left.iter().zip(b) {
        difference |= std::hint::black_box(x ^ y);
    }
    difference == 0
}
// ANCHOR_END: compare_digest
