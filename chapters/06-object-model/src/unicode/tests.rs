//! Every code point, against the hash of CPython's answers and against CPython itself.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::*;

/// Our answers for all code points, hashed as `tests/reference/unicode_types.py` does.
fn digest() -> String {
    let mut hash = Sha256::new();
    let mut line = String::new();
    for code in 0..=MAX_UNICODE {
        let Record { flags, digit, lower, title, upper } = *record(code);
        line.clear();
        write!(line, "{flags},{digit},{lower},{title},{upper}").unwrap();
        for mapping in [to_lower_full, to_title_full, to_upper_full, to_folded_full] {
            let mapped: Vec<String> = mapping(code).as_slice().iter().map(u32::to_string).collect();
            write!(line, ",{}", mapped.join(" ")).unwrap();
        }
        writeln!(line, ",{}", to_numeric(code).unwrap_or(-1.0).to_bits()).unwrap();
        hash.update(&line);
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn every_code_point_is_answered_as_cpython_answers() {
    assert_eq!(digest(), tables::DIGEST);
}

#[test]
fn quick_answers_are_the_tables() {
    for code in 0..0x100 {
        assert_eq!(is_alpha(code), has(code, tables::ALPHA), "{code:#x}");
        assert_eq!(is_space(code), has(code, tables::SPACE), "{code:#x}");
        assert_eq!(is_linebreak(code), has(code, tables::LINEBREAK), "{code:#x}");
        assert_eq!(is_printable(code), has(code, tables::PRINTABLE), "{code:#x}");
    }
}

#[test]
fn beyond_unicode_nothing_is_known() {
    for code in [MAX_UNICODE + 1, u32::MAX] {
        assert!(!is_alphanumeric(code) && !is_printable(code) && !is_cased(code));
        assert_eq!(to_upper_full(code).as_slice(), [code]);
        assert_eq!(to_numeric(code), None);
    }
}
