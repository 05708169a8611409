//! ASCII in one byte, the rest in two: Big5, GBK and their kin.
//!
//! CPython: `DECODER` in `Modules/cjkcodecs/_codecs_tw.c`, `_codecs_hk.c`, `_codecs_cn.c` and
//! `_codecs_kr.c`. Here too are the few words that all multibyte decoders share.
//!
//! Only the first byte of what is illegal is complained of, so that a letter behind a
//! broken lead byte is not lost where errors are ignored.

use super::Text;
use super::step::{Failure, Step};
use super::table::{BIG5, BIG5HKSCS, CP949, CP950, GB2312, GBK, KSX1001, Meaning, Tables, look_up};

// ANCHOR: names
pub(super) static BIG_5: DoubleByte = DoubleByte { name: "big5", tables: &[&BIG5] };
pub(super) static BIG_5_HKSCS: DoubleByte =
    DoubleByte { name: "big5hkscs", tables: &[&BIG5HKSCS, &BIG5] };
pub(super) static CODE_PAGE_936: DoubleByte = DoubleByte { name: "gbk", tables: &[&GBK, &GB2312] };
pub(super) static CODE_PAGE_949: DoubleByte =
    DoubleByte { name: "cp949", tables: &[&CP949, &KSX1001] };
pub(super) static CODE_PAGE_950: DoubleByte =
    DoubleByte { name: "cp950", tables: &[&CP950, &BIG5] };
pub(super) static GB_2312: DoubleByte = DoubleByte { name: "gb2312", tables: &[&GB2312] };
// ANCHOR_END: names

// ANCHOR: double_byte
/// The decoder of such an encoding.
#[derive(Clone, Copy)]
pub(super) struct DoubleByte {
    /// The encoding's name in messages.
    name: &'static str,
    tables: Tables,
}

impl Step for DoubleByte {
    fn name(&self) -> &'static str {
        self.name
    }

    fn step(&mut self, rest: &[u8], _last: bool, text: &mut Text) -> Result<usize, Failure> {
        if rest[0].is_ascii() {
            return single(rest, text);
        }
        two_bytes(self.tables, rest, text)
    }
}

/// The first byte is an ASCII character.
pub(super) fn single(rest: &[u8], text: &mut Text) -> Result<usize, Failure> {
    text.push(rest[0] as char);
    Ok(1)
}

/// The first two bytes are a code of these tables.
pub(super) fn two_bytes(tables: Tables, rest: &[u8], text: &mut Text) -> Result<usize, Failure> {
    let [lead, trail] = front(rest)?;
    match look_up(tables, code(lead, trail)) {
        Meaning::Characters(characters) => {
            text.extend(characters.iter().copied());
            Ok(2)
        }
        Meaning::Refused | Meaning::Missing => Err(illegal(1)),
    }
}

/// Two bytes as one number.
pub(super) fn code(lead: u8, trail: u8) -> u16 {
    u16::from_be_bytes([lead, trail])
}

/// The first bytes.
pub(super) fn front<const N: usize>(rest: &[u8]) -> Result<[u8; N], Failure> {
    rest.first_chunk().copied().ok_or(incomplete())
}

/// The complaint that bytes are missing.
pub(super) fn incomplete() -> Failure {
    Failure::Incomplete("incomplete multibyte sequence")
}

/// The complaint about so many bytes.
pub(super) fn illegal(length: usize) -> Failure {
    Failure::Malformed(0..length, "illegal multibyte sequence")
}
// ANCHOR_END: double_byte
