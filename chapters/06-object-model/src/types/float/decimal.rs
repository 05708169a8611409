//! The decimal digits of a double.
//!
//! CPython: David Gay's `dtoa` in `Python/dtoa.c`, with its modes 0, 2 and 3.
//!
//! Each double is a decimal fraction, of up to 767 digits. `repr` wants the fewest that are read
//! back as the same double; the crate `ryu` finds them, with `dtoa`'s rules for a choice. A format
//! with a precision wants the exact fraction rounded there, a tie to the even digit; that is what
//! the standard library's `{:.*e}` and `{:.*}` do. Here all become one form.

use std::fmt::Write;

/// The digits of a finite number's magnitude.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Decimal {
    /// ASCII digits, without zeros at either end; for 0 it is one zero. None at all are left of
    /// a number that was rounded away.
    pub digits: String,
    /// Before which digit the point stands. C: `decpt`.
    pub point: i64,
}

/// From here on, digits behind the point are zeros: the least double is 2**-1074.
const MOST_PLACES: usize = 1074;
/// As many digits has the longest.
const MOST_DIGITS: usize = 767;

impl Decimal {
    /// The fewest digits that are read back as this double. `dtoa`'s mode 0.
    pub fn shortest(value: f64) -> Decimal {
        let mut buffer = ryu::Buffer::new();
        // In one of the forms `12.5`, `0.00125`, `1.25e-9`, `1e23`.
        Decimal::read(buffer.format_finite(value.abs()))
    }

    /// So many digits, at least one. `dtoa`'s mode 2.
    pub fn significant(value: f64, count: usize) -> Decimal {
        let places = count.clamp(1, MOST_DIGITS) - 1;
        Decimal::read(&format!("{:.places$e}", value.abs()))
    }

    /// So many digits behind the point. `dtoa`'s mode 3.
    pub fn fixed(value: f64, places: usize) -> Decimal {
        let kept = places.min(MOST_PLACES);
        let mut text = String::with_capacity(kept + 24);
        write!(text, "{:.kept$}", value.abs()).expect("writing to a string does not fail");
        let decimal = Decimal::read(&text);
        if decimal.digits == "0" && value != 0.0 {
            return Decimal { digits: String::new(), point: -(places as i64) };
        }
        decimal
    }

    /// Rounded to a power of ten. `dtoa`'s mode 3 with a negative number of places.
    pub fn rounded_to_power(value: f64, power: usize) -> Decimal {
        let mut decimal = Decimal::significant(value, MOST_DIGITS);
        let kept = decimal.point - power as i64;
        if kept < 0 {
            return Decimal { digits: String::new(), point: power as i64 };
        }
        decimal.round_at(kept as usize);
        decimal
    }

    /// Keeps the first digits, rounded by the rest, a tie to the even.
    fn round_at(&mut self, kept: usize) {
        if kept >= self.digits.len() {
            return;
        }
        let rest = &self.digits.as_bytes()[kept..];
        let is_odd = kept > 0 && self.digits.as_bytes()[kept - 1] % 2 == 1;
        let goes_up = match rest[0] {
            b'5' => rest.len() > 1 || is_odd,
            digit => digit > b'5',
        };
        self.digits.truncate(kept);
        if goes_up {
            // Nines become zeros, which are not kept, and what is before them goes up by one.
            let nines = self.digits.len() - self.digits.trim_end_matches('9').len();
            self.digits.truncate(kept - nines);
            match self.digits.pop() {
                Some(digit) => self.digits.push((digit as u8 + 1) as char),
                None => {
                    self.digits.push('1');
                    self.point += 1;
                }
            }
        }
        self.digits.truncate(self.digits.trim_end_matches('0').len());
    }

    /// From a number as the standard library writes it.
    fn read(text: &str) -> Decimal {
        let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let mut digits = String::with_capacity(whole.len() + fraction.len());
        digits.push_str(whole);
        digits.push_str(fraction);
        let zeros = digits.len() - digits.trim_start_matches('0').len();
        if zeros == digits.len() {
            return Decimal { digits: "0".to_owned(), point: 1 };
        }
        digits.drain(..zeros);
        digits.truncate(digits.trim_end_matches('0').len());
        let exponent: i64 = exponent.parse().expect("the standard library wrote a number");
        Decimal { digits, point: exponent + whole.len() as i64 - zeros as i64 }
    }
}
