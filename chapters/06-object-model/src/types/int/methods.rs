//! The methods and attributes of `int`.
//!
//! CPython: `Objects/longobject.c` (`long_methods`, `long_getset`).

use crate::arguments::{Arguments, given_type};
use crate::errors::{TYPE_ERROR, VALUE_ERROR, raise};
use crate::object::{Obj, Result};
use crate::static_type::{Getter, Method};
use crate::type_object::Type;
use crate::types::bytes::{self, constructor::to_bytes};
use crate::types::str::PyASCIIObject;
use crate::types::tuple;

use super::object::{INT, Int, PyLongObject, from_algorithm, from_i64, from_u64};
use super::{ByteOrder, bit_count, bit_length, operators, text};

// ANCHOR: tables
pub(super) const METHODS: &[Method<PyLongObject>] = &[
    Method::none(c"conjugate", "($self, /)", int_exact, "The int itself: it is real.").unsigned(),
    Method::none(
        c"bit_length",
        "($self, /)",
        |int| Ok(from_u64(bit_length(int.number()) as u64)?.object()),
        "How many bits the magnitude has, without leading zeros.",
    ),
    Method::none(
        c"bit_count",
        "($self, /)",
        |int| Ok(from_u64(bit_count(int.number()) as u64)?.object()),
        "How many bits of the magnitude are set.",
    ),
    Method::new(
        c"to_bytes",
        "($self, /, length=1, byteorder='big', *, signed=False)",
        int_to_bytes,
        "The int as so many bytes.\n\nbyteorder says which byte comes first, signed whether an int below zero is allowed, whose\nleading bit is then its sign.",
    ),
    Method::class(
        c"from_bytes",
        "($type, /, bytes, byteorder='big', *, signed=False)",
        int_from_bytes,
        "The int that bytes hold: an object with a buffer, or ints up to 255.\n\nbyteorder says which byte comes first, signed whether a leading bit is a sign.",
    ),
    Method::none(
        c"as_integer_ratio",
        "($self, /)",
        int_as_integer_ratio,
        "A fraction of the same value: the int, and 1.",
    ),
    Method::none(c"__trunc__", "($self, /)", int_exact, "The int itself.").unsigned(),
    Method::none(c"__floor__", "($self, /)", int_exact, "The int itself.").unsigned(),
    Method::none(c"__ceil__", "($self, /)", int_exact, "The int itself.").unsigned(),
    Method::new(
        c"__round__",
        "($self, ndigits=<unrepresentable>, /)",
        int_round,
        "The nearest multiple of a power of ten, where ndigits is negative.",
    ),
    Method::none(
        c"__getnewargs__",
        "($self, /)",
        |int| Ok(tuple::new([int.exact()?.object()])?.object()),
        "What a copy is made from.",
    ),
    Method::one(c"__format__", "($self, format_spec, /)", text::int_format, "format(self, spec)."),
    Method::none(c"__sizeof__", "($self, /)", int_sizeof, "The size in bytes."),
];

pub(super) const GETTERS: &[Getter<PyLongObject>] = &[
    Getter::new(c"real", int_exact, "The int itself: its real part."),
    Getter::new(c"imag", |_| Ok(from_i64(0)?.object()), "Zero: it has no imaginary part."),
    Getter::new(c"numerator", int_exact, "The int itself, as the numerator of a fraction."),
    Getter::new(c"denominator", |_| Ok(from_i64(1)?.object()), "One: it is no fraction."),
];
// ANCHOR_END: tables

fn int_exact(int: Int<'_>) -> Result {
    Ok(int.exact()?.object())
}

fn int_as_integer_ratio(int: Int<'_>) -> Result {
    Ok(tuple::new([int.exact()?.object(), from_i64(1)?.object()])?.object())
}

fn int_round(int: Int<'_>, arguments: &Arguments<'_>) -> Result {
    let Some(digits) = arguments.get(0) else {
        return int_exact(int);
    };
    let digits = digits.index_or_subclass()?;
    match digits.borrow().is_negative() {
        true => Ok(operators::round(int, digits.borrow())?.object()),
        false => int_exact(int),
    }
}

/// A digit is there even where the value is 0.
fn int_sizeof(int: Int<'_>) -> Result {
    let digits = int.digits().len().max(1);
    Ok(from_u64((std::mem::offset_of!(PyLongObject, ob_digit) + digits * 4) as u64)?.object())
}

// ANCHOR: bytes
fn int_from_bytes(class: Type<'_>, arguments: &Arguments<'_>) -> Result {
    let order = byte_order("from_bytes", arguments.get(1))?;
    let signed = arguments.get(2).map_or(Ok(false), Obj::is_true)?;
    let bytes = to_bytes(arguments[0])?;
    let bytes = bytes.borrow().bytes();
    let most = super::from_bytes_size(bytes)?;
    let int = from_algorithm(most, |into| Ok(super::from_bytes(bytes, order, signed, into)))?;
    match class.is(INT.as_type()) {
        true => Ok(int.object()),
        false => class.object().call_one(int.borrow().object()),
    }
}

fn int_to_bytes(int: Int<'_>, arguments: &Arguments<'_>) -> Result {
    let length = arguments.get(0).map_or(Ok(1), Obj::to_isize)?;
    let order = byte_order("to_bytes", arguments.get(1))?;
    let signed = arguments.get(2).map_or(Ok(false), Obj::is_true)?;
    let Ok(length) = usize::try_from(length) else {
        return Err(raise(&VALUE_ERROR, "length argument must be non-negative"));
    };
    let mut written = Ok(());
    let bytes = bytes::build(length, |out| {
        written = super::to_bytes(int.number(), out, order, signed);
    })?;
    written?;
    Ok(bytes.object())
}

/// The parameter `byteorder`. C: Argument Clinic's `unicode`.
fn byte_order(function: &str, order: Option<Obj<'_>>) -> Result<ByteOrder> {
    let Some(order) = order else { return Ok(ByteOrder::Big) };
    let Some(text) = order.downcast::<PyASCIIObject>() else {
        let name = given_type(order);
        let message = format_args!("{function}() argument 'byteorder' must be str, not {name}");
        return Err(raise(&TYPE_ERROR, message));
    };
    match text.ascii_text() {
        Some("little") => Ok(ByteOrder::Little),
        Some("big") => Ok(ByteOrder::Big),
        _ => Err(raise(&VALUE_ERROR, "byteorder must be either 'little' or 'big'")),
    }
}
// ANCHOR_END: bytes
