//! Classes of characters: what a byte, or a code point beyond ASCII, can be part of.
//!
//! CPython: the `is_potential_identifier_` macros in `Parser/tokenizer.c`;
//! `_PyUnicode_IsXidStart`, `_PyUnicode_IsPrintable` and `_PyUnicode_IsAlnum` beyond ASCII.
//!
//! To the scanner every byte of 128 or more is a letter. Whether the characters they encode
//! really may stand in an identifier is asked once the whole name has been read
//! (`first_invalid`), so that ASCII pays nothing for the rest of Unicode.

use crate::unicode_ranges::BOUNDARIES;

// ANCHOR: classes
/// May begin a name: a letter, `_`, or any byte beyond ASCII.
const NAME_START: u8 = 1;
/// May go on in a name: the same and the digits.
const NAME_CONTINUE: u8 = 2;
const DIGIT: u8 = 4;
const HEX_DIGIT: u8 = 8;
/// Space, tab, form feed: may stand between tokens.
const BLANK: u8 = 16;
/// May begin the prefix of a string: `b`, `f`, `r`, `u`.
const STRING_PREFIX: u8 = 32;

static CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = match byte as u8 {
            b'a'..=b'f' | b'A'..=b'F' => NAME_START | NAME_CONTINUE | HEX_DIGIT,
            b'g'..=b'z' | b'G'..=b'Z' | b'_' | 128..=255 => NAME_START | NAME_CONTINUE,
            b'0'..=b'9' => NAME_CONTINUE | DIGIT | HEX_DIGIT,
            b' ' | b'\t' | b'\x0c' => BLANK,
            _ => 0,
        };
        if matches!(byte as u8 | 0x20, b'b' | b'f' | b'r' | b'u') {
            classes[byte] |= STRING_PREFIX;
        }
        byte += 1;
    }
    classes
};

#[inline(always)]
fn is(byte: u8, class: u8) -> bool {
    CLASSES[byte as usize] & class != 0
}
// ANCHOR_END: classes

// ANCHOR: is_name
/// C: `is_potential_identifier_start`.
#[inline(always)]
pub(crate) fn is_name_start(byte: u8) -> bool {
    is(byte, NAME_START)
}

/// C: `is_potential_identifier_char`.
#[inline(always)]
pub(crate) fn is_name_continue(byte: u8) -> bool {
    is(byte, NAME_CONTINUE)
}

#[inline(always)]
pub(crate) fn is_digit(byte: u8) -> bool {
    is(byte, DIGIT)
}

#[inline(always)]
pub(crate) fn is_hex_digit(byte: u8) -> bool {
    is(byte, HEX_DIGIT)
}

#[inline(always)]
pub(crate) fn is_blank(byte: u8) -> bool {
    is(byte, BLANK)
}

/// Whether a string's prefix may begin with this byte.
#[inline(always)]
pub(crate) fn is_string_prefix(byte: u8) -> bool {
    is(byte, STRING_PREFIX)
}
// ANCHOR_END: is_name

// ANCHOR: properties
/// The properties of the code points below U+3000, among which the alphabets are, one by one.
static ALPHABETS: [u8; 0x3000] = {
    let mut properties = [0; 0x3000];
    let (mut point, mut entry) = (0, 0);
    while point < properties.len() {
        while (BOUNDARIES[entry + 1] >> 8) as usize <= point {
            entry += 1;
        }
        properties[point] = BOUNDARIES[entry] as u8;
        point += 1;
    }
    properties
};

/// Where in [`BOUNDARIES`] each block of 256 code points begins: so many entries lie before.
static BLOCKS: [u16; 0x1102] = {
    let mut blocks = [0; 0x1102];
    let (mut block, mut entry) = (0, 0);
    while block < blocks.len() {
        while entry < BOUNDARIES.len() && (BOUNDARIES[entry] >> 16) < block as u32 {
            entry += 1;
        }
        blocks[block] = entry as u16;
        block += 1;
    }
    blocks
};

/// The properties of `character` in CPython's Unicode database: looked up, or beyond the
/// alphabets searched among the places in its block where they change, of which there are few.
#[inline]
fn properties(character: char) -> u8 {
    let point = character as u32;
    if let Some(&properties) = ALPHABETS.get(point as usize) {
        return properties;
    }
    let block = (point >> 8) as usize;
    let (first, last) = (BLOCKS[block] as usize, BLOCKS[block + 1] as usize);
    let before = BOUNDARIES[first..last].partition_point(|&entry| entry >> 8 <= point);
    BOUNDARIES[first + before - 1] as u8
}
// ANCHOR_END: properties

// ANCHOR: asked
/// `character.isidentifier()`: XID_Start or `_`.
pub fn is_identifier_start(character: char) -> bool {
    properties(character) & 1 != 0
}

/// May stand in an identifier behind its first character: XID_Continue.
pub fn is_identifier_continue(character: char) -> bool {
    properties(character) & 2 != 0
}

/// What `\w` matches in a Python pattern: `character.isalnum()` or `_`.
pub fn is_word(character: char) -> bool {
    character == '_' || properties(character) & 4 != 0
}

/// `character.isprintable()`: what `repr` shows as it is.
pub fn is_printable(character: char) -> bool {
    properties(character) & 8 != 0
}
// ANCHOR_END: asked

// ANCHOR: first_invalid
/// The first character that keeps `name` from being an identifier, and the offset behind
/// it. C: `_PyUnicode_ScanIdentifier`.
pub(crate) fn first_invalid(name: &str) -> Option<(char, usize)> {
    name.char_indices()
        .find(|&(offset, character)| {
            !if offset == 0 {
                is_identifier_start(character)
            } else {
                is_identifier_continue(character)
            }
        })
        .map(|(offset, character)| (character, offset + character.len_utf8()))
}
// ANCHOR_END: first_invalid
