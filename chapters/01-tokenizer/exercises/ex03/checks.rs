//! The checks of exercise 3.
//!
//! `cpython.rs`: `keyword.kwlist` and `keyword.softkwlist`. Sizes and factors are arithmetic.

use crate::{Table, smallest_table, table_of_size};

const RECORDED: (&[&str], &[&str]) = include!("cpython.rs");

fn keywords() -> Vec<&'static str> {
    RECORDED.0.to_vec()
}

fn with_soft_keywords() -> Vec<&'static str> {
    [RECORDED.0, RECORDED.1].concat()
}

/// Python 3.12 has one more.
fn with_type() -> Vec<&'static str> {
    [RECORDED.0, RECORDED.1, &["type"]].concat()
}

#[test]
fn in_128_slots() {
    for words in [keywords(), with_soft_keywords()] {
        let expected = Some(Table { size: 128, factor: 11 });
        assert_eq!(table_of_size(&words, 128), expected, "{} words in 128 slots", words.len());
    }
    assert_eq!(
        table_of_size(&with_type(), 128),
        None,
        "with `type`, every factor sends two words to one of 128 slots"
    );
}

#[test]
fn the_smallest_table() {
    for (words, size, factor) in
        [(keywords(), 71, 58), (with_soft_keywords(), 98, 43), (with_type(), 98, 43)]
    {
        let expected = Some(Table { size, factor });
        assert_eq!(smallest_table(&words), expected, "the smallest table for {words:?}");
    }
}

#[test]
fn no_two_words_share_a_slot() {
    let words = with_type();
    for size in 90..140 {
        let Some(table) = table_of_size(&words, size) else { continue };
        for (index, word) in words.iter().enumerate() {
            for other in &words[..index] {
                assert_ne!(
                    table.slot(word),
                    table.slot(other),
                    "{table:?} sends `{word}` and `{other}` to the same slot"
                );
            }
        }
    }
}

#[test]
fn the_order_of_the_words_does_not_matter() {
    let mut words = with_soft_keywords();
    let forwards: Vec<_> = (38..130).map(|size| table_of_size(&words, size)).collect();
    words.sort_by_key(|word| word.chars().rev().collect::<String>());
    let sorted: Vec<_> = (38..130).map(|size| table_of_size(&words, size)).collect();
    assert_eq!(sorted, forwards, "the tables of 38 to 129 slots, the words in another order");
}

#[test]
fn words_that_no_table_tells_apart() {
    for words in [&["part", "port"][..], &["if", "or", "ib", "hub"], &["in", "else", "elle"]] {
        assert_eq!(smallest_table(words), None, "two of the words {words:?} share every slot");
    }
}
