//! What holds of every specification. What each one prints is compared with CPython in the
//! tests that cross chapters.

use proptest::prelude::*;

use super::*;
use crate::types::int::{DigitLimit, Exception, Integer, UNWATCHED};

fn int(value: i64, spec: &str) -> Result<String, FormatError> {
    let spec = FormatSpec::for_number(&code_points(spec), "int")?;
    let mut output = Vec::new();
    let value = Integer::from(value);
    let limit = DigitLimit::DEFAULT;
    format_int(value.view(), &spec, "int", &Locale::C, limit, UNWATCHED, &mut output)?;
    Ok(output.into_iter().filter_map(char::from_u32).collect())
}

proptest! {
    #[test]
    fn any_text_is_a_specification_or_an_error(spec in "[<>=^+\\- z#0-9,_.a-zA-Z%\u{e9}]{0,8}") {
        if let Err(error) = int(-1234, &spec) {
            prop_assert!(!error.to_string().is_empty());
        }
    }

    #[test]
    fn a_width_is_kept(value in any::<i64>(), width in 0..60_usize, align in "[<>=^]") {
        let text = int(value, &format!("*{align}{width}d")).unwrap();
        prop_assert_eq!(text.len(), width.max(value.to_string().len()));
        prop_assert_eq!(text.replace('*', ""), value.to_string());
    }

    #[test]
    fn groups_are_of_three(value in any::<i64>()) {
        let text = int(value, ",").unwrap();
        prop_assert_eq!(text.replace(',', ""), value.to_string());
        let groups: Vec<&str> = text.trim_start_matches('-').split(',').collect();
        prop_assert!((1..=3).contains(&groups[0].len()));
        prop_assert!(groups[1..].iter().all(|group| group.len() == 3));
    }
}

#[test]
fn a_locale_groups_as_it_likes() {
    let separator = code_points("'");
    let point = code_points(",");
    let locale = |grouping: &'static [u8]| Locale {
        decimal_point: &point,
        thousands_separator: &separator,
        grouping,
    };
    let shown = |grouping, width: &str| {
        let spec = FormatSpec::for_number(&code_points(&format!("{width}n")), "float").unwrap();
        let mut output = Vec::new();
        format_float(
            123456.5,
            &FormatSpec { precision: Some(9), ..spec },
            "float",
            &locale(grouping),
            &mut output,
        )
        .unwrap();
        output.into_iter().filter_map(char::from_u32).collect::<String>()
    };
    assert_eq!(shown(&[3], ""), "123'456,5");
    assert_eq!(shown(&[1, 2], ""), "1'23'45'6,5");
    assert_eq!(shown(&[2, Locale::STOP], ""), "1234'56,5");
    assert_eq!(shown(&[], ""), "123456,5");
    assert_eq!(shown(&[3], "012"), "00'123'456,5");
    // A separator never comes first: one zero more.
    assert_eq!(shown(&[3], "013"), "000'123'456,5");
    assert_eq!(shown(&[3], "014"), "0'000'123'456,5");
}

#[test]
fn a_width_beyond_memory_is_an_error() {
    for spec in ["9223372036854775807d", "0>9223372036854775807,d", "09223372036854775807,d"] {
        assert_eq!(int(1, spec).unwrap_err().exception(), Exception::MemoryError, "{spec}");
    }
    assert_eq!(int(1, "9223372036854775808d"), Err(FormatError::TooManyDigits));
}
