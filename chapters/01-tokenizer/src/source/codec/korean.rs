//! EUC-KR, which can spell a syllable letter by letter, and Johab, which always does.
//!
//! CPython: `DECODER(euc_kr)` and `DECODER(johab)` in `Modules/cjkcodecs/_codecs_kr.c`.
//!
//! A Hangul syllable is an initial, a vowel and perhaps a final letter, and Unicode numbers
//! all of them in that order. Letters alone are at U+3131 and after.

use super::Text;
use super::double_byte::{front, illegal, single, two_bytes};
use super::step::{Failure, Stateless};
use super::table::{KSX1001, Meaning, Tables, look_up};

pub(super) const EUC_KR: Stateless = Stateless { name: "euc_kr", step: euc_kr };
pub(super) const JOHAB: Stateless = Stateless { name: "johab", step: johab };

static KSX1001_TABLES: Tables = &[&KSX1001];

const INITIALS: &str = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
const VOWELS: &str = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ";
const FINALS: &str = "ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ";

/// The syllable of an initial, a vowel and a final, the last counted from 1.
fn syllable(initial: usize, vowel: usize, last: usize) -> Option<char> {
    char::from_u32(0xac00 + ((initial * 21 + vowel) * 28 + last) as u32)
}

fn euc_kr(rest: &[u8], text: &mut Text) -> Result<usize, Failure> {
    const FILLER: [u8; 2] = [0xa4, 0xd4];
    if rest[0].is_ascii() {
        return single(rest, text);
    }
    if front(rest)? != FILLER {
        return two_bytes(KSX1001_TABLES, rest, text);
    }
    let [_, _, a, initial, b, vowel, c, last] = front(rest)?;
    if [a, b, c] != [FILLER[0]; 3] {
        return Err(illegal(1));
    }
    // The letters stand in KS X 1001 in the order of Unicode.
    let place = |letters: &str, byte: u8| {
        let letter = char::from_u32(0x3131 + byte.checked_sub(0xa1)? as u32)?;
        letters.chars().position(|known| known == letter)
    };
    let last = if last == FILLER[1] { Some(0) } else { place(FINALS, last).map(|at| at + 1) };
    let (initial, vowel) = (place(INITIALS, initial), place(VOWELS, vowel));
    let (Some(initial), Some(vowel), Some(last)) = (initial, vowel, last) else {
        return Err(illegal(1));
    };
    text.extend(syllable(initial, vowel, last));
    Ok(8)
}

fn johab(rest: &[u8], text: &mut Text) -> Result<usize, Failure> {
    if rest[0].is_ascii() {
        return single(rest, text);
    }
    let [lead, trail] = front(rest)?;
    let character = match lead {
        0x80..0xd8 => spelled(u16::from_be_bytes([lead, trail])),
        _ => from_ksx1001(lead, trail),
    };
    text.push(character.ok_or(illegal(1))?);
    Ok(2)
}

/// A Johab syllable or letter: five bits for each part.
fn spelled(code: u16) -> Option<char> {
    let [initial, vowel, last] = [code >> 10, code >> 5, code].map(|bits| bits as usize & 0x1f);
    // Of each part, `None` within is the filler.
    let initial = match initial {
        1 => None,
        2..=20 => Some(initial - 2),
        _ => return None,
    };
    let vowel = match vowel {
        2 => None,
        3..=7 => Some(vowel - 3),
        10..=15 => Some(vowel - 5),
        18..=23 => Some(vowel - 7),
        26..=29 => Some(vowel - 9),
        _ => return None,
    };
    let last = match last {
        1 => None,
        2..=17 => Some(last - 2),
        19..=29 => Some(last - 3),
        _ => return None,
    };
    match (initial, vowel, last) {
        (None, None, None) => Some('\u{3000}'),
        (Some(initial), None, None) => INITIALS.chars().nth(initial),
        (None, Some(vowel), None) => VOWELS.chars().nth(vowel),
        (None, None, Some(last)) => FINALS.chars().nth(last),
        (Some(initial), Some(vowel), last) => {
            syllable(initial, vowel, last.map_or(0, |last| last + 1))
        }
        _ => None,
    }
}

/// What is no syllable: the rows of KS X 1001, two for each lead byte.
fn from_ksx1001(lead: u8, trail: u8) -> Option<char> {
    let row = match lead {
        0xd9..=0xde => (lead - 0xd9) as u16 * 2,
        0xe0..=0xf9 => (lead - 0xe0) as u16 * 2 + 0x29,
        _ => return None,
    };
    let cell = match trail {
        // The letters, which are spelled.
        0xa1..=0xd3 if lead == 0xda => return None,
        0x31..=0x7e => trail - 0x31,
        0x91..=0xfe => trail - 0x43,
        _ => return None,
    } as u16;
    let code = (row + cell / 94 + 0xa1) << 8 | (cell % 94 + 0xa1);
    match look_up(KSX1001_TABLES, code) {
        Meaning::Characters(&[character]) => Some(character),
        _ => None,
    }
}
