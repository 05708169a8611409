//! The checks of exercise 2.

use crate::sum;

/// The most that a parser which remembers has to do: each of three rules once at each place.
fn most(text: &str) -> usize {
    3 * (text.len() + 1)
}

#[test]
fn the_values_are_right() {
    for (text, value) in
        [("7", 7), ("1+2", 3), ("1+2*3", 7), ("(1+2)*3", 9), ("2*(3+4*(1+1))*2+1", 45)]
    {
        assert_eq!(sum(text).0, Some(value), "{text}");
    }
}

#[test]
fn each_rule_is_gone_through_once_at_each_place() {
    for depth in [1, 5, 9] {
        let text = "(".repeat(depth) + "1" + &")".repeat(depth);
        let (value, work) = sum(&text);
        assert_eq!(value, Some(1));
        assert!(work <= most(&text), "{work} times through a rule for {text}");
    }
}

#[test]
fn what_does_not_match_is_remembered_too() {
    for depth in [1, 5, 9] {
        let text = "(".repeat(depth) + "1";
        let (value, work) = sum(&text);
        assert_eq!(value, None);
        assert!(work <= most(&text), "{work} times through a rule for {text}");
    }
}
