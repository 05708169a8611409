//! The checks of exercise 4.

use crate::visits;

#[test]
fn a_few_steps_by_hand() {
    // At 10, 20, 30, 40 and 50; then 60 is a fifth more only, and 70 takes place.
    assert_eq!(visits(70, 10, 25), 10 + 20 + 30 + 40 + 50 + 70);
    assert_eq!(visits(30, 10, 0), 10 + 20 + 30);
    assert_eq!(visits(39, 10, 100), 10 + 20);
}

#[test]
fn with_the_rule_the_total_is_linear() {
    let (few, many) = (visits(1_000_000, 1000, 25), visits(10_000_000, 1000, 25));
    assert!(many < few * 11, "{few} for a million, {many} for ten");
    assert!(many > few * 9);
}

#[test]
fn without_a_rule_it_is_quadratic() {
    let (few, many) = (visits(1_000_000, 1000, 0), visits(10_000_000, 1000, 0));
    assert!(many > few * 95, "{few} for a million, {many} for ten");
}
