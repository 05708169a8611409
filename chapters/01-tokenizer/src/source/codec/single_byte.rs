//! One byte a character: ASCII, Latin-1, and the charmaps.
//!
//! CPython: `unicode_decode_ascii`, `PyUnicode_DecodeLatin1` and `PyUnicode_DecodeCharmap` in
//! `Objects/unicodeobject.c`; the charmaps are modules of `Lib/encodings/`, recorded in
//! `charmaps.txt` by `tests/reference/codec_tables.py`.

use super::Text;
use super::step::{Failure, Stateless, Step};

// ANCHOR: latin
pub(super) const ASCII: Stateless = Stateless { name: "ascii", step: ascii };
pub(super) const LATIN_1: Stateless = Stateless { name: "latin-1", step: latin_1 };

fn ascii(rest: &[u8], text: &mut Text) -> Result<usize, Failure> {
    let taken = rest.iter().take_while(|byte| byte.is_ascii()).count();
    if taken == 0 {
        return Err(Failure::Malformed(0..1, "ordinal not in range(128)"));
    }
    text.extend(rest[..taken].iter().map(|&byte| byte as char));
    Ok(taken)
}

fn latin_1(rest: &[u8], text: &mut Text) -> Result<usize, Failure> {
    text.extend(rest.iter().map(|&byte| byte as char));
    Ok(rest.len())
}
// ANCHOR_END: latin

// ANCHOR: charmap
/// A character for each byte, where it has one.
pub(super) struct Charmap([Option<char>; 256]);

impl Charmap {
    /// `differing`: what differs from Latin-1, in the words of `charmaps.txt`.
    pub(super) fn new(differing: &str) -> Charmap {
        let mut table = std::array::from_fn(|byte| Some(byte as u8 as char));
        for pair in differing.split(' ').filter(|pair| !pair.is_empty()) {
            let (byte, point) = pair.split_once('=').expect("charmaps.txt holds byte=code point");
            let byte = usize::from_str_radix(byte, 16).expect("a byte in hexadecimal");
            table[byte] = u32::from_str_radix(point, 16).ok().and_then(char::from_u32);
        }
        Charmap(table)
    }
}

impl Step for Charmap {
    fn name(&self) -> &'static str {
        "charmap"
    }

    fn step(&mut self, rest: &[u8], _last: bool, text: &mut Text) -> Result<usize, Failure> {
        match self.0[rest[0] as usize] {
            Some(character) => text.push(character),
            None => return Err(Failure::Malformed(0..1, "character maps to <undefined>")),
        }
        Ok(1)
    }
}
// ANCHOR_END: charmap
