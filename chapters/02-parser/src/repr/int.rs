//! `int` in decimal digits, of any size.
//!
//! CPython: `long_to_decimal_string_internal` in `Objects/longobject.c`.
//!
//! A big integer's digits, to the base 2**30, are turned into digits to the base 10**9, one
//! after the other from the top. That takes time in the square of the length, which is why
//! CPython refuses to do it for long ones unless it is told to.

use std::fmt::Write;

use crate::ast::Int;
use crate::ast::constant::DIGIT_BITS;
use crate::limits::IntTooLong;

/// What a decimal "digit" counts to. C: `_PyLong_DECIMAL_BASE`.
const DECIMAL_BASE: u64 = 1_000_000_000;
/// How many decimal digits one holds. C: `_PyLong_DECIMAL_SHIFT`.
const DECIMAL_SHIFT: usize = 9;

/// Appends the decimal digits, if there are at most `max_str_digits`; 0 is no limit.
pub fn push_int(
    shown: &mut String,
    value: Int<'_>,
    max_str_digits: usize,
) -> Result<(), IntTooLong> {
    // CPython lets nobody set a limit below 640 digits, and 64 bits have 20.
    let digits = match value {
        Int::Small(value) => {
            write!(shown, "{value}").expect("writing to a string does not fail");
            return Ok(());
        }
        Int::Big(digits) => digits,
    };
    let is_too_long = |length| max_str_digits > 0 && length > max_str_digits;
    // Ten bits are more than three decimal digits: what is certainly too long costs nothing.
    let bits = (digits.len() - 1) * DIGIT_BITS as usize;
    if is_too_long(bits / 10 * 3) {
        return Err(IntTooLong(max_str_digits));
    }
    let start = shown.len();
    let decimals = to_decimal_base(digits);
    let mut decimals = decimals.iter().rev();
    let first = decimals.next().copied().unwrap_or(0);
    write!(shown, "{first}").expect("writing to a string does not fail");
    for decimal in decimals {
        write!(shown, "{decimal:0DECIMAL_SHIFT$}").expect("writing to a string does not fail");
    }
    if is_too_long(shown.len() - start) {
        shown.truncate(start);
        return Err(IntTooLong(max_str_digits));
    }
    Ok(())
}

/// Digits to the base 10**9 from digits to the base 2**30, the lowest first in both.
fn to_decimal_base(digits: &[u32]) -> Vec<u32> {
    let mut decimals: Vec<u32> = Vec::new();
    for &digit in digits.iter().rev() {
        let mut carry = u64::from(digit);
        for decimal in &mut decimals {
            let value = u64::from(*decimal) << DIGIT_BITS | carry;
            *decimal = (value % DECIMAL_BASE) as u32;
            carry = value / DECIMAL_BASE;
        }
        while carry > 0 {
            decimals.push((carry % DECIMAL_BASE) as u32);
            carry /= DECIMAL_BASE;
        }
    }
    decimals
}
