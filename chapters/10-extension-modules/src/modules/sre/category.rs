//! What a character is: of a category, of a set, and what it is in lower case.
//!
//! CPython: `Modules/_sre/sre.c` (`sre_category`, `sre_lower_*`), `sre_lib.h` (`SRE(charset)`,
//! `SRE(charset_loc_ignore)`).

use super::opcode as op;
use object_model::unicode;

// ANCHOR: case
pub(super) fn lower_ascii(code: u32) -> u32 {
    match u8::try_from(code) {
        Ok(byte) => byte.to_ascii_lowercase().into(),
        Err(_) => code,
    }
}

pub(super) fn lower_unicode(code: u32) -> u32 {
    unicode::to_lowercase(code)
}

pub(super) fn upper_unicode(code: u32) -> u32 {
    unicode::to_uppercase(code)
}

/// By the C library's current locale, which knows of bytes only.
pub(super) fn lower_locale(code: u32) -> u32 {
    // SAFETY: any byte may be asked for.
    if code < 256 { unsafe { libc::tolower(code as i32) as u32 } } else { code }
}

fn upper_locale(code: u32) -> u32 {
    // SAFETY: any byte may be asked for.
    if code < 256 { unsafe { libc::toupper(code as i32) as u32 } } else { code }
}

/// Whether a character is the pattern's, in one of the locale's cases. C: `char_loc_ignore`.
pub(super) fn is_locale_case_of(pattern: u32, code: u32) -> bool {
    code == pattern || lower_locale(code) == pattern || upper_locale(code) == pattern
}
// ANCHOR_END: case

// ANCHOR: category
pub(super) fn is_linebreak(code: u32) -> bool {
    code == u32::from(b'\n')
}

pub(super) fn is_word(code: u32) -> bool {
    u8::try_from(code).is_ok_and(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

pub(super) fn is_locale_word(code: u32) -> bool {
    // SAFETY: any byte may be asked for.
    code == u32::from(b'_') || code < 256 && unsafe { libc::isalnum(code as i32) } != 0
}

pub(super) fn is_unicode_word(code: u32) -> bool {
    unicode::is_alphanumeric(code) || code == u32::from(b'_')
}

/// C: `sre_category`.
pub(super) fn is_of_category(category: u32, code: u32) -> bool {
    let is_one = match category & !1 {
        op::CATEGORY_DIGIT => u8::try_from(code).is_ok_and(|byte| byte.is_ascii_digit()),
        op::CATEGORY_SPACE => matches!(code, 9..=13 | 32),
        op::CATEGORY_WORD => is_word(code),
        op::CATEGORY_LINEBREAK => is_linebreak(code),
        op::CATEGORY_LOC_WORD => is_locale_word(code),
        op::CATEGORY_UNI_DIGIT => unicode::is_decimal(code),
        op::CATEGORY_UNI_SPACE => unicode::is_space(code),
        op::CATEGORY_UNI_WORD => is_unicode_word(code),
        op::CATEGORY_UNI_LINEBREAK => unicode::is_linebreak(code),
        _ => return false,
    };
    is_one != (category & 1 != 0)
}
// ANCHOR_END: category

// ANCHOR: charset
/// Whether a character is in the set whose code begins here. C: `SRE(charset)`.
///
/// A large set is two-storied: a block for each of 256 pages, and the bits of each block.
pub(super) fn is_in_set(set: &[u32], code: u32) -> bool {
    let mut answer = true;
    let mut at = 0;
    let bit = |word: u32| word & (1 << (code & 31)) != 0;
    loop {
        let argument = |index: usize| set[at + index];
        let (holds, length) = match set[at] {
            op::FAILURE => return !answer,
            op::LITERAL => (code == argument(1), 2),
            op::CATEGORY => (is_of_category(argument(1), code), 2),
            op::CHARSET => (code < 256 && bit(argument(1 + code as usize / 32)), 9),
            op::RANGE => (argument(1) <= code && code <= argument(2), 3),
            op::RANGE_UNI_IGNORE => {
                let range = argument(1)..=argument(2);
                (range.contains(&code) || range.contains(&upper_unicode(code)), 3)
            }
            op::NEGATE => {
                answer = !answer;
                (false, 1)
            }
            op::BIGCHARSET => {
                let blocks = argument(1) as usize;
                let holds = code < 0x10000 && {
                    let page = code as usize >> 8;
                    let block = argument(2 + page / 4).to_le_bytes()[page % 4];
                    bit(argument(66 + (usize::from(block) * 256 + (code as usize & 255)) / 32))
                };
                (holds, 66 + blocks * 8)
            }
            _ => return false,
        };
        if holds {
            return answer;
        }
        at += length;
    }
}

/// The same for either case of the locale. C: `SRE(charset_loc_ignore)`.
pub(super) fn is_in_set_by_locale(set: &[u32], code: u32) -> bool {
    let (lower, upper) = (lower_locale(code), upper_locale(code));
    is_in_set(set, lower) || upper != lower && is_in_set(set, upper)
}
// ANCHOR_END: charset
