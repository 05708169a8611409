//! The bits of a number: `&`, `|`, `^`, `~`, how many there are.
//!
//! CPython: `long_bitwise`, `v_complement`, `long_invert`, `int_bit_length_impl`,
//! `int_bit_count_impl` in `Objects/longobject.c`.
//!
//! A negative number counts as written in two's complement, with ones without end above it. It
//! is complemented digit by digit while it is read, and the result, if negative, once more.

use super::add::{add, add_size};
use super::digits::{DIGIT_BITS, DIGIT_MASK, Int, signed_size};

/// What to do with each pair of bits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Bitwise {
    /// `&`
    And,
    /// `|`
    Or,
    /// `^`
    Xor,
}

impl Bitwise {
    fn apply(self, left: u32, right: u32) -> u32 {
        match self {
            Bitwise::And => left & right,
            Bitwise::Or => left | right,
            Bitwise::Xor => left ^ right,
        }
    }
}

/// The digits that [`bitwise`] needs at most.
pub fn bitwise_size(left: Int<'_>, right: Int<'_>) -> usize {
    left.digits.len().max(right.digits.len()) + 1
}

/// `left & right`, `left | right` or `left ^ right`, into at least [`bitwise_size`] digits.
pub fn bitwise(operation: Bitwise, left: Int<'_>, right: Int<'_>, into: &mut [u32]) -> isize {
    let signs = [left, right].map(|operand| u32::from(operand.negative));
    let negative = operation.apply(signs[0], signs[1]) == 1;
    let (mut left, mut right) =
        (Complement::new(left.negative, left), Complement::new(right.negative, right));
    // The complement of a negative result is the magnitude: all bits the other way, plus one.
    let flip = if negative { DIGIT_MASK } else { 0 };
    let mut carry = u32::from(negative);
    for digit in into.iter_mut() {
        carry += operation.apply(left.next_digit(), right.next_digit()) ^ flip;
        *digit = carry & DIGIT_MASK;
        carry >>= DIGIT_BITS;
    }
    signed_size(into, negative)
}

/// Reads the digits of a number in two's complement, without end.
struct Complement<'a> {
    digits: std::slice::Iter<'a, u32>,
    flip: u32,
    carry: u32,
}

impl<'a> Complement<'a> {
    fn new(negative: bool, number: Int<'a>) -> Complement<'a> {
        let flip = if negative { DIGIT_MASK } else { 0 };
        Complement { digits: number.digits.iter(), flip, carry: u32::from(negative) }
    }

    fn next_digit(&mut self) -> u32 {
        let digit = self.digits.next().copied().unwrap_or(0);
        let value = (digit ^ self.flip) + self.carry;
        self.carry = value >> DIGIT_BITS;
        value & DIGIT_MASK
    }
}

/// The digits that [`invert`] needs at most.
pub fn invert_size(value: Int<'_>) -> usize {
    add_size(value, Int { digits: &[1], negative: false })
}

/// `~value`, which is `-(value + 1)`.
pub fn invert(value: Int<'_>, into: &mut [u32]) -> isize {
    -add(value, Int { digits: &[1], negative: false }, into)
}

/// `int.bit_length`: how many bits the magnitude has.
pub fn bit_length(value: Int<'_>) -> usize {
    value.digits.last().map_or(0, |last| {
        (value.digits.len() - 1) * DIGIT_BITS + (u32::BITS - last.leading_zeros()) as usize
    })
}

/// `int.bit_count`: how many bits of the magnitude are set.
pub fn bit_count(value: Int<'_>) -> usize {
    value.digits.iter().map(|digit| digit.count_ones() as usize).sum()
}
