//! Exercise 3, a hash that no two keywords share, solved.

use std::collections::BTreeSet;

/// A table of `size` slots, and the factor with which each of its words has a slot of its own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Table {
    size: usize,
    factor: usize,
}

impl Table {
    /// The slot of a word: the hash of this chapter's `name.rs`.
    fn slot(self, word: &str) -> usize {
        let word = word.as_bytes();
        let (first, last) = (word[0] as usize, word[word.len() - 1] as usize);
        (word.len() + first + last * self.factor) % self.size
    }
}

/// The table of this size with the smallest factor, from 0 to `size - 1`, that gives each of
/// the words, which are all different, a slot of its own.
fn table_of_size(words: &[&str], size: usize) -> Option<Table> {
    (0..size).map(|factor| Table { size, factor }).find(|table| {
        let mut taken = vec![false; size];
        words.iter().all(|word| !std::mem::replace(&mut taken[table.slot(word)], true))
    })
}

/// The smallest table for these words. `None` if no size and no factor tell them apart.
///
/// Two words with the same last letter and the same sum of length and first letter share a
/// slot in every table. If there are no two such words, some table is large enough.
fn smallest_table(words: &[&str]) -> Option<Table> {
    let what_counts = |word: &&str| {
        let bytes = word.as_bytes();
        (bytes.len() + bytes[0] as usize, bytes[bytes.len() - 1])
    };
    let different: BTreeSet<_> = words.iter().map(what_counts).collect();
    if different.len() < words.len() {
        return None;
    }
    (words.len().max(1)..).find_map(|size| table_of_size(words, size))
}

mod checks;
