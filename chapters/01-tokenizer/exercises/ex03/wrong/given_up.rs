//! Exercise 3, wrong: a table of twice as many slots as words is not always large enough.

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

fn smallest_table(words: &[&str]) -> Option<Table> {
    (words.len()..=words.len() * 2).find_map(|size| table_of_size(words, size))
}

mod checks;
