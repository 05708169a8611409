//! `repr` of the constants in a tree.
//!
//! CPython: the `tp_repr` slots of the built-in types, each in its file under `Objects/`.
//! [`float`] writes `float` and `complex`, [`int`] integers of any size; `str` is written by
//! [`tokenizer::repr`].
//!
//! What is written can be read back as the same value, but for infinities, NaNs and sets;
//! see [`crate::unparse`] for what stands for those in a source.

pub mod float;
pub mod int;

use tokenizer::repr::push_repr;

use crate::ast::{Constant, Str};
use crate::limits::{IntTooLong, RecursionError};

/// Why there is no `repr`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ReprError {
    /// An `int` is too long.
    #[error(transparent)]
    IntTooLong(#[from] IntTooLong),
    /// Tuples are nested too deeply.
    #[error(transparent)]
    Recursion(#[from] RecursionError),
}

/// Appends `repr(value)`. An `int` may have `int_max_str_digits` digits, 0 for any number;
/// `recursion_remaining` calls may nest.
pub fn push_constant(
    shown: &mut String,
    value: Constant<'_>,
    int_max_str_digits: usize,
    recursion_remaining: u32,
) -> Result<(), ReprError> {
    let left = recursion_remaining.checked_sub(1).ok_or(RecursionError::Repr)?;
    match value {
        Constant::None => shown.push_str("None"),
        Constant::Bool(true) => shown.push_str("True"),
        Constant::Bool(false) => shown.push_str("False"),
        Constant::Ellipsis => shown.push_str("Ellipsis"),
        Constant::Int(value) => int::push_int(shown, value, int_max_str_digits)?,
        Constant::NegativeInt(magnitude) => {
            shown.push('-');
            int::push_int(shown, magnitude, int_max_str_digits)?;
        }
        Constant::Float(value) => float::push_float(shown, value),
        Constant::Complex { real, imag } => float::push_complex(shown, real, imag),
        Constant::Str(value) => push_str(shown, value),
        Constant::Bytes(value) => push_bytes(shown, value),
        Constant::Tuple(items) => {
            shown.push('(');
            push_items(shown, items, int_max_str_digits, left)?;
            shown.push_str(if items.len() == 1 { ",)" } else { ")" });
        }
        Constant::FrozenSet([]) => shown.push_str("frozenset()"),
        Constant::FrozenSet(items) => {
            // CPython asks for the repr of a list of the items, one more call.
            let left = left.checked_sub(1).ok_or(RecursionError::Repr)?;
            shown.push_str("frozenset({");
            push_items(shown, items, int_max_str_digits, left)?;
            shown.push_str("})");
        }
    }
    Ok(())
}

fn push_items(
    shown: &mut String,
    items: &[Constant<'_>],
    int_max_str_digits: usize,
    left: u32,
) -> Result<(), ReprError> {
    for (index, &item) in items.iter().enumerate() {
        if index > 0 {
            shown.push_str(", ");
        }
        push_constant(shown, item, int_max_str_digits, left)?;
    }
    Ok(())
}

/// Appends `repr` of a `str`. C: `unicode_repr`.
pub fn push_str(shown: &mut String, value: Str<'_>) {
    match value {
        Str::Utf8(text) => push_repr(shown, text.chars().map(u32::from)),
        Str::Surrogates(_) => push_repr(shown, value.code_points()),
    }
}

/// Appends `repr` of a `bytes`. C: `PyBytes_Repr`.
pub fn push_bytes(shown: &mut String, value: &[u8]) {
    let quote = if value.contains(&b'\'') && !value.contains(&b'"') { b'"' } else { b'\'' };
    shown.push('b');
    shown.push(quote as char);
    for &byte in value {
        match byte {
            b'\t' => shown.push_str("\\t"),
            b'\n' => shown.push_str("\\n"),
            b'\r' => shown.push_str("\\r"),
            b'\\' => shown.push_str("\\\\"),
            _ if byte == quote => shown.extend(['\\', quote as char]),
            b' '..=b'~' => shown.push(byte as char),
            _ => {
                let digit = |value: u8| char::from_digit(value.into(), 16).unwrap_or_default();
                shown.extend(['\\', 'x', digit(byte >> 4), digit(byte & 15)]);
            }
        }
    }
    shown.push(quote as char);
}
