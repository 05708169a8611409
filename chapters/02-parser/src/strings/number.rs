//! Numbers: from digits to a value.
//!
//! CPython: `parsenumber` in `Parser/pegen.c`, `PyLong_FromString` in `Objects/longobject.c`,
//! `PyOS_string_to_double` in `Python/pystrtod.c`.
//!
//! The tokenizer has seen to it that the digits are right. An integer beyond 64 bits becomes
//! digits to the base 2**30. From a base that is a power of two that takes linear time; from
//! decimal, quadratic time, which is why CPython limits how many decimal digits there may be.

use tokenizer::token::Token;

use crate::ast::Range;
use crate::ast::constant::{Constant, DIGIT_BITS, Int};
use crate::errors::ErrorKind;
use crate::parser::Parser;

/// Up to here the limit on digits is not even asked about.
/// C: `_PY_LONG_MAX_STR_DIGITS_THRESHOLD`.
const DIGITS_ALWAYS_ALLOWED: usize = 640;

impl<'a> Parser<'a> {
    /// The value of a number token. C: `_PyPegen_number_token`.
    pub(crate) fn parse_number(&mut self, token: Token) -> Option<Constant<'a>> {
        let text = self.token_text(token);
        if !text.contains('_') {
            return self.parse_digits(token, text);
        }
        if self.options.feature_version < 6 {
            return self.raise(ErrorKind::UnderscoresInNumbers);
        }
        self.parse_digits(token, &text.replace('_', ""))
    }

    fn parse_digits(&mut self, token: Token, text: &str) -> Option<Constant<'a>> {
        let bytes = text.as_bytes();
        let radix_bits = match bytes {
            [b'0', b'x' | b'X', ..] => 4,
            [b'0', b'o' | b'O', ..] => 3,
            [b'0', b'b' | b'B', ..] => 1,
            _ => return self.parse_decimal(token, text),
        };
        let digits = &text[2..];
        let value = match u64::from_str_radix(digits, 1 << radix_bits) {
            Ok(small) => Int::Small(small),
            Err(_) => self.big(&from_power_of_two(digits.as_bytes(), radix_bits)),
        };
        Some(Constant::Int(value))
    }

    fn parse_decimal(&mut self, token: Token, text: &str) -> Option<Constant<'a>> {
        if text.bytes().all(|byte| byte.is_ascii_digit()) {
            if let Ok(small) = text.parse() {
                return Some(Constant::Int(Int::Small(small)));
            }
            let limit = self.options.int_max_str_digits;
            let digits = text.trim_start_matches('0').len();
            if digits > DIGITS_ALWAYS_ALLOWED && limit > 0 && digits > limit {
                // Without columns: nobody wants to see thousands of `^`.
                let Range { lineno, end_lineno, .. } = self.token_range(token);
                let range = Range { lineno, col_offset: -1, end_lineno, end_col_offset: -1 };
                return self.raise_at(range, ErrorKind::TooManyDigits { limit, digits });
            }
            return Some(Constant::Int(self.big(&from_decimal(text.as_bytes()))));
        }
        let (digits, imaginary) = match text.strip_suffix(['j', 'J']) {
            Some(digits) => (digits, true),
            None => (text, false),
        };
        let value: f64 = digits.parse().expect("the tokenizer lets only numbers pass");
        Some(match imaginary {
            true => Constant::Complex { real: 0.0, imag: value },
            false => Constant::Float(value),
        })
    }

    fn big(&self, digits: &[u32]) -> Int<'a> {
        Int::Big(self.arena.alloc_slice_copy(digits))
    }
}

/// Digits of 1, 3 or 4 bits each, the highest first, to the base 2**30.
fn from_power_of_two(digits: &[u8], bits_each: u32) -> Vec<u32> {
    let mut result = Vec::with_capacity(digits.len() * bits_each as usize / 30 + 1);
    let (mut pending, mut bits) = (0u64, 0);
    for &digit in digits.iter().rev() {
        let digit = (digit as char).to_digit(16).expect("the tokenizer lets only digits pass");
        pending |= u64::from(digit) << bits;
        bits += bits_each;
        if bits >= DIGIT_BITS {
            result.push((pending & ((1 << DIGIT_BITS) - 1)) as u32);
            pending >>= DIGIT_BITS;
            bits -= DIGIT_BITS;
        }
    }
    result.push(pending as u32);
    while result.last() == Some(&0) {
        result.pop();
    }
    result
}

// ANCHOR: from_decimal
/// Decimal digits, the highest first, to the base 2**30. Nine at a time are as many as fit.
fn from_decimal(digits: &[u8]) -> Vec<u32> {
    let mut result: Vec<u32> = Vec::with_capacity(digits.len() / 9 + 1);
    for chunk in digits.chunks(9) {
        let factor = 10u64.pow(chunk.len() as u32);
        let mut carry = chunk.iter().fold(0, |value, digit| value * 10 + u64::from(digit - b'0'));
        for digit in &mut result {
            let value = u64::from(*digit) * factor + carry;
            *digit = (value & ((1 << DIGIT_BITS) - 1)) as u32;
            carry = value >> DIGIT_BITS;
        }
        if carry > 0 {
            result.push(carry as u32);
        }
    }
    result
}
// ANCHOR_END: from_decimal

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bases_agree() {
        // 2**100 + 1
        let expected = [1, 0, 0, 1 << 10];
        assert_eq!(from_decimal(b"1267650600228229401496703205377"), expected);
        assert_eq!(from_power_of_two(b"10000000000000000000000001", 4), expected);
        assert_eq!(from_power_of_two(b"2000000000000000000000000000000001", 3), expected);
    }
}
