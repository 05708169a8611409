//! The checks of exercise 5.
//!
//! `cpython.rs`: headers, and what importlib makes of them for the source below, last changed
//! at 1000.

use crate::{Verdict, verdict};

const RECORDED: &[(&str, Verdict)] = &include!("cpython.rs");

const SOURCE: &[u8] = b"x = 1\n";

fn bytes(hexadecimal: &str) -> Vec<u8> {
    let byte = |digits| u8::from_str_radix(digits, 16).unwrap();
    hexadecimal.split_whitespace().map(byte).collect()
}

#[test]
fn agrees_with_cpython() {
    for (header, answer) in RECORDED {
        assert_eq!(verdict(&bytes(header), SOURCE, 1000), *answer, "of {header}");
    }
}

#[test]
fn times_and_sizes_are_cut() {
    let (header, answer) = RECORDED[0];
    assert_eq!(answer, Verdict::Fresh);
    assert_eq!(verdict(&bytes(header), SOURCE, (1 << 32) + 1000), Verdict::Fresh);
    assert_eq!(verdict(&bytes(header), SOURCE, 1001), Verdict::Stale);
}

#[test]
fn a_hash_that_nobody_checks_is_believed() {
    let header = bytes("a7 0d 0d 0a 01 00 00 00 00 00 00 00 00 00 00 00");
    assert_eq!(verdict(&header, b"something else", 1000), Verdict::Fresh);
}
