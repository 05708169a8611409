//! A double as text.
//!
//! CPython: `PyOS_double_to_string`, `format_float_short` in `Python/pystrtod.c`.
//!
//! A format code chooses which digits are made, and whether the number is written with an
//! exponent. Think of the digits as standing in an endless row of zeros: what is written is a
//! stretch of that row, from before the point to behind the last digit that is wanted.

use super::decimal::Decimal;
use crate::types::int::{NumberError, Stopped};

/// Which digits, and where an exponent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FloatCode {
    /// `e`: always an exponent, so many digits behind the point.
    Exponent,
    /// `f`: never an exponent, so many digits behind the point.
    Fixed,
    /// `g`: so many digits, an exponent where the number is very small or longer than them.
    General,
    /// `r`: the fewest digits, an exponent below 1e-4 and from 1e16 on.
    Repr,
}

/// How to write a double.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FloatFormat {
    /// The format code.
    pub code: FloatCode,
    /// How many digits; [`FloatCode::Repr`] ignores it.
    pub precision: usize,
    /// Letters as `E`, `F`, `G` write them.
    pub uppercase: bool,
    /// A sign also where it is a plus. C: `Py_DTSF_SIGN`.
    pub always_sign: bool,
    /// `.0` behind what looks like an integer. C: `Py_DTSF_ADD_DOT_0`.
    pub point_zero: bool,
    /// The flag `#`: a point also where nothing follows, and zeros at the end. C: `Py_DTSF_ALT`.
    pub alternate: bool,
    /// The flag `z`: no minus before a zero. C: `Py_DTSF_NO_NEG_0`.
    pub no_negative_zero: bool,
}

impl FloatFormat {
    /// A code and a precision, without any flag.
    pub fn new(code: FloatCode, precision: usize) -> FloatFormat {
        FloatFormat {
            code,
            precision,
            uppercase: false,
            always_sign: false,
            point_zero: false,
            alternate: false,
            no_negative_zero: false,
        }
    }

    /// The code that a letter stands for: one of `eEfFgGr`.
    pub fn from_letter(letter: char, precision: usize) -> Option<FloatFormat> {
        let code = match letter.to_ascii_lowercase() {
            'e' => FloatCode::Exponent,
            'f' => FloatCode::Fixed,
            'g' => FloatCode::General,
            'r' => FloatCode::Repr,
            _ => return None,
        };
        let uppercase = letter.is_ascii_uppercase();
        Some(FloatFormat { uppercase, ..FloatFormat::new(code, precision) })
    }

    /// The text. It fails where a precision asks for more than there is memory.
    pub fn write(&self, value: f64) -> Result<String, NumberError> {
        if !value.is_finite() {
            return Ok(self.write_special(value));
        }
        // `g` with no digits is taken as one digit.
        let precision = match self.code {
            FloatCode::General => self.precision.max(1),
            _ => self.precision,
        };
        let decimal = match self.code {
            FloatCode::Exponent => Decimal::significant(value, precision.saturating_add(1)),
            FloatCode::Fixed => Decimal::fixed(value, precision),
            FloatCode::General => Decimal::significant(value, precision),
            FloatCode::Repr => Decimal::shortest(value),
        };
        let is_zero = decimal.digits.is_empty() || decimal.digits == "0";
        let negative = value.is_sign_negative() && !(self.no_negative_zero && is_zero);
        self.lay_out(&decimal, negative, precision as i64)
    }

    /// The sign of a NaN isn't shown.
    fn write_special(&self, value: f64) -> String {
        let name = if value.is_nan() { "nan" } else { "inf" };
        let sign = match value {
            f64::NEG_INFINITY => "-",
            _ if self.always_sign => "+",
            _ => "",
        };
        let text = format!("{sign}{name}");
        if self.uppercase { text.to_ascii_uppercase() } else { text }
    }

    fn lay_out(
        &self,
        decimal: &Decimal,
        negative: bool,
        precision: i64,
    ) -> Result<String, NumberError> {
        let length = decimal.digits.len() as i64;
        let mut point = decimal.point;
        let has_exponent = match self.code {
            FloatCode::Exponent => true,
            FloatCode::Fixed => false,
            FloatCode::General => point <= -4 || point > precision - i64::from(self.point_zero),
            FloatCode::Repr => point <= -4 || point > 16,
        };
        // Where the stretch ends, counted from the first digit.
        let end = match self.code {
            FloatCode::Exponent => precision + 1,
            FloatCode::Fixed => point + precision,
            FloatCode::General if self.alternate => precision,
            FloatCode::General | FloatCode::Repr => length,
        };
        let exponent = point - 1;
        if has_exponent {
            point = 1;
        }
        let end = end.max(point + i64::from(self.point_zero && !has_exponent));

        let mut text = String::new();
        let size = (end - point.min(0)) as usize + 16;
        text.try_reserve_exact(size).map_err(|_| Stopped::OutOfMemory)?;
        match (negative, self.always_sign) {
            (true, _) => text.push('-'),
            (false, true) => text.push('+'),
            (false, false) => {}
        }
        // The whole part: at least a zero.
        let whole = point.clamp(0, length) as usize;
        if point <= 0 {
            text.push('0');
        }
        text.push_str(&decimal.digits[..whole]);
        push_zeros(&mut text, point - length);
        // The fraction: zeros, the digits that are left, zeros.
        if end > point || self.alternate {
            text.push('.');
        }
        push_zeros(&mut text, -point);
        text.push_str(&decimal.digits[whole..]);
        push_zeros(&mut text, end - length.max(point));
        if has_exponent {
            let letter = if self.uppercase { 'E' } else { 'e' };
            let sign = if exponent < 0 { '-' } else { '+' };
            text.push_str(&format!("{letter}{sign}{:02}", exponent.abs()));
        }
        Ok(text)
    }
}

/// `repr(value)`, and `str(value)`.
pub fn repr(value: f64) -> String {
    let format = FloatFormat { point_zero: true, ..FloatFormat::new(FloatCode::Repr, 0) };
    format.write(value).expect("the fewest digits are at most 17")
}

fn push_zeros(text: &mut String, count: i64) {
    text.extend(std::iter::repeat_n('0', usize::try_from(count).unwrap_or(0)));
}
