//! The checks of exercise 5.
//!
//! `cpython.rs`: blanks, and what `compile` says of lines that begin with them.

use crate::{Mistake, first_mistake};
use tokenizer::{ErrorKind, Options, Source, tokenize};

type Answer = Option<(usize, Mistake)>;

const RECORDED: &[(&[&str], Answer)] = &include!("cpython.rs");

fn assert_all(wanted: impl Fn(&[&str], Answer) -> bool, why: &str) {
    let mut count = 0;
    for (blanks, answer) in RECORDED.iter().filter(|(blanks, answer)| wanted(blanks, *answer)) {
        assert_eq!(first_mistake(blanks), *answer, "{why}: lines that begin with {blanks:?}");
        count += 1;
    }
    assert!(count > 0, "nothing recorded is of this kind");
}

fn has_form_feed(blanks: &[&str]) -> bool {
    blanks.concat().contains('\x0c')
}

#[test]
fn tabs_that_do_no_harm() {
    assert_all(
        |blanks, answer| answer.is_none() && !has_form_feed(blanks),
        "the order of these does not depend on the width of a tab, and CPython accepts them",
    );
}

#[test]
fn tabs_that_do() {
    assert_all(
        |blanks, answer| matches!(answer, Some((_, Mistake::Tabs))) && !has_form_feed(blanks),
        "with a tab of one column, a line is not where it is with a tab of eight",
    );
}

#[test]
fn back_to_no_block() {
    assert_all(
        |_, answer| matches!(answer, Some((_, Mistake::Unindent))),
        "with tabs of eight a line goes back to a column of no open block",
    );
}

#[test]
fn form_feeds() {
    assert_all(|blanks, _| has_form_feed(blanks), "behind a form feed both columns are 0");
}

#[test]
fn every_short_program_is_as_the_tokenizer_of_this_chapter_has_it() {
    const BLANKS: [&str; 9] =
        ["", " ", "\t", " \t", "\t ", "        ", "         ", "\t\t", " \x0c\t"];
    for number in 0..BLANKS.len().pow(4) {
        let at = |place: u32| BLANKS[number / BLANKS.len().pow(place) % BLANKS.len()];
        let blanks = [at(0), at(1), at(2), at(3)];
        let answer = from_tokens(&blanks);
        assert_eq!(first_mistake(&blanks), answer, "lines that begin with {blanks:?}");
    }
}

fn from_tokens(blanks: &[&str]) -> Answer {
    let text: String = blanks.iter().map(|blanks| format!("{blanks}x\n")).collect();
    let source = Source::from_str(&text, true).expect("plain text");
    let error = tokenize(&source, Options::default()).error?;
    let line = error.location.expect("it has a place").lineno as usize;
    Some(match error.kind {
        ErrorKind::InconsistentTabs => (line, Mistake::Tabs),
        kind => {
            assert_eq!(kind, ErrorKind::UnmatchedDedent);
            (line, Mistake::Unindent)
        }
    })
}
