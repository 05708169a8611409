//! One value as bytes of a code, and back.
//!
//! CPython: `Modules/_struct.c` (`np_int`, `bp_int`, `lp_int` and the other functions of the
//! three tables), `Objects/floatobject.c` (`PyFloat_Pack2`, `PyFloat_Pack4`, `PyFloat_Unpack2`).
//!
//! The complaints depend on the table: a little-endian format shares the native functions where
//! the sizes agree, a big-endian one never does.

use object_model::errors::{self, OVERFLOW_ERROR, SYSTEM_ERROR, raise};
use object_model::object::{Obj, Raised, Ref, Result};
use object_model::types::bytearray;
use object_model::types::bytes::{self, PyBytesObject};
use object_model::types::int::{self, PyLongObject};
use object_model::types::{bool_, float};

use super::format::{Code, Order};
use super::struct_error;

// ANCHOR: unpack
fn whole(item: &[u8], order: Order) -> u64 {
    let mut bits = [0; 8];
    match order {
        Order::Big => {
            bits[..item.len()].iter_mut().zip(item.iter().rev()).for_each(|(b, i)| *b = *i)
        }
        _ => bits[..item.len()].copy_from_slice(item),
    }
    u64::from_le_bytes(bits)
}

/// The value of an item.
pub(super) fn unpack(code: &Code, item: &[u8], order: Order) -> Result {
    let bits = || whole(item, order);
    Ok(match code.letter {
        b's' => bytes::new(item)?.object(),
        b'p' => match item.split_first() {
            Some((length, text)) => {
                bytes::new(&text[..usize::from(*length).min(text.len())])?.object()
            }
            None => {
                let message = "Negative size passed to PyBytes_FromStringAndSize";
                return Err(raise(&SYSTEM_ERROR, message));
            }
        },
        b'c' => bytes::new(item)?.object(),
        b'?' => bool_(item[0] != 0).to_ref(),
        b'e' => float::new(from_half(bits() as u16))?.object(),
        b'f' => float::new(f32::from_bits(bits() as u32).into())?.object(),
        b'd' => float::new(f64::from_bits(bits()))?.object(),
        b'b' | b'h' | b'i' | b'l' | b'q' | b'n' => {
            let unused = 64 - 8 * code.size as u32;
            int::from_i64((bits() << unused) as i64 >> unused)?.object()
        }
        _ => int::from_u64(bits())?.object(),
    })
}

/// C: `PyFloat_Unpack2`.
fn from_half(bits: u16) -> f64 {
    let sign = if bits >> 15 == 0 { 1.0 } else { -1.0 };
    let (exponent, fraction) = (i32::from(bits >> 10 & 0x1f), f64::from(bits & 0x3ff));
    sign * match (exponent, fraction) {
        (0x1f, 0.0) => f64::INFINITY,
        (0x1f, _) => f64::NAN,
        (0, _) => fraction / 1024.0 * 2_f64.powi(-14),
        _ => (1.0 + fraction / 1024.0) * 2_f64.powi(exponent - 15),
    }
}
// ANCHOR_END: unpack

// ANCHOR: pack
/// Writes a value as an item, which is zero before. C: the inner loop of `s_pack_internal`.
pub(super) fn pack(code: &Code, value: Obj<'_>, order: Order, item: &mut [u8]) -> Result<()> {
    if matches!(code.letter, b's' | b'p') {
        return pack_text(code.letter, value, item);
    }
    match bits_of(code, value, order) {
        Ok(bits) => {
            let bits = bits.to_le_bytes();
            item.copy_from_slice(&bits[..item.len()]);
            if order == Order::Big {
                item.reverse();
            }
            Ok(())
        }
        Err(_) if value.downcast::<PyLongObject>().is_some() && errors::catch(&OVERFLOW_ERROR) => {
            Err(struct_error("int too large to convert"))
        }
        Err(raised) => Err(raised),
    }
}

fn pack_text(letter: u8, value: Obj<'_>, item: &mut [u8]) -> Result<()> {
    let shown = char::from(letter);
    let text = value.downcast::<PyBytesObject>().map(Obj::bytes);
    let Some(text) = text.or_else(|| bytearray::object::bytes_of(value)) else {
        return Err(struct_error(format_args!("argument for '{shown}' must be a bytes object")));
    };
    match (letter, item.split_first_mut()) {
        (b's', _) => {
            let length = text.len().min(item.len());
            item[..length].copy_from_slice(&text[..length]);
        }
        // A Pascal string: its length in the first byte.
        (_, Some((first, rest))) => {
            let length = text.len().min(rest.len());
            rest[..length].copy_from_slice(&text[..length]);
            *first = u8::try_from(length).unwrap_or(u8::MAX);
        }
        (_, None) => {}
    }
    Ok(())
}

