//! ISO 2022: character sets in 7 bits, changed by escape sequences.
//!
//! CPython: `Modules/cjkcodecs/_codecs_iso2022.c`.
//!
//! `ESC $ B` designates a set of two-byte characters as G0, the set that is in use;
//! `ESC $ ) C` designates one as G1, which shift-out and shift-in bring into use and out of
//! it; `ESC N` takes one character from G2. Each codec knows some of the sets.

use super::Text;
use super::double_byte::{code, front, illegal, incomplete, single};
use super::step::{Failure, Step};
use super::table::{
    GB2312, ISO8859_7_G2, JISX0208, JISX0212, JISX0213_1, JISX0213_1_2000, JISX0213_1_ISO2022,
    JISX0213_2, KSX1001, Meaning, Tables, look_up,
};

const ESC: u8 = 0x1b;
const SHIFT_OUT: u8 = 0x0e;
const SHIFT_IN: u8 = 0x0f;
const LONGEST_ESCAPE: usize = 16;

/// A set, and the letter at the end of the escape sequence that designates it.
#[derive(Clone, Copy)]
pub(super) enum CharacterSet {
    /// In two bytes.
    Double(u8, Tables),
    /// In one.
    Single(u8, fn(u8) -> Option<char>),
}

use CharacterSet::{Double, Single};

const ASCII: CharacterSet = Single(b'B', |byte| Some(byte as char));
const GB_2312: CharacterSet = Double(b'A', &[&GB2312]);
const JIS_X_0208_1978: CharacterSet = Double(b'@', &[&JISX0208]);
const JIS_X_0208: CharacterSet = Double(b'B', &[&JISX0208]);
const JIS_X_0212: CharacterSet = Double(b'D', &[&JISX0212]);
const JIS_X_0213_2000: CharacterSet =
    Double(b'O', &[&JISX0213_1_2000, &JISX0213_1_ISO2022, &JISX0213_1, &JISX0208]);
const JIS_X_0213_2004: CharacterSet = Double(b'Q', &[&JISX0213_1_ISO2022, &JISX0213_1, &JISX0208]);
const JIS_X_0213_PLANE_2: CharacterSet = Double(b'P', &[&JISX0213_2]);
const KS_X_1001: CharacterSet = Double(b'C', &[&KSX1001]);

const ROMAN: CharacterSet = Single(b'J', |byte| match byte {
    b'\\' => Some('¥'),
    b'~' => Some('\u{203e}'),
    _ => Some(byte as char),
});
const KATAKANA: CharacterSet = Single(b'I', |byte| match byte {
    0x21..=0x5f => char::from_u32(0xff61 + (byte - 0x21) as u32),
    _ => None,
});
/// The upper half, for `ESC N`; CPython designates it anywhere, but decodes it there alone.
const LATIN_1: CharacterSet = Single(b'A', |_| None);
const GREEK: CharacterSet = Single(b'F', |_| None);

static GREEK_TABLES: Tables = &[&ISO8859_7_G2];

/// What tells one codec of the family from another.
pub(super) struct Variant {
    /// The encoding's name in messages.
    name: &'static str,
    /// Whether shift-out and shift-in have a meaning.
    shifts: bool,
    /// Whether G2 is in use.
    g2: bool,
    /// The sets, besides ASCII.
    sets: &'static [CharacterSet],
}

impl Variant {
    const fn japanese(name: &'static str, sets: &'static [CharacterSet]) -> Variant {
        Variant { name, shifts: false, g2: false, sets }
    }
}

pub(super) static KR: Variant =
    Variant { name: "iso2022_kr", shifts: true, g2: false, sets: &[KS_X_1001] };
pub(super) static JP: Variant =
    Variant::japanese("iso2022_jp", &[JIS_X_0208, ROMAN, JIS_X_0208_1978]);
pub(super) static JP_1: Variant =
    Variant::japanese("iso2022_jp_1", &[JIS_X_0208, JIS_X_0212, ROMAN, JIS_X_0208_1978]);
pub(super) static JP_2: Variant = Variant {
    name: "iso2022_jp_2",
    shifts: false,
    g2: true,
    sets: &[JIS_X_0208, JIS_X_0212, KS_X_1001, GB_2312, ROMAN, JIS_X_0208_1978, LATIN_1, GREEK],
};
pub(super) static JP_2004: Variant =
    Variant::japanese("iso2022_jp_2004", &[JIS_X_0208, JIS_X_0213_2004, JIS_X_0213_PLANE_2]);
pub(super) static JP_3: Variant =
    Variant::japanese("iso2022_jp_3", &[JIS_X_0208, JIS_X_0213_2000, JIS_X_0213_PLANE_2]);
pub(super) static JP_EXT: Variant = Variant::japanese(
    "iso2022_jp_ext",
    &[JIS_X_0208, JIS_X_0212, ROMAN, KATAKANA, JIS_X_0208_1978],
);

/// The decoder.
pub(super) struct Iso2022 {
    variant: &'static Variant,
    /// G0, G1, G2.
    designated: [CharacterSet; 3],
    /// Whether G1 is in use.
    shifted: bool,
    /// Within an escape sequence of another kind, which is text up to its end.
    in_foreign_escape: bool,
}

