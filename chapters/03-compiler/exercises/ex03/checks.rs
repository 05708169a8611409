//! The checks of exercise 3.
//!
//! `cpython.rs`: blocks, and what `symtable` says of the names of the innermost.

use crate::{Block, Kind, Whose, whose};

type Recorded = (&'static [Block<'static>], &'static [(&'static str, Whose)]);

const RECORDED: &[Recorded] = &include!("cpython.rs");

#[test]
fn agrees_with_cpython() {
    for (blocks, names) in RECORDED {
        for (name, answer) in *names {
            assert_eq!(whose(blocks, name), *answer, "{name} in {blocks:?}");
        }
    }
}

#[test]
fn a_class_between_two_functions_is_passed_over() {
    let blocks: &[Block<'_>] = &[
        (Kind::Module, &["f"], &[], &[]),
        (Kind::Function, &["x", "C"], &[], &[]),
        (Kind::Class, &["x", "m", "y"], &["x"], &[]),
        (Kind::Function, &[], &[], &[]),
    ];
    assert_eq!(whose(blocks, "x"), Whose::Free);
    assert_eq!(whose(blocks, "y"), Whose::Global);
}

#[test]
fn global_in_between_ends_the_search() {
    let blocks: &[Block<'_>] = &[
        (Kind::Module, &["f"], &[], &[]),
        (Kind::Function, &["x", "g"], &[], &[]),
        (Kind::Function, &["h"], &["x"], &[]),
        (Kind::Function, &["y"], &[], &[]),
    ];
    assert_eq!(whose(blocks, "x"), Whose::Global);
    assert_eq!(whose(blocks, "g"), Whose::Free);
    assert_eq!(whose(blocks, "y"), Whose::Local);
}
