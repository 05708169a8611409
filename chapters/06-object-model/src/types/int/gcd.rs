//! The greatest common divisor.
//!
//! CPython: `_PyLong_GCD` in `Objects/longobject.c`.
//!
//! Euclid's algorithm divides until nothing is left, and its quotients are nearly always small.
//! Lehmer's reads them off the first 60 bits of both numbers, collects as many steps as those
//! bits make certain into four factors, and goes through the long numbers once for all of them
//! (Knuth, volume 2, 4.5.2, algorithm L). At the end both fit in 64 bits.

use super::add::compare_magnitudes;
use super::digits::{DIGIT_BITS, DIGIT_MASK, Int, Integer, Watch, scratch};
use super::error::NumberError;

/// The greatest number that divides both.
pub fn gcd(left: Int<'_>, right: Int<'_>, watch: Watch<'_>) -> Result<Integer, NumberError> {
    let (mut long, mut short) = (left.magnitude().to_integer()?, right.magnitude().to_integer()?);
    if compare_magnitudes(long.digits(), short.digits()).is_lt() {
        std::mem::swap(&mut long, &mut short);
    }
    while long.digits().len() > 2 {
        if short.view().is_zero() {
            return Ok(long);
        }
        let steps = Steps::certain(long.digits(), short.digits());
        if let Some(steps) = steps {
            watch()?;
            (long, short) = steps.apply(&long, &short)?;
            if compare_magnitudes(long.digits(), short.digits()).is_lt() {
                std::mem::swap(&mut long, &mut short);
            }
        } else {
            let rest = long.modulo(short.view(), watch)?;
            (long, short) = (short, rest);
        }
    }
    let [mut long, mut short] = [&long, &short].map(|value| small(value.digits()));
    while short != 0 {
        (long, short) = (short, long % short);
    }
    Ok(Integer::from(long))
}

fn small(digits: &[u32]) -> u64 {
    digits.iter().rev().fold(0, |value, &digit| value << DIGIT_BITS | u64::from(digit))
}

/// Several of Euclid's steps in one: what is left is `a*long - b*short` and `d*short - c*long`.
struct Steps {
    a: i64,
    b: i64,
    c: i64,
    d: i64,
}

impl Steps {
    /// The steps that the first bits of the numbers make certain, if there are any.
    fn certain(long: &[u32], short: &[u32]) -> Option<Steps> {
        let size = long.len();
        // The first 60 bits of the longer, and of the shorter the bits at the same place.
        let bits = u32::BITS - long[size - 1].leading_zeros();
        let first_bits = |digits: &[u32]| {
            let digit = |index: usize| i64::from(digits.get(index).copied().unwrap_or(0));
            let unused = DIGIT_BITS as u32 - bits;
            digit(size - 1) << (DIGIT_BITS as u32 + unused)
                | digit(size - 2) << unused
                | digit(size - 3) >> bits
        };
        let (mut x, mut y) = (first_bits(long), first_bits(short));
        let (mut a, mut b, mut c, mut d) = (1_i64, 0_i64, 0_i64, 1_i64);
        let mut count = 0;
        // The true quotient lies between these two; while they are equal, it is known. The
        // factors stay within a digit.
        while y != c {
            let quotient = (x + (a - 1)) / (y - c);
            let s = b + quotient * d;
            let t = x - quotient * y;
            if s > t {
                break;
            }
            (x, y) = (y, t);
            let t = a + quotient * c;
            (a, b, c, d) = (d, c, s, t);
            count += 1;
        }
        match count {
            0 => None,
            _ if count % 2 == 0 => Some(Steps { a, b, c, d }),
            // After an odd number of steps the two have changed places.
            _ => Some(Steps { a: -b, b: -a, c: -d, d: -c }),
        }
    }

    /// Does the steps with the whole numbers.
    fn apply(&self, long: &Integer, short: &Integer) -> Result<(Integer, Integer), NumberError> {
        let size = long.digits().len();
        let [mut next_long, mut next_short] = [scratch(size)?, scratch(size)?];
        let mut carries = (0_i64, 0_i64);
        let padded = short.digits().iter().chain(std::iter::repeat(&0));
        let results = next_long.iter_mut().zip(&mut next_short);
        for ((&x, &y), (into_long, into_short)) in long.digits().iter().zip(padded).zip(results) {
            let (x, y) = (i64::from(x), i64::from(y));
            carries.0 += self.a * x - self.b * y;
            carries.1 += self.d * y - self.c * x;
            *into_long = carries.0 as u32 & DIGIT_MASK;
            *into_short = carries.1 as u32 & DIGIT_MASK;
            carries.0 >>= DIGIT_BITS;
            carries.1 >>= DIGIT_BITS;
        }
        debug_assert_eq!(carries, (0, 0));
        let [long, short] =
            [next_long, next_short].map(|digits| Integer::from_digits(digits, false));
        Ok((long, short))
    }
}
