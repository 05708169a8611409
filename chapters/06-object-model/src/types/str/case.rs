//! Case, and what the `is…` methods ask.
//!
//! CPython: `do_upper`, `do_lower`, `do_title`, `do_capitalize`, `do_swapcase`, `do_casefold`,
//! `handle_capital_sigma` and `unicode_isupper` … in `Objects/unicodeobject.c`.
//!
//! Every character is mapped by itself but `Σ`, which becomes `ς` at the end of a word and `σ`
//! elsewhere.

use super::{Text, TextBuf, TextBuilder, Unit, with_units};
use crate::unicode::{self, Mapped};

/// A change of case.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Case {
    /// `str.upper`
    Upper,
    /// `str.lower`
    Lower,
    /// `str.title`
    Title,
    /// `str.capitalize`
    Capitalize,
    /// `str.swapcase`
    Swap,
    /// `str.casefold`
    Fold,
}

impl Text<'_> {
    /// The text in another case.
    pub fn with_case(self, case: Case) -> TextBuf {
        if let Text::Ascii(bytes) = self {
            return TextBuf::Ascii(ascii_with_case(bytes, case));
        }
        with_units!(self, |units| map_case(units, self, case))
    }

    /// Whether there are cased characters, and all are upper case.
    pub fn is_upper(self) -> bool {
        self.is_of_case(unicode::is_uppercase, |code| {
            unicode::is_lowercase(code) || unicode::is_titlecase(code)
        })
    }

    /// Whether there are cased characters, and all are lower case.
    pub fn is_lower(self) -> bool {
        self.is_of_case(unicode::is_lowercase, |code| {
            unicode::is_uppercase(code) || unicode::is_titlecase(code)
        })
    }

    fn is_of_case(self, right: impl Fn(u32) -> bool, wrong: impl Fn(u32) -> bool) -> bool {
        !self.iter().any(wrong) && self.iter().any(right)
    }

    /// Whether upper and title case stand at the beginnings of words, lower case within, and
    /// there are cased characters.
    pub fn is_title(self) -> bool {
        let (mut cased, mut previous_is_cased) = (false, false);
        for code in self.iter() {
            let begins = unicode::is_uppercase(code) || unicode::is_titlecase(code);
            let continues = unicode::is_lowercase(code);
            if begins && previous_is_cased || continues && !previous_is_cased {
                return false;
            }
            previous_is_cased = begins || continues;
            cased |= previous_is_cased;
        }
        cased
    }

    /// Whether there are characters, and all are of a sort.
    pub fn is_all(self, sort: impl Fn(u32) -> bool) -> bool {
        !self.is_empty() && self.iter().all(sort)
    }

    /// `str.isprintable`: nothing that `repr` would escape, even if there is nothing.
    pub fn is_printable(self) -> bool {
        self.iter().all(unicode::is_printable)
    }

    /// `str.isidentifier`: has the form of a name, keyword or not.
    pub fn is_identifier(self) -> bool {
        let mut codes = self.iter();
        let begins =
            codes.next().is_some_and(|first| first == 0x5F || unicode::is_xid_start(first));
        begins && codes.all(unicode::is_xid_continue)
    }
}

/// Has a loop of its own for each change of case, so that the choice isn't made anew for every
/// character.
fn map_case<U: Unit>(units: &[U], text: Text<'_>, case: Case) -> TextBuf {
    match case {
        Case::Upper => map(units, |_, code| unicode::to_upper_full(code)),
        Case::Lower => map(units, |index, code| lower(text, index, code)),
        Case::Fold => map(units, |_, code| unicode::to_folded_full(code)),
        Case::Capitalize => map(units, |index, code| match index {
            0 => unicode::to_title_full(code),
            _ => lower(text, index, code),
        }),
        Case::Title => {
            let mut previous_is_cased = false;
            map(units, |index, code| {
                let within = std::mem::replace(&mut previous_is_cased, unicode::is_cased(code));
                if within { lower(text, index, code) } else { unicode::to_title_full(code) }
            })
        }
        Case::Swap => map(units, |index, code| {
            if unicode::is_uppercase(code) {
                lower(text, index, code)
            } else if unicode::is_lowercase(code) {
                unicode::to_upper_full(code)
            } else {
                Mapped::one(code)
            }
        }),
    }
}

fn map<U: Unit>(units: &[U], mut mapping: impl FnMut(usize, u32) -> Mapped) -> TextBuf {
    let mut out = TextBuilder::with_capacity(units.len());
    for (index, unit) in units.iter().enumerate() {
        match mapping(index, unit.code()).as_slice() {
            [one] => out.push(*one),
            several => several.iter().for_each(|code| out.push(*code)),
        }
    }
    out.finish()
}

/// Lower case, with regard to the sigma.
fn lower(text: Text<'_>, index: usize, code: u32) -> Mapped {
    const CAPITAL_SIGMA: u32 = 0x3A3;
    if code == CAPITAL_SIGMA {
        return Mapped::one(if is_final(text, index) { 0x3C2 } else { 0x3C3 });
    }
    unicode::to_lower_full(code)
}

/// Whether a cased character stands before and none behind, not looking at what may be ignored.
fn is_final(text: Text<'_>, index: usize) -> bool {
    let cased = |near: Option<u32>| near.is_some_and(unicode::is_cased);
    let before = text.slice(0..index).iter().rfind(|code| !unicode::is_case_ignorable(*code));
    cased(before) && {
        let mut behind = text.slice(index + 1..text.len()).iter();
        !cased(behind.find(|code| !unicode::is_case_ignorable(*code)))
    }
}

/// The case of ASCII, for bytes and for text of that form.
pub fn ascii_with_case(bytes: &[u8], case: Case) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    match case {
        Case::Upper => bytes.make_ascii_uppercase(),
        Case::Lower | Case::Fold => bytes.make_ascii_lowercase(),
        Case::Capitalize => {
            bytes.make_ascii_lowercase();
            if let Some(first) = bytes.first_mut() {
                first.make_ascii_uppercase();
            }
        }
        Case::Title => {
            let mut previous_is_cased = false;
            for byte in &mut bytes {
                *byte = if previous_is_cased {
                    byte.to_ascii_lowercase()
                } else {
                    byte.to_ascii_uppercase()
                };
                previous_is_cased = byte.is_ascii_alphabetic();
            }
        }
        Case::Swap => {
            for byte in &mut bytes {
                *byte ^= u8::from(byte.is_ascii_alphabetic()) << 5;
            }
        }
    }
    bytes
}
