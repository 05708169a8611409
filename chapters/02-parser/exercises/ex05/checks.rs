//! The checks of exercise 5.

use crate::{Complaint, parse};

fn complaint(text: &str) -> Option<(usize, &'static str)> {
    parse(text).0.err().map(|Complaint { word, message }| (word, message))
}

#[test]
fn else_if_is_found() {
    let message = "'else if' is written 'elif'";
    assert_eq!(complaint("if a : pass else if b : pass"), Some((4, message)));
    assert_eq!(complaint("if a : pass elif b : pass else if c : pass"), Some((8, message)));
    assert_eq!(complaint("pass if a : if b : pass else if c : pass"), Some((8, message)));
}

#[test]
fn what_is_right_is_read_in_one_pass() {
    for text in ["", "pass pass", "if a : pass elif b : pass else : if c : pass", "if a : pass"] {
        assert_eq!(parse(text), (Ok(()), 0), "{text}");
    }
}

#[test]
fn other_mistakes_have_no_words() {
    for (text, word) in [("if a pass", 2), ("else : pass", 0), ("if a : pass else pass", 5)] {
        assert_eq!(complaint(text), Some((word, "invalid syntax")), "{text}");
    }
}

#[test]
fn only_behind_a_block_is_it_an_elif() {
    assert_eq!(complaint("if a : else if b : pass"), Some((3, "invalid syntax")));
    assert_eq!(complaint("else if b : pass"), Some((0, "invalid syntax")));
    assert_eq!(complaint("pass else if b : pass"), Some((1, "invalid syntax")));
}

#[test]
fn the_first_mistake_counts() {
    let text = "if a : pass else if b : pass if c pass";
    assert_eq!(complaint(text), Some((4, "'else if' is written 'elif'")));
    let text = "if c pass if a : pass else if b : pass";
    assert_eq!(complaint(text), Some((2, "invalid syntax")));
}
