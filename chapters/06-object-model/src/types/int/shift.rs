//! Shifts, to the right rounding down.
//!
//! CPython: `divmod_shift`, `long_lshift1`, `long_rshift1` in `Objects/longobject.c`.
//!
//! A shift goes by whole digits and by a rest of bits. A negative number is shifted right as if
//! it were written in two's complement, without end: what is lost makes the magnitude one
//! greater, unless all of it was zeros.

use super::add::add_to;
use super::digits::{DIGIT_BITS, Int, signed_size};
use super::divide::{shift_down, shift_up};
use super::error::NumberError;

/// By how much to shift.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ShiftCount {
    digits: usize,
    bits: u32,
}

impl ShiftCount {
    /// So many bits.
    pub fn from_bits(bits: usize) -> ShiftCount {
        ShiftCount { digits: bits / DIGIT_BITS, bits: (bits % DIGIT_BITS) as u32 }
    }

    /// The count that the right operand gives. One beyond every size of a number becomes the
    /// greatest count. C: `divmod_shift`.
    pub fn new(count: Int<'_>) -> Result<ShiftCount, NumberError> {
        if count.negative {
            return Err(NumberError::NegativeShiftCount);
        }
        let value = super::machine::to_u128(count).unwrap_or(u128::MAX);
        let digits = value / DIGIT_BITS as u128;
        let bits = (value % DIGIT_BITS as u128) as u32;
        Ok(ShiftCount { digits: usize::try_from(digits).unwrap_or(usize::MAX), bits })
    }
}

/// The digits that [`shift_left`] needs at most.
pub fn shift_left_size(left: Int<'_>, count: ShiftCount) -> Result<usize, NumberError> {
    if left.is_zero() {
        return Ok(0);
    }
    // More than an address space holds: CPython says so before it tries.
    let size = count.digits.checked_add(left.digits.len() + 1);
    size.filter(|&size| size <= isize::MAX as usize / 4).ok_or(NumberError::TooManyDigits)
}

/// `left << count`, into at least [`shift_left_size`] digits.
pub fn shift_left(left: Int<'_>, count: ShiftCount, into: &mut [u32]) -> isize {
    if left.is_zero() {
        return 0;
    }
    into[..count.digits].fill(0);
    shift_up(left.digits, count.bits, &mut into[count.digits..]);
    signed_size(into, left.negative)
}

/// The digits that [`shift_right`] needs at most.
pub fn shift_right_size(left: Int<'_>, count: ShiftCount) -> usize {
    left.digits.len().saturating_sub(count.digits) + 1
}

/// `left >> count`, into at least [`shift_right_size`] digits.
pub fn shift_right(left: Int<'_>, count: ShiftCount, into: &mut [u32]) -> isize {
    into.fill(0);
    let (lost, kept) = left.digits.split_at(left.digits.len().min(count.digits));
    shift_down(kept, count.bits, into);
    if left.negative {
        let lost_bits = kept.first().is_some_and(|digit| digit & ((1 << count.bits) - 1) != 0);
        if lost_bits || lost.iter().any(|&digit| digit != 0) {
            add_to(into, &[1]);
        }
    }
    signed_size(into, left.negative)
}
