//! Floats in digits, as Python writes them.
//!
//! CPython: `format_float_short` in `Python/pystrtod.c`. The digits themselves come from
//! Rust's formatting, which like CPython's gives the fewest that read back as the same float,
//! or as many as asked for, correctly rounded.

/// `repr(value)`.
pub fn repr_float(value: f64) -> String {
    let mut text = shortest(value);
    if value.is_finite() && !text.contains(['.', 'e']) {
        text += ".0";
    }
    text
}

/// As `repr` without a `.0`: a part of a complex number.
pub(super) fn shortest(value: f64) -> String {
    let fewest = format!("{value:e}");
    // Rust gives the upper one of two equally near; rounded to as many digits it gives the
    // even one, as CPython does.
    let decimals = fewest.find('e').unwrap_or(0).saturating_sub(fewest.find('.').unwrap_or(0) + 1);
    let even = format!("{value:.decimals$e}");
    let reads_back = fewest.contains('.') && even.parse() == Ok(value);
    format(value, if reads_back { &even } else { &fewest }, 16)
}

/// `'%.17g' % value`, which `marshal` writes in its first two versions.
pub fn format_g17(value: f64) -> String {
    format(value, &format!("{value:.16e}"), 17)
}

/// Digits with an exponent, put as Python puts them: from `10**highest` on, and below
/// `1e-04`, with an exponent.
fn format(value: f64, scientific: &str, highest: i32) -> String {
    if value.is_nan() {
        return "nan".into();
    }
    if value.is_infinite() {
        return if value > 0.0 { "inf".into() } else { "-inf".into() };
    }
    let sign = if value.is_sign_negative() { "-" } else { "" };
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let digits = match digits.trim_end_matches('0') {
        "" => "0",
        trimmed => trimmed,
    };
    if !(-4..highest).contains(&exponent) {
        let (first, rest) = digits.split_at(1);
        let point = if rest.is_empty() { "" } else { "." };
        return format!("{sign}{first}{point}{rest}e{exponent:+03}");
    }
    let Ok(before) = usize::try_from(exponent + 1) else {
        let zeros = "0".repeat((-exponent - 1) as usize);
        return format!("{sign}0.{zeros}{digits}");
    };
    match digits.split_at_checked(before) {
        Some(("", rest)) => format!("{sign}0.{rest}"),
        Some((whole, "")) => format!("{sign}{whole}"),
        Some((whole, rest)) => format!("{sign}{whole}.{rest}"),
        None => format!("{sign}{digits}{}", "0".repeat(before - digits.len())),
    }
}
