//! What the `is…` methods of bytes ask: ASCII's letters, digits and spaces.
//!
//! CPython: `Objects/bytes_methods.c`, `Python/pyctype.c`.
//!
//! Unlike `str`'s, a space is one of six, and a line ends with `\n`, `\r` or both only.

use std::ops::Range;

use crate::types::str::split::{self, Ends};

/// `Py_ISSPACE`
pub fn is_space(byte: u8) -> bool {
    matches!(byte, b'\t'..=b'\r' | b' ')
}

/// What `bytes.splitlines` splits at.
pub fn is_linebreak(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

/// Whether there are bytes, and all are of a sort (`isalpha`, `isdigit`, `isspace` …).
pub fn is_all(bytes: &[u8], sort: impl Fn(u8) -> bool) -> bool {
    !bytes.is_empty() && bytes.iter().all(|byte| sort(*byte))
}

/// Whether there are letters, and all are upper case.
pub fn is_upper(bytes: &[u8]) -> bool {
    bytes.iter().any(u8::is_ascii_uppercase) && !bytes.iter().any(u8::is_ascii_lowercase)
}

/// Whether there are letters, and all are lower case.
pub fn is_lower(bytes: &[u8]) -> bool {
    bytes.iter().any(u8::is_ascii_lowercase) && !bytes.iter().any(u8::is_ascii_uppercase)
}

/// Whether words begin with upper case and go on in lower case, and there are letters.
pub fn is_title(bytes: &[u8]) -> bool {
    let mut previous_is_letter = false;
    for byte in bytes {
        if byte.is_ascii_alphabetic() && byte.is_ascii_uppercase() == previous_is_letter {
            return false;
        }
        previous_is_letter = byte.is_ascii_alphabetic();
    }
    bytes.iter().any(u8::is_ascii_alphabetic)
}

/// `bytes.split()`
pub fn split_spaces(bytes: &[u8], most: usize) -> Vec<Range<usize>> {
    split::split_spaces(bytes, most, is_space)
}

/// `bytes.rsplit()`
pub fn rsplit_spaces(bytes: &[u8], most: usize) -> Vec<Range<usize>> {
    split::rsplit_spaces(bytes, most, is_space)
}

/// `bytes.splitlines`
pub fn split_lines(bytes: &[u8], keep_ends: bool) -> Vec<Range<usize>> {
    split::split_lines(bytes, keep_ends, is_linebreak)
}

/// `bytes.strip()`
pub fn strip_spaces(bytes: &[u8], ends: Ends) -> Range<usize> {
    split::strip(bytes, ends, is_space)
}

/// `bytes.strip(set)`
pub fn strip(bytes: &[u8], set: &[u8], ends: Ends) -> Range<usize> {
    split::strip(bytes, ends, |byte| memchr::memchr(byte, set).is_some())
}
