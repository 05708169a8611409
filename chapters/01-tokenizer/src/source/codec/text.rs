//! What a decoder writes: characters, and surrogates that have no partner.
//!
//! CPython: a `str` may hold lone surrogates; the tokenizer wants UTF-8, which can't
//! (`PyUnicode_AsUTF8AndSize`, `unicode_encode_utf8` in `Objects/stringlib/codecs.h`).
//!
//! UTF-7 and the two escape codecs can produce them. The whole input is decoded before
//! anything is encoded, so a surrogate may only be complained of at the end; until then
//! U+FFFD stands in its place.

use std::ops::Range;

use super::{Culprit, DecodeError};

// ANCHOR: text
/// Decoded text.
#[derive(Default)]
pub(crate) struct Text {
    characters: String,
    /// The offset of each surrogate's stand-in, and the surrogate.
    surrogates: Vec<(usize, u16)>,
}

impl Text {
    pub(super) fn push(&mut self, character: char) {
        self.characters.push(character);
    }

    pub(super) fn push_str(&mut self, text: &str) {
        self.characters.push_str(text);
    }

    pub(super) fn extend(&mut self, characters: impl IntoIterator<Item = char>) {
        self.characters.extend(characters);
    }

    /// Adds a code point that may be a surrogate; false if it is no code point at all.
    pub(super) fn push_point(&mut self, point: u32) -> bool {
        let character = char::from_u32(point);
        if character.is_none() && point < 0x10000 {
            self.surrogates.push((self.characters.len(), point as u16));
            self.characters.push(char::REPLACEMENT_CHARACTER);
            return true;
        }
        self.characters.extend(character);
        character.is_some()
    }

    /// The characters so far, with U+FFFD for surrogates.
    pub(crate) fn characters(&self) -> &str {
        &self.characters
    }

    /// Forgets what is behind an offset.
    pub(crate) fn truncate(&mut self, end: usize) {
        self.characters.truncate(end);
        self.surrogates.retain(|&(at, _)| at < end);
    }

    /// The offset of the first surrogate of a part.
    pub(crate) fn first_surrogate(&self, part: Range<usize>) -> Option<usize> {
        self.surrogates.iter().map(|&(at, _)| at).find(|at| part.contains(at))
    }

    /// The whole as UTF-8.
    pub(crate) fn into_utf8(self) -> Result<String, DecodeError> {
        self.utf8(0..self.characters.len())?;
        Ok(self.characters)
    }

    /// A part as UTF-8, or what is said of its first surrogates, with positions in
    /// characters from the beginning of the part.
    pub(crate) fn utf8(&self, part: Range<usize>) -> Result<&str, DecodeError> {
        let first = self.surrogates.partition_point(|&(at, _)| at < part.start);
        let surrogates = &self.surrogates[first..];
        let Some(&(at, surrogate)) = surrogates.first().filter(|(at, _)| *at < part.end) else {
            return Ok(&self.characters[part]);
        };
        let width = char::REPLACEMENT_CHARACTER.len_utf8();
        let run = surrogates.iter().zip((at..part.end).step_by(width));
        let length = run.take_while(|((at, _), expected)| at == expected).count();
        let start = self.characters[part.start..at].chars().count();
        Err(DecodeError {
            encoding: "utf-8",
            culprit: Culprit::Surrogate(surrogate),
            range: start..start + length,
            reason: "surrogates not allowed",
        })
    }
}
// ANCHOR_END: text
