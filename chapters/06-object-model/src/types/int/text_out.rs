//! An integer as text.
//!
//! CPython: `long_to_decimal_string_internal`, `long_format_binary` in `Objects/longobject.c`.
//!
//! To a base that is a power of two the bits are only read in other groups. Decimal digits have
//! to be calculated: digits to the base 2**30 become digits to the base 10**9, the shorter ones
//! one by one, in time in the square of their number. Long ones are first divided by a power of
//! ten of half their length, and both halves again; CPython does that from 3.12 on. It has had a
//! limit on the length since a long number in a request could stop a server, and it holds here
//! as well.

use super::digits::{DIGIT_BITS, Int, Integer, Stopped, Watch, normalised, scratch};
use super::divide::divide_magnitudes;
use super::error::NumberError;

/// What a decimal "digit" counts to. C: `_PyLong_DECIMAL_BASE`.
const DECIMAL_BASE: u32 = 1_000_000_000;
/// How many decimal digits it holds. C: `_PyLong_DECIMAL_SHIFT`.
const DECIMAL_SHIFT: usize = 9;
/// Numbers with more digits than this are halved.
const CUTOFF: usize = 160;

/// The longest text that is converted between decimal digits and numbers, in digits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DigitLimit(usize);

impl DigitLimit {
    /// Any length.
    pub const NONE: DigitLimit = DigitLimit(0);
    /// What an interpreter starts with. C: `_PY_LONG_DEFAULT_MAX_STR_DIGITS`.
    pub const DEFAULT: DigitLimit = DigitLimit(4300);
    /// No limit is lower, and lengths up to here are not looked at. C:
    /// `_PY_LONG_MAX_STR_DIGITS_THRESHOLD`.
    pub const THRESHOLD: usize = 640;

    /// The limit that `sys.set_int_max_str_digits` sets; 0 is none. Below the threshold there
    /// is no limit to be had.
    pub fn new(digits: usize) -> Option<DigitLimit> {
        (digits == 0 || digits >= DigitLimit::THRESHOLD).then_some(DigitLimit(digits))
    }

    /// The number of digits; 0 is no limit.
    pub fn digits(self) -> usize {
        self.0
    }

    /// Whether so many digits are too many.
    pub(crate) fn refuses(self, digits: usize) -> bool {
        self.0 > 0 && digits > DigitLimit::THRESHOLD && digits > self.0
    }

    /// Whether a number of so many digits to the base 2**30 has surely too many: log2(10) is
    /// below 10/3. So what is refused is refused before any work is done.
    fn surely_refuses(self, size: usize) -> bool {
        let bits_of_three = 3 * DIGIT_BITS;
        self.0 > 0
            && size >= 10 * DigitLimit::THRESHOLD / bits_of_three + 2
            && self.0 / bits_of_three <= (size - 11) / 10
    }
}

/// `str(value)`.
pub fn to_decimal(
    value: Int<'_>,
    limit: DigitLimit,
    watch: Watch<'_>,
) -> Result<String, NumberError> {
    if limit.surely_refuses(value.digits.len()) {
        return Err(NumberError::TooManyDigitsForText { limit: limit.0 });
    }
    let decimals = to_decimal_base(value.digits, watch)?;
    let decimals = normalised(&decimals);
    let (&first, rest) = decimals.split_last().unwrap_or((&0, &[]));
    let length = first.checked_ilog10().unwrap_or(0) as usize + 1 + rest.len() * DECIMAL_SHIFT;
    if limit.refuses(length) {
        return Err(NumberError::TooManyDigitsForText { limit: limit.0 });
    }
    let mut text = String::new();
    text.try_reserve_exact(length + 1).map_err(|_| Stopped::OutOfMemory)?;
    if value.negative {
        text.push('-');
    }
    text.push_str(&first.to_string());
    for &decimal in rest.iter().rev() {
        text.extend(decimal_digits(decimal).map(char::from));
    }
    Ok(text)
}