impl Step for Iso2022 {
    fn name(&self) -> &'static str {
        self.variant.name
    }

    fn step(&mut self, rest: &[u8], _last: bool, text: &mut Text) -> Result<usize, Failure> {
        let byte = rest[0];
        if self.in_foreign_escape {
            self.in_foreign_escape = !ends_escape(byte);
            return single(rest, text);
        }
        match byte {
            ESC => self.escape(rest, text),
            SHIFT_IN | SHIFT_OUT if self.variant.shifts => {
                self.shifted = byte == SHIFT_OUT;
                Ok(1)
            }
            0..0x20 => {
                self.shifted &= byte != b'\n';
                single(rest, text)
            }
            0x80.. => Err(illegal(1)),
            _ => character(self.designated[self.shifted as usize], rest, text),
        }
    }
}

impl Iso2022 {
    pub(super) fn new(variant: &'static Variant) -> Iso2022 {
        let designated = [ASCII; 3];
        Iso2022 { variant, designated, shifted: false, in_foreign_escape: false }
    }

    fn escape(&mut self, rest: &[u8], text: &mut Text) -> Result<usize, Failure> {
        match front(rest)? {
            [_, b'(' | b')' | b'$' | b'.' | b'&'] => self.designate(rest),
            [_, b'N'] if self.variant.g2 => self.single_shift(front(rest)?, text),
            _ => {
                self.in_foreign_escape = true;
                single(rest, text)
            }
        }
    }

    /// An escape sequence that designates a set. What can't be one is illegal as a whole.
    fn designate(&mut self, rest: &[u8]) -> Result<usize, Failure> {
        let length = self.escape_length(rest)?;
        let (place, double, mark) = match (&rest[1..length], self.variant) {
            ([b'$', mark], _) => (0, true, *mark),
            ([b'(', mark], _) => (0, false, *mark),
            ([b')', mark], _) => (1, false, *mark),
            ([b'.', mark], Variant { g2: true, .. }) => (2, false, *mark),
            ([b'$', b'(', mark], _) => (0, true, *mark),
            ([b'$', b')', mark], _) => (1, true, *mark),
            // JIS X 0208 in its edition of 1990, after the announcement of a revision.
            ([_, _, ESC, b'$', mark @ b'B'], Variant { shifts: false, .. }) => (0, true, *mark),
            _ => return Err(illegal(length)),
        };
        let is_meant = |set: &&CharacterSet| match (set, double) {
            (Double(known, _), true) | (Single(known, _), false) => *known == mark,
            _ => false,
        };
        let mut known = std::iter::once(&ASCII).chain(self.variant.sets);
        self.designated[place] = *known.find(is_meant).ok_or(illegal(length))?;
        Ok(length)
    }

    /// The length of the sequence at the front.
    fn escape_length(&self, rest: &[u8]) -> Result<usize, Failure> {
        let mut at = 1;
        while at < LONGEST_ESCAPE {
            match rest.get(at..) {
                None | Some([]) => return Err(incomplete()),
                Some([byte, ..]) if ends_escape(*byte) => return Ok(at + 1),
                Some([b'&', b'@', ..]) if !self.variant.shifts => at += 3,
                Some(_) => at += 1,
            }
        }
        Err(illegal(1))
    }

    /// `ESC N` and a byte, which G2 has.
    fn single_shift(&self, [_, _, byte]: [u8; 3], text: &mut Text) -> Result<usize, Failure> {
        let upper = byte ^ 0x80;
        let character = match self.designated[2] {
            Single(b'A', _) if byte < 0x80 => Some(upper as char),
            Single(b'F', _) if upper < 0xa0 => Some(upper as char),
            Single(b'F', _) => match look_up(GREEK_TABLES, byte.into()) {
                Meaning::Characters(&[character]) => Some(character),
                _ => None,
            },
            Single(b'B', _) if byte < 0x80 => Some(byte as char),
            Single(b'A' | b'B', _) => None,
            // A set of G0 designated here. CPython raises a `RuntimeError` with these words.
            _ => return Err(Failure::Refused("internal codec error")),
        };
        text.push(character.ok_or(illegal(3))?);
        Ok(3)
    }
}

/// One character of a set.
fn character(set: CharacterSet, rest: &[u8], text: &mut Text) -> Result<usize, Failure> {
    match set {
        Single(_, decode) => {
            text.push(decode(rest[0]).ok_or(illegal(1))?);
            Ok(1)
        }
        Double(_, tables) => {
            let [lead, trail] = front(rest)?;
            // The tables have the codes with their high bits, in which 7 bits differ.
            match look_up(tables, code(lead, trail) ^ 0x8080) {
                Meaning::Characters(characters) => text.extend(characters.iter().copied()),
                Meaning::Refused | Meaning::Missing => return Err(illegal(2)),
            }
            Ok(2)
        }
    }
}

fn ends_escape(byte: u8) -> bool {
    matches!(byte, b'A'..=b'Z' | b'@')
}
