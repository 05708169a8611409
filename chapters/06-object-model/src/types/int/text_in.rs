//! An integer from text: `int("…", base)`.
//!
//! CPython: `PyLong_FromString`, `long_from_binary_base` in `Objects/longobject.c`.
//!
//! The text is ASCII: the caller has turned other decimal digits and spaces into those
//! (`_PyUnicode_TransformDecimalAndSpaceToASCII`). Around the number may be whitespace, before
//! it a sign and a prefix that fits the base, between two digits an underscore. As many
//! characters as fit into a digit are read together. From there on, a power of two is put
//! together from bits; any other base takes a multiplication of all that was read for each
//! digit, or for a long text, one multiplication of two halves.

use super::digits::{DIGIT_BASE, DIGIT_BITS, DIGIT_MASK, Integer, Stopped, Watch, scratch};
use super::digits::{signed_size, significant};
use super::error::NumberError;
use super::karatsuba::multiply_magnitudes;
use super::multiply::multiply_small;
use super::text_out::DigitLimit;

/// Texts with more groups of characters than this are halved.
const CUTOFF: usize = 120;

/// A text that is an integer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Literal {
    /// The values of the characters, the first digit first.
    values: Vec<u8>,
    base: u32,
    negative: bool,
}

/// `int(text, base)`.
pub fn parse(
    text: &[u8],
    base: u32,
    limit: DigitLimit,
    watch: Watch<'_>,
) -> Result<Integer, NumberError> {
    let literal = Literal::scan(text, base, limit)?;
    Integer::filled(literal.size()?, |into| Ok(literal.value(into, watch)?))
}

impl Literal {
    /// Reads the characters, and finds every error that a text can have.
    pub fn scan(text: &[u8], base: u32, limit: DigitLimit) -> Result<Literal, NumberError> {
        if base == 1 || base > 36 {
            return Err(NumberError::InvalidBase);
        }
        let invalid = NumberError::InvalidIntLiteral { base };
        let text = trim_start(text);
        let (negative, text) = match text {
            [b'-', rest @ ..] => (true, rest),
            [b'+', rest @ ..] => (false, rest),
            _ => (false, text),
        };
        let prefixed = match text {
            [b'0', b'x' | b'X', ..] => 16,
            [b'0', b'o' | b'O', ..] => 8,
            [b'0', b'b' | b'B', ..] => 2,
            _ => 10,
        };
        // Octal numbers were once written with a 0 in front; of those only 0 itself is left.
        let must_be_zero = base == 0 && prefixed == 10 && text.first() == Some(&b'0');
        let base = if base == 0 { prefixed } else { base };
        let text = match text {
            [_, _, b'_', rest @ ..] | [_, _, rest @ ..] if base == prefixed && base != 10 => rest,
            _ => text,
        };
        let (values, rest) = scan_digits(text, base).ok_or_else(|| invalid.clone())?;
        if !base.is_power_of_two() && limit.refuses(values.len()) {
            let (limit, digits) = (limit.digits(), values.len());
            return Err(NumberError::TooManyDigitsInText { limit, digits });
        }
        let is_wrong = must_be_zero && values.iter().any(|&value| value != 0);
        if is_wrong || values.is_empty() || !trim_start(rest).is_empty() {
            return Err(invalid);
        }
        Ok(Literal { values, base, negative })
    }

    /// The digits that [`value`](Self::value) needs.
    pub fn size(&self) -> Result<usize, NumberError> {
        if self.base.is_power_of_two() {
            let bits = self.values.len().checked_mul(self.base.ilog2() as usize);
            return Ok(bits.ok_or(NumberError::IntStringTooLarge)?.div_ceil(DIGIT_BITS));
        }
        let (width, _) = group(self.base);
        Ok(self.values.len().div_ceil(width))
    }

    /// The number, into at least [`size`](Self::size) digits.
    pub fn value(&self, into: &mut [u32], watch: Watch<'_>) -> Result<isize, Stopped> {
        if self.base.is_power_of_two() {
            self.gather_bits(into);
        } else {
            let groups = self.groups()?;
            let (_, base) = group(self.base);
            let powers = powers(base, groups.len(), watch)?;
            evaluate(&groups, base, &powers, into, watch)?;
        }
        Ok(signed_size(into, self.negative))
    }

