//! The checks of exercise 4.
//!
//! `cpython.rs`: `co_lnotab`, the first line, the length of the code, and what
//! `dis.findlinestarts` gives.

use crate::line_starts;

type Recorded = (&'static str, i32, usize, &'static [(usize, i32)]);

const RECORDED: &[Recorded] = &include!("cpython.rs");

fn bytes(hexadecimal: &str) -> Vec<u8> {
    hexadecimal.split(' ').map(|byte| u8::from_str_radix(byte, 16).unwrap()).collect()
}

#[test]
fn agrees_with_cpython() {
    for (lnotab, first, length, starts) in RECORDED {
        assert_eq!(line_starts(&bytes(lnotab), *first, *length), *starts, "of {lnotab}");
    }
}

#[test]
fn the_same_line_again_is_no_start() {
    // Two steps of code without a line between them, and a line that is left and found again.
    assert_eq!(line_starts(&[2, 0, 2, 1, 0, 1, 0, 0xff, 2, 0], 1, 8), [(0, 1), (4, 2)]);
}

#[test]
fn nothing_begins_behind_the_code() {
    assert_eq!(line_starts(&[4, 1], 7, 4), [(0, 7)]);
    assert_eq!(line_starts(&[], 7, 4), [(0, 7)]);
}
