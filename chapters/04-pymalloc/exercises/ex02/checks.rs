use super::lost_to_rounding;
use pymalloc::{EightBytes, Python39, Python311};

/// An int, a float, two strings, a list and its array, a dict, an instance and its values.
const COMMON: [usize; 9] = [28, 24, 54, 61, 56, 32, 64, 56, 40];

#[test]
fn common_objects() {
    assert_eq!(lost_to_rounding::<Python311>(&COMMON), 4 + 8 + 10 + 3 + 8 + 8 + 8);
    assert_eq!(lost_to_rounding::<Python39>(&COMMON), 49);
    assert_eq!(lost_to_rounding::<EightBytes>(&COMMON), 4 + 2 + 3);
}

#[test]
fn nothing_is_lost_where_sizes_fit() {
    assert_eq!(lost_to_rounding::<Python311>(&[16, 32, 512]), 0);
    assert_eq!(lost_to_rounding::<Python311>(&[]), 0);
}

#[test]
fn large_requests_do_not_count() {
    assert_eq!(lost_to_rounding::<Python311>(&[0, 513, 100_001, 500]), 12);
}
