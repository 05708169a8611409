//! An integer as bytes, with or without a sign.
//!
//! CPython: `_PyLong_AsByteArray`, `_PyLong_FromByteArray` in `Objects/longobject.c`.
//!
//! Bits in groups of 30 become bits in groups of 8, or the other way. A negative number is
//! complemented on the way.

use super::digits::{DIGIT_BITS, DIGIT_MASK, Int, signed_size};
use super::error::NumberError;

/// Which byte comes first.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ByteOrder {
    /// The lowest.
    Little,
    /// The highest.
    Big,
}

/// Writes the number into all of `bytes`.
pub fn to_bytes(
    value: Int<'_>,
    bytes: &mut [u8],
    order: ByteOrder,
    signed: bool,
) -> Result<(), NumberError> {
    if value.negative && !signed {
        return Err(NumberError::NegativeToUnsigned);
    }
    let length = bytes.len();
    // All bits of −1 are its sign, so that no byte is enough for it.
    if length == 0 && value.negative && value.digits == [1] {
        return Ok(());
    }
    let at = |index: usize| match order {
        ByteOrder::Little => index,
        ByteOrder::Big => length - 1 - index,
    };
    let mut digits = value.digits.iter();
    let (mut window, mut available) = (0_u64, 0);
    let mut carry = u64::from(value.negative);
    let flip = if value.negative { 0xff } else { 0 };
    for index in 0..length {
        if available < 8 {
            window |= u64::from(digits.next().copied().unwrap_or(0)) << available;
            available += DIGIT_BITS;
        }
        carry += (window & 0xff) ^ flip;
        bytes[at(index)] = carry as u8;
        carry >>= 8;
        window >>= 8;
        available -= 8;
    }
    // What is left over has to be nothing but the sign.
    let rest_is_empty = window == 0 && digits.all(|&digit| digit == 0);
    let sign_fits = match length {
        0 => !value.negative,
        _ => !signed || (bytes[at(length - 1)] >= 0x80) == value.negative,
    };
    if !rest_is_empty || (!sign_fits && !value.is_zero()) {
        return Err(NumberError::IntTooBig);
    }
    Ok(())
}

/// The digits that [`from_bytes`] needs at most.
pub fn from_bytes_size(bytes: &[u8]) -> Result<usize, NumberError> {
    let bits = bytes.len().checked_mul(8).filter(|&bits| bits <= isize::MAX as usize);
    Ok(bits.ok_or(NumberError::ByteArrayTooLong)?.div_ceil(DIGIT_BITS))
}

/// Reads a number from all of `bytes`, into at least [`from_bytes_size`] digits.
pub fn from_bytes(bytes: &[u8], order: ByteOrder, signed: bool, into: &mut [u32]) -> isize {
    let first = match order {
        ByteOrder::Little => bytes.last(),
        ByteOrder::Big => bytes.first(),
    };
    let negative = signed && first.is_some_and(|&byte| byte >= 0x80);
    let flip = if negative { 0xff } else { 0 };
    let mut carry = u64::from(negative);
    let (mut window, mut available, mut size) = (0_u64, 0, 0);
    into.fill(0);
    for index in 0..bytes.len() {
        let byte = match order {
            ByteOrder::Little => bytes[index],
            ByteOrder::Big => bytes[bytes.len() - 1 - index],
        };
        carry += u64::from(byte ^ flip);
        window |= (carry & 0xff) << available;
        carry >>= 8;
        available += 8;
        if available >= DIGIT_BITS {
            into[size] = window as u32 & DIGIT_MASK;
            size += 1;
            window >>= DIGIT_BITS;
            available -= DIGIT_BITS;
        }
    }
    if window > 0 {
        into[size] = window as u32;
    }
    signed_size(into, negative)
}