/// `bin`, `oct` or `hex` of a number, with 1, 3 or 4 bits to a character, and behind the sign a
/// prefix.
pub fn to_power_of_two_base(
    value: Int<'_>,
    bits: u32,
    prefix: &str,
) -> Result<String, NumberError> {
    let length = super::bit_length(value).div_ceil(bits as usize).max(1);
    let mut text = Vec::new();
    let size = length + prefix.len() + usize::from(value.negative);
    text.try_reserve_exact(size).map_err(|_| Stopped::OutOfMemory)?;
    // From the lowest up, and turned around at the end.
    let (mut window, mut available) = (0_u64, 0);
    let mut digits = value.digits.iter();
    for _ in 0..length {
        if available < bits {
            window |= u64::from(digits.next().copied().unwrap_or(0)) << available;
            available += DIGIT_BITS as u32;
        }
        text.push(b"0123456789abcdef"[(window & ((1 << bits) - 1)) as usize]);
        window >>= bits;
        available -= bits;
    }
    text.extend(prefix.bytes().rev());
    if value.negative {
        text.push(b'-');
    }
    text.reverse();
    Ok(text.into_iter().map(char::from).collect())
}

/// Nine digits, with zeros in front.
fn decimal_digits(mut decimal: u32) -> [u8; DECIMAL_SHIFT] {
    let mut digits = [0; DECIMAL_SHIFT];
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + (decimal % 10) as u8;
        decimal /= 10;
    }
    digits
}

/// Digits to the base 10**9, the lowest first, with zeros at the end.
fn to_decimal_base(digits: &[u32], watch: Watch<'_>) -> Result<Vec<u32>, Stopped> {
    // One of these for each digit is enough up to where nine decimal digits have fallen behind
    // 30 bits by a whole one: 30 / (9 * log2(10)) is 1.0034.
    let mut powers = vec![Integer::from(DECIMAL_BASE)];
    let mut size = 1;
    if digits.len() > CUTOFF {
        while 2 * powers[powers.len() - 1].digits().len() - 1 <= digits.len() {
            let last = &powers[powers.len() - 1];
            powers.push(last.times(last.view(), watch)?);
        }
        size <<= powers.len();
    }
    let mut decimals = scratch(size.max(digits.len() + digits.len() / 100 + 2))?;
    write_decimals(digits, &powers, &mut decimals, watch)?;
    Ok(decimals)
}

/// Writes a number below `10 ** (9 * decimals.len())`. The last of `powers`, each of which is
/// the square of the one before it, begins its upper half.
fn write_decimals(
    digits: &[u32],
    powers: &[Integer],
    decimals: &mut [u32],
    watch: Watch<'_>,
) -> Result<(), Stopped> {
    let Some((power, powers)) = powers.split_last().filter(|_| digits.len() > CUTOFF) else {
        return write_short(digits, decimals, watch);
    };
    let mut quotient = scratch((digits.len() + 2).saturating_sub(power.digits().len()))?;
    let mut remainder = scratch(power.digits().len())?;
    divide_magnitudes(digits, power.digits(), &mut quotient, &mut remainder, watch)?;
    let (low, high) = decimals.split_at_mut(1 << powers.len());
    write_decimals(normalised(&remainder), powers, low, watch)?;
    write_decimals(normalised(&quotient), powers, high, watch)
}

/// Knuth, volume 2, 4.4, method 1b.
fn write_short(digits: &[u32], decimals: &mut [u32], watch: Watch<'_>) -> Result<(), Stopped> {
    let mut size = 0;
    for &digit in digits.iter().rev() {
        watch()?;
        let mut carry = u64::from(digit);
        for decimal in &mut decimals[..size] {
            let value = u64::from(*decimal) << DIGIT_BITS | carry;
            carry = value / u64::from(DECIMAL_BASE);
            *decimal = (value % u64::from(DECIMAL_BASE)) as u32;
        }
        while carry > 0 {
            decimals[size] = (carry % u64::from(DECIMAL_BASE)) as u32;
            carry /= u64::from(DECIMAL_BASE);
            size += 1;
        }
    }
    Ok(())
}
