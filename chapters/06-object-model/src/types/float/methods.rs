//! The methods and attributes of `float`.
//!
//! CPython: `Objects/floatobject.c` (`float_methods`, `float_getset`).

use crate::arguments::{Arguments, given_type};
use crate::errors::{TYPE_ERROR, UNICODE_ENCODE_ERROR, VALUE_ERROR, raise, raise_object};
use crate::object::{Obj, Result};
use crate::static_type::{Getter, Method};
use crate::type_object::Type;
use crate::types::str::{self, PyASCIIObject};
use crate::types::{bool_, int, tuple};
use crate::unicode::is_surrogate;

use super::object::{FLOAT, Float, PyFloatObject, new};
use super::{as_integer_ratio, from_hexadecimal, is_integer, round_to, text, to_hexadecimal};

// ANCHOR: tables
pub(super) const METHODS: &[Method<PyFloatObject>] = &[
    Method::none(c"conjugate", "($self, /)", float_exact, "The float itself: it is real."),
    Method::none(c"__trunc__", "($self, /)", float_trunc, "The integer part, as an int."),
    Method::none(
        c"__floor__",
        "($self, /)",
        |float| Ok(int::object::from_f64(float.value().floor())?.object()),
        "The greatest int that isn't above.",
    ),
    Method::none(
        c"__ceil__",
        "($self, /)",
        |float| Ok(int::object::from_f64(float.value().ceil())?.object()),
        "The least int that isn't below.",
    ),
    Method::new(
        c"__round__",
        "($self, ndigits=None, /)",
        float_round,
        "The nearest int, or float with so many decimal digits behind the point.\n\nHalfway between two, it is the even one.",
    ),
    Method::none(
        c"as_integer_ratio",
        "($self, /)",
        float_as_integer_ratio,
        "The fraction of two ints that the float is exactly, in lowest terms.",
    ),
    Method::class(
        c"fromhex",
        "($type, string, /)",
        float_fromhex,
        "The float that a text says in hexadecimal, like '0x1.8p+1'.",
    ),
    Method::none(
        c"hex",
        "($self, /)",
        |float| Ok(str::new(&to_hexadecimal(float.value()))?.object()),
        "The exact value in hexadecimal.",
    ),
    Method::none(
        c"is_integer",
        "($self, /)",
        |float| Ok(bool_(is_integer(float.value())).to_ref()),
        "Whether there is nothing behind the point.",
    ),
    Method::none(
        c"__getnewargs__",
        "($self, /)",
        |float| Ok(tuple::new([new(float.value())?.object()])?.object()),
        "What a copy is made from.",
    ),
    Method::class(
        c"__getformat__",
        "($type, typestr, /)",
        float_getformat,
        "How the machine lays out a 'float' or a 'double' of C's.",
    ),
    Method::one(
        c"__format__",
        "($self, format_spec, /)",
        text::float_format,
        "format(self, spec).",
    ),
];

pub(super) const GETTERS: &[Getter<PyFloatObject>] = &[
    Getter::new(c"real", float_exact, "The float itself: its real part."),
    Getter::new(c"imag", |_| Ok(new(0.0)?.object()), "Zero: it has no imaginary part."),
];
// ANCHOR_END: tables

fn float_exact(float: Float<'_>) -> Result {
    Ok(float.exact()?.object())
}

pub(super) extern "C" fn float_int(float: Float<'_>) -> Result {
    float_trunc(float)
}

fn float_trunc(float: Float<'_>) -> Result {
    Ok(int::object::from_f64(float.value())?.object())
}

fn float_round(float: Float<'_>, arguments: &Arguments<'_>) -> Result {
    match arguments.not_none(0) {
        None => Ok(int::object::from_f64(float.value().round_ties_even())?.object()),
        Some(digits) => {
            let digits = digits.to_index(None)? as i64;
            Ok(new(round_to(float.value(), digits)?)?.object())
        }
    }
}

fn float_as_integer_ratio(float: Float<'_>) -> Result {
    let (numerator, denominator) = as_integer_ratio(float.value())?;
    let numerator = int::object::from_integer(&numerator)?;
    let denominator = int::object::from_integer(&denominator)?;
    Ok(tuple::new([numerator.object(), denominator.object()])?.object())
}

fn float_fromhex(class: Type<'_>, arguments: &Arguments<'_>) -> Result {
    let Some(text) = arguments[0].downcast::<PyASCIIObject>() else {
        return Err(raise(&TYPE_ERROR, "bad argument type for built-in operation"));
    };
    let float = new(from_hexadecimal(utf8(text)?.as_bytes())?)?;
    match class.is(FLOAT.as_type()) {
        true => Ok(float.object()),
        false => class.object().call_one(float.borrow().object()),
    }
}

/// The text in UTF-8, which has no place for surrogates. C: `PyUnicode_AsUTF8AndSize`.
fn utf8<'a>(text: Obj<'a, PyASCIIObject>) -> Result<std::borrow::Cow<'a, str>> {
    let Some(start) = text.code_points().position(is_surrogate) else {
        return Ok(text.to_text());
    };
    let count = text.code_points().skip(start).take_while(|&code| is_surrogate(code)).count();
    let arguments = [
        str::new("utf-8")?.object(),
        text.to_ref().object(),
        int::from_u64(start as u64)?.object(),
        int::from_u64((start + count) as u64)?.object(),
        str::new("surrogates not allowed")?.object(),
    ];
    Err(raise_object(&UNICODE_ENCODE_ERROR, tuple::new(arguments)?.object()))
}

fn float_getformat(_: Type<'_>, arguments: &Arguments<'_>) -> Result {
    let Some(kind) = arguments[0].downcast::<PyASCIIObject>() else {
        let name = given_type(arguments[0]);
        let message = format_args!("__getformat__() argument must be str, not {name}");
        return Err(raise(&TYPE_ERROR, message));
    };
    let kind = utf8(kind)?;
    if kind.contains('\0') {
        return Err(raise(&VALUE_ERROR, "embedded null character"));
    }
    if kind != "double" && kind != "float" {
        let message = "__getformat__() argument 1 must be 'double' or 'float'";
        return Err(raise(&VALUE_ERROR, message));
    }
    Ok(str::new(match cfg!(target_endian = "little") {
        true => "IEEE, little-endian",
        false => "IEEE, big-endian",
    })?
    .object())
}
