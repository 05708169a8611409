//! The programs under `tests/programs`, run by the built `glass`: what they print, on standard
//! output and standard error, and their exit status are CPython's, as it was recorded.
//!
//! A group is a folder there that `groups.txt` names; `python3.11 tests/reference/running.py
//! GROUP/NAME` records a new program. `PROGRAM=group/name cargo test -p interpreter --test
//! programs` shows the difference of one program, and `PROGRAM=group` those of a group that
//! differ.

mod support;

use support::{actual, groups, programs, recorded};

/// Programs that need what isn't there yet. One that is listed and agrees is an error too, so
/// that the list gets shorter.
const NOT_YET: &[&str] = &[];

#[test]
fn programs_print_what_they_print_under_cpython() {
    let only = std::env::var("PROGRAM").ok();
    let mut wrong = Vec::new();
    for group in groups() {
        for name in programs(&group) {
            let path = format!("{group}/{name}");
            let asked = only.as_deref();
            if asked.is_some_and(|asked| asked != path && asked != group) {
                continue;
            }
            let (actual, expected) = (actual(&group, &name), recorded(&group, &name));
            if asked == Some(path.as_str()) {
                pretty_assertions::assert_str_eq!(actual, expected);
            }
            let agrees = actual == expected;
            if agrees == NOT_YET.contains(&path.as_str()) {
                let last = actual.lines().rev().find(|line| !line.starts_with("--"));
                wrong.push(format!("{path}: agrees {agrees}; {}", last.unwrap_or_default()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
