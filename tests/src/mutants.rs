//! Sources with one thing wrong: files of the library, each with a single edit.
//!
//! An error is met where people make one: in the middle of ordinary code. The edits are
//! drawn by a seed, so a mutant can be had again by its number.

use crate::compare::Input;
use crate::library::File;

/// Mutants of the library's smaller files.
#[derive(Clone, Debug)]
pub struct Mutants {
    files: Vec<File>,
    seed: u64,
}

/// Files up to this size are taken, so that thousands of mutants are soon compared.
const LARGEST: u64 = 20_000;

/// What replaces a character or a word: what tokenizers must tell apart.
const WORDS: &[&str] = &[
    " ", "\n", "\t", "\r", "\r\n", "\x0c", "\x0b", "\0", "\\", "\\\n", "\\ ", "'", "\"", "'''",
    "\"\"\"", "#", "(", ")", "[", "]", "{", "}", ":", ":=", ";", ",", ".", "...", "->", "<>", "!",
    "?", "$", "`", "0", "00", "01", "0_", "1__0", "0x", "0xg", "0o8", "0b2", "1e", "1e+", "1.e5",
    "1_000j", "1if", "2or", "9f", "r'", "rb\"", "f'''", "ur''", "é", "²", "€", "“", "名", "🐍",
    "\u{a0}", "\u{200b}", "\u{feff}", "\u{2028}", "\u{b7}", "\u{85}", "async", "await", "if",
    "lambda", "    ", "        ",
];

/// Bytes that are no UTF-8 where they land.
const BYTES: &[&[u8]] =
    &[b"\xff", b"\x80", b"\xc3", b"\xe6\x97", b"\xed\xa0\x80", b"\xf4\x90\x80\x80"];

impl Mutants {
    /// Mutants of `files`; another seed makes others.
    pub fn new(files: &[File], seed: u64) -> Mutants {
        let small = |file: &&File| {
            file.path.metadata().is_ok_and(|data| (1..=LARGEST).contains(&data.len()))
        };
        Mutants { files: files.iter().filter(small).cloned().collect(), seed }
    }

    /// The mutant of this number; its name tells the file, the seed and the number.
    ///
    /// # Panics
    /// If there are no files to choose from, or one can't be read.
    pub fn get(&self, number: usize) -> Input {
        let mut random = fastrand::Rng::with_seed(self.seed.rotate_left(32) ^ number as u64);
        let Input { name, source } = self.files[random.usize(..self.files.len())].read();
        let name = format!("{name}.seed{}.mutant{number}", self.seed);
        Input { name, source: mutate(&source, &mut random) }
    }
}

/// A copy with one edit.
pub fn mutate(source: &[u8], random: &mut fastrand::Rng) -> Vec<u8> {
    let pieces = pieces(source);
    let mut pieces: Vec<&[u8]> = pieces.iter().map(|piece| &source[piece.clone()]).collect();
    let word = |random: &mut fastrand::Rng| WORDS[random.usize(..WORDS.len())].as_bytes();
    let place = random.usize(..pieces.len());
    match random.u8(..10) {
        0 => drop(pieces.remove(place)),
        1 => pieces.insert(place, pieces[place]),
        2 if place + 1 < pieces.len() => pieces.swap(place, place + 1),
        3 | 4 => pieces[place] = word(random),
        5 => pieces.insert(place, word(random)),
        6 => pieces.insert(place, BYTES[random.usize(..BYTES.len())]),
        7 => {
            let end = random.usize(..source.len());
            return source[..end].to_vec();
        }
        _ => {
            let byte = random.usize(..source.len());
            let replacement: &[u8] = if random.bool() { word(random) } else { b"" };
            return [&source[..byte], replacement, &source[byte + 1..]].concat();
        }
    }
    pieces.concat()
}

/// Cuts a source, roughly as a tokenizer would: words, runs of blanks, single characters.
fn pieces(source: &[u8]) -> Vec<std::ops::Range<usize>> {
    #[derive(PartialEq)]
    enum Class {
        Word,
        Blank,
        Single,
    }
    let class = |byte: u8| match byte {
        b'_' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | 0x80.. => Class::Word,
        b' ' | b'\t' => Class::Blank,
        _ => Class::Single,
    };
    let mut pieces: Vec<std::ops::Range<usize>> = Vec::new();
    for (at, &byte) in source.iter().enumerate() {
        match pieces.last_mut() {
            Some(last)
                if class(byte) != Class::Single && class(source[last.start]) == class(byte) =>
            {
                last.end = at + 1;
            }
            _ => pieces.push(at..at + 1),
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_the_whole() {
        let source = "x = größe(1)\n\tif  y:".as_bytes();
        let pieces: Vec<&[u8]> = pieces(source).into_iter().map(|piece| &source[piece]).collect();
        assert_eq!(pieces.concat(), source);
        assert_eq!(pieces[4], "größe".as_bytes());
    }

    #[test]
    fn an_edit_is_the_same_with_the_same_seed_and_seldom_none() {
        let source = b"def f(x):\n    return x + 1\n";
        let draw = |seed| mutate(source, &mut fastrand::Rng::with_seed(seed));
        let changed = (0..1000).filter(|&seed| draw(seed) != source).count();
        assert!(changed > 900, "{changed}");
        assert!((0..1000).all(|seed| draw(seed) == draw(seed)));
    }

    #[test]
    fn one_character_can_be_edited() {
        for seed in 0..1000 {
            mutate(b"x", &mut fastrand::Rng::with_seed(seed));
        }
    }
}
