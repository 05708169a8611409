//! Decimals, digits and numbers.
//!
//! CPython: `Objects/unicodectype.c` (`_PyUnicode_ToDecimalDigit`, `_PyUnicode_ToDigit`,
//! `_PyUnicode_ToNumeric`).
//!
//! Three sets, each within the next: decimals can be written to a number in places (`٣`), digits
//! have a value from 0 to 9 (`³`), numbers have any value (`¾`, `万`). `int('٣')` takes
//! decimals only.

use super::{has, record, tables};

/// Has a decimal value (`str.isdecimal`).
pub fn is_decimal(code: u32) -> bool {
    has(code, tables::DECIMAL)
}

/// Has a digit's value (`str.isdigit`).
pub fn is_digit(code: u32) -> bool {
    has(code, tables::DIGIT)
}

/// Has a value (`str.isnumeric`).
pub fn is_numeric(code: u32) -> bool {
    has(code, tables::NUMERIC)
}

/// The decimal value.
pub fn to_decimal(code: u32) -> Option<u8> {
    let record = record(code);
    (record.flags & tables::DECIMAL != 0).then_some(record.digit)
}

/// The digit's value.
pub fn to_digit(code: u32) -> Option<u8> {
    let record = record(code);
    (record.flags & tables::DIGIT != 0).then_some(record.digit)
}

/// The value, a fraction or a whole number up to 10^12.
pub fn to_numeric(code: u32) -> Option<f64> {
    if !is_numeric(code) {
        return None;
    }
    if let Some(digit) = to_digit(code) {
        return Some(f64::from(digit));
    }
    let behind = tables::NUMBERS.partition_point(|&(first, ..)| first <= code);
    let &(first, count, numerator, denominator, step) =
        tables::NUMBERS.get(behind.checked_sub(1)?)?;
    let offset = code - first;
    (offset < count).then(|| (numerator + step * i64::from(offset)) as f64 / denominator as f64)
}

/// A text as the algorithms read numbers from: decimals as ASCII digits, whitespace as spaces,
/// and a `?` with nothing behind it for the first character that can't be in a number. ASCII
/// stays as it is. C: `_PyUnicode_TransformDecimalAndSpaceToASCII`.
pub fn to_ascii_number(text: impl Iterator<Item = u32>) -> Vec<u8> {
    let mut ascii = Vec::with_capacity(text.size_hint().0);
    for code in text {
        ascii.push(match to_decimal(code) {
            _ if code < 127 => code as u8,
            _ if super::is_space(code) => b' ',
            Some(digit) => b'0' + digit,
            None => {
                ascii.push(b'?');
                break;
            }
        });
    }
    ascii
}
