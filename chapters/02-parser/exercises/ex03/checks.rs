//! The checks of exercise 3.

use crate::difference;

/// The shape of a text that is a difference as a whole.
fn shape(text: &str) -> String {
    match difference(text).0 {
        Some((shape, end)) if end == text.len() => shape,
        other => panic!("{text}: {other:?}"),
    }
}

#[test]
fn a_difference_groups_to_the_left() {
    assert_eq!(shape("7"), "7");
    assert_eq!(shape("9-3"), "(9-3)");
    assert_eq!(shape("9-3-2-1"), "(((9-3)-2)-1)");
}

#[test]
fn brackets_begin_anew() {
    assert_eq!(shape("9-[3-2-1]-[4]"), "((9-[((3-2)-1)])-[4])");
    assert_eq!(shape("[[1-2]-3]-4"), "([([(1-2)]-3)]-4)");
}

#[test]
fn it_ends_where_it_matched() {
    assert_eq!(difference("9-").0, Some(("9".to_owned(), 1)));
    assert_eq!(difference("9-3-x").0, Some(("(9-3)".to_owned(), 3)));
    assert_eq!(difference("-9").0, None);
}

#[test]
fn the_work_grows_with_the_text() {
    let text = "1".to_owned() + &"-1".repeat(400);
    let ((_, end), work) = match difference(&text) {
        (Some(found), work) => (found, work),
        (None, _) => panic!("a difference isn't found"),
    };
    assert_eq!(end, text.len());
    // Once for each number, and once more to see that there is no other.
    assert!(work <= 402, "{work} times through the rule for 401 numbers");
}
