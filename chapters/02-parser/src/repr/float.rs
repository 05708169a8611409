//! `repr` of `float` and `complex`: the fewest digits that are read back as the same value.
//!
//! CPython: `format_float_short` in `Python/pystrtod.c`, over David Gay's `dtoa`;
//! `float_repr`, `complex_repr`.
//!
//! The digits are found by the crate `ryu`, which has `dtoa`'s rules: no fewer digits would
//! do, of those of that length they are the nearest to the value, and of two that are as near
//! the even ones. (Rust's own `{:?}` takes the larger: 2182844599568494.25 is
//! `2182844599568494.2` in Python.) What is left is where the point goes and when an exponent
//! is written.

/// Appends `repr(value)`.
pub fn push_float(shown: &mut String, value: f64) {
    let start = shown.len();
    push_shortest(shown, value);
    // An integer is told from a float by its point.
    if shown[start..].bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') {
        shown.push_str(".0");
    }
}

/// Appends `repr(complex(real, imag))`. Without a real part there are no parentheses, unless
/// it is -0.0.
pub fn push_complex(shown: &mut String, real: f64, imag: f64) {
    if real == 0.0 && real.is_sign_positive() {
        push_shortest(shown, imag);
        shown.push('j');
        return;
    }
    shown.push('(');
    push_shortest(shown, real);
    if imag.is_nan() || imag.is_sign_positive() {
        shown.push('+');
    }
    push_shortest(shown, imag);
    shown.push_str("j)");
}

/// C: `PyOS_double_to_string(value, 'r', 0, 0, NULL)`.
fn push_shortest(shown: &mut String, value: f64) {
    if value.is_nan() {
        // Whose sign is not shown.
        shown.push_str("nan");
        return;
    }
    if value.is_sign_negative() {
        shown.push('-');
    }
    if value.is_infinite() {
        shown.push_str("inf");
        return;
    }
    let (digits, exponent) = shortest(value.abs());
    let length = digits.len() as i32;
    match exponent {
        -4..0 => {
            shown.push_str("0.");
            push_zeros(shown, -1 - exponent);
            shown.push_str(&digits);
        }
        0..16 if exponent + 1 >= length => {
            shown.push_str(&digits);
            push_zeros(shown, exponent + 1 - length);
        }
        0..16 => {
            let (whole, fraction) = digits.split_at(exponent as usize + 1);
            shown.extend([whole, ".", fraction]);
        }
        _ => {
            let (first, rest) = digits.split_at(1);
            shown.push_str(first);
            if !rest.is_empty() {
                shown.extend([".", rest]);
            }
            let sign = if exponent < 0 { '-' } else { '+' };
            shown.push_str(&format!("e{sign}{:02}", exponent.abs()));
        }
    }
}

/// The fewest digits, and the power of ten that the first of them counts.
fn shortest(value: f64) -> (String, i32) {
    let mut buffer = ryu::Buffer::new();
    // In one of the forms `12.5`, `0.00125`, `1.25e-9`, `1e23`.
    let found = buffer.format_finite(value);
    let (mantissa, exponent) = found.split_once('e').unwrap_or((found, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = [whole, fraction].concat();
    let significant = digits.trim_start_matches('0');
    if significant.is_empty() {
        return ("0".to_owned(), 0);
    }
    let exponent: i32 = exponent.parse().unwrap_or_default();
    let leading_zeros = digits.len() - significant.len();
    let first = exponent + whole.len() as i32 - 1 - leading_zeros as i32;
    (significant.trim_end_matches('0').to_owned(), first)
}

fn push_zeros(shown: &mut String, count: i32) {
    shown.extend(std::iter::repeat_n('0', count as usize));
}