fn bits_of(code: &Code, value: Obj<'_>, order: Order) -> Result<u64> {
    let is_native_function = order != Order::Big;
    match code.letter {
        b'?' => Ok(value.is_true()?.into()),
        b'c' => match value.downcast::<PyBytesObject>().map(Obj::bytes) {
            Some([byte]) => Ok((*byte).into()),
            _ => Err(struct_error("char format requires a bytes object of length 1")),
        },
        b'e' => to_half(double(value)?).map(u64::from),
        b'f' => {
            let wide = double(value)?;
            let narrow = wide as f32;
            if order != Order::Native && narrow.is_infinite() && wide.is_finite() {
                return Err(raise(&OVERFLOW_ERROR, "float too large to pack with f format"));
            }
            Ok(narrow.to_bits().into())
        }
        b'd' => Ok(double(value)?.to_bits()),
        b'P' => {
            let int = index(value)?;
            let bits = int.borrow().to_u64().or(int.borrow().to_i64().map(|value| value as u64));
            bits.ok_or_else(|| {
                let unsigned = if int.borrow().is_negative() { "" } else { "unsigned " };
                let message = "Python int too large to convert to C";
                raise(&OVERFLOW_ERROR, format_args!("{message} {unsigned}long"))
            })
        }
        b'q' | b'Q' if !is_native_function => {
            let int = index(value)?;
            let bits = match code.letter {
                b'q' => int.borrow().to_i64().map(|value| value as u64),
                _ if int.borrow().is_negative() => {
                    let message = "can't convert negative int to unsigned";
                    return Err(raise(&OVERFLOW_ERROR, message));
                }
                _ => int.borrow().to_u64(),
            };
            bits.ok_or_else(|| raise(&OVERFLOW_ERROR, "int too big to convert"))
        }
        _ => whole_bits(code, value, is_native_function),
    }
}

fn whole_bits(code: &Code, value: Obj<'_>, is_native_function: bool) -> Result<u64> {
    let int = index(value)?;
    let out_of_range = || struct_error("argument out of range");
    let bits = 8 * code.size as u32;
    let (least, most) = (-1_i128 << (bits - 1), (1_i128 << (bits - 1)) - 1);
    let all = (1_i128 << bits) - 1;
    // Small unsigned numbers are read as signed ones by the native functions.
    let (name, lowest, highest, reads_signed) = match code.letter {
        b'b' => ("byte", least, most, true),
        b'B' => ("ubyte", 0, all, true),
        b'h' if is_native_function => ("short", least, most, true),
        b'H' if is_native_function => ("ushort", 0, all, true),
        b'h' | b'i' | b'l' | b'q' | b'n' => ("", least, most, true),
        _ => ("", 0, all, false),
    };
    let number = match reads_signed {
        true => i128::from(int.borrow().to_i64().ok_or_else(out_of_range)?),
        false => i128::from(int.borrow().to_u64().ok_or_else(out_of_range)?),
    };
    if (lowest..=highest).contains(&number) {
        return Ok(number as u64);
    }
    Err(match name {
        "" => {
            let letter = char::from(code.letter);
            struct_error(format_args!("'{letter}' format requires {lowest} <= number <= {highest}"))
        }
        name => {
            struct_error(format_args!("{name} format requires {lowest} <= number <= {highest}"))
        }
    })
}

/// C: `get_pylong`.
fn index(value: Obj<'_>) -> Result<Ref<PyLongObject>> {
    if let Some(int) = value.downcast::<PyLongObject>() {
        return Ok(int.to_ref());
    }
    match value.has_index() {
        true => value.index(),
        false => Err(struct_error("required argument is not an integer")),
    }
}

fn double(value: Obj<'_>) -> Result<f64> {
    value.to_f64().map_err(|_| {
        errors::clear();
        struct_error("required argument is not a float")
    })
}

/// C: `PyFloat_Pack2`. Rounds to even.
fn to_half(value: f64) -> Result<u16> {
    let too_large =
        || -> Raised { raise(&OVERFLOW_ERROR, "float too large to pack with e format") };
    let sign = if value.is_sign_negative() { 0x8000 } else { 0 };
    if value.is_nan() {
        return Ok(sign | 0x7e00);
    }
    if value.is_infinite() {
        return Ok(sign | 0x7c00);
    }
    let magnitude = value.abs();
    // The exponent of a number from 1 to 2; those of doubles below 2**-1022 don't matter.
    let exponent = (magnitude.to_bits() >> 52) as i32 - 1023;
    let (mut exponent, fraction) = match exponent {
        16.. => return Err(too_large()),
        exponent if exponent < -25 => (0, 0.0),
        exponent if exponent < -14 => (0, magnitude * 2_f64.powi(14)),
        _ => (exponent + 15, magnitude * 2_f64.powi(-exponent) - 1.0),
    };
    let scaled = fraction * 1024.0;
    let mut bits = scaled as u16;
    let rest = scaled - f64::from(bits);
    if rest > 0.5 || rest == 0.5 && bits % 2 == 1 {
        bits += 1;
        if bits == 1024 {
            bits = 0;
            exponent += 1;
            if exponent == 31 {
                return Err(too_large());
            }
        }
    }
    Ok(sign | (exponent as u16) << 10 | bits)
}
// ANCHOR_END: pack