    fn gather_bits(&self, into: &mut [u32]) {
        into.fill(0);
        let bits = self.base.ilog2();
        let (mut window, mut available, mut index) = (0_u64, 0, 0);
        for &value in self.values.iter().rev() {
            window |= u64::from(value) << available;
            available += bits;
            if available >= DIGIT_BITS as u32 {
                into[index] = window as u32 & DIGIT_MASK;
                window >>= DIGIT_BITS;
                available -= DIGIT_BITS as u32;
                index += 1;
            }
        }
        if window > 0 {
            into[index] = window as u32;
        }
    }

    /// As many characters together as fit, the lowest first.
    fn groups(&self) -> Result<Vec<u32>, Stopped> {
        let (width, _) = group(self.base);
        let mut groups = scratch(self.values.len().div_ceil(width))?;
        for (into, values) in groups.iter_mut().zip(self.values.rchunks(width)) {
            *into = values.iter().fold(0, |sum, &value| sum * self.base + u32::from(value));
        }
        Ok(groups)
    }
}

/// How many characters fit into a digit, and what so many count to. C: `convwidth_base`,
/// `convmultmax_base`.
fn group(base: u32) -> (usize, u32) {
    let (mut width, mut power) = (1, base);
    while u64::from(power) * u64::from(base) <= DIGIT_BASE {
        power *= base;
        width += 1;
    }
    (width, power)
}

/// The values of the digits that the text begins with, and the rest. `None` where an underscore
/// is not between two digits.
fn scan_digits(text: &[u8], base: u32) -> Option<(Vec<u8>, &[u8])> {
    let mut values = Vec::with_capacity(text.len());
    let mut before = b'_';
    for (index, &character) in text.iter().enumerate() {
        match char::from(character).to_digit(base) {
            Some(value) => values.push(value as u8),
            None if character == b'_' && before != b'_' => {}
            None if character == b'_' || (before == b'_' && index > 0) => return None,
            None => return Some((values, &text[index..])),
        }
        before = character;
    }
    (before != b'_' || text.is_empty()).then_some((values, &[]))
}

/// What the C locale calls whitespace. C: `Py_ISSPACE`.
pub(crate) fn is_space(character: &u8) -> bool {
    matches!(character, b' ' | b'\t'..=b'\r')
}

/// Without the whitespace that the text begins with.
pub(crate) fn trim_start(text: &[u8]) -> &[u8] {
    let start = text.iter().position(|character| !is_space(character)).unwrap_or(text.len());
    &text[start..]
}

/// The base to the powers 1, 2, 4 and so on, times [`CUTOFF`], as far as they are needed.
fn powers(base: u32, groups: usize, watch: Watch<'_>) -> Result<Vec<Integer>, Stopped> {
    let mut powers = Vec::new();
    let mut reached = CUTOFF;
    while reached < groups {
        let power = match powers.last() {
            None => {
                let mut digits = scratch(CUTOFF + 1)?;
                digits[0] = 1;
                (0..CUTOFF).for_each(|_| {
                    multiply_small(&mut digits, base, 0);
                });
                Integer::from_digits(digits, false)
            }
            Some(last) => Integer::times(last, last.view(), watch)?,
        };
        powers.push(power);
        reached *= 2;
    }
    Ok(powers)
}

/// The number with these digits to the base `base`; `into` is filled up with zeros.
fn evaluate(
    groups: &[u32],
    base: u32,
    powers: &[Integer],
    into: &mut [u32],
    watch: Watch<'_>,
) -> Result<(), Stopped> {
    into.fill(0);
    let Some((power, powers)) = powers.split_last() else {
        let mut size = 0;
        for &group in groups.iter().rev() {
            watch()?;
            let carry = multiply_small(&mut into[..size], base, group);
            if carry > 0 {
                into[size] = carry;
                size += 1;
            }
        }
        return Ok(());
    };
    let half = CUTOFF << powers.len();
    if groups.len() <= half {
        return evaluate(groups, base, powers, into, watch);
    }
    let (low, high) = groups.split_at(half);
    let mut upper = scratch(high.len())?;
    evaluate(high, base, powers, &mut upper, watch)?;
    let upper = &upper[..significant(&upper)];
    let mut product = scratch(upper.len() + power.digits().len())?;
    multiply_magnitudes(upper, power.digits(), &mut product, watch)?;
    evaluate(low, base, powers, into, watch)?;
    super::add::add_to(into, &product[..significant(&product)]);
    Ok(())
}
